"""What a reference led to, and how a hole of the source is told."""

from dataclasses import dataclass
from typing import Literal

from ingest.address import Address, Path
from ingest.catalogue import Entry
from ingest.citation import Reference
from ingest.corpus import Corpus, Target
from ingest.model import Document, Gap, Kind

Status = Literal["found", "ambiguous", "missing", "gap"]


@dataclass(frozen=True)
class Lookup:
    """What a reference led to; `nearest` are the closest clauses when it was not found, `gap` goes with that status."""

    reference: Reference
    status: Status
    targets: tuple[Target, ...]
    nearest: tuple[Target, ...]
    message: str
    gap: Gap | None = None


def not_indexed(entry: Entry) -> str:
    """What to tell whoever asks for a document that is known without its text."""
    return f"{entry.short} is known, but its text is not in the index, so its clauses cannot be shown."


def text_of(entry: Entry) -> str:
    """How a message begins that tells of a hole: the shipped text of an act is one of several."""
    return f"The {'shipped ' if entry.shipped else ''}text of {entry.short}"


def hole_in(text: str, gap: Gap) -> str:
    """The sentences that tell of a hole of `text`, as `text_of` names it."""
    return f"{text} {'skips a number' if gap.skipped else 'has a hole'} here: {gap.reason}"


def in_gap(read: Reference, document: Document, path: Path, gap: Gap, corpus: Corpus) -> Lookup:
    """The outcome for a clause or footnote at `path` that the source would have in `gap`."""
    others = corpus.other_witnesses(Address(document.key, path))
    text = text_of(corpus.entry_of(Address(document.key, path)))
    message = f"{text} lacks {path.label}: {gap.reason}"
    if path.last.code != "ftn":
        message = f"{hole_in(text, gap)} It cannot tell whether {path.label} exists."
    if gap.skipped:
        message = f"{text} has no {path.label}: {gap.reason[:1].lower()}{gap.reason[1:]}"
    if others:
        message += f" Another text of the act has it: {'; '.join(map(corpus.cite, others))}."
    return Lookup(read, "gap", (), (*around(document, gap), *others), message, gap)


def around(document: Document, gap: Gap) -> tuple[Target, ...]:
    """The clauses on both sides of a gap, with the text that lost its label."""
    sides = [document.clause(gap.after)]
    sides += [c for c in document.children(gap.after.parent) if c.kind is Kind.FRAGMENT]
    sides += [document.clause(gap.resumes)] if gap.resumes is not None else []
    return tuple(dict.fromkeys(c for c in sides if c is not None))

"""The catalogue as the documents page and `corpus list` show it: every document, and in which state it is."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from ingest.audit import note
from ingest.catalogue import Entry, fold_name
from ingest.corpus import Corpus
from ingest.model import Document, Gap
from ingest.spans import fold
from rag.generation import made_of, serving_name
from rag.settings import Settings

State = Literal["shipped", "added", "fetched", "known"]
STATES: dict[State, str] = {
    "shipped": "In the index",
    "added": "Added here",
    "fetched": "Fetched",
    "known": "Known, without its text",
}
IDENTIFIERS = {
    "c_number": "Commission number",
    "celex": "CELEX",
    "number": "Number",
    "eli": "ELI",
    "oj": "Official Journal",
    "council": "Council document",
    "proposal": "Proposal",
    "proposal_celex": "CELEX of the proposal",
}


@dataclass(frozen=True)
class Shelf:
    """A document of the catalogue, with its text or without.

    `searched` tells whether questions are answered from it: not from a text in another language, nor from a further
    text of an act that has nothing the first one lacks. `first` is the uid its clause tree begins with. `findings` are
    sentences on the text, its gaps apart: breaks in its numbering, uncertain quotations, footnotes that lack their mark
    or body, warnings of the reader.
    """

    entry: Entry
    state: State
    document: Document | None
    searched: bool = False
    first: str | None = None
    findings: tuple[str, ...] = ()

    @property
    def brought(self) -> bool:
        """Whether somebody brought it in, so that it can be taken out again."""
        return self.state in {"added", "fetched"}

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return self.document.gaps if self.document is not None else ()

    @property
    def audit(self) -> str:
        """The audit of the text in one sentence; "" without a text."""
        return note(self.document) if self.document is not None else ""


def shelves(corpus: Corpus) -> tuple[Shelf, ...]:
    """Every document in the order of the catalogue, those with a text first."""
    searched = {document.key for document, _ in corpus.searched()}
    found = [_shelf(entry, corpus.document(entry.key), searched) for entry in corpus.catalogue.entries]
    return tuple(sorted(found, key=lambda one: one.document is None))


def matching(found: Iterable[Shelf], words: str = "", state: State | None = None) -> tuple[Shelf, ...]:
    """Those in `state` that have each of `words` in their names, numbers, kind, author, date or findings."""
    wanted = [_plain(word) for word in words.split()]
    asked = fold_name(words)
    return tuple(
        one
        for one in found
        if state in {None, one.state}
        and (
            all(word in _haystack(one) for word in wanted)
            or (len(asked) > 3 and any(asked in fold_name(name) for name in one.entry.names))
        )
    )


def built(settings: Settings) -> datetime | None:
    """When the serving index was built (UTC); None where there is none."""
    name = serving_name(settings.home)
    try:
        return datetime.strptime(name.partition("-")[0], "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def serving(settings: Settings, corpus: Corpus) -> tuple[str, bool]:
    """Since when the serving index is there, in words ("" where there is none), and whether it is of these texts."""
    made = built(settings)
    if made is None:
        return "", False
    return f"{made.day} {made:%B %Y, %H:%M} UTC", made_of(settings.home) == corpus.sha256


def _shelf(entry: Entry, document: Document | None, searched: Set[str]) -> Shelf:
    if document is None:
        return Shelf(entry, "known", None)
    state: State = "added" if entry.how == "added" else "fetched" if entry.how == "fetched" else "shipped"
    first = document.clauses[0].uid if document.clauses else None
    return Shelf(entry, state, document, entry.key in searched, first, tuple(_findings(document)))


def _findings(document: Document) -> Iterable[str]:
    audit = document.audit
    yield from audit.findings
    yield from audit.quotations
    if audit.unmatched_marks:
        yield f"Footnote marks without a footnote: {', '.join(map(str, audit.unmatched_marks))}."
    if audit.unmarked_notes:
        yield f"Footnotes without a mark in the text: {', '.join(map(str, audit.unmarked_notes))}."
    for what, spans in (("Lost", audit.lost), ("In two places", audit.shared)):
        for start, end in spans:
            yield f"{what}: {document.source[start : min(end, start + 80)]}"
    yield from document.warnings


def _haystack(one: Shelf) -> str:
    entry = one.entry
    date = entry.date.isoformat() if entry.date else ""
    words = (*entry.names, entry.title, entry.kind, entry.author or "", date, entry.witness or "", STATES[one.state])
    return _plain(" ".join((*words, *one.findings)))


def _plain(words: str) -> str:
    return fold(words).casefold()

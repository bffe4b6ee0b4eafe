"""A clause in its place, ready to show, or the reason why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.address import Address
from ingest.audit import note
from ingest.catalogue import Entry
from ingest.corpus import Corpus
from ingest.errors import AddressError, QuotationError
from ingest.gaps import covering, touching
from ingest.model import Clause, Document, Footnote, Gap, Kind, Mark
from ingest.outcome import not_indexed, text_of
from ingest.spans import Span, offsets
from rag.export.sources import with_cuts
from rag.links import Link, links_from, links_to

NEIGHBOURS = 1  # siblings shown on either side of a clause
LABEL = 60  # characters shown of a label that leads nowhere


@dataclass(frozen=True)
class Segment:
    """A run of a text that is shown in one way; with `note` it is the footnote mark of that number."""

    text: str
    marked: bool = False
    note: int | None = None


@dataclass(frozen=True)
class Shown:
    """A clause ready to show: its printed label ("(f)", or "") and its text in segments."""

    clause: Clause
    printed: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Note:
    """A footnote ready to show, and the clause its mark stands in."""

    footnote: Footnote
    carrier: Clause
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class SourceView:
    """A clause in its place.

    `headings` and `stems` stand above it, outermost first; `before` and `after` are its nearest siblings. `notes` are
    the footnotes of everything shown in full, `gaps` the holes of the source a reader of the clause must know of;
    `citation` and `quote` are what a reader copies: the marked words, with "[…]" for what is left out between and
    around them, or the whole text where nothing is marked;
    `audit` is what the audit of the document found. `refers_to` are the resolved references of the clause and its own
    footnotes, `referred_by` what refers to it. `questions` are the curated ones it answers; `asked` is the
    footnote the address named, if it named one.
    """

    entry: Entry
    headings: tuple[Shown, ...]
    stems: tuple[Shown, ...]
    before: tuple[Shown, ...]
    clause: Shown
    after: tuple[Shown, ...]
    children: tuple[Shown, ...]
    notes: tuple[Note, ...]
    gaps: tuple[Gap, ...]
    citation: str
    quote: str
    audit: str
    refers_to: tuple[Link, ...] = ()
    referred_by: tuple[Link, ...] = ()
    questions: tuple[str, ...] = ()
    asked: Footnote | None = None


@dataclass(frozen=True)
class NoSource:
    """Why an address shows no clause; `url` is the page of an act whose text is not here."""

    message: str
    hint: str
    url: str | None = None


def source_view(corpus: Corpus, uid: str, quoted: Sequence[Span] = ()) -> SourceView | NoSource:
    """The clause (or the clause of the footnote) at `uid`, with the words at `quoted` marked.

    `uid` may be anything a reader typed; what is no address of this corpus gives NoSource, which never raises.
    """
    key, _, path = uid.partition("#")
    known = corpus.catalogue.resolve(key)  # an act may be named by its ELI or CELEX number as well
    try:
        address = Address.parse(f"{known.key}#{path}" if known is not None and path else uid)
    except AddressError as error:
        return NoSource(error.message, error.hint)
    entry, document = corpus.catalogue.get(address.document), corpus.document(address.document)
    if entry is None or document is None:
        return _no_text(address, entry)
    asked = document.footnote(address.path)
    place = asked.clause if asked is not None else address.path
    clause = document.clause(place) if place is not None else None
    if clause is None:
        return _no_clause(address, entry, document, asked)
    view = _in_place(document, entry, clause, asked, tuple(Span(*span) for span in quoted))
    found = (link for link in links_from(clause, corpus) if link.entry is not None)
    refers_to = {(link.target or link.entry): link for link in found}  # each end once, however often it is named
    return replace(
        view,
        refers_to=tuple(refers_to.values()),
        referred_by=links_to(clause, corpus),
        questions=corpus.questions.of(clause.uid),
    )


def segments(document: Document, part: Clause | Footnote, quoted: Sequence[Span]) -> tuple[Segment, ...]:
    """The text of `part` cut where a quotation begins or ends and where a footnote mark stands.

    Without the footnote marks the segments join to the text, character for character.
    """
    marks: Sequence[Mark] = part.marks if isinstance(part, Clause) else ()
    places = offsets(document.source, part.spans)
    inside = [any(start <= place < end for start, end in quoted) for place, _ in places]
    edges = {0, len(part.text)} | {mark.offset for mark in marks}
    edges |= {i for i in range(1, len(inside)) if inside[i] != inside[i - 1]}
    ordered = sorted(edges)
    cut: list[Segment] = []
    for position, edge in enumerate(ordered):
        cut += [Segment("", note=mark.number) for mark in marks if mark.offset == edge]
        if edge < len(part.text):
            cut.append(Segment(part.text[edge : ordered[position + 1]], inside[edge]))
    return tuple(cut)


def _in_place(
    document: Document, entry: Entry, clause: Clause, asked: Footnote | None, quoted: tuple[Span, ...]
) -> SourceView:
    def show(part: Clause) -> Shown:
        return Shown(part, document.printed_label(part), segments(document, part, quoted))

    above = document.ancestors(clause)
    siblings = document.children(clause.parent)
    here = siblings.index(clause)
    notes = tuple(
        Note(footnote, carrier, segments(document, footnote, quoted))
        for carrier in (*above, clause)
        for footnote in document.footnotes_of(carrier)
    )
    subject: Clause | Footnote = asked if asked is not None else clause
    return SourceView(
        entry=entry,
        headings=tuple(show(part) for part in above if part.kind is Kind.SECTION),
        stems=tuple(show(part) for part in above if part.kind is not Kind.SECTION),
        before=tuple(show(part) for part in siblings[max(0, here - NEIGHBOURS) : here]),
        clause=show(clause),
        after=tuple(show(part) for part in siblings[here + 1 : here + 1 + NEIGHBOURS]),
        children=tuple(show(part) for part in document.children(clause.path)),
        notes=notes,
        gaps=touching(document, clause),
        citation=f"{entry.short}, {subject.label}",
        quote=_copied(document, subject, quoted),
        audit=note(document),
        asked=asked,
    )


def _copied(document: Document, subject: Clause | Footnote, quoted: Sequence[Span]) -> str:
    """What a reader copies: the marked words of `subject`, with "[…]" for those left out; all of it without any."""
    inside = all(any(own.start <= start and end <= own.end for own in subject.spans) for start, end in quoted)
    try:
        return with_cuts(quoted, subject, document) if quoted and inside else subject.text
    except QuotationError:
        return subject.text


def _no_text(address: Address, entry: Entry | None) -> NoSource:
    if entry is None:
        return NoSource(
            f"No document here is called “{address.document}”.", "Check the address, or ask a question instead."
        )
    return NoSource(
        not_indexed(entry),
        "Read it on its official page." if entry.url else "Ask whoever runs this service to add its text.",
        entry.url,
    )


def _no_clause(address: Address, entry: Entry, document: Document, asked: Footnote | None) -> NoSource:
    label = address.path.label if len(address.path.label) <= LABEL else f"{address.path.label[:LABEL]}…"
    if asked is not None:
        return NoSource(f"{entry.short}, {label} has no mark in the source, so it has no place to show.", asked.text)
    gap = covering(document.gaps, address.path)
    if gap is not None:
        told = f"skips {label}" if gap.skipped else f"has a hole where {label} would stand"
        return NoSource(f"{text_of(entry)} {told}.", gap.reason)
    return NoSource(f"{entry.short} has no {label}.", "Check the address, or ask a question instead.")

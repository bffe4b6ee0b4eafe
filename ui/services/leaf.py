"""What the page of a clause tells beyond its place: definitions, other texts, relations, points to tick, its print."""

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.corpus import Corpus, Target
from ingest.definitions import definitions_used
from ingest.errors import ClausewiseError, ExportError
from ingest.gaps import heading
from ingest.lookup import look_up
from ingest.model import Clause, Document, Footnote, Kind
from ingest.styles import full
from rag import Assistant
from rag.export.checklist import Checklist, of_lookup
from rag.results import LookupResult
from ui.services.asking import Asks
from ui.services.finding import Row, row
from ui.services.source import Segment, SourceView, segments


@dataclass(frozen=True)
class Line:
    """A paragraph of the printed clause: its printed label, its words, how deep it stands under the clause."""

    printed: str
    segments: tuple[Segment, ...]
    level: int = 0
    remark: str = ""  # in place of the words: a hole of the source, told where it is


@dataclass(frozen=True)
class Sheet:
    """What is printed of a clause: headings, stems, the clause with all its points, footnotes, the full citation."""

    title: str
    headings: tuple[Line, ...]
    stems: tuple[Line, ...]
    lines: tuple[Line, ...]
    notes: tuple[Line, ...]
    citation: str


def definitions(corpus: Corpus, view: SourceView) -> tuple[Row, ...]:
    """The definitions of the terms that the sentence of the clause uses."""
    clause = view.clause.clause
    return tuple(row(corpus, one) for one in definitions_used(corpus.document_of(clause), clause))


def witnesses(corpus: Corpus, target: Target) -> tuple[Row, ...]:
    """The same clause or footnote in the other texts of its act."""
    return tuple(row(corpus, one) for one in corpus.witnesses(target))


def related(asked: Asks, target: Target) -> tuple[Row, ...]:
    """The nearest clauses of other documents; none where there is no index to read them from."""
    if not isinstance(asked, Assistant):
        return ()
    try:
        found = asked.related(target.uid)
    except ClausewiseError:
        return ()
    return tuple(row(found.corpus, one.clause) for one in found.related)


def checklists(corpus: Corpus, clause: Clause) -> tuple[Checklist, ...]:
    """The points under a clause to tick off, or those beside it; none for what is no part of a list."""
    stem = corpus.document_of(clause).stem(clause)
    for candidate in filter(None, (clause, stem)):
        try:
            return of_lookup(LookupResult(look_up(candidate.uid, corpus), corpus))
        except ExportError:
            continue
    return ()


def sheet(corpus: Corpus, view: SourceView) -> Sheet:
    """The clause as it is printed; of a footnote, the clause it stands in."""
    clause = view.clause.clause
    document = corpus.document_of(clause)
    above = document.ancestors(clause)
    printed = [*above, clause, *_beneath(document, clause)]
    notes = [note for part in printed for note in document.footnotes_of(part)]
    if view.asked is not None and view.asked not in notes:
        notes.append(view.asked)
    subject: Clause | Footnote = view.asked if view.asked is not None else clause
    return Sheet(
        title=view.citation,
        headings=tuple(_line(document, one) for one in above if one.kind is Kind.SECTION),
        stems=tuple(_line(document, one) for one in above if one.kind is not Kind.SECTION),
        lines=(_line(document, clause), *_holes(document, clause, 0), *_points(document, clause, 1)),
        notes=tuple(Line(str(note.number), segments(document, note, ())) for note in notes),
        citation=full([subject], corpus),
    )


def _beneath(document: Document, clause: Clause) -> Iterator[Clause]:
    for child in document.children(clause.path):
        yield child
        yield from _beneath(document, child)


def _points(document: Document, clause: Clause, level: int) -> Iterator[Line]:
    for child in document.children(clause.path):
        yield _line(document, child, level)
        yield from _points(document, child, level + 1)
        yield from _holes(document, child, level)


def _holes(document: Document, clause: Clause, level: int) -> Iterator[Line]:
    for gap in document.gaps:
        if gap.after == clause.path:
            yield Line("", (), level, f"{heading(gap.skipped)}: {gap.reason}")


def _line(document: Document, part: Clause, level: int = 0) -> Line:
    label = document.printed_label(part)
    if part.kind is Kind.FRAGMENT and not label:
        label = "[label missing in the source]"
    return Line(label, segments(document, part, ()), level)

"""The one shape every reader gives: a source text and its lines, free of markup, with their offsets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.model import Mark
from ingest.spans import Span


@dataclass(frozen=True)
class Line:
    """A printed line or paragraph.

    `text` is what `ingest.spans.read(source, spans)` gives: no markup, no footnote marks. `marks` are the footnote
    marks inside it, with offsets into `text`. `note` is the number of the footnote whose body begins here,
    `note_span` its printed mark. `extent` covers the line in the source with its markup, so that nothing goes
    uncounted. `furniture` names a line that is no text but furniture of the page. `carries_on` tells of a line that its
    place on the page proves to go on with the text line before it, across a column, a page or footnotes.

    Where a format tells them: `heading` is the level of a heading (0 the title, 1 the highest), `label_length` how much
    of the text is a number that the format printed by itself, `row` that the line is a row of a table, `numbered_row`
    that it is a row of two cells whose first is a number, and `quote` that it is set as a quotation. `quoted` is what
    `ingest.quotations` makes of that and of the quotation marks.
    """

    text: str
    spans: tuple[Span, ...]
    extent: Span
    marks: tuple[Mark, ...] = ()
    note: int | None = None
    note_span: Span | None = None
    indent: int = 0
    bullet: bool = False
    bold: bool = False
    blank_before: bool = True
    page: int | None = None
    furniture: str | None = None  # what the line is when it is no text of the document: "page footer"
    carries_on: bool = False
    heading: int | None = None
    label_length: int = 0
    level: int = 0
    row: bool = False
    numbered_row: bool = False
    quote: bool = False
    quoted: bool = False


@dataclass(frozen=True)
class Reading:
    """What a reader gives: the text all offsets refer to, and its lines in order.

    For text files `source` is the decoded file; for formats that are not text it is the text as extracted, kept with
    the document, so that a span always gives back what was read. `warnings` tell what the reader could not understand.
    `styled` says that the format shows headings by itself, so that nobody need guess them from the words.
    """

    source: str
    lines: tuple[Line, ...]
    warnings: tuple[str, ...] = ()
    styled: bool = False


def joined(readings: Sequence[Reading]) -> Reading:
    """Several readings as one text, in order: an act and its annexes. Pages count on from part to part."""
    source, pages = "", 0
    lines: list[Line] = []
    warnings: list[str] = []
    for reading in readings:
        lines += [_moved(line, len(source), pages) for line in reading.lines]
        pages = max((line.page or 0 for line in lines), default=0)
        source += f"{reading.source}\n\n"
        warnings += reading.warnings
    return Reading(source, tuple(lines), tuple(warnings), styled=all(reading.styled for reading in readings))


def _moved(line: Line, offset: int, pages: int) -> Line:
    def moved(span: Span) -> Span:
        return Span(span.start + offset, span.end + offset)

    return replace(
        line,
        spans=tuple(map(moved, line.spans)),
        extent=moved(line.extent),
        marks=tuple(replace(mark, span=moved(mark.span)) for mark in line.marks),
        note_span=moved(line.note_span) if line.note_span is not None else None,
        page=line.page + pages if line.page is not None else None,
    )

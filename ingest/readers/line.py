"""The one shape every reader gives: a source text and its lines, free of markup, with their offsets."""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Reading:
    """What a reader gives: the text all offsets refer to, and its lines in order.

    For text files `source` is the decoded file; for formats that are not text it is the text as extracted, kept with
    the document, so that a span always gives back what was read. `warnings` tell what the reader could not understand.
    """

    source: str
    lines: tuple[Line, ...]
    warnings: tuple[str, ...] = ()

"""The one shape every reader gives: a line of a source, free of markup, with its offsets."""

from dataclasses import dataclass

from ingest.model import Mark
from ingest.spans import Span


@dataclass(frozen=True)
class Line:
    """A printed line or paragraph.

    `text` is what `ingest.spans.read(source, spans)` gives: no markup, no footnote marks. `marks` are the footnote
    marks inside it, with offsets into `text`. `note` is the number of the footnote whose body begins here,
    `note_span` its printed mark. `extent` covers the line in the source with its markup, so that nothing goes
    uncounted.
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

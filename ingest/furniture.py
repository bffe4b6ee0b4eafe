"""Web furniture: the words a page prints around its text, known one by one and named.

Only what is listed here is dropped, and everything dropped is recorded by name; nothing is guessed away.
"""

import re
from dataclasses import replace

from ingest.model import Furniture, Mark
from ingest.readers import Line
from ingest.spans import lengths_before, read, split

_LINES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("skip link", re.compile(r"Skip to main content|Skip navigation")),
    ("site name", re.compile(r"Research and innovation")),
    ("image caption", re.compile(r"Author image|Publication cover")),
    ("byline placeholder", re.compile(r"by Author")),
    ("related content heading", re.compile(r"More Like This|Contact Info|Event Info|Short description")),
    ("empty form field", re.compile(r"(Event Type|Language|Event Visibility & Attendance Policy):")),
    ("event banner", re.compile(r"Event has ended")),
    (
        "page taxonomy",
        re.compile(r"Geographical focus|Scientifi?c field / Thematic focus|General(/no specific focus)?|Other"),
    ),
    ("entry log", re.compile(r"(Entry created by \w+|Modified) on .{5,30}")),
)
_CONTENTS = re.compile(r"(?:[.…·_]\s?){5,}\s*(?:\d{1,4}|[ivxl]{1,6})$")  # dots that lead to a page number
_INLINE = re.compile(r"Search for available translations of the preceding link(?:EN)?•*")


def name_of(line: Line) -> str | None:
    """The name of the furniture a whole line is, or None for text."""
    if _CONTENTS.search(line.text):
        return "table of contents"
    return next((name for name, pattern in _LINES if pattern.fullmatch(line.text)), None)


def strip_inline(source: str, line: Line) -> tuple[Line, tuple[Furniture, ...]]:
    """`line` without the furniture printed inside its sentences, and that furniture."""
    found = list(_INLINE.finditer(line.text))
    if not found:
        return line, ()
    edges = [edge for match in found for edge in match.span()]
    pieces = split(source, line.spans, edges)  # text and link by turns
    spans = [span for piece in pieces[::2] for span in piece]
    dropped = [Furniture("translation link", span) for piece in pieces[1::2] for span in piece]
    text = read(source, spans)
    places = lengths_before(source, spans, (mark.span.start for mark in line.marks))
    marks = [Mark(mark.number, at, mark.span) for mark, at in zip(line.marks, places, strict=True)]
    # A number that the format printed before the link and nothing else is all the text there is.
    length = line.label_length if line.label_length < len(text) else 0
    stripped = replace(line, text=text, spans=tuple(spans), marks=tuple(marks), label_length=length)
    return stripped, tuple(dropped)

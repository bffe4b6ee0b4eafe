"""Web furniture: the words a page prints around its text, known one by one and named.

Only what is listed here is dropped, and everything dropped is recorded by name; nothing is guessed away.
"""

import re

from ingest.model import Furniture, Mark
from ingest.readers import Line
from ingest.spans import Span, cut, fold

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
_INLINE = re.compile(r"Search for available translations of the preceding link(?:EN)?•*")


def name_of(line: Line) -> str | None:
    """The name of the furniture a whole line is, or None for text."""
    return next((name for name, pattern in _LINES if pattern.fullmatch(line.text)), None)


def strip_inline(source: str, line: Line) -> tuple[Line, tuple[Furniture, ...]]:
    """`line` without the furniture printed inside its sentences, and that furniture."""
    found = list(_INLINE.finditer(line.text))
    if not found:
        return line, ()
    spans: list[Span] = []
    dropped: list[Furniture] = []
    marks: list[Mark] = []
    at = 0
    for match in found:
        spans += cut(source, line.spans, at, match.start())
        dropped += [Furniture("translation link", span) for span in cut(source, line.spans, *match.span())]
        at = match.end()
    spans += cut(source, line.spans, at, len(line.text))
    for mark in line.marks:
        shift = sum(len(match[0]) for match in found if match.end() <= mark.offset)
        marks.append(Mark(mark.number, mark.offset - shift, mark.span))
    text = fold("".join(source[start:end] for start, end in spans))
    stripped = Line(
        text,
        tuple(spans),
        line.extent,
        tuple(marks),
        indent=line.indent,
        bullet=line.bullet,
        blank_before=line.blank_before,
    )
    return stripped, tuple(dropped)

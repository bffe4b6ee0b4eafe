"""Converted text and Markdown → lines.

Understands what converters write: list bullets, bold, links, escaped brackets, table pipes and superscript footnote
marks. All of it is cut out by spans; no character is changed.
"""

import re

from ingest.errors import SourceUnreadable
from ingest.model import Mark
from ingest.readers.line import Line, Reading
from ingest.spans import Span, fold, lengths_before, trim, trim_ends

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

_BULLET = re.compile(r"[-*•‣▪–] +(?=\S)")
_HEADING = re.compile(r"(#{1,6})[ \t]+(?=\S)")
# A mark of quotation, but not a sign before a figure: "> 50 % of the income" is no quotation.
_QUOTE = re.compile(r"(?:> ?)+(?=[ \t]*\S)(?![ \t]*[\d€$£%=])|(?:> ?)+(?=\d[\d.]*[.)]? +[A-Z])")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_QUOTED_NOTHING = re.compile(r"(?:> ?)+")
_TABLE_RULE = re.compile(r"[|\s:-]+")
# What is cut out of a line, each alternative a kind of markup. A link keeps its words and loses its target: targets in
# converted text lie (a footnote on the ERA Policy Agenda points to another act), so no citation is ever built from one.
_INLINE = re.compile(
    r"(?P<mark>(?<![⁰¹²³⁴⁵⁶⁷⁸⁹])[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}(?![⁰¹²³⁴⁵⁶⁷⁸⁹]))"
    r"|(?P<bold>\*\*)"
    r"|\[(?P<words>(?:[^\[\]\\]|\\.)+)\]\((?P<target>[^()\s]*)\)"
    r"|\\(?P<escaped>[()\[\]*_|\\])"
    r"|<(?P<url>https?://[^<>\s]+)>"
    r"|(?P<pipe>\|)"
)


def decode(data: bytes) -> str:
    """UTF-8 bytes as text with no byte-order mark; SourceUnreadable when they are empty or something else."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\x00" in data and not data.startswith(_UTF_16):
            raise _binary() from None  # a picture, most likely
        raise SourceUnreadable(
            f"The file is not UTF-8 text (byte {error.start}).", hint="Save it as UTF-8 and try again."
        ) from None
    if not text.strip():
        raise SourceUnreadable("The file is empty.", hint="Give a file with text in it.")
    if "\x00" in text:
        raise _binary()
    return text


def _binary() -> SourceUnreadable:
    return SourceUnreadable("The file is binary, not text.", hint="Convert it to text or Markdown first.")


def read_text(source: str) -> Reading:
    """The non-blank lines of `source`, in order.

    >>> [line] = read_text("- (f) a joint strategy³⁸, including").lines
    >>> line.text, line.marks[0].number, line.marks[0].offset
    ('(f) a joint strategy, including', 38, 20)
    """
    lines: list[Line] = []
    blank = True
    for match in re.finditer(r"[^\n\r]+", source):
        extent = trim(source, match.start(), match.end())
        if extent.start == extent.end:
            blank = True
            continue
        blank = blank or source.count("\n", lines[-1].extent.end, extent.start) > 1
        lines.append(_line(source, extent, indent=extent.start - match.start(), blank=blank))
        blank = False
    return Reading(source, tuple(lines))


def _line(source: str, extent: Span, *, indent: int, blank: bool) -> Line:
    start, end = extent
    if _QUOTED_NOTHING.fullmatch(source, start, end):
        return Line("", (), extent, indent=indent, blank_before=blank, furniture="quotation sign")
    quote = _QUOTE.match(source, start, end)
    if quote is not None:
        start = trim(source, quote.end(), end).start
    bullet = _BULLET.match(source, start, end)
    heading = _HEADING.match(source, start, end)
    begin = bullet.end() if bullet else heading.end() if heading else start
    table = source[start] == "|"
    if table and _TABLE_RULE.fullmatch(source, start, end):
        return Line("", (), extent, indent=indent, blank_before=blank)
    spans: list[Span] = []
    marked: list[tuple[int, Span]] = []
    note, note_span = None, None
    bold = False

    def keep(frm: int, to: int) -> None:
        if frm < to:
            spans.append(Span(frm, to))

    def scan(frm: int, to: int) -> None:
        nonlocal note, note_span, bold
        at = frm
        for found in _INLINE.finditer(source, frm, to):
            if found["pipe"] and not table:
                continue
            keep(at, found.start())
            at = found.end()
            if found["mark"]:
                number, span = int(found["mark"].translate(SUPERSCRIPTS)), Span(*found.span("mark"))
                if found.start() == begin and source[at : at + 1].isspace():
                    note, note_span = number, span
                else:
                    marked.append((number, span))
            elif found["bold"]:
                bold = True
            elif found["words"]:
                scan(*found.span("words"))
            elif found["escaped"]:
                keep(*found.span("escaped"))
            elif found["url"]:
                keep(*found.span("url"))
        keep(at, to)

    scan(begin, end)
    trimmed = trim_ends(source, spans)
    places = lengths_before(source, trimmed, (span.start for _, span in marked))
    return Line(
        text=fold("".join(source[a:b] for a, b in trimmed)),
        spans=trimmed,
        extent=extent,
        marks=tuple(Mark(number, at, span) for (number, span), at in zip(marked, places, strict=True)),
        note=note,
        note_span=note_span,
        indent=indent,
        bullet=bullet is not None,
        bold=bold,
        heading=len(heading[1]) if heading else None,
        blank_before=blank,
        quote=quote is not None,
    )

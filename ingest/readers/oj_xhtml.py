"""Official Journal and Commission HTML → lines.

The Journal sets points in two-column tables, the label in the first cell and nested lists inside the second, with the
classes of today (``oj-normal``) or of before (``normal``); its consolidated acts use grids. Commission documents made
with Word put numbers in ``span.num`` and mark notes as ``footnoteRef``. A real table gives a line a row.
"""

import re
from collections.abc import Iterator

from lxml import etree

from ingest.labels import recognise
from ingest.readers.canvas import Canvas, NoteMark, Piece
from ingest.readers.canvas import row as row_of
from ingest.readers.line import Reading
from ingest.readers.xml import children, parse_html

_DASH = re.compile(r"[—–•-]")
_NOTE_LINK = re.compile(r"(?:^|[ #])(?:nt[cr]\d|footnote(?:ref)?\d)")
_IMPRINT = re.compile(r"ELI: ?https?://|ISSN \d{4}-\d{3}[\dX]")
_HEADER = ("hd-", "disclaimer", "arrow")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_BLOCKS = _HEADINGS | {"p", "dl", "dd", "div", "table", "ul", "ol", "li", "hr", "section", "article"}


def read_oj_xhtml(data: bytes) -> Reading:
    """Read an act with its annexes; SourceUnreadable for what is no HTML."""
    root = parse_html(data)
    body = root.find("body")
    canvas = Canvas()
    _Reader(canvas).blocks(body if body is not None else root, 0)
    return canvas.finish()


class _Reader:
    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def blocks(self, element: etree._Element, depth: int) -> None:
        """Write everything inside `element`; text between blocks is a line of its own."""
        run: list[Piece] = [element.text or ""]
        for child in children(element):
            if child.tag in _BLOCKS or _holds_blocks(child):
                self.canvas.line(run, indent=depth)
                self.block(child, depth)
                run = [child.tail or ""]
            else:
                run += [*_inline_of(child), child.tail or ""]
        self.canvas.line(run, indent=depth)

    def block(self, element: etree._Element, depth: int) -> None:
        """Write one block element."""
        kind = _class(element)
        if element.tag == "table":
            self.table(element, depth)
        elif (element.tag == "p" and kind in {"note", "footnote"}) or element.tag == "dd":
            self.note(element)
        elif kind == "grid-container" and len(columns := children(element)) == 2:
            self.item("".join(columns[0].itertext()).strip(), columns[1], depth)
        elif (labelled := _numbered(element)) is not None:
            self.item("".join(labelled[0].itertext()).strip(), labelled[1], depth)
            for child in children(element)[2:]:
                self.block(child, depth + 1)
        elif element.tag in _HEADINGS | {"p", "li"} and not _holds_blocks(element):
            pieces = list(_inline(element))
            self.canvas.line(pieces, indent=depth, furniture=_furniture(kind, pieces))
        else:
            self.blocks(element, depth)

    def note(self, element: etree._Element) -> None:
        """A footnote's body: the number stands in its first link."""
        pieces = list(_inline(element))
        for place, piece in enumerate(pieces):
            if isinstance(piece, NoteMark):
                self.canvas.line([p for p in pieces[place + 1 :] if isinstance(p, str)], note=piece.number)
                return
        self.canvas.line(pieces)

    def table(self, element: etree._Element, depth: int) -> None:
        """A list item a row where the first cell is a label; else a line a row."""
        for row in element.iter("tr"):
            if next(row.iterancestors("table")) is not element:
                continue  # a row of a table inside a cell
            cells = [cell for cell in children(row) if cell.tag in {"td", "th"}]
            label = "".join(p for p in _inline(cells[0]) if isinstance(p, str)).strip() if cells else ""
            is_label = recognise(f"{label} x") is not None or _DASH.fullmatch(label)
            if len(cells) == 2 and is_label:
                self.item(label, cells[1], depth)
            elif any(_holds_header(cell) for cell in cells):
                for cell in cells:
                    self.blocks(cell, depth)
            else:
                self.canvas.line(row_of(map(_inline, cells)), indent=depth)

    def item(self, label: str, cell: etree._Element, depth: int) -> None:
        """The label and the first paragraph of the cell as one line, then the rest of the cell."""
        inner = [child for child in children(cell) if child.tag in _BLOCKS]
        if not inner:
            self.canvas.line([f"{label} ", *_inline(cell)], indent=depth)
            return
        first, *rest = inner
        if first.tag == "table":
            self.canvas.line([label], indent=depth)
            rest = inner
        else:
            self.canvas.line([f"{label} ", *_inline(first)], indent=depth)
        for child in rest:
            self.block(child, depth + 1)


def _holds_blocks(element: etree._Element) -> bool:
    """Whether paragraphs stand inside `element`, perhaps wrapped in an element we do not know."""
    return any(inner.tag in _BLOCKS for inner in element.iterdescendants())


def _class(element: etree._Element) -> str:
    """The first class, without the prefix of the newer vocabulary."""
    return (element.get("class") or "").split(" ")[0].removeprefix("oj-")


def _numbered(element: etree._Element) -> tuple[etree._Element, etree._Element] | None:
    """Number and text of a paragraph of a consolidated act, where they are a span and a division beside it."""
    inner = children(element)
    if len(inner) >= 2 and inner[0].tag == "span" and _class(inner[0]) == "no-parag":
        return inner[0], inner[1]
    return None


def _furniture(kind: str, pieces: list[Piece]) -> str | None:
    """What a paragraph is when it is printed around the act and not part of it."""
    text = "".join(piece for piece in pieces if isinstance(piece, str)).strip()
    if kind.startswith(_HEADER):
        return "Official Journal header"
    return "Official Journal imprint" if _IMPRINT.match(text) else None


def _holds_header(cell: etree._Element) -> bool:
    return any(_class(element).startswith(_HEADER) for element in cell.iter("p"))


def _inline(element: etree._Element) -> Iterator[Piece]:
    """The pieces of an element's text, footnote marks told apart."""
    yield element.text or ""
    for child in children(element):
        yield from _inline_of(child)
        yield child.tail or ""


def _inline_of(element: etree._Element) -> Iterator[Piece]:
    """The pieces of an element inside a sentence; a link to or from a note is its mark."""
    target = f"{element.get('id', '')} {element.get('href', '')}"
    number = re.sub(r"\D", "", "".join(element.itertext()))
    if element.tag == "a" and _NOTE_LINK.search(target) and number and len(number) <= 3:
        yield NoteMark(int(number))
    elif element.get("class") == "num" and not any(
        child.tag == "a" for child in element
    ):  # the number of a list item, set off by a style and not by a space
        yield f"{''.join(element.itertext())} "
    elif element.tag == "br":
        yield " "
    elif element.tag in _BLOCKS:  # paragraphs of a cell
        yield " "
        yield from _inline(element)
        yield " "
    elif element.tag not in {"script", "style", "img"}:
        yield from _inline(element)

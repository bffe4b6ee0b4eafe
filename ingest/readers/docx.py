"""Word documents (.docx) → lines.

Numbers that Word counts by itself are written into the source as Word prints them. Tracked changes are read as if
accepted: what was inserted is text, what was deleted is not read, and a warning says so. Comments are not read. Headers
and footers are page furniture. Pages are known where Word left a note of its last page breaks; a clause then names the
page it begins on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from ingest.errors import SourceUnreadable
from ingest.readers.canvas import PLAIN, Canvas, NoteMark, Piece
from ingest.readers.docx_inline import Inline
from ingest.readers.docx_numbering import Number, Numbering
from ingest.readers.docx_styles import Styles, attribute, child, integer, is_on, local
from ingest.readers.line import Line, Reading
from ingest.readers.ooxml import Package
from ingest.readers.rows import write_row
from ingest.readers.xml import children

_WRAPPERS = frozenset({"sdtContent", "ins", "moveTo", "customXml", "smartTag", "Choice", "body", "txbxContent"})
_TWIPS = 20  # in a point


def read_docx(data: bytes) -> Reading:
    """Read a Word document.

    Raises SourceDamaged, SourceEncrypted or SourceUnreadable; what the reading leaves out is told in warnings.
    """
    package = Package(data)
    root = package.part(package.document)
    body = child(root, "body")
    if body is None:
        raise SourceUnreadable("The Word document has no body.", hint="Get a fresh copy of the file.")
    reader = _Reader(package, package.related(package.document), body)
    reader.blocks(body)
    reader.finish()
    reading = reader.canvas.finish(reader.warnings(), styled=True)
    if not any(line.spans and line.furniture is None for line in reading.lines):
        raise SourceUnreadable("The Word document has no text.", hint="Give a document with text in it.")
    return reading


class _Reader:
    def __init__(self, package: Package, related: dict[str, list[str]], body: etree._Element) -> None:
        def part(kind: str) -> etree._Element | None:
            return package.part(related[kind][0]) if kind in related else None

        self.canvas = Canvas()
        self.styles = Styles(part("styles"))
        self.numbering = Numbering(self.styles, part("numbering"))
        self.inline = Inline(body, part("footnotes"), part("endnotes"))
        self.edges = [(kind, package.part(name)) for kind in ("header", "footer") for name in related.get(kind, [])]
        self.comments = len(children(comments)) if (comments := part("comments")) is not None else 0
        self.held: list[Piece] = []  # the words of a paragraph whose end was deleted: they open the next one
        self.embedded = 0

    def warnings(self) -> list[str]:
        """What the reader has to tell about what it read."""
        told = self.inline.warnings()
        if self.comments:
            told.append(f"{self.comments} comment{'s are' if self.comments > 1 else ' is'} not read")
        if self.embedded:
            told.append(f"{self.embedded} embedded document{'s are' if self.embedded > 1 else ' is'} not read")
        if self.numbering.unknown:
            kinds = ", ".join(sorted(self.numbering.unknown))
            told.append(f"automatic numbers in an unknown format ({kinds}) are left out")
        return told

    def finish(self) -> None:
        """Write what stands apart from the body: notes, and the headers and footers of the pages."""
        self.canvas.line(self.held)
        for number, pieces in self.inline.notes(self._note):
            self.canvas.line(pieces, note=number)
        for pieces in self.inline.unnumbered_notes(self._note):
            self.canvas.line(pieces)
        written: set[str] = set()
        for kind, root in self.edges:
            for paragraph in root.iter() if root is not None else ():
                if isinstance(paragraph.tag, str) and local(paragraph) == "p":
                    text = "".join(piece for piece in self.inline.pieces(paragraph) if isinstance(piece, str))
                    if text not in written:
                        written.add(text)
                        self.canvas.line([text], furniture=f"page {kind}")

    def _note(self, body: etree._Element) -> Iterator[Piece]:
        for paragraph in body.iter():
            if isinstance(paragraph.tag, str) and local(paragraph) == "p":
                yield from self.inline.pieces(paragraph)
                yield " "

    # --- blocks -------------------------------------------------------------------------------------------------------

    def blocks(self, container: etree._Element) -> None:
        """Write the paragraphs and tables inside `container`."""
        for block in children(container):
            kind = local(block)
            if kind == "p":
                self.paragraph(block)
            elif kind == "tbl":
                self.table(block)
            elif kind == "sdt":
                gallery = attribute(child(block, "sdtPr", "docPartObj", "docPartGallery")) or ""
                content = child(block, "sdtContent")
                if content is not None and gallery.lower() == "table of contents":
                    self.contents(content)
                elif content is not None:
                    self.blocks(content)
            elif kind == "AlternateContent":
                self.blocks(block)
                if child(block, "Choice") is None and (fallback := child(block, "Fallback")) is not None:
                    self.blocks(fallback)
            elif kind in _WRAPPERS:
                self.blocks(block)
            elif kind == "altChunk":
                self.embedded += 1
            elif kind in {"del", "moveFrom"}:
                self.inline.deleted += 1

    def contents(self, content: etree._Element) -> None:
        """The table of contents that Word made: its words stand elsewhere in the document."""
        for paragraph in content.iter():
            if isinstance(paragraph.tag, str) and local(paragraph) == "p":
                self.canvas.line(self._plain(paragraph), furniture="table of contents")

    def paragraph(self, paragraph: etree._Element) -> None:
        """Write one paragraph with its number, then the text boxes anchored in it."""
        properties = child(paragraph, "pPr")
        style = attribute(child(properties, "pStyle")) or self.styles.default
        pieces = [*self.held, *self.inline.pieces(paragraph)]
        self.held = []
        boxes = self.inline.take_boxes()
        if child(properties, "rPr", "del") is not None or child(properties, "rPr", "moveFrom") is not None:
            self.held = pieces
            self.inline.deleted += not pieces
            return
        number = self.numbering.take(style, properties)
        furniture = "table of contents" if self.styles.is_contents(style) else None
        told = self._told(paragraph, style, properties, number)
        indent = self._indent(style, properties, number)
        label = number.text if number is not None else ""
        bullet = number is not None and number.bullet
        self.canvas.quote = self.styles.is_quotation(style)
        if "".join(piece for piece in pieces if isinstance(piece, str)).strip():
            self.canvas.line(pieces, indent=indent, furniture=furniture, label=label, bullet=bullet, told=told)
        elif label:
            self.canvas.line([label], furniture="number of an empty paragraph", told=told)
        self.canvas.quote = False
        for box in boxes:
            self.blocks(box)

    def _told(
        self, paragraph: etree._Element, style: str | None, properties: etree._Element | None, number: Number | None
    ) -> Line:
        bold = is_on(self.styles.found(style, "rPr", "b")) or False
        return replace(
            PLAIN,
            heading=self.styles.level(style, properties),
            bold=self.inline.is_bold(paragraph, bold),
            page=self.inline.page_of_last,
            level=number.level if number is not None else 0,
        )

    def _indent(self, style: str | None, properties: etree._Element | None, number: Number | None) -> int:
        """The left indent in points: the paragraph's own, its number's, or its style's."""
        for indents in (child(properties, "ind"), None, self.styles.found(style, "pPr", "ind")):
            if indents is None and number is not None and number.left is not None:
                return max(0, number.left // _TWIPS)
            for side in ("left", "start"):
                if (left := integer(indents, side)) is not None:
                    return max(0, left // _TWIPS)
        return 0

    # --- tables -------------------------------------------------------------------------------------------------------

    def table(self, table: etree._Element) -> None:
        """A line a row; a table that only arranges text is read cell by cell."""
        rows = [self._cells(row) for row in self._rows(table)]
        if all(len(row) < 2 for row in rows) or any(self._holds_blocks(cell) for row in rows for cell in row):
            for row in rows:
                for cell in row:
                    self.blocks(cell)
            return
        for row in rows:
            self.row(row)

    def row(self, cells: Sequence[etree._Element]) -> None:
        """One row."""
        texts = [list(self._cell(cell)) for cell in cells]
        write_row(self.canvas, texts, told=replace(PLAIN, page=self.inline.page_of_last))

    def _rows(self, element: etree._Element) -> Iterator[etree._Element]:
        for row in children(element):
            if local(row) == "tr":
                if child(row, "trPr", "del") is None:
                    yield row
                else:
                    self.inline.deleted += 1
            elif local(row) in _WRAPPERS or local(row) == "sdt":
                yield from self._rows(row)

    def _cells(self, element: etree._Element) -> list[etree._Element]:
        found: list[etree._Element] = []
        for cell in children(element):
            if local(cell) == "tc":
                found.append(cell)
            elif local(cell) in _WRAPPERS or local(cell) == "sdt":
                found += self._cells(cell)
        return found

    def _holds_blocks(self, cell: etree._Element) -> bool:
        """Whether a cell holds more than words: a table, a heading, numbers or bullets."""
        for element in cell.iter():
            kind = local(element) if isinstance(element.tag, str) else ""
            if kind in {"tbl", "txbxContent"}:
                return True
            if kind == "p":
                properties = child(element, "pPr")
                style = attribute(child(properties, "pStyle"))
                numbered = (
                    child(properties, "numPr") is not None or self.styles.found(style, "pPr", "numPr") is not None
                )
                if numbered or self.styles.level(style, properties) is not None:
                    return True
        return False

    def _cell(self, cell: etree._Element) -> Iterator[Piece]:
        """The words of a cell, its paragraphs in a row."""
        for paragraph in cell.iter():
            if isinstance(paragraph.tag, str) and local(paragraph) == "p":
                yield from self.inline.pieces(paragraph)
                yield " "

    def _plain(self, paragraph: etree._Element) -> list[Piece]:
        return [piece for piece in self.inline.pieces(paragraph) if not isinstance(piece, NoteMark)]

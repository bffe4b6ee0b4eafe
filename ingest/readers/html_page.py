"""A web page of an institution → lines: what a browser shows of its main text, in order.

Numbers that the browser prints before list items are written into the source. Navigation, headers, footers, forms,
cookie banners and hidden text are furniture, each under its name; where a page marks its main text, what stands outside
it is furniture too.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from ingest.errors import SourceUnreadable
from ingest.readers.canvas import PLAIN, Canvas, NoteMark, Piece
from ingest.readers.charset import decode_html
from ingest.readers.html_inline import BREAK, broken, has_words, holds_blocks, is_bold, shown, trimmed
from ingest.readers.html_notes import Notes
from ingest.readers.html_numbers import Counter, counter_of
from ingest.readers.html_rules import BLOCKS, HEADINGS, QUOTES, UNSEEN, furniture, is_for_ears, is_hidden
from ingest.readers.html_tidy import tidy
from ingest.readers.line import Line, Reading
from ingest.readers.rows import write_row
from ingest.readers.xml import children, parse_html

_INVISIBLE = str.maketrans(dict.fromkeys("\u00ad\u200b\u2060\ufeff"))
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")


def read_html_page(data: bytes) -> Reading:
    """Read a web page; SourceUnreadable when it holds no text or is nested beyond all reason."""
    text, told = decode_html(data)
    root = parse_html(_DECLARATION.sub("", text, count=1).encode())
    body = root if root.tag == "body" else root.find("body")
    body = body if body is not None else root
    tidy(body)
    reader = _Reader(body)
    reader.run()
    reading = reader.canvas.finish([*told, *reader.warnings], styled=True)
    if not any(line.furniture is None for line in reading.lines):
        raise SourceUnreadable(
            "The web page shows no text of its own.", hint="It may be made by scripts: save it from a browser."
        )
    return reading


class _Reader:
    def __init__(self, body: etree._Element) -> None:
        self.body = body
        self.canvas = Canvas()
        self.notes = Notes(body)
        self.warnings: list[str] = []
        self.whole = sum(len(text.strip()) for text in body.itertext())
        mains = [one for one in body.iter("main", "article", "div") if one.tag == "main" or one.get("role") == "main"]
        visible = [one for one in mains if not any(map(is_hidden, (one, *one.iterancestors())))]
        self.main = visible[0] if len(visible) == 1 and "".join(visible[0].itertext()).strip() else None
        self.title = self._title_outside()
        self.hidden = 0
        self.aside: list[tuple[str, str]] = []  # unseen words inside sentences, and what they are

    def run(self) -> None:
        """Write the page."""
        self.blocks(self.body, 0, outside=self.main is not None)
        for words, name in self.aside:
            self.canvas.line([words], furniture=name)
        if self.hidden > 200:
            self.warnings.append(f"{self.hidden} characters of hidden text are left out")

    def _title_outside(self) -> etree._Element | None:
        """The page's only main heading where it stands in a header above the text."""
        firsts = list(self.body.iter("h1"))
        inside = [one for one in firsts if self.main is not None and self.main in one.iterancestors()]
        return firsts[0] if firsts and not inside else None

    # --- blocks -------------------------------------------------------------------------------------------------------

    def blocks(self, element: etree._Element, depth: int, *, outside: bool = False) -> None:
        """Write everything inside `element`; text between blocks is a line of its own."""
        run: list[Piece] = [self._text(element.text)]
        for child in children(element):
            if child.tag in UNSEEN:
                run.append(self._text(child.tail))
            elif is_for_ears(child):
                self.set_aside(child)
                run.append(self._text(child.tail))
            elif child.tag in BLOCKS or furniture(child, self.whole) or any(one.tag in BLOCKS for one in child.iter()):
                self.lines(run, depth, outside=outside)
                self.block(child, depth, outside=outside)
                run = [self._text(child.tail)]
            else:
                run += [*self.inline_of(child), self._text(child.tail)]
        self.lines(run, depth, outside=outside)

    def block(self, element: etree._Element, depth: int, *, outside: bool = False) -> None:
        """Write one block element."""
        outside = outside and element is not self.main
        name = furniture(element, self.whole)
        if name is not None or (element is self.title and outside):
            self.drop(element, name or "", depth)
        elif (number := self.notes.number_of(element)) is not None:
            self.canvas.line(self._body_of_note(element), note=number)
        elif element.tag in HEADINGS:
            self.lines(list(self.inline(element)), depth, told=self._told(element), outside=outside)
        elif element.tag in {"ol", "ul", "menu", "dir"}:
            self.listed(element, depth, outside=outside)
        elif element.tag == "dl":
            self.terms(element, depth, outside=outside)
        elif element.tag == "table":
            self.table(element, depth, outside=outside)
        elif element.tag == "p" and not any(one.tag in BLOCKS for one in element.iterdescendants()):
            self.lines(list(self.inline(element)), depth, told=self._told(element), outside=outside)
        elif element.tag == "pre" and not any(one.tag in BLOCKS for one in element.iterdescendants()):
            self.lines(list(self.inline(element, verbatim=True)), depth, outside=outside)
        elif element.tag in QUOTES and not self.canvas.quote:
            self.canvas.quote = True
            self.blocks(element, depth, outside=outside)
            self.canvas.quote = False
        else:
            self.blocks(element, depth, outside=outside)

    def drop(self, element: etree._Element, name: str, depth: int) -> None:
        """Write furniture by its name, but for the title of the page when it stands in its header."""
        if self.title is not None and (element is self.title or self.title in element.iterdescendants()):
            title, self.title = self.title, None
            self.lines(list(self.inline(title)), depth, told=self._told(title))
            title.clear(keep_tail=True)
        if element.tag not in HEADINGS or name:
            words = " ".join(self._text(text) for text in shown(element))
            self.hidden += len(words.strip()) if name == "hidden text" else 0
            self.canvas.line([words], furniture=name)

    def lines(self, pieces: list[Piece], depth: int, *, told: Line = PLAIN, outside: bool = False) -> None:
        """Write pieces as lines: one, or several where the page breaks the line before a label or twice."""
        name = "outside the main text" if outside else None
        for part in broken(pieces):
            self.canvas.line(part, indent=depth, told=told, furniture=name)

    # --- lists and tables ---------------------------------------------------------------------------------------------

    def listed(self, element: etree._Element, depth: int, *, outside: bool) -> None:
        """Write the items of a list with the numbers a browser prints."""
        counter = counter_of(element)
        for child in children(element):
            if child.tag == "li" and not is_hidden(child):
                self.item(child, counter, depth, outside=outside)
            elif child.tag not in UNSEEN:
                self.block(child, depth + 1, outside=outside)

    def item(self, element: etree._Element, counter: Counter, depth: int, *, outside: bool) -> None:
        """The number or bullet with the item's first words, then what else the item holds, set in."""
        label = counter.take(element)
        if (number := self.notes.number_of(element)) is not None:
            self.canvas.line(self._body_of_note(element), note=number)
            return
        first, rest = self._opening(element)
        name = "outside the main text" if outside else None
        told = replace(PLAIN, level=depth)
        parts = list(broken(first)) or [[]]
        bullet = counter.bullet and not label
        if any(isinstance(piece, str) and piece.strip() for piece in parts[0]):
            self.canvas.line(parts[0], indent=depth, label=label, bullet=bullet, told=told, furniture=name)
        elif label:
            self.canvas.line([label], furniture="number of an item without words")
        for part in parts[1:]:
            self.canvas.line(part, indent=depth + 1, told=told, furniture=name)
        for tail in rest:
            if isinstance(tail, list):
                self.lines(tail, depth + 1, outside=outside)
            else:
                self.block(tail, depth + 1, outside=outside)

    def _opening(self, element: etree._Element) -> tuple[list[Piece], list[list[Piece] | etree._Element]]:
        """The first words of an item, and the rest as blocks and runs of words."""
        parts: list[list[Piece] | etree._Element] = [[self._text(element.text)]]
        for child in children(element):
            pieces: list[Piece] = []
            if child.tag in UNSEEN:
                pass
            elif is_for_ears(child):
                self.set_aside(child)
            elif child.tag in BLOCKS or any(one.tag in BLOCKS for one in child.iter()):
                parts += [child, []]
            else:
                pieces = list(self.inline_of(child))
            last = parts[-1]
            if isinstance(last, list):
                last += [*pieces, self._text(child.tail)]
        filled = [part for part in parts if not isinstance(part, list) or has_words(part)]
        if not filled:
            return [], []
        first, *rest = filled
        if isinstance(first, list):
            return first, rest
        plain = first.tag in {"p", "div", *HEADINGS} and not any(one.tag in BLOCKS for one in first.iterdescendants())
        if plain and furniture(first, self.whole) is None and self.notes.number_of(first) is None:
            return list(self.inline(first)), rest
        return [], filled

    def terms(self, element: etree._Element, depth: int, *, outside: bool) -> None:
        """A line for each term with the words that explain it."""
        term: list[Piece] = []
        for one in children(element):
            simple = one.tag in {"dt", "dd"} and furniture(one, self.whole) is None and not holds_blocks(one)
            words = list(self.inline(one)) if simple and self.notes.number_of(one) is None else None
            if words is None or (one.tag == "dt" and has_words(term)):
                self.lines(term, depth, outside=outside)
                term = []
            if words is None:
                self.block(one, depth, outside=outside)
            elif one.tag == "dt":
                term = words
            else:
                name = "".join(piece for piece in term if isinstance(piece, str)).rstrip()
                glue = [] if not name else [" "] if name.endswith((":", ".", "?", "–")) else [": "]
                self.lines([*trimmed(term), *glue, *words], depth, outside=outside)
                term = []
        self.lines(term, depth, outside=outside)

    def table(self, element: etree._Element, depth: int, *, outside: bool) -> None:
        """A line a row; a table that only arranges text is read cell by cell."""
        rows = [row for row in element.iter("tr") if next(row.iterancestors("table", "td", "th")) is element]
        cells = [[cell for cell in children(row) if cell.tag in {"td", "th"}] for row in rows]
        for caption in element.iterchildren("caption"):
            self.lines(list(self.inline(caption)), depth, outside=outside)
        layout = element.get("role") == "presentation" or all(len(row) < 2 for row in cells)
        if layout or any(holds_blocks(cell) for row in cells for cell in row):
            for row in cells:
                for cell in row:
                    self.blocks(cell, depth, outside=outside)
            return
        name = "outside the main text" if outside else None
        for row in cells:
            words = [[" " if piece == BREAK else piece for piece in self.inline(cell)] for cell in row]
            if outside:
                self.canvas.line([piece for cell in words for piece in (*cell, " ")], furniture=name)
            else:
                write_row(self.canvas, words, told=PLAIN, indent=depth)

    # --- inside a line ------------------------------------------------------------------------------------------------

    def inline(self, element: etree._Element, *, verbatim: bool = False) -> Iterator[Piece]:
        """The pieces of an element's text; `verbatim` keeps its line ends."""
        yield self._text(element.text, verbatim=verbatim)
        for child in children(element):
            yield from self.inline_of(child, verbatim=verbatim)
            yield self._text(child.tail, verbatim=verbatim)

    def inline_of(self, element: etree._Element, *, verbatim: bool = False) -> Iterator[Piece]:
        """The pieces of an element inside a sentence."""
        if element.tag == "br":
            yield BREAK
        elif element.tag in UNSEEN:
            return
        elif is_for_ears(element) or is_hidden(element):
            self.set_aside(element)
        elif (number := self.notes.mark(element)) is not None:
            yield NoteMark(number)
        elif not self.notes.is_return(element):
            quoted = element.tag == "q"
            block = element.tag in BLOCKS  # a block inside a cell or a heading keeps its words apart
            yield "“" if quoted else " " if block else ""
            yield from self.inline(element, verbatim=verbatim)
            yield "”" if quoted else " " if block else ""

    def set_aside(self, element: etree._Element) -> None:
        """Keep words that nobody sees, to be written as furniture."""
        name = "hidden text" if is_hidden(element) else "words for screen readers"
        self.aside.append((" ".join(self._text(text) for text in shown(element)), name))

    def _text(self, text: str | None, *, verbatim: bool = False) -> str:
        text = (text or "").translate(_INVISIBLE)
        return text if verbatim else text.replace("\r", " ").replace("\n", " ")

    def _told(self, element: etree._Element) -> Line:
        bold = is_bold(element)
        return replace(PLAIN, heading=HEADINGS.get(str(element.tag)), bold=bold)

    def _body_of_note(self, element: etree._Element) -> list[Piece]:
        pieces = [piece for piece in self.inline(element) if isinstance(piece, str)]
        return [self.notes.without_number(" ".join("".join(pieces).replace(BREAK, " ").split(" ")))]

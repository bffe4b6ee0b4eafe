"""Blocks → the source text of a PDF and its `Line`s.

Every row is written once, in printed order. A line's spans leave out marks, bullets and the hyphens of broken words.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.model import Mark
from ingest.readers.line import Line
from ingest.readers.pdf_block import BULLET, HYPHEN, Block
from ingest.readers.pdf_rows import Row
from ingest.spans import Span, read, trim_ends

_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_LEFT = re.compile(r"([^\W\d_]+)[-‐\u00ad]$")
_RIGHT = re.compile(r"[^\W\d_]+")


class Hyphens:
    """Tells the hyphen of a compound from that of a word broken at a line's end, by the document's own words."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.words: set[str] = set()
        self.compounds: set[tuple[str, str]] = set()
        broken = False
        for row in rows:
            text = row.text.strip()
            words = _WORD.findall(text)
            if broken:
                words = words[1:]
            broken = HYPHEN.search(text) is not None
            if broken:
                words = words[:-1]
            for word in words:
                parts = re.split("[-‐]", word.lower())
                self.words.update(parts)
                self.compounds.update(pairwise(parts))

    def is_break(self, left: str, right: str) -> bool:
        """Whether the hyphen between the end of `left` and the head of `right` only breaks a word.

        A compound printed with its hyphen elsewhere keeps it; a word printed whole elsewhere loses it; a hyphen
        nothing speaks against stays, unless it is a soft one.
        """
        before, after = _LEFT.search(left), _RIGHT.match(right)
        if before is None or after is None:
            return False
        pair = before[1].lower(), after[0].lower()
        if pair in self.compounds:
            return False
        return "".join(pair) in self.words or left.endswith("\u00ad")


class Writer:
    """Writes blocks into `source` and gives their lines."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.source = ""

    def write(self, pages: Sequence[Sequence[Block]]) -> list[Line]:
        """One line a block, in reading order: a footnote carried over to a next page stands behind its beginning."""
        hyphens = Hyphens(row for blocks in pages for block in blocks if not block.furniture for row in block.rows)
        places: list[tuple[Block, list[list[Span]]]] = []
        for page, blocks in enumerate(pages):
            if page:
                self._put("\n\f\n")
            for index, block in enumerate(blocks):
                if index:
                    self._put("\n\n")
                places.append((block, self._rows(block)))
        self._put("\n")
        self.source = "".join(self._parts)
        margin = min((row.x for block, _ in places if not block.furniture for row in block.rows), default=0.0)
        lines: list[Line] = []
        order: list[tuple[int, int]] = []
        last: dict[bool, tuple[int, int]] = {}  # line and block that end the text (False) and the notes (True) so far
        for at, (block, spans) in enumerate(places):
            line = self._line(block, spans, hyphens, margin)
            open_line, open_block = last.get(block.in_note, (None, 0))
            place = (at, 0)
            if block.carries_on and open_line is not None:
                lines[open_line], line = self._mend(lines[open_line], places[open_block][0], line, hyphens)
                if not line.spans:
                    continue  # its only word belongs to the line before now
                place = (open_block, at) if block.in_note else place
            order.append(place)
            lines.append(line)
            if not block.furniture:
                last[block.in_note] = (len(lines) - 1, at)
        return [line for _, line in sorted(zip(order, lines, strict=True), key=lambda pair: pair[0])]

    def _put(self, text: str) -> Span:
        begin = self._length
        self._parts.append(text)
        self._length += len(text)
        return Span(begin, self._length)

    def _rows(self, block: Block) -> list[list[Span]]:
        """Write the rows of a block; the spans of each one's pieces."""
        spans = []
        for index, row in enumerate(block.rows):
            if index:
                self._put("\n")
            spans.append([self._put(piece.text) for piece in row.pieces])
        return spans

    def _line(self, block: Block, places: Sequence[Sequence[Span]], hyphens: Hyphens, margin: float) -> Line:
        spans: list[Span] = []
        marks: list[Mark] = []
        note_span: Span | None = None
        skip = self._bullet(block)
        bullet = skip > 0

        def keep(start: int, end: int) -> None:
            if spans and spans[-1].end == start:
                spans[-1] = Span(spans[-1].start, end)
            elif start < end:
                spans.append(Span(start, end))

        for index, (row, row_places) in enumerate(zip(block.rows, places, strict=True)):
            for piece, place in zip(row.pieces, row_places, strict=True):
                if piece.mark is None:
                    taken = min(skip, len(piece.text))
                    skip -= taken
                    keep(place.start + taken, place.end)
                elif block.note is not None and note_span is None and not spans:
                    note_span = place
                else:
                    marks.append(Mark(piece.mark, len(read(self.source, spans)), place))
            if index + 1 == len(block.rows):
                break
            left, right = row.text.rstrip(), block.rows[index + 1].text.lstrip()
            if HYPHEN.search(left) and _RIGHT.match(right) and spans:
                end = trim_ends(self.source, spans[-1:])[0].end
                spans[-1] = Span(spans[-1].start, end - hyphens.is_break(left, right))
            else:
                keep(row_places[-1].end, row_places[-1].end + 1)
        kept = trim_ends(self.source, spans)
        return Line(
            text=read(self.source, kept),
            spans=kept,
            extent=Span(places[0][0].start, places[-1][-1].end),
            marks=tuple(marks),
            note=block.note,
            note_span=note_span,
            indent=max(0, round(block.rows[0].x - margin)),
            bullet=bullet,
            bold=all(row.bold for row in block.rows),
            blank_before=not (block.in_note and block.carries_on),
            page=block.page,
            heading=block.heading,
            row=block.is_table_row,
            furniture=block.furniture,
            carries_on=block.carries_on and not block.in_note,
        )

    def _bullet(self, block: Block) -> int:
        """How many characters the bullet at the head of `block` takes with the space behind it."""
        text = block.rows[0].text
        lead = len(text) - len(text.lstrip())
        found = None if block.in_note or block.furniture else BULLET.match(text, lead)
        return found.end() if found else 0

    def _mend(self, before: Line, block: Block, line: Line, hyphens: Hyphens) -> tuple[Line, Line]:
        """Give a word that a page end broke wholly to the line it begins in."""
        left = block.rows[-1].text.rstrip()
        if not HYPHEN.search(left) or not _RIGHT.match(line.text) or not line.spans or not before.spans:
            return before, line
        first = line.spans[0]
        head = self.source[slice(*first)]
        length = next((at for at, character in enumerate(head) if character.isspace()), len(head))
        if length == len(head) and (line.marks or len(line.spans) > 1):
            return before, line  # a mark stands behind the word: leave both as they are
        tail = before.spans[-1]
        spans = (
            *before.spans[:-1],
            Span(tail.start, tail.end - hyphens.is_break(left, head)),
            Span(first.start, first.start + length),
        )
        rest = trim_ends(self.source, (Span(first.start + length, first.end), *line.spans[1:]))
        marks = tuple(replace(mark, offset=max(0, mark.offset - length - 1)) for mark in line.marks)
        return (
            replace(before, text=read(self.source, spans), spans=spans),
            replace(line, text=read(self.source, rest), spans=rest, marks=marks),
        )

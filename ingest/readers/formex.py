"""Formex 4, the Publications Office's XML of the Official Journal → lines.

Source: Formex physical specifications, Publications Office. An act and its annexes come as several files; they are read
in order into one text. Footnotes stand inside the sentence they belong to; their bodies are written behind the part.
"""

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from ingest.errors import SourceUnreadable
from ingest.readers.canvas import Canvas, NoteMark, Piece, row
from ingest.readers.line import Reading
from ingest.readers.xml import children, parse_xml

_INLINE = frozenset({"HT", "DATE", "FT", "IND", "NOTE", "QUOT.START", "QUOT.END", "KEYWORD", "ADDR"})
_ROOTS = frozenset({"ACT", "ANNEX", "CONS.ACT", "GENERAL"})
_QUOTES = frozenset("'\"‘’‚‛“”„‟«»‹›")
_SILENT = frozenset({"BIB.INSTANCE", "BIB.DOC", "PROLOG", "INCLUSIONS", "INCL.ELEMENT", "GR.NOTES"})


def read_formex(parts: Sequence[bytes]) -> Reading:
    """Read an act and its annexes, given in order; SourceUnreadable for what is no Formex."""
    canvas = Canvas()
    reader = _Reader(canvas)
    for data in parts:
        root = parse_xml(data)
        if root.tag not in _ROOTS:
            raise SourceUnreadable(
                f"The Formex file holds <{root.tag}>, not an act or annex.", hint="Give the files of the act itself."
            )
        reader.part(root)
    return canvas.finish()


class _Reader:
    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.notes: list[tuple[int, list[Piece]]] = []
        self.number = 0
        self.numbers: dict[str, int] = {}  # of the notes met so far, by id
        self.grouped: dict[int, etree._Element] = {}  # notes of a table that no mark has led to so far
        self.places: dict[str, int] = {}  # of these notes, by id

    def part(self, root: etree._Element) -> None:
        """Read one file, then write the bodies of its footnotes."""
        self.numbers = {}
        self.grouped = dict(enumerate(note for group in root.iter("GR.NOTES") for note in group.iter("NOTE")))
        self.places = {note.get("NOTE.ID", ""): place for place, note in self.grouped.items()}
        for child in children(root):
            self.block(child, 0)
        for place in tuple(self.grouped):
            if (left := self.grouped.pop(place, None)) is not None:
                self.note(left)
        notes, self.notes = self.notes, []
        for number, pieces in notes:
            self.canvas.line(pieces, note=number)

    def note(self, element: etree._Element) -> int:
        """Set the body of a footnote aside; gives its number. A mark may lead to a body that stands elsewhere."""
        wanted = element.get("NOTE.REF")
        if wanted is not None:
            if wanted in self.numbers:
                return self.numbers[wanted]
            element = self.grouped.pop(self.places.get(wanted, -1), element)
        self.number += 1
        number = self.number
        self.numbers[wanted or element.get("NOTE.ID", "")] = number
        self.notes.append((number, list(self.inline(element))))
        return number

    def block(self, element: etree._Element, depth: int) -> None:
        """Write an element that is a paragraph or holds paragraphs."""
        match element.tag:
            case tag if tag in _SILENT:
                return
            case "NP":
                self.labelled(element, "NO.P", "TXT", depth)
            case "PARAG":
                self.labelled(element, "NO.PARAG", "ALINEA", depth)
            case "LIST":
                for item in children(element):
                    self.item(item, depth, dash=element.get("TYPE") in {"DASH", "BULLET", "NDASH"})
            case "ROW":
                self.canvas.line(row(map(self.inline, children(element))), indent=depth)
            case _ if not all(map(_is_inline, children(element))):
                self.mixed(element, depth)
            case _:
                self.canvas.line(self.inline(element), indent=depth)

    def labelled(self, element: etree._Element, label_tag: str, text_tag: str, depth: int) -> None:
        """A number and the first text behind it as one line, then whatever hangs under it."""
        label = "".join(p for p in self.inline(element.find(label_tag)) if isinstance(p, str)).strip()
        rest = [child for child in children(element) if child.tag != label_tag]
        if rest and rest[0].tag == text_tag:
            first, *rest = rest
            self.opened(label, first, depth)
        else:
            self.canvas.line([label], indent=depth)
        for child in rest:
            self.block(child, depth + 1)

    def opened(self, label: str, element: etree._Element, depth: int) -> None:
        """`element` with a label before its first paragraph."""
        inner = children(element)
        if inner and inner[0].tag in {"P", "ALINEA"} and not (element.text or "").strip():
            self.opened(label, inner[0], depth)
            for child in inner[1:]:
                self.block(child, depth + 1)
        elif not all(map(_is_inline, inner)):
            lead: list[Piece] = [f"{label} ", element.text or ""]
            while inner and _is_inline(inner[0]):
                lead += [*self.inline_of(inner[0]), inner.pop(0).tail or ""]
            self.canvas.line(lead, indent=depth)
            for child in inner:
                self.block(child, depth + 1)
        else:
            self.canvas.line([f"{label} ", *self.inline(element)], indent=depth)

    def item(self, element: etree._Element, depth: int, *, dash: bool) -> None:
        """A list item; one without a number is written behind a dash."""
        for place, child in enumerate(children(element)):
            if child.tag == "NP":
                self.block(child, depth)
            elif place == 0 and dash:
                self.opened("—", child, depth)
            else:
                self.block(child, depth + (place > 0))

    def mixed(self, element: etree._Element, depth: int) -> None:
        """Text and blocks side by side: each run of text is a line."""
        run: list[Piece] = [element.text or ""]
        for child in children(element):
            if _is_inline(child):
                run += [*self.inline_of(child), child.tail or ""]
            else:
                self.canvas.line(run, indent=depth)
                self.block(child, depth)
                run = [child.tail or ""]
        self.canvas.line(run, indent=depth)

    def inline(self, element: etree._Element | None) -> Iterator[Piece]:
        """The pieces of an element's text, footnotes set aside."""
        if element is None:
            return
        yield element.text or ""
        for child in children(element):
            yield from self.inline_of(child)
            yield child.tail or ""

    def inline_of(self, element: etree._Element) -> Iterator[Piece]:
        """The pieces of an element inside a sentence."""
        match element.tag:
            case "NOTE":
                yield NoteMark(self.note(element))
            case "QUOT.START" | "QUOT.END":
                yield _quotation_mark(element.get("CODE", ""))
            case "HT" if element.get("TYPE") == "UC":
                yield "".join(piece for piece in self.inline(element) if isinstance(piece, str)).upper()
            case "P":
                yield " "
                yield from self.inline(element)
                yield " "
            case _:
                yield from self.inline(element)


def _is_inline(element: etree._Element) -> bool:
    """Whether an element stands inside a sentence."""
    return element.tag in _INLINE or str(element.tag).startswith("REF.")


def _quotation_mark(code: str) -> str:
    """The character with this hexadecimal code, an apostrophe where it names none of the quotation marks."""
    mark = chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{1,4}", code) else ""
    return mark if mark in _QUOTES else "'"

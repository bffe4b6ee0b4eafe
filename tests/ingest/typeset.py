"""A small typesetter: a converted text → a PDF laid out as the Commission lays out its acts.

A4, hanging labels, real footnotes with raised marks at the foot of the page, "EN n EN" below, sentences that run across
pages, words broken at line ends. Everything the PDF reader has to undo is done here on purpose.
"""

import re
from dataclasses import dataclass, field

from fpdf import FPDF

from ingest import footnotes
from ingest.labels import recognise
from ingest.outline import ends_sentence
from ingest.readers import Line, read_text


@dataclass(frozen=True)
class Style:
    """How a document is set; sizes in points."""

    font: str = "Times"
    size: float = 12
    note_size: float = 10
    margin: float = 72
    leading: float = 1.15
    hyphenate: bool = True
    justified: bool | None = None  # None: every second paragraph

    @property
    def raised(self) -> float:
        return self.size * 0.33


@dataclass
class Paragraph:
    label: str
    text: str
    marks: list[tuple[int, int]]  # offset in the text, number
    bold: bool = False
    indent: float = 0


@dataclass
class Word:
    """What stands between two spaces, with the marks printed behind some of its characters."""

    text: str
    marks: list[tuple[int, int]]


@dataclass
class Sheet:
    """A printed line: where each word begins, and the numbers of the notes it calls."""

    words: list[tuple[float, Word]]
    label: str = ""
    bold: bool = False
    left: float = 0
    spread: float = 0  # what justifying adds to each space
    notes: list[int] = field(default_factory=list)


def typeset(source: str, style: Style | None = None) -> bytes:
    """The PDF of a converted text, as `ingest.readers.read_text` understands it."""
    return _Typesetter(source, style or Style()).run()


def paragraphs(lines: list[Line]) -> list[Paragraph]:
    """Whole paragraphs: what a page end of the original tore apart is joined again."""
    found: list[Paragraph] = []
    for line in lines:
        if not line.spans:
            continue
        label = recognise(line.text)
        length = label.length if label else 0
        marks = [(mark.offset - length, mark.number) for mark in line.marks]
        before = found[-1] if found else None
        if before and before.label and not label and not ends_sentence(before.text) and line.text[0].islower():
            shift = len(before.text) + 1
            before.text += " " + line.text
            before.marks += [(offset + shift, number) for offset, number in marks]
        else:
            indent = 36 if label and label.number in {"i", "ii", "iii"} and line.indent else 0
            found.append(Paragraph(line.text[:length].strip(), line.text[length:], marks, line.bold, indent))
    return found


class _Typesetter:
    def __init__(self, source: str, style: Style) -> None:
        self.style = style
        self.pdf = FPDF(unit="pt", format="A4")
        self.pdf.set_auto_page_break(False)
        if style.font == "Times":
            self.pdf.core_fonts_encoding = "cp1252"
        else:
            self.pdf.add_font("Body", "", f"{style.font}.ttf")
            self.pdf.add_font("Body", "B", f"{style.font}-Bold.ttf")
        reading = read_text(source)
        running, bodies = footnotes.split(source, reading.lines)
        texts = {line.note: line.text for line in reading.lines if line.note is not None}
        self.notes = {body.number: texts[body.number] for body in bodies}
        self.paragraphs = paragraphs(list(running))
        # A word is broken only after it was printed whole: nothing else tells its hyphen from that of a compound.
        self.whole: set[str] = set()

    def run(self) -> bytes:
        style, pdf = self.style, self.pdf
        top, foot = style.margin, float(pdf.h) - style.margin
        self.page()
        y = top
        waiting: list[int] = []
        for index, paragraph in enumerate(self.paragraphs):
            justified = index % 2 == 0 if style.justified is None else style.justified
            justified = justified and ends_sentence(paragraph.text)  # headings never are
            for sheet in self.lines(paragraph, justified):
                calls = self.height([*waiting, *sheet.notes])
                if y + style.size * style.leading > foot - calls and y > top:
                    self.print_notes(waiting, foot)
                    waiting = []
                    self.page()
                    y = top
                y += style.size * style.leading
                waiting += sheet.notes
                self.print(sheet, y)
            y += style.size * 0.5
        self.print_notes(waiting, foot)
        return bytes(pdf.output())

    def page(self) -> None:
        self.pdf.add_page()
        number, width = self.pdf.page_no(), float(self.pdf.w)
        at = float(self.pdf.h) - 36
        self.text(self.style.margin, at, "EN", 10)
        if number > 1:
            self.text(width / 2, at, str(number), 10)
        self.text(width - self.style.margin - 14, at, "EN", 10)

    def face(self, size: float, bold: bool) -> None:
        self.pdf.set_font("Times" if self.style.font == "Times" else "Body", "B" if bold else "", size)

    def text(self, x: float, y: float, text: str, size: float, bold: bool = False) -> float:
        """Print `text`; gives its right edge."""
        self.face(size, bold)
        self.pdf.text(x, y, text)
        return x + float(self.pdf.get_string_width(text))

    def width(self, text: str, size: float, bold: bool = False) -> float:
        self.face(size, bold)
        return float(self.pdf.get_string_width(text))

    # --- breaking lines -----------------------------------------------------------------------------------------------

    def lines(self, paragraph: Paragraph, justified: bool) -> list[Sheet]:
        style = self.style
        left = style.margin + paragraph.indent
        label_at = left
        if paragraph.label:
            left += 43
        room = float(self.pdf.w) - style.margin - left
        queue = _words(paragraph)
        sheets: list[Sheet] = []
        while queue:
            used, row = 0.0, []
            while queue:
                word = queue[0]
                gap = 0.0 if not row else self.width(" ", style.size, paragraph.bold)
                need = self.word_width(word, paragraph.bold)
                if used + gap + need <= room or not row:
                    row.append(queue.pop(0))
                    used += gap + need
                    self.whole.add(_bare(word))
                    continue
                head = self.broken(word, room - used - gap, paragraph.bold)
                if head is not None:
                    rest = word.text.removeprefix(head.text if "-" in word.text else head.text[:-1])
                    queue[0] = Word(rest, [])
                    row.append(head)
                    used += gap + self.word_width(head, paragraph.bold)
                break
            spread = (room - used) / (len(row) - 1) if justified and queue and len(row) > 1 else 0.0
            x, places = left, []
            for word in row:
                places.append((x, word))
                x += self.word_width(word, paragraph.bold) + self.width(" ", style.size, paragraph.bold) + spread
            notes = [number for word in row for _, number in word.marks]
            sheets.append(Sheet(places, paragraph.label if not sheets else "", paragraph.bold, label_at, spread, notes))
        return sheets

    def broken(self, word: Word, room: float, bold: bool) -> Word | None:
        """The head of `word` that fits into `room`: up to a hyphen of its own, or with one put in."""
        if not self.style.hyphenate or "/" in word.text or word.marks:
            return None
        if (at := word.text.find("-")) > 2 and word.text[at + 1 :][:3].isalpha():
            head = Word(word.text[: at + 1], [])
        elif (bare := _bare(word)) in self.whole and len(bare) > 8 and bare.isalpha() and word.text[0].isalpha():
            head = Word(word.text[: len(word.text) // 2] + "-", [])
        else:
            return None
        return head if self.word_width(head, bold) <= room else None

    def word_width(self, word: Word, bold: bool) -> float:
        marks = sum(self.width(str(number), self.style.size * 0.65) for _, number in word.marks)
        return self.width(word.text, self.style.size, bold) + marks

    # --- printing -----------------------------------------------------------------------------------------------------

    def print(self, sheet: Sheet, y: float) -> None:
        style = self.style
        if sheet.label:
            self.text(sheet.left, y, sheet.label, style.size, sheet.bold)
        if not sheet.spread and not any(word.marks for _, word in sheet.words):
            self.text(sheet.words[0][0], y, " ".join(word.text for _, word in sheet.words), style.size, sheet.bold)
            return
        for x, word in sheet.words:
            at = 0
            for offset, number in word.marks:
                if offset > at:
                    x = self.text(x, y, word.text[at:offset], style.size, sheet.bold)
                x = self.text(x, y - style.raised, str(number), style.size * 0.65)
                at = offset
            if at < len(word.text):
                self.text(x, y, word.text[at:], style.size, sheet.bold)

    # --- footnotes ----------------------------------------------------------------------------------------------------

    def note_lines(self, number: int) -> list[str]:
        room = float(self.pdf.w) - 2 * self.style.margin - 20
        rows = [""]
        for word in self.notes[number].split(" "):
            longer = f"{rows[-1]} {word}".strip()
            if self.width(longer, self.style.note_size) > room and rows[-1]:
                rows.append(word)
            else:
                rows[-1] = longer
        return rows

    def height(self, numbers: list[int]) -> float:
        return sum(len(self.note_lines(n)) * self.style.note_size * 1.15 + 2 for n in numbers) + 12 * bool(numbers)

    def print_notes(self, numbers: list[int], foot: float) -> None:
        style = self.style
        y = foot - self.height(numbers) + 12
        for number in numbers:
            for index, row in enumerate(self.note_lines(number)):
                y += style.note_size * 1.15
                if index == 0:
                    self.text(style.margin, y - style.note_size * 0.33, str(number), style.note_size * 0.65)
                self.text(style.margin + 20, y, row, style.note_size)
            y += 2


def _bare(word: Word) -> str:
    return word.text.strip(".,;:()‘’").lower()


def _words(paragraph: Paragraph) -> list[Word]:
    words: list[Word] = []
    for found in re.finditer(r"[^ ]+", paragraph.text):
        marks = [(o - found.start(), n) for o, n in paragraph.marks if found.start() < o <= found.end()]
        words.append(Word(found[0], marks))
    return words


@dataclass(frozen=True)
class At:
    """A string at a place: `x` and `y` in points from the upper left corner, `y` its baseline."""

    x: float
    y: float
    text: str
    size: float = 12
    bold: bool = False


def draw(*pages: list[At]) -> bytes:
    """A PDF with each string where it is put, drawn in the order given."""
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    pdf.core_fonts_encoding = "cp1252"
    for page in pages:
        pdf.add_page()
        for piece in page:
            pdf.set_font("Times", "B" if piece.bold else "", piece.size)
            pdf.text(piece.x, piece.y, piece.text)
    return bytes(pdf.output())


def column(x: float, y: float, *texts: str, size: float = 12, leading: float = 14) -> list[At]:
    """Rows of text under each other."""
    return [At(x, y + index * leading, text, size) for index, text in enumerate(texts)]


def beside(x: float, y: float, *pieces: str | tuple[str, float, float]) -> list[At]:
    """Pieces of one row, each a text or a text with its size and its rise, put one behind the other."""
    pdf = FPDF(unit="pt")
    pdf.core_fonts_encoding = "cp1252"
    row = []
    for piece in pieces:
        text, size, rise = piece if isinstance(piece, tuple) else (piece, 12, 0)
        row.append(At(x, y - rise, text, size))
        pdf.set_font("Times", "", size)
        x += float(pdf.get_string_width(text))
    return row

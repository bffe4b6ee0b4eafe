"""What stands inside a paragraph of a Word document: words, note marks, changes, text boxes and page breaks."""

from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from ingest.readers.canvas import NoteMark, Piece
from ingest.readers.docx_styles import attribute, child, integer, is_on, local
from ingest.readers.xml import children

# Invisible characters that only say where a word may be broken.
_BREAKS = str.maketrans(dict.fromkeys("\u00ad\u200b\u2060\ufeff"))
_RECURSE = frozenset(
    {"hyperlink", "smartTag", "ins", "moveTo", "fldSimple", "sdt", "sdtContent", "bdo", "dir", "customXml", "Choice"}
)
_SYMBOLS = {  # Symbol and Wingdings, by the lower byte: what policies set with them
    **{("symbol", code): sign for code, sign in ((0xB7, "•"), (0xB3, "≥"), (0xA3, "≤"), (0xD7, "·"), (0xB4, "×"))},
    **{("symbol", code): sign for code, sign in ((0xB1, "±"), (0xAE, "→"), (0xB0, "°"), (0x61, "α"), (0x62, "β"))},
    **{("wingdings", code): sign for code, sign in ((0xA7, "▪"), (0xFC, "✓"), (0xD8, "➢"), (0xA8, "☐"), (0xFE, "☑"))},
    **{("wingdings", code): sign for code, sign in ((0xE0, "→"), (0x6F, "☐"), (0x78, "☒"), (0xFB, "✗"), (0x6C, "●"))},
}


class Inline:
    """Reads paragraphs in the order of the document: notes are numbered by their marks, pages by their breaks."""

    def __init__(self, body: etree._Element, footnotes: etree._Element | None, endnotes: etree._Element | None) -> None:
        self._bodies = {"footnote": _bodies(footnotes), "endnote": _bodies(endnotes)}
        self._numbers: dict[tuple[str, str], int] = {}
        self._boxes: list[etree._Element] = []
        self.deleted = self.hidden = self.symbols = 0
        self._custom: list[tuple[str, str]] = []  # notes with a sign of their own
        names = {local(one) for one in body.iter() if isinstance(one.tag, str)}
        self._page = 1 if "lastRenderedPageBreak" in names else None
        self.page_of_last = self._page  # where the first word of the last paragraph stands
        self._started = False
        settings = [one for one in body.iter() if isinstance(one.tag, str) and local(one) == "footnotePr"]
        starts = [start for one in settings if (start := integer(child(one, "numStart"))) is not None]
        self._next = starts[0] if starts else 1
        self._restarts = any(attribute(child(one, "numRestart")) in {"eachPage", "eachSect"} for one in settings)
        both = {"footnoteReference", "endnoteReference"} <= names
        self._after = sum(local(one) == "footnoteReference" for one in body.iter() if isinstance(one.tag, str))
        self._next_end = self._next + self._after if both else 1
        self._both = both

    def warnings(self) -> list[str]:
        """What was left out, and what is counted in another way than it is printed."""
        told = []
        if self.deleted:
            told.append("the document has tracked changes: deleted text is not read, inserted text is")
        if self.hidden:
            told.append("hidden text is not read")
        if self.symbols:
            told.append("signs of a symbol font that are not known are shown as \ufffd")
        if self._custom:
            told.append("notes with a sign of their own instead of a number stand behind the text, tied to no mark")
        if self._restarts:
            told.append("footnotes that begin at 1 again on each page or section are counted through")
        if self._both:
            told.append("endnotes are counted on behind the footnotes")
        return told

    def take_boxes(self) -> list[etree._Element]:
        """The text boxes met since the last call."""
        boxes, self._boxes = self._boxes, []
        return boxes

    def notes(self, read: Callable[[etree._Element], Iterable[Piece]]) -> Iterator[tuple[int, list[Piece]]]:
        """Number and words of every note with a mark, in the order of the numbers."""
        for (kind, name), number in sorted(self._numbers.items(), key=lambda pair: pair[1]):
            body = self._bodies[kind].get(name)
            if body is not None:
                yield number, [piece for piece in read(body) if not isinstance(piece, NoteMark)]

    def unnumbered_notes(self, read: Callable[[etree._Element], Iterable[Piece]]) -> Iterator[list[Piece]]:
        """The words of the notes that have a sign of their own and no number."""
        for kind, name in self._custom:
            if (body := self._bodies[kind].get(name)) is not None:
                yield [piece for piece in read(body) if not isinstance(piece, NoteMark)]

    def is_bold(self, paragraph: etree._Element, by_style: bool) -> bool:
        """Whether all words of a paragraph are bold; `by_style` is what its style says."""
        runs = [run for run in paragraph.iter() if isinstance(run.tag, str) and local(run) == "r"]
        worded = [run for run in runs if any(local(one) == "t" and (one.text or "").strip() for one in children(run))]
        own = [is_on(child(run, "rPr", "b")) for run in worded]
        return bool(worded) and all(by_style if bold is None else bold for bold in own)

    def pieces(self, paragraph: etree._Element) -> list[Piece]:
        """The words and note marks of a paragraph."""
        self._started = False
        self.page_of_last = self._page
        return list(self._of(paragraph))

    def _of(self, element: etree._Element) -> Iterator[Piece]:
        for one in children(element):
            kind = local(one)
            if kind == "r":
                yield from self._run(one)
            elif kind in {"del", "moveFrom"}:
                self.deleted += 1
            elif kind == "AlternateContent":
                chosen = child(one, "Choice")
                chosen = chosen if chosen is not None else child(one, "Fallback")
                if chosen is not None:
                    yield from self._of(chosen)
            elif kind in _RECURSE:
                yield from self._of(one)
            elif kind in {"oMath", "oMathPara"}:
                yield "".join(t.text or "" for t in one.iter() if isinstance(t.tag, str) and local(t) == "t")
            elif kind in {"drawing", "pict", "object"}:
                self._find_boxes(one)

    def _run(self, run: etree._Element) -> Iterator[Piece]:
        if is_on(child(run, "rPr", "vanish")):
            self.hidden += any(local(one) == "t" for one in children(run))
            return
        for one in children(run):
            piece = self._piece(one)
            if piece is not None:
                if not self._started and not (isinstance(piece, str) and not piece.strip()):
                    self._started = True
                    self.page_of_last = self._page
                yield piece

    def _piece(self, one: etree._Element) -> Piece | None:
        match local(one):
            case "t":
                return (one.text or "").translate(_BREAKS)
            case "tab" | "ptab" | "br" | "cr":
                return " "
            case "noBreakHyphen":
                return "\u2011"
            case "sym":
                return self._symbol(one)
            case "footnoteReference" | "endnoteReference" as reference:
                return self._mark(reference.removesuffix("Reference"), one)
            case "lastRenderedPageBreak" if self._page is not None:
                self._page += 1
            case "ruby":
                base = child(one, "rubyBase")
                return "".join(p for p in self._of(base) if isinstance(p, str)) if base is not None else None
            case "drawing" | "pict" | "object":
                self._find_boxes(one)
            case "AlternateContent":
                chosen = child(one, "Choice")
                chosen = chosen if chosen is not None else child(one, "Fallback")
                if chosen is not None:
                    self._find_boxes(chosen)
        return None

    def _symbol(self, one: etree._Element) -> str:
        font, code = (attribute(one, "font") or "").lower(), attribute(one, "char") or ""
        try:
            value = int(code, 16)
        except ValueError:
            return ""
        if 0x20 <= value < 0xD800:
            return chr(value)
        sign = _SYMBOLS.get((font, value & 0xFF))
        self.symbols += sign is None
        return sign or "\ufffd"

    def _mark(self, kind: str, one: etree._Element) -> Piece | None:
        """The mark of a note, numbered in the order of the marks; one with a sign of its own has no number."""
        name = attribute(one, "id") or ""
        if attribute(one, "customMarkFollows") in {"1", "true", "on"}:
            self._custom.append((kind, name))
            return None
        if (kind, name) not in self._numbers:
            self._numbers[kind, name] = self._next if kind == "footnote" else self._next_end
            self._next += kind == "footnote"
            self._next_end += kind == "endnote"
        return NoteMark(self._numbers[kind, name])

    def _find_boxes(self, element: etree._Element) -> None:
        """Keep the outermost text boxes inside a drawing; those inside them are found when they are read."""
        for one in children(element):
            if local(one) == "txbxContent":
                self._boxes.append(one)
            elif local(one) == "AlternateContent" and child(one, "Choice") is not None:
                self._find_boxes(child(one, "Choice"))
            else:
                self._find_boxes(one)


def _bodies(root: etree._Element | None) -> dict[str, etree._Element]:
    """The notes of a part by their ids, without the lines that part notes from text."""
    found: dict[str, etree._Element] = {}
    for note in children(root) if root is not None else []:
        name = attribute(note, "id")
        if name is not None and attribute(note, "type") in {None, "normal"}:
            found.setdefault(name, note)
    return found

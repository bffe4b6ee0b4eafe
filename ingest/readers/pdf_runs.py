"""A PDF page → text runs: what is printed, where, how large and how bold.

Text is read from the page's own drawing operators, so that a raised footnote mark keeps its size and height; plain
extraction merges it into the word before it. Fonts are decoded by pypdf.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pypdf import PageObject
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, NameObject, StreamObject
from pypdf.generic._font import Font  # the decoder behind extract_text; pypdf has no public name for it

_FORM_DEPTH = 8  # forms inside forms; deeper ones are malformed or hostile
_FORMS = 2000  # forms drawn on one page
_GAP = 0.17  # em; a jump wider than this inside a shown string is a printed space
_TAB = 0.8  # em; a jump wider than this begins a run of its own

Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Run:
    """A string printed in one go, in points from the lower left corner of the upright page.

    `size` is the effective size (font size × text matrix × current matrix); `y` the height it is printed at, its rise
    included; `x` and `end` its left and right edge. `upright` is false for text that is turned.
    """

    text: str
    x: float
    y: float
    end: float
    size: float
    bold: bool = False
    upright: bool = True


def runs_of(page: PageObject, fonts: dict[int, "Face"]) -> list[Run]:
    """The runs of `page` in drawing order; `fonts` keeps decoded fonts from one page to the next."""
    box = page.mediabox
    turn = (page.rotation // 90) % 4
    left, bottom, right, top = (float(edge) for edge in (box.left, box.bottom, box.right, box.top))
    upright: Matrix = (
        (1.0, 0.0, 0.0, 1.0, -left, -bottom),
        (0.0, -1.0, 1.0, 0.0, -bottom, right),
        (-1.0, 0.0, 0.0, -1.0, right, top),
        (0.0, 1.0, -1.0, 0.0, top, -left),
    )[turn]
    contents = page.get("/Contents")
    contents = contents.get_object() if contents is not None else None
    if not isinstance(contents, (StreamObject, ArrayObject)):
        return []
    reader = _Reader(page.pdf, fonts)
    reader.read(contents, _dictionary(page.get_inherited("/Resources")), _State(matrix=upright), depth=0)
    return reader.runs


class Face:
    """A font as the reader needs it: bytes → text and widths."""

    def __init__(self, resource: DictionaryObject) -> None:
        self.resource = resource  # held, so that its id stays its own
        self._font = font = Font.from_font_resource(resource)
        self._glyphs: dict[int | str, tuple[str, float]] = {}
        self.bold = "bold" in font.name.lower() or "black" in font.name.lower()

    def glyphs(self, data: bytes) -> Iterator[tuple[str, float, bool]]:
        """For each glyph: its text, its width in em, and whether it is the one-byte space that word spacing widens."""
        encoding = self._font.encoding
        if isinstance(encoding, str):
            try:
                codes: Iterable[int | str] = data.decode(encoding, "surrogatepass")
            except UnicodeDecodeError:
                codes = data.decode(encoding, "replace")
        else:
            codes = data
        for code in codes:
            glyph = self._glyphs.get(code)
            if glyph is None:
                glyph = self._glyphs[code] = self._glyph(code)
            yield (*glyph, code == 32)

    def _glyph(self, code: int | str) -> tuple[str, float]:
        font = self._font
        if isinstance(code, int) and isinstance(font.encoding, dict):
            raw, named = chr(code), font.encoding.get(code, chr(code))
        else:
            raw = named = str(code)
        text = font.character_map.get(named, named)
        widths = font.character_widths
        width = font.space_width if raw == font.space_char else widths.get(raw, widths.get("default", 500))
        return _clean(str(text)), float(width) / 1000


@dataclass
class _State:
    """The part of the graphics and text state that places text."""

    matrix: Matrix = _UNIT
    face: Face | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


@dataclass
class _Reader:
    pdf: Any
    fonts: dict[int, Face]
    runs: list[Run] = field(default_factory=list)
    forms: int = 0

    def read(self, content: Any, resources: DictionaryObject, state: _State, *, depth: int) -> None:
        """Follow the operators of one content stream."""
        stream = ContentStream(content, self.pdf, "bytes")
        faces = _dictionary(resources.get("/Font"))
        saved: list[_State] = []
        text = line = _UNIT
        for operands, operator in stream.operations:
            numbers = [float(each) for each in operands if isinstance(each, (int, float))]
            match operator, numbers:
                case b"Tj", _:
                    text = self._show(operands[:1], text, state)
                case b"TJ", _ if operands and isinstance(operands[0], ArrayObject):
                    text = self._show(operands[0], text, state)
                case b"Td" | b"TD", [x, y, *_]:
                    text = line = _times((1.0, 0.0, 0.0, 1.0, x, y), line)
                    state.leading = -y if operator == b"TD" else state.leading
                case b"Tm", [a, b, c, d, e, f, *_]:
                    text = line = (a, b, c, d, e, f)
                case b"Tf", _ if len(operands) > 1:
                    state.face = self._face(faces, operands[0])
                    state.size = numbers[-1] if numbers else state.size
                case b"BT", _:
                    text = line = _UNIT
                case b"T*", _:
                    text = line = _times((1.0, 0.0, 0.0, 1.0, 0.0, -state.leading), line)
                case ((b"'" | b'"'), _) if operands:
                    if operator == b'"' and len(numbers) > 1:
                        state.word_spacing, state.spacing = numbers[:2]
                    line = _times((1.0, 0.0, 0.0, 1.0, 0.0, -state.leading), line)
                    text = self._show(operands[-1:], line, state)
                case b"Tc", [number, *_]:
                    state.spacing = number
                case b"Tw", [number, *_]:
                    state.word_spacing = number
                case b"Tz", [number, *_]:
                    state.scale = number / 100
                case b"TL", [number, *_]:
                    state.leading = number
                case b"Ts", [number, *_]:
                    state.rise = number
                case b"q", _:
                    saved.append(replace(state))
                case b"Q", _ if saved:
                    state = saved.pop()
                case b"cm", [a, b, c, d, e, f, *_]:
                    state.matrix = _times((a, b, c, d, e, f), state.matrix)
                case b"Do", _ if operands and depth < _FORM_DEPTH:
                    self._form(resources, operands[0], state, depth)

    def _form(self, resources: DictionaryObject, name: Any, state: _State, depth: int) -> None:
        found = _dictionary(resources.get("/XObject")).get(name)
        form = found.get_object() if found is not None else None
        self.forms += 1
        if not isinstance(form, StreamObject) or form.get("/Subtype") != "/Form" or self.forms > _FORMS:
            return
        inner = replace(state)
        matrix = form.get("/Matrix")
        if isinstance(matrix, ArrayObject) and len(matrix) == 6:
            a, b, c, d, e, f = (float(each) for each in matrix)
            inner.matrix = _times((a, b, c, d, e, f), state.matrix)
        own = form.get("/Resources")
        self.read(form, _dictionary(own) if own is not None else resources, inner, depth=depth + 1)

    def _face(self, faces: DictionaryObject, name: Any) -> Face | None:
        found = faces.get(name) if isinstance(name, NameObject) else None
        resource = found.get_object() if found is not None else None
        if not isinstance(resource, DictionaryObject):
            return None
        face = self.fonts.get(id(resource))
        if face is None:
            face = self.fonts[id(resource)] = Face(resource)
        return face

    def _show(self, pieces: Sequence[Any], text: Matrix, state: _State) -> Matrix:
        """Print the strings and jumps of `pieces` from `text` on; gives the text matrix behind them."""
        face, size = state.face, state.size
        if face is None:
            return text
        a, b, c, d, e, f = _times(text, state.matrix)
        height = size * math.hypot(c, d)
        across = math.hypot(a, b)
        if not math.isfinite(e + f + height + across):
            return text
        upright = d > 0 and abs(b) < 0.05 * abs(a)
        x, y = e + state.rise * c, f + state.rise * d
        written: list[str] = []
        begin = at = 0.0  # unscaled text space, from the text matrix

        def flush() -> None:
            nonlocal begin
            if written:
                run = Run("".join(written), x + begin * a, y + begin * b, x + at * a, height, face.bold, upright)
                if math.isfinite(run.x + run.y + run.end):
                    self.runs.append(run)
                written.clear()
            begin = at

        for piece in pieces:
            if isinstance(piece, (bytes, str)) and not isinstance(piece, NameObject):
                data = piece if isinstance(piece, bytes) else piece.encode("latin-1", "replace")
                for glyph, width, space in face.glyphs(data):
                    if not written:
                        begin = at
                    written.append(glyph)
                    at += (width * size + state.spacing + (state.word_spacing if space else 0.0)) * state.scale
            elif isinstance(piece, (int, float)):
                jump = -float(piece) / 1000
                if jump > _TAB:
                    flush()
                elif jump > _GAP and written and not written[-1].endswith(" "):
                    written.append(" ")
                at += jump * size * state.scale
        flush()
        return _times((1.0, 0.0, 0.0, 1.0, at, 0.0), text)


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _dictionary(found: Any) -> DictionaryObject:
    found = found.get_object() if found is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


# Presentation forms of a font, not characters of the text: ligatures, and bullets of the symbol fonts.
_FORMS_OF = str.maketrans(
    {
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
        "\uf0b7": "•",
        "\uf0a7": "▪",
        "\uf0d8": "➢",
        "\uf02d": "-",
    }
)


def _clean(text: str) -> str:
    """`text` of one glyph without control characters and halves of surrogate pairs."""
    if len(text) == 1 and " " <= text < "\x7f":
        return text
    shown = text.translate(_FORMS_OF)
    return "".join(
        " " if c.isspace() and c != "\u00a0" else "\ufffd" if "\ud800" <= c <= "\udfff" else c
        for c in shown
        if c.isspace() or (c >= " " and not "\x7f" <= c <= "\x9f")
    )

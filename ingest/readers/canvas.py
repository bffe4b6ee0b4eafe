"""The text of a marked-up document, written out line by line as it is read.

Markup formats have no text file to point into: what the reader writes here becomes the document's source, and every
offset refers to it. Footnote marks are written too, so that they have a place, and left out of the lines' spans.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ingest.errors import SourceUnreadable
from ingest.model import Mark
from ingest.readers.line import Line, Reading
from ingest.spans import Span, fold, lengths_before, trim, trim_ends

_SPACE = re.compile(r"[ \t\r\n\f\v]+")
PLAIN = Line("", (), Span(0, 0))  # a line of which the format tells nothing
_TIGHT = tuple(" ,.;:)?!’”\u00a0")


@dataclass(frozen=True)
class NoteMark:
    """A footnote mark among the pieces of a line."""

    number: int


Piece = str | NoteMark


class Canvas:
    """Grows the source text and its lines together."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._lines: list[Line] = []
        self.quote = False  # whether the lines being written are set as a quotation

    def line(
        self,
        pieces: Iterable[Piece],
        *,
        indent: int = 0,
        note: int | None = None,
        furniture: str | None = None,
        label: str = "",
        bullet: bool = False,
        told: Line = PLAIN,
    ) -> None:
        """Write one line, or nothing when it holds no text. With `note`, it is that footnote's body.

        `label` is the number the format prints before the text; `told` gives heading, weight, level, row and page.
        """
        label = f"{label} " if label else ""
        if label:
            pieces = [label, *pieces]
        written = f"({note}) " if note is not None else "• " if bullet else ""
        local: list[Span] = []  # the runs of text, as offsets into `written`
        found: list[tuple[int, Span]] = []
        for piece in _tidy(pieces):
            start = len(written)
            if isinstance(piece, NoteMark):
                written += f"({piece.number})"
                found.append((piece.number, Span(start, len(written))))
            else:
                written += piece
                local.append(Span(start, len(written)))
        local = list(trim_ends(written, local))
        if not local:
            return
        text = fold("".join(written[start:end] for start, end in local))
        places = lengths_before(written, local, (span.start for _, span in found))
        extent = trim(written, 0, len(written))
        self._lines.append(
            replace(
                told,
                text=text,
                spans=tuple(self._moved(span) for span in local),
                extent=self._moved(extent),
                marks=tuple(
                    Mark(number, at, self._moved(span)) for (number, span), at in zip(found, places, strict=True)
                ),
                note=note,
                note_span=self._moved(Span(0, len(f"({note})"))) if note is not None else None,
                indent=indent,
                bullet=bullet,
                furniture=furniture,
                label_length=min(len(label), len(text)),
                quote=self.quote,
            )
        )
        self._parts.append(f"{written}\n\n")
        self._length += len(written) + 2

    def finish(self, warnings: Iterable[str] = (), *, styled: bool = False) -> Reading:
        """Everything written; SourceUnreadable when that is nothing."""
        if not self._lines:
            raise SourceUnreadable("The file has markup but no text.", hint="Give a file with text in it.")
        return Reading("".join(self._parts), tuple(self._lines), tuple(warnings), styled)

    def _moved(self, span: Span) -> Span:
        return Span(span.start + self._length, span.end + self._length)


def row(cells: Iterable[Iterable[Piece]]) -> list[Piece]:
    """The pieces of a table's row: those of its cells, a bar between the cells that hold something.

    >>> row([["Level ", NoteMark(2)], [" "], [" 5.3 "]])
    ['Level', NoteMark(number=2), ' | ', '5.3']
    """
    written: list[Piece] = []
    for cell in cells:
        pieces: list[Piece] = _tidy(cell)
        if pieces and isinstance(pieces[0], str):
            pieces[0] = pieces[0].lstrip()
        if pieces and isinstance(pieces[-1], str):
            pieces[-1] = pieces[-1].rstrip()
        pieces = [piece for piece in pieces if piece]
        written += [" | ", *pieces] if written and pieces else pieces
    return written


def _tidy(pieces: Iterable[Piece]) -> list[Piece]:
    """Neighbouring texts joined and folded; the space before a mark dropped where no word follows the mark."""
    joined: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    for place, piece in enumerate(joined):
        if isinstance(piece, NoteMark) and place and isinstance(before := joined[place - 1], str):
            behind = joined[place + 1] if place + 1 < len(joined) else " "
            if isinstance(behind, NoteMark) or behind.startswith(_TIGHT) or not behind.strip():
                joined[place - 1] = before.rstrip()
    return [_SPACE.sub(" ", piece) if isinstance(piece, str) else piece for piece in joined]

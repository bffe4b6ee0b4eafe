"""A row of a table → one line, the same for every format with tables."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.policy_labels import understand
from ingest.readers.canvas import Canvas, Piece, row
from ingest.readers.line import Line


def write_row(canvas: Canvas, cells: Sequence[Sequence[Piece]], *, told: Line, indent: int = 0) -> None:
    """Write the cells of a row behind one another with a bar between them.

    A number in the first of two cells can be the label of the second: many such tables only arrange a list.
    """
    printed = ["".join(piece for piece in cell if isinstance(piece, str)).strip() for cell in cells]
    if len(cells) == 2 and printed[0] and printed[1]:
        label = understand(f"{printed[0]} x")
        if label is not None and label.length == len(printed[0]) + 1:
            canvas.line([f"{printed[0]} ", *cells[1]], indent=indent, told=replace(told, numbered_row=True))
            return
    canvas.line(row(cells), indent=indent, told=replace(told, row=True))

"""Text runs → printed rows, each with its baseline, its raised marks and its place in the reading order."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.labels import recognise
from ingest.readers.pdf_runs import Run

_SAME_ROW = 0.62  # em; a raised mark stands at most this much above its line
_SPACE = 0.15  # em; a wider gap between two runs is a printed space
_SMALLER = 0.82  # a mark is at most this much of its line's size …
_RAISED = (0.12, 0.8)  # … and this much of it higher
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_DIGITS = re.compile(r"\s*\(?([0-9]{1,3})\)?\s*")
_CAPTION = re.compile(r"(?:Table|Figure|Chart|Graph|Map|Box)\s+[\w.]+\s*[:.–-]?", re.IGNORECASE)
_MARKED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a row; `mark` is the number it shows where it is small, raised and nothing but digits."""

    text: str
    mark: int | None = None


BAR = Piece(" | ")  # what parts the cells of a table's row
_TAB = Piece(" ")  # the white behind the first word of a row, which may be a label or a cell


@dataclass
class Row:
    """A printed row. `x`, `end`, `y` and `size` are those of its main text; `inner` is where the text behind its first
    word begins when a tab stands between (the text of a labelled item)."""

    page: int
    runs: list[Run]
    x: float = 0.0
    end: float = 0.0
    y: float = 0.0
    size: float = 0.0
    bold: bool = False
    inner: float | None = None
    cells: int = 1  # stretches of text with more than a tab of white between them, the tab of a label not counted
    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def words(self) -> str:
        """The text as printed: without the bars between cells."""
        return "".join(" " if piece is BAR else piece.text for piece in self.pieces).strip()

    @property
    def first(self) -> Piece:
        return self.pieces[0]


def rows_of(runs: Iterable[Run], page: int) -> list[Row]:
    """The rows of one page in reading order; turned text comes last, each run a row."""
    upright: list[Row] = []
    turned: list[Row] = []
    shelves: dict[int, list[Row]] = {}
    for run in runs:
        if not run.text or run.size <= 0:
            continue
        if not run.upright:
            if run.text.strip():
                turned.append(Row(page, [run]))
            continue
        row = _home(run, upright, shelves)
        if row is None:
            if not run.text.strip():
                continue
            row = Row(page, [run])
            upright.append(row)
            shelves.setdefault(round(run.y / 4), []).append(row)
        else:
            row.runs.append(run)
        if run.size >= row.size and run.text.strip():
            row.y, row.size = run.y, run.size
    for row in (*upright, *turned):
        _finish(row)
    return _reading_order([row for row in upright if row.pieces]) + [row for row in turned if row.pieces]


def _home(run: Run, rows: Sequence[Row], shelves: dict[int, list[Row]]) -> Row | None:
    """The row that `run` stands in: the one just printed, or an older one it touches."""
    if rows:
        last = rows[-1]
        if abs(run.y - last.y) <= _SAME_ROW * max(run.size, last.size):
            return last
    shelf = round(run.y / 4)
    for near in (shelf, shelf - 1, shelf + 1):
        for row in shelves.get(near, ()):
            if abs(run.y - row.y) <= 0.1 * run.size and any(
                -_SPACE * run.size <= gap <= 0.5 * run.size
                for other in row.runs
                for gap in (run.x - other.end, other.x - run.end)
            ):
                return row
    return None


def _finish(row: Row) -> None:
    """Settle the row's main size and baseline, and cut its text into pieces."""
    row.runs.sort(key=lambda run: run.x)
    weight: Counter[tuple[float, float]] = Counter()
    for run in row.runs:
        weight[round(run.size, 1), round(run.y, 1)] += len(run.text.strip())
    # Digits alone do not make a line: in "¹ OJ L 317" the text decides, in a row of nothing but a number the number.
    (row.size, row.y), _ = max(weight.items(), key=lambda item: (item[1], item[0]))
    printed = [run for run in row.runs if run.text.strip()]
    if not printed:
        return
    row.x, row.end = printed[0].x, max(run.end for run in printed)
    plain = [run for run in printed if _number(run, row) is None]
    row.bold = bool(plain) and all(run.bold for run in plain)
    before: Run | None = None
    gaps: list[float] = []  # between the runs, less the tab behind a label
    for run in row.runs:
        if before is not None and run.text == before.text and abs(run.x - before.x) < 0.1 * run.size:
            continue  # the same word printed twice to look bold
        gap = before is not None and run.x - before.end > _SPACE * min(run.size, before.size or run.size)
        if before is not None and run.text.strip():
            lead = row.text.strip()
            if row.inner is None and run.x - row.x > 0.8 * row.size and (" " not in lead or _CAPTION.fullmatch(lead)):
                row.inner = run.x
                if run.x - before.end > 1.5 * row.size and recognise(f"{lead} x") is None:
                    row.pieces.append(_TAB)
            else:
                gaps.append(run.x - before.end)
                if gaps[-1] > 1.5 * row.size:
                    row.pieces.append(BAR)
        _append(row.pieces, run, _number(run, row), gap)
        if run.text.strip() or before is None:
            before = run
        elif run.end > before.end:
            before = Run(run.text, before.x, run.y, run.end, run.size)
    _bracketed(row.pieces)
    row.cells += sum(gap > 1.5 * row.size for gap in gaps)
    letters = sum(character.isalpha() for character in row.text)
    if row.cells > 1 and max(gaps) < min(3 * row.size, 1.3 * min(gaps)) and letters > 0.6 * len(row.text):
        row.cells = 1  # words spread evenly over a justified line
    if row.cells == 1:
        row.pieces = [Piece(" ") if piece is BAR else piece for piece in row.pieces]
    else:
        row.pieces = [BAR if piece is _TAB else piece for piece in row.pieces]
    while row.pieces and not row.pieces[0].text.strip():
        row.pieces.pop(0)
    while row.pieces and not row.pieces[-1].text.strip():
        row.pieces.pop()


def _append(pieces: list[Piece], run: Run, number: int | None, gap: bool) -> None:
    text = run.text
    if gap and pieces and not text.startswith(" ") and not pieces[-1].text.endswith(" "):
        pieces.append(Piece(" "))
    if number is not None:
        digits = text.strip()
        last = pieces[-1] if pieces else None
        if last is not None and last.mark is not None and not gap and (last.text + digits).isdigit() and text[0] != " ":
            pieces[-1] = Piece(last.text + digits, int(last.text + digits))  # one number printed digit by digit
        else:
            pieces.append(Piece(digits, number))
        if text.endswith(" "):
            pieces.append(Piece(" "))
        return
    at = 0
    for found in _MARKED.finditer(text):
        if found.start() > at:
            pieces.append(Piece(text[at : found.start()]))
        pieces.append(Piece(found[0], int(found[0].translate(_SUPERSCRIPTS))))
        at = found.end()
    if at < len(text):
        pieces.append(Piece(text[at:]))


def _bracketed(pieces: list[Piece]) -> None:
    """Make brackets around a raised number part of the mark, with the space before: "law (¹), and"."""
    for at in range(len(pieces) - 2, 0, -1):
        before, mark, after = pieces[at - 1 : at + 2]
        if mark.mark is None or before.mark is not None or after.mark is not None:
            continue
        if (head := before.text.rstrip()).endswith("(") and (tail := after.text.lstrip()).startswith(")"):
            cut = len(head[:-1].rstrip())
            whole = before.text[cut:] + mark.text + after.text[: len(after.text) - len(tail) + 1]
            pieces[at - 1 : at + 2] = [Piece(before.text[:cut]), Piece(whole, mark.mark), Piece(tail[1:])]
    pieces[:] = [piece for piece in pieces if piece.text]


def _number(run: Run, row: Row) -> int | None:
    """The number that `run` shows as a raised mark in `row`."""
    if run.size > _SMALLER * row.size or (found := _DIGITS.fullmatch(run.text)) is None:
        return None
    low, high = (share * row.size for share in _RAISED)
    return int(found[1]) if low <= run.y - row.y <= high else None


# --- reading order ----------------------------------------------------------------------------------------------------


def _reading_order(rows: list[Row]) -> list[Row]:
    """Rows top to bottom, column by column.

    Drawing order is kept where rows do not stand in each other's way: it knows columns and tables. A stretch of rows
    that was drawn late but stands above another in the same column moves up; stretches that interleave are sorted.
    """
    blocks: list[list[Row]] = []
    for row in rows:
        if blocks and row.y <= blocks[-1][-1].y + 0.2 * row.size:
            blocks[-1].append(row)
        else:
            blocks.append([row])
    placed: list[list[Row]] = []
    for block in blocks:
        merged = block
        rest: list[list[Row]] = []
        for other in placed:
            if _interleaved(other, merged):
                merged = sorted([*other, *merged], key=lambda row: (-row.y, row.x))
            else:
                rest.append(other)
        at = next((i for i, other in enumerate(rest) if _above(merged, other)), len(rest))
        placed = [*rest[:at], merged, *rest[at:]]
    return [row for block in placed for row in block]


def _overlap(one: Row, two: Row) -> bool:
    return one.x < two.end and two.x < one.end


def _interleaved(one: Sequence[Row], two: Sequence[Row]) -> bool:
    top, bottom = max(one[0].y, two[0].y), min(one[-1].y, two[-1].y)
    if min(one[0].y, two[0].y) < max(one[-1].y, two[-1].y):
        return False  # one wholly above the other
    return any(
        bottom <= b.y <= top and (two[-1].y < a.y < two[0].y or one[-1].y < b.y < one[0].y) and _overlap(a, b)
        for a in one
        for b in two
    )


def _above(one: Sequence[Row], two: Sequence[Row]) -> bool:
    """Whether `one` stands over `two` in the same column."""
    return one[-1].y > two[0].y and any(_overlap(a, b) for a in one for b in two)

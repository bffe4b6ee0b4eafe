"""Rows of all pages → blocks: page furniture, footnotes and paragraphs, told apart by place, size and repetition."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from ingest.readers.pdf_block import HYPHEN, SENTENCE_END, Block, labelled
from ingest.readers.pdf_headings import tell_headings
from ingest.readers.pdf_rows import Piece, Row
from ingest.readers.pdf_tables import rows_from_cells

_MARGIN = 0.12  # share of the page height at its top and foot where furniture may stand
_OUTERMOST = 4  # rows at each end of a page that may be furniture
_PAGE_NUMBER = re.compile(r"(EN\s+)?[-–—\s]*(\d{1,4}|[ivxl]{1,6})[-–—\s]*(\s*(/|of)\s*\d{1,4})?(\s+EN)?")
_SMALL = 0.94  # footnotes are at most this much of the body's size
_NUMBER = re.compile(r"(\d{1,3})\.?\s+(?=\S)")
_UNIT_BEFORE = re.compile(r"(?:(?<![^\W\d_])[kcdm]?m|\d)$")  # m², km³, 10⁶


@dataclass
class Page:
    """A page's rows in reading order; `height` in points."""

    number: int
    height: float
    rows: list[Row]


def blocks_of(pages: Sequence[Page]) -> list[list[Block]]:
    """The blocks of each page in printed order: what stands above the text, the text, its footnotes, what is below."""
    named = _furniture(pages)
    bodies = [[row for row in page.rows if id(row) not in named and row.runs[0].upright] for page in pages]
    size = _body_size(bodies)
    leadings = _leadings(bodies)
    printed: list[list[Block]] = []
    last_text: Block | None = None
    last_note: Block | None = None
    for page, body in zip(pages, bodies, strict=True):
        ahead, behind = _named_blocks(page, named)
        text, notes = _split_notes(body, size, last_note)
        paragraphs = list(_paragraphs(text, leadings, body))
        for before, block in zip([last_text, *paragraphs], paragraphs, strict=False):
            block.carries_on = before is not None and _carries_on(before, block, body)
        turned = [Block([row]) for row in page.rows if id(row) not in named and not row.runs[0].upright]
        printed.append([*ahead, *paragraphs, *turned, *notes, *behind])
        last_text = paragraphs[-1] if paragraphs else last_text
        last_note = notes[-1] if notes else None
    _keep_exponents(printed)
    tell_headings(printed, size)
    return [rows_from_cells(blocks) for blocks in printed]


# --- furniture --------------------------------------------------------------------------------------------------------


def _furniture(pages: Sequence[Page]) -> dict[int, str]:
    """The name of each row (by id) that is furniture: at the edge of the page, apart from what is printed on it, and
    repeated on other pages or a bare page number."""
    named: dict[int, str] = {}
    pages_with: dict[tuple[object, ...], set[int]] = defaultdict(set)
    edges: list[tuple[str, list[Row], list[tuple[object, ...]]]] = []
    for page in pages:
        downwards = sorted(page.rows, key=lambda row: -row.y)
        for where, inwards in (("header", downwards), ("footer", downwards[::-1])):
            rows = inwards[: _OUTERMOST + 1]
            keys = [_key(where, row) for row in rows if _in_margin(where, row, page.height)]
            edges.append((where, rows, keys))
            for row, key in zip(rows, keys, strict=False):
                pages_with[key].add(page.number)
                if _PAGE_NUMBER.fullmatch(row.words) and _apart(row, page.rows):
                    named[id(row)] = "page number"
    for where, rows, keys in edges:
        # A footnote may be printed twice, even at the same place: furniture has no mark and stands apart from text.
        edge = takewhile(lambda pair: len(pages_with[pair[1]]) > 1, zip(rows, keys, strict=False))
        repeated = [row for row, _ in edge if row.first.mark is None]
        while repeated and len(rows) > len(repeated) and _near(repeated[-1], rows[len(repeated)]):
            repeated.pop()
        for row in repeated:
            bare = _PAGE_NUMBER.fullmatch(row.words)
            named.setdefault(id(row), "page number" if bare else f"page {where}")
    return named


def _in_margin(where: str, row: Row, height: float) -> bool:
    return row.y > (1 - _MARGIN) * height if where == "header" else row.y < _MARGIN * height


def _key(where: str, row: Row) -> tuple[object, ...]:
    """What a row has in common with its repetitions: its height and its words. Odd and even pages turn them round."""
    return (where, round(row.y / 4), *sorted(re.sub(r"\d+", " ", row.words).split()))


def _near(one: Row, two: Row) -> bool:
    return abs(one.y - two.y) <= 1.4 * max(one.size, two.size)


def _apart(row: Row, rows: Iterable[Row]) -> bool:
    """Whether nothing is printed within a line's height of `row`: it is no part of a text or table.

    Type of another size (a footnote above a page number) counts by its own, smaller, line's height.
    """
    for other in rows:
        small, large = sorted((row.size, other.size))
        height = 1.4 * (small if large > 1.2 * small else large)
        if other is not row and abs(row.y - other.y) <= height:
            return False
    return True


def _named_blocks(page: Page, named: dict[int, str]) -> tuple[list[Block], list[Block]]:
    found = sorted((row for row in page.rows if id(row) in named), key=lambda row: -row.y)
    blocks = [Block([row], furniture=named[id(row)]) for row in found]
    middle = page.height / 2
    return [b for b in blocks if b.rows[0].y > middle], [b for b in blocks if b.rows[0].y <= middle]


# --- footnotes --------------------------------------------------------------------------------------------------------


def _body_size(bodies: Iterable[Iterable[Row]]) -> float:
    """The size of the running text: the largest in which a good part of the document is set."""
    weight: Counter[float] = Counter()
    for rows in bodies:
        for row in rows:
            weight[round(row.size, 1)] += len(row.text)
    return max((size for size, count in weight.items() if count >= 0.25 * weight.total()), default=0.0)


def _split_notes(rows: list[Row], size: float, open_note: Block | None) -> tuple[list[Row], list[Block]]:
    """Running text and footnotes of a page: notes are the small type at its foot from the first leading mark on."""
    begin = len(rows)
    while begin and rows[begin - 1].size <= _SMALL * size:
        begin -= 1
    called = {piece.mark for row in rows[:begin] for piece in row.pieces if piece.mark is not None}
    notes: list[Block] = []
    text = rows[:begin]
    for row in rows[begin:]:
        number = _leading(row, called, notes[-1].note if notes else None)
        if number is not None:
            notes.append(Block([row], note=number, in_note=True))
        elif notes:
            notes[-1].rows.append(row)
        else:
            text.append(row)
    ahead = text[begin:]
    # Small type above the first note goes on with a note of the page before, if that one was not finished there.
    if ahead and notes and open_note is not None and not SENTENCE_END.search(open_note.text):
        notes.insert(0, Block(ahead, in_note=True, carries_on=True))
        text = text[:begin]
    return text, notes


def _leading(row: Row, called: set[int], before: int | None) -> int | None:
    """The number of the note that `row` begins. A number that is not raised counts if its order and a mark prove it."""
    first = row.first
    if first.mark is not None and len(row.pieces) > 1:
        return first.mark
    if (found := _NUMBER.match(row.text)) is None:
        return None
    number = int(found[1])
    if number not in called or (before is not None and number != before + 1):
        return None
    length = len(found[0].rstrip())
    head, rest = "", list(row.pieces)
    while len(head) < length:  # the number may be printed apart from the words behind it
        piece = rest.pop(0)
        if piece.mark is not None:
            return None
        head += piece.text
    row.pieces = [piece for piece in (Piece(head[:length], number), Piece(head[length:]), *rest) if piece.text]
    return number


def _keep_exponents(printed: Sequence[Sequence[Block]]) -> None:
    """Turn marks that no footnote answers and that stand behind a unit or a number (m², 10⁶) back into text."""
    answered = {block.note for blocks in printed for block in blocks}
    for block in (block for blocks in printed for block in blocks):
        for row in block.rows:
            for at, piece in enumerate(row.pieces):
                before = row.pieces[at - 1].text if at else ""
                if piece.mark is not None and piece.mark not in answered and _UNIT_BEFORE.search(before):
                    row.pieces[at] = Piece(piece.text)


# --- paragraphs -------------------------------------------------------------------------------------------------------


def _leadings(bodies: Iterable[Sequence[Row]]) -> dict[int, float]:
    """By type size, the usual distance of two rows of a paragraph, measured where a sentence runs on in lower case."""
    steps: dict[int, Counter[float]] = defaultdict(Counter)
    for rows in bodies:
        for above, below in pairwise(rows):
            step = above.y - below.y
            runs_on = below.text.lstrip()[:1].islower() and not labelled(below)
            if runs_on and abs(above.size - below.size) < 0.6 and 0.9 * below.size < step < 2.2 * below.size:
                steps[round(below.size)][round(step * 2) / 2] += 1
    return {size: max(counts.items(), key=lambda item: (item[1], -item[0]))[0] for size, counts in steps.items()}


def _paragraphs(rows: Sequence[Row], leadings: dict[int, float], page: Sequence[Row]) -> Iterator[Block]:
    block: list[Row] = []
    for row in rows:
        leading = leadings.get(round(row.size), 1.25 * row.size)
        if block and _breaks(block, row, leading, _right(block[-1], page)):
            yield Block(block)
            block = []
        block.append(row)
    if block:
        yield Block(block)


def _right(row: Row, page: Sequence[Row]) -> float:
    """The right edge of the column of `row`; a few longer lines (a heading over two columns) do not count."""
    ends = sorted(other.end for other in page if other is row or (other.x < row.end and row.x < other.end))
    return ends[min(len(ends) - 1, int(0.9 * len(ends)))] if len(ends) >= 10 else ends[-1]


def _breaks(block: Sequence[Row], row: Row, leading: float, right: float) -> bool:
    """Whether `row` begins a new paragraph under the rows of `block`."""
    last, first = block[-1], block[0]
    step = last.y - row.y
    if not 0.3 * leading < step <= 1.18 * leading or abs(row.size - last.size) > 0.6 or max(row.cells, last.cells) > 1:
        return True
    text = row.text.lstrip()
    full = HYPHEN.search(last.text.rstrip()) is not None or not _fits(row, last, right)
    if row.bold != last.bold and not (full and text[:1].islower()):
        return True
    hang = _hang(block)
    hanging = hang is not None and hang - first.x > 3
    aligned = hang is not None and abs(row.x - hang) <= 3
    done = SENTENCE_END.search(last.text.rstrip()) is not None
    if labelled(row) and not (hanging and aligned and full):
        return abs(row.x - last.x) > 3 or done or last.text.rstrip().endswith(",") or not full
    centred = abs(row.x + row.end - last.x - last.end) <= 4 and abs(row.x - last.x) > 3
    if not centred and not aligned:
        if hang is not None or (row.x > last.x + 3 and not labelled(last)):
            return True
        if row.x < last.x - 3 and not full:
            return True
    return not full and not centred and (done or not text[:1].islower())


def _hang(block: Sequence[Row]) -> float | None:
    """Where the next row of `block` has to begin; None when its first row cannot tell."""
    if len(block) > 1:
        return block[-1].x
    return block[0].inner if labelled(block[0]) else None


def _fits(row: Row, last: Row, right: float) -> bool:
    """Whether the first word of `row` had room behind `last`, so that the line was broken there on purpose."""
    text = row.text.strip()
    word = text.split(" ", 1)[0]
    width = (row.end - row.x) * len(word) / max(1, len(text))
    return right - last.end > width + 0.75 * row.size


def _carries_on(before: Block, block: Block, page: Sequence[Row]) -> bool:
    """Whether `block`, at the head of a page or column, goes on with the text that `before` left at the foot of one."""
    last, row = before.rows[-1], block.rows[0]
    if last.page == row.page and (row.y < last.y + 3 * row.size or row.x < last.end):
        return False
    if abs(last.size - row.size) > 0.6 or last.bold != row.bold or labelled(row) or max(row.cells, last.cells) > 1:
        return False
    if HYPHEN.search(last.text.rstrip()):
        return row.text.lstrip()[:1].isalpha()
    hang = _hang(before.rows)
    aligned = abs(row.x - (last.x if hang is None else hang)) <= 3
    full = last.page != row.page and not _fits(row, last, _right(row, page))
    if not SENTENCE_END.search(last.text.rstrip()):
        begins = row.text.lstrip()[:1]
        return begins.islower() or (full and (aligned or begins in set("(‘“'\"")))
    # A finished sentence: only the hanging indent of an item tells that its text goes on. Behind a semicolon an item is
    # as likely to be at its end, and what follows may be the tail of a text that the document lacks.
    hanging = aligned and hang is not None and hang - before.rows[0].x > 3
    return full and hanging and last.text.rstrip().endswith(".") and not row.text.lstrip()[:1].islower()

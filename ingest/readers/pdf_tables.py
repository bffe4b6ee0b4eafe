"""Tables of a PDF: cells printed one by one → the rows a reader sees.

Nothing in a PDF says "table". What is printed in columns is known by its white gaps, by being short, and by standing
among others of its kind; its rows are put together again by height, with a bar between the cells.
"""

from collections.abc import Iterator, Sequence

from ingest.labels import recognise
from ingest.readers.pdf_block import BULLET, CAPTION, SENTENCE_END, Block
from ingest.readers.pdf_rows import BAR, Row

_CELL = 60  # characters; a longer text is no cell
_FEWEST = 4  # cells without a single row of columns make a table (or the words of a drawing)
_SAME_LINE = 0.5  # em


def rows_from_cells(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a page with each table as one block a row."""
    result: list[Block] = []
    region: list[Block] = []
    for block in (*blocks, None):
        if block is not None and (block.is_table_row or _is_cell(block)):
            region.append(block)
            continue
        result += _rows(region) if _is_table(region) else region
        region = []
        if block is not None:
            result.append(block)
    return result


def _is_cell(block: Block) -> bool:
    if block.furniture is not None or block.in_note or block.heading is not None or block.carries_on:
        return False
    text = block.text
    if not block.rows[0].runs[0].upright or len(text) > _CELL * len(block.rows) or len(block.rows) > 3:
        return False
    if CAPTION.match(text) or BULLET.match(text) or recognise(text) is not None:
        return False
    return SENTENCE_END.search(text) is None and any(row.end - row.x < _CELL * row.size / 2 for row in block.rows)


def _is_table(region: Sequence[Block]) -> bool:
    columns = sum(block.is_table_row for block in region)
    beside = sum(_beside(one, two) for at, one in enumerate(region) for two in region[at + 1 : at + 6])
    return columns >= 2 or (columns and len(region) > 2) or (len(region) >= _FEWEST and beside > 1)


def _beside(one: Block, two: Block) -> bool:
    """Whether two blocks begin at one height, next to each other."""
    a, b = one.rows[0], two.rows[0]
    return abs(a.y - b.y) <= _SAME_LINE * min(a.size, b.size)


def _rows(region: Sequence[Block]) -> Iterator[Block]:
    """The rows of a region, top to bottom."""
    lines: list[list[Row]] = []
    for row in sorted((row for block in region for row in block.rows), key=lambda row: -row.y):
        if lines and abs(lines[-1][0].y - row.y) <= _SAME_LINE * min(lines[-1][0].size, row.size):
            lines[-1].append(row)
        else:
            lines.append([row])
    for line in lines:
        line.sort(key=lambda row: row.x)
        first, *others = line
        for other in others:
            first.pieces += [BAR, *other.pieces]
            first.runs += other.runs
            first.end = max(first.end, other.end)
        first.cells = max(2, sum(row.cells for row in line))
        yield Block([first])

"""Headings of a PDF, known by type that is larger than that of the text."""

from collections.abc import Sequence
from itertools import pairwise

from ingest.readers.pdf_block import BULLET, SENTENCE_END, Block, labelled

_LARGE = 1.12  # headings are at least this much of the body's size
_HEADING = 160  # characters; larger type that goes on longer is a text in large type


def tell_headings(printed: Sequence[list[Block]], size: float) -> None:
    """Give each short text in larger type than the body its level: the largest type of the document is the highest."""
    for blocks in printed:
        for above, below in pairwise(list(blocks)):
            if _is_display(above, size) and _is_display(below, size) and _goes_on(above, below):
                below.rows = [*above.rows, *below.rows]
                blocks.remove(above)
    found = [block for blocks in printed for block in blocks if _is_display(block, size)]
    sizes = sorted({round(block.rows[0].size) for block in found}, reverse=True)
    for block in found:
        block.heading = 1 + sizes.index(round(block.rows[0].size))


def _goes_on(above: Block, below: Block) -> bool:
    """Whether a heading goes on in the next block: alike, close under it, and with no number of its own."""
    last, first = above.rows[-1], below.rows[0]
    alike = round(last.size) == round(first.size) and last.bold == first.bold and not labelled(first)
    return alike and 0 < last.y - first.y <= 2 * first.size


def _is_display(block: Block, size: float) -> bool:
    if block.furniture is not None or block.in_note or block.carries_on or not block.rows[0].runs[0].upright:
        return False
    if BULLET.match(block.text) or block.text[:1].islower() or SENTENCE_END.search(block.text.rstrip("?")):
        return False
    letters = sum(character.isalpha() for character in block.text)
    large = min(row.size for row in block.rows) >= _LARGE * size and max(row.cells for row in block.rows) == 1
    return large and len(block.text) <= _HEADING and 2 * letters > len(block.text)

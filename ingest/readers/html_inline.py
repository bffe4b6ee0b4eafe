"""Pieces of a line of a web page, and what an element holds inside."""

import re
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

from ingest.policy_labels import understand
from ingest.readers.canvas import NoteMark, Piece
from ingest.readers.html_rules import HEADINGS, UNSEEN
from ingest.readers.xml import children

BREAK = "\n"  # a line broken on purpose; no other piece has one
_BOLD = frozenset({"b", "strong"})


def broken(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Pieces cut where the line is broken twice or before a label; other breaks become spaces."""
    flat: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str):
            flat += [one for one in re.split(f"({BREAK})", piece) if one]
        else:
            flat.append(piece)
    breaks = [index for index, piece in enumerate(flat) if piece == BREAK]
    ends = dict(pairwise([*breaks, len(flat)]))  # where the line behind each break ends
    part: list[Piece] = []
    for index, piece in enumerate(flat):
        if piece != BREAK:
            part.append(piece)
            continue
        behind = "".join(one for one in flat[index + 1 : ends[index]] if isinstance(one, str)).strip()
        if behind and understand(behind) is None:
            part.append(" ")
            continue
        if has_words(part):
            yield part
        part = []
    if has_words(part):
        yield part


def trimmed(pieces: list[Piece]) -> list[Piece]:
    """Pieces without white space at their end."""
    last = pieces[-1] if pieces else None
    while isinstance(last, str) and not last.strip():
        pieces = pieces[:-1]
        last = pieces[-1] if pieces else None
    return [*pieces[:-1], last.rstrip()] if isinstance(last, str) else pieces


def has_words(pieces: list[Piece]) -> bool:
    """Whether pieces hold anything but white space."""
    return any(isinstance(piece, NoteMark) or piece.strip() for piece in pieces)


def is_bold(element: etree._Element) -> bool:
    """Whether all words of an element are set in bold."""

    def words(one: etree._Element) -> Iterator[bool]:
        if one.tag in _BOLD:
            if "".join(one.itertext()).strip():
                yield True
            return
        if (one.text or "").strip():
            yield False
        for child in children(one):
            yield from words(child)
            if (child.tail or "").strip():
                yield False

    found = list(words(element))
    return bool(found) and all(found)


def holds_blocks(cell: etree._Element) -> bool:
    """Whether a cell holds more than words."""
    kinds = [one.tag for one in cell.iterdescendants()]
    return any(kind in {"ol", "ul", "table", "dl", "pre", *HEADINGS} for kind in kinds) or kinds.count("p") > 1


def shown(element: etree._Element) -> Iterator[str]:
    """The texts inside an element that are words and not scripts."""
    if element.tag in UNSEEN:
        return
    yield element.text or ""
    for child in children(element):
        yield from shown(child)
        yield child.tail or ""

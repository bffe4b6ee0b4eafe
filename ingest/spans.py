"""Where a text stands in its source: spans, and reading them back.

The rule of the whole program: a clause's text is the concatenation of its spans with runs of ordinary white space
folded to one space and the ends trimmed. No-break spaces are characters of the text and stay. Footnote marks and markup
are left out by starting a new span behind them, so a text is never edited, only cut.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

FOLDED = " \t\r\n\f\v"
_WHITE = re.compile(f"[{FOLDED}]+")


class Span(NamedTuple):
    """A half-open range of code points in a document's decoded source."""

    start: int
    end: int


def fold(text: str) -> str:
    """`text` with runs of ordinary white space made one space and the ends trimmed.

    >>> fold("  joint\\n\\n management ")
    'joint management'
    """
    return _WHITE.sub(" ", text).strip(FOLDED)


def read(source: str, spans: Iterable[Span]) -> str:
    """The text that `spans` give back from `source`.

    >>> read("within\\n\\n1 note\\n\\nlocal", [Span(0, 7), Span(16, 21)])
    'within local'
    """
    return fold("".join(source[start:end] for start, end in spans))


def lengths_before(source: str, spans: Iterable[Span], places: Iterable[int]) -> list[int]:
    """How long the text of `spans` is up to each of `places`, rising offsets in `source` at which no span is open.

    >>> lengths_before("as said¹, and so²", [Span(0, 7), Span(8, 16)], [7, 16])
    [7, 15]
    """
    found: list[int] = []
    queue = iter(spans)
    span = next(queue, None)
    length, spaced = 0, False  # spaced: white space stands behind the text so far
    for place in places:
        while span is not None and span.end <= place:
            words = source[span.start : span.end]
            bare = fold(words)
            if bare:
                length += len(bare) + (length > 0 and (spaced or words[0] in FOLDED))
                spaced = words[-1] in FOLDED
            else:
                spaced = spaced or bool(words)
            span = next(queue, None)
        found.append(length)
    return found


def trim(source: str, start: int, end: int) -> Span:
    """The span without white space (no-break spaces included) at its two ends; empty at `start` if nothing is left."""
    while start < end and source[start].isspace():
        start += 1
    while end > start and source[end - 1].isspace():
        end -= 1
    return Span(start, end)


def trim_ends(source: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """`spans` without white space at the outer ends and without empty members there."""
    kept = list(spans)
    while kept:
        first = trim(source, *kept[0])
        if first.start < first.end:
            kept[0] = Span(first.start, kept[0].end)
            break
        kept.pop(0)
    while kept:
        last = trim(source, *kept[-1])
        if last.start < last.end:
            kept[-1] = Span(kept[-1].start, last.end)
            break
        kept.pop()
    return tuple(kept)


def offsets(source: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Where each character of ``read(source, spans)`` stands: its offset in `source` and the place of its span.

    A folded run of white space stands at its first character.

    >>> offsets("within\\n\\nlocal", [Span(5, 7), Span(8, 10)])
    [(5, 0), (6, 0), (8, 1), (9, 1)]
    """
    places: list[tuple[int, int]] = []
    white: tuple[int, int] | None = None
    for owner, span in enumerate(spans):
        for offset in range(*span):
            if source[offset] in FOLDED:
                white = white or (offset, owner)
                continue
            if white is not None and places:
                places.append(white)
            white = None
            places.append((offset, owner))
    return places


def cut(source: str, spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    """The spans of `text[start:end]`, where `text == read(source, spans)`.

    Offsets count code points of the folded text; a range outside it raises ValueError.

    >>> source = "within\\n\\n1 note\\n\\nlocal"
    >>> cut(source, [Span(0, 7), Span(16, 21)], 3, 9)
    (Span(start=3, end=7), Span(start=16, end=18))
    """
    return split(source, spans, (start, end))[1]


def split(source: str, spans: Sequence[Span], edges: Sequence[int]) -> list[tuple[Span, ...]]:
    """The spans of the text cut at `edges`, rising offsets into ``read(source, spans)``: one piece more than edges.

    >>> split("one¹ two", [Span(0, 3), Span(4, 8)], [2, 4])
    [(Span(start=0, end=2),), (Span(start=2, end=3), Span(start=4, end=5)), (Span(start=5, end=8),)]
    """
    places = offsets(source, spans)
    bounds = [0, *edges, len(places)]
    if any(before > after for before, after in pairwise(bounds)):
        raise ValueError(f"text[{bounds[1]}:{bounds[-2]}] is not within a text of {len(places)} characters")
    pieces: list[tuple[Span, ...]] = []
    for start, end in pairwise(bounds):
        if start == end:
            pieces.append(())
            continue
        (first, first_owner), (last, last_owner) = places[start], places[end - 1]
        pieces.append(
            tuple(
                Span(
                    first if owner == first_owner else spans[owner].start,
                    last + 1 if owner == last_owner else spans[owner].end,
                )
                for owner in range(first_owner, last_owner + 1)
                if spans[owner].start < spans[owner].end
            )
        )
    return pieces

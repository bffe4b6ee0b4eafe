"""Printed labels: recognise them, and tell a letter from a roman numeral.

"(i)" is a letter after "(h)" and a roman numeral after a colon. What decides, in this order: the item before ends with
a colon, the label that follows, and which open list the label carries on.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.address import roman_value

DEEPEST = 12  # lists within lists; acts have five at most, so what would be deeper is no list

_DOTTED = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3})+)\.?\s+|(?P<single>\d{1,3})\.\s+")
_BRACKET = re.compile(r"\((?P<number>\d{1,3}|[a-z]{1,5})\)\s+")


@dataclass(frozen=True)
class Label:
    """A label at the start of a line: its number as printed and how many characters it takes with the space behind."""

    number: str
    length: int
    dotted: bool


def recognise(text: str) -> Label | None:
    """The label `text` begins with, or None.

    >>> recognise("3.1.1. It is recommended"), recognise("(f) developing")
    (Label(number='3.1.1', length=7, dotted=True), Label(number='f', length=4, dotted=False))
    >>> recognise("2022/C 167/03") is recognise("1 March") is None
    True
    """
    if match := _DOTTED.match(text):
        return Label(match["number"] or match["single"], match.end(), dotted=True)
    if match := _BRACKET.match(text):
        return Label(match["number"], match.end(), dotted=False)
    return None


class Series(StrEnum):
    """The three ways list items are counted."""

    ARABIC = "arabic"
    ALPHA = "alpha"
    ROMAN = "roman"


@dataclass(frozen=True)
class Item:
    """A list label in reading order, and whether the text just before it ends with a colon.

    Items of different `style` never carry on one list.
    """

    number: str
    after_colon: bool
    style: str = ""


@dataclass(frozen=True)
class Place:
    """Where an item hangs: `depth` 0 is the outer list; `skips` says that the label before it in its list is absent."""

    depth: int
    series: Series
    value: int
    skips: bool
    style: str = ""


def readings(number: str) -> dict[Series, int]:
    """Every way `number` can be read, with its value.

    >>> readings("i")
    {<Series.ALPHA: 'alpha'>: 9, <Series.ROMAN: 'roman'>: 1}
    """
    if number.isdigit():
        return {Series.ARABIC: int(number)}
    found: dict[Series, int] = {}
    if len(set(number)) == 1 and len(number) <= 2:  # after (z) come (aa), (bb) …
        found[Series.ALPHA] = ord(number[0]) - ord("a") + 1 + 26 * (len(number) - 1)
    if (value := roman_value(number)) is not None:
        found[Series.ROMAN] = value
    return found


def place(items: Sequence[Item]) -> tuple[Place | None, ...]:
    """Depth and series of each item of one run of list items; None where no reading fits any list.

    >>> run = [Item(n, c) for n, c in (("g", False), ("i", True), ("ii", False), ("h", False), ("i", False))]
    >>> [p.depth for p in place(run)]
    [0, 1, 1, 0, 0]
    """
    open_lists: list[Place] = []
    places: list[Place | None] = []
    for index, item in enumerate(items):
        following = readings(items[index + 1].number) if index + 1 < len(items) else {}
        found = _place(item, open_lists, following)
        if found is not None:
            del open_lists[found.depth :]
            open_lists.append(found)
        places.append(found)
    return tuple(places)


def _place(item: Item, open_lists: Sequence[Place], following: dict[Series, int]) -> Place | None:
    options = readings(item.number)
    style = item.style
    carries_on = [
        Place(level.depth, level.series, level.value + 1, skips=False, style=style)
        for level in reversed(open_lists)
        if level.style == style and options.get(level.series) == level.value + 1
    ]
    opens = [Place(len(open_lists), series, 1, skips=False, style=style) for series, n in options.items() if n == 1]
    opens = opens if len(open_lists) < DEEPEST else []
    candidates = opens + carries_on if item.after_colon or not open_lists else carries_on + opens
    for candidate in candidates:
        if following.get(candidate.series) == candidate.value + 1:
            return candidate
    if candidates:
        return candidates[0]
    # The list before it lost an item: the innermost list whose numbering can still be ahead takes the label.
    for level in reversed(open_lists):
        if level.style == style and options.get(level.series, 0) > level.value:
            return Place(level.depth, level.series, options[level.series], skips=True, style=style)
    if style and not item.after_colon and any(level.style == style for level in open_lists):
        # The number of an item before it, or one further back: no list inside that item would begin there.
        return next(
            (
                Place(level.depth, level.series, level.value, skips=False, style=style)
                for level in reversed(open_lists)
                if level.style == style and options.get(level.series) == level.value
            ),
            None,
        )
    # A list whose beginning is lost.
    for series in (Series.ARABIC, Series.ALPHA, Series.ROMAN):
        if series in options and len(open_lists) < DEEPEST:
            return Place(len(open_lists), series, options[series], skips=True, style=style)
    return None

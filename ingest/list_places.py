"""The lists of a document that is no act: where each item hangs, and which lists use the same labels."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ingest.labels import Item, place, readings
from ingest.policy_labels import Numbering, code_of
from ingest.readers import Line


@dataclass(frozen=True)
class Head:
    """What the label of a line numbers.

    `shared` tells of a heading whose number is printed on another one as well. For an item, `depth` is its place in its
    list, `first` whether a list begins with it, and `of` the number of its list where several lists under one heading
    use the same labels (else None).
    """

    label: Numbering
    role: Literal["heading", "point", "item"]
    shared: bool = False
    depth: int = 0
    first: bool = False
    of: int | None = None

    @property
    def code(self) -> str:
        """The subdivision code of a heading or point, "" for a division without an address of its own."""
        if self.label.word:
            return code_of(self.label.word)
        return "pnt" if self.role == "point" else "sct"


def values_of(label: Numbering) -> list[int]:
    """What a plain number can count as: "i" is the ninth letter and the first numeral."""
    return list(readings(label.number.lower()).values()) if label.number.isalnum() else []


def counts_on(last: Numbering, label: Numbering) -> bool:
    """Whether a label is the next one after `last`."""
    return any(value + 1 in values_of(label) for value in values_of(last))


def _parts(label: Numbering) -> list[int]:
    return [int("".join(filter(str.isdigit, part)) or 0) for part in label.number.split(".")]


def goes_on(last: Numbering, label: Numbering) -> bool:
    """Whether a number is the next one after `last`: 2.4, 3.1 or 2.3.1 behind 2.3.

    >>> goes_on(Numbering("2.3", 4, "1.1"), Numbering("3.1", 4, "1.1"))
    True
    """
    if not label.dotted or not last.dotted:
        return counts_on(last, label)
    before, parts = _parts(last), _parts(label)
    if parts == [*before, 1]:
        return True
    common = next((at for at, (a, b) in enumerate(zip(before, parts, strict=False)) if a != b), len(parts))
    behind = parts[common + 1 :]
    return common < min(len(before), len(parts)) and parts[common] == before[common] + 1 and set(behind) <= {1}


def holds(outer: Numbering, label: Numbering) -> bool:
    """Whether a number is a part of another: 2.1 of 2."""
    return outer.style[0] in ".1" and label.dotted and label.number.startswith(f"{outer.number}.")


def greater(one: Numbering, other: Numbering) -> bool:
    """Whether a number stands further on in the count than another."""
    if one.dotted or other.dotted:
        return _parts(one) > _parts(other)
    return max(values_of(one), default=0) > max(values_of(other), default=0)


def place_lists(
    lines: Sequence[Line],
    headings: Sequence[bool],
    labels: Sequence[Numbering | None],
    found: list[Head | None],
) -> None:
    """Place what is neither heading nor point in the lists under each of them."""
    begin = 0
    for at in range(len(lines) + 1):
        if at == len(lines) or found[at] is not None or (headings[at] and labels[at] is None):
            _lists_under(begin, at, lines, labels, found)
            begin = at


def _lists_under(
    begin: int, end: int, lines: Sequence[Line], labels: Sequence[Numbering | None], found: list[Head | None]
) -> None:
    places = [at for at in range(begin, end) if labels[at] is not None and found[at] is None]
    lists: list[list[int]] = []
    for at in places:
        if not lists or _restarts(at, lists[-1], lines, labels):
            lists.append([])
        lists[-1].append(at)
    placed: list[dict[int, Head]] = []
    for members in lists:
        automatic = [label.style for at in members if (label := labels[at]) is not None and "@" in label.style]
        items = [
            Item(label.number.lower(), lines[at - 1].text.endswith(":") if at else False, label.style)
            for at in members
            if (label := labels[at]) is not None
        ]
        heads: dict[int, Head] = {}
        depths = _depths([lines[at].level for at in members]) if len(automatic) == len(members) else None
        for order, (at, where) in enumerate(zip(members, place(items), strict=True)):
            label = labels[at]
            if label is not None and (depths is not None or where is not None):
                depth = depths[order] if depths is not None else where.depth if where is not None else 0
                heads[at] = Head(label, "item", depth=depth, first=order == 0)
        placed.append(heads)
    tops = Counter(n for heads in placed for n in {h.label.number.lower() for h in heads.values() if h.depth == 0})
    for order, heads in enumerate(placed, 1):
        clash = any(tops[head.label.number.lower()] > 1 for head in heads.values() if head.depth == 0)
        for at, head in heads.items():
            found[at] = replace(head, of=order if clash else None)


def _depths(levels: Sequence[int]) -> list[int]:
    """How deep each item stands in a list whose format tells the levels, of which it may leave some out."""
    above: list[int] = []
    depths: list[int] = []
    for level in levels:
        while above and above[-1] >= level:
            above.pop()
        depths.append(len(above))
        above.append(level)
    return depths


def _restarts(at: int, members: Sequence[int], lines: Sequence[Line], labels: Sequence[Numbering | None]) -> bool:
    """Whether the label at a place begins a second list beside the one before it, and not one inside its last item."""
    label, first, last = labels[at], labels[members[0]], labels[members[-1]]
    if label is None or first is None or last is None or 1 not in values_of(label):
        return False
    if (label.style, label.number) == (last.style, last.number):
        return True
    if "@" in label.style and "@" in first.style:
        return label.style == first.style or lines[at].level < lines[members[0]].level
    # "(i)" may be the letter behind "(h)" or open a list inside it; a text between the two that is not set in tells.
    between = lines[members[-1] + 1 : at]
    return any(line.indent <= lines[members[0]].indent for line in between) and not counts_on(last, label)

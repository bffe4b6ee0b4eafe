"""The clause before, after, first or last among its like: steps in reading order that never cross a hole unsaid.

Clauses are alike when they stand directly under the same clause or heading and play the same part: recitals, sections,
points with their stems, definitions, prose. A step leads to the next one only where nothing else stands between, and
only where no hole of the source lies on the way, unless the numbers prove that nothing is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.address import Path, Step
from ingest.gaps import covering
from ingest.labels import readings
from ingest.model import Clause, Document, Footnote, Gap, Kind

_ALIKE = (
    frozenset({Kind.POINT, Kind.STEM, Kind.FRAGMENT}),
    frozenset({Kind.PASSAGE, Kind.TITLE}),
    *(frozenset({kind}) for kind in (Kind.RECITAL, Kind.SECTION, Kind.DEFINITION)),
)


@dataclass(frozen=True)
class Hole:
    """A step that leads into a gap of the source."""

    gap: Gap


def family(kind: Kind) -> frozenset[Kind]:
    """The kinds a clause of `kind` is listed together with."""
    return next(kinds for kinds in _ALIKE if kind in kinds)


def beside(document: Document, start: Clause | Footnote, by: int) -> Clause | Footnote | Hole | None:
    """The neighbour of `start`, one step on (`by` 1) or back (-1); None at the end of its list."""
    if isinstance(start, Footnote):
        return _footnote(document, start.number + by)
    siblings = document.children(start.parent)
    place = siblings.index(start) + by
    sibling = siblings[place] if 0 <= place < len(siblings) else None
    other = sibling if sibling is not None and sibling.kind in family(start.kind) else None
    if other is not None and _follow(*((start, other) if by > 0 else (other, start))):
        return other
    gap = _between(document, start, sibling, by)
    return Hole(gap) if gap is not None else other


def member(document: Document, members: Sequence[Clause | Footnote], number: int) -> Clause | Footnote | Hole | None:
    """The `number`-th of a whole list, counted from 1, or the last one (-1); None where the list has no such member.

    A list that does not begin with number one, or that skips one on the way, has no member to be counted.
    """
    if not members:
        return None
    if number < 0:
        last = members[-1]
        hole = beside(document, last, 1)
        if not isinstance(hole, Hole) and isinstance(last, Clause) and last.kind is Kind.FRAGMENT:
            hole = beside(document, last, -1)  # a text without its label: which point it is cannot be told
        return hole if isinstance(hole, Hole) else last
    for counted, at in enumerate(members[:number], 1):
        printed = readings(at.address.path.last.number.rpartition(".")[2])
        if printed and counted not in printed.values():
            before = beside(document, at, -1)
            return before if isinstance(before, Hole) else None
        if counted == number:
            return at
        following = beside(document, at, 1)
        if isinstance(following, Hole):
            return following
    return None


def _follow(before: Clause, after: Clause) -> bool:
    """Whether the printed numbers prove that nothing stood between."""
    one, two = before.path, after.path
    stem, _, last = one.last.number.rpartition(".")
    next_stem, _, following = two.last.number.rpartition(".")
    if (one.parent, one.last.code, stem) != (two.parent, two.last.code, next_stem):
        return False
    first, second = readings(last), readings(following)
    return any(second.get(series) == value + 1 for series, value in first.items())


def _between(document: Document, start: Clause, sibling: Clause | None, by: int) -> Gap | None:
    """The hole between `start` and what stands beside it, or between it and the edge of its list."""
    place = {clause.path: number for number, clause in enumerate(document.clauses)}
    here = place[start.path]
    if by > 0:
        low, high = here, place[sibling.path] if sibling is not None else _end(document, here)
    else:
        above = place[start.parent] if start.parent is not None else 0
        low, high = place[sibling.path] if sibling is not None else above, here
    # A hole that leaves off and resumes in one clause lacks a footnote, not a clause.
    holes = (gap for gap in document.gaps if gap.resumes != gap.after)
    return next((gap for gap in holes if low <= place.get(gap.after, -1) < high), None)


def _end(document: Document, place: int) -> int:
    """Where in reading order the text under the parent of clause number `place` ends."""
    parent = document.clauses[place].parent
    for number in range(place + 1, len(document.clauses) if parent is not None else 0):
        if parent not in {above.path for above in document.ancestors(document.clauses[number])}:
            return number
    return len(document.clauses)


def _footnote(document: Document, number: int) -> Footnote | Hole | None:
    path = Path((Step("ftn", str(max(number, 0))),))
    gap = covering(document.gaps, path)
    return Hole(gap) if gap is not None else document.footnote(path)

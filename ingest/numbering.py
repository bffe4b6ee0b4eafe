"""Numbers that do not count on: what is missing, printed twice or out of order, told in plain sentences.

A finding is about the source. It says what a reader of the document could see for himself: "recital 7 follows
recital 5". Whether text is missing there, or the author cannot count, the numbers alone do not tell.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ingest.address import Path
from ingest.labels import Series, readings
from ingest.model import Clause, Footnote

_OURS = re.compile(r"x\d+")  # the number of what carries none
_ARTICLE = re.compile(r"(?P<value>\d+)[a-z]*")
_COUNTED = frozenset({"rct", "art", "par", "pnt", "sct", "anx"})


def findings(clauses: Sequence[Clause], footnotes: Sequence[Footnote]) -> tuple[str, ...]:
    """Every break in the numbering of recitals, articles, sections, points and footnotes, and every number met twice.

    Siblings are compared with each other; what has no printed number is left out.
    """
    return (*_of_clauses(clauses), *_of_footnotes(clauses, footnotes))


def _of_clauses(clauses: Sequence[Clause]) -> Iterator[str]:
    siblings: dict[tuple[Path | None, str], list[tuple[str, str]]] = {}
    for clause in clauses:
        path = clause.path
        if path.last.code == "unp" and clause.label_span is not None:
            yield f"There is a {clause.label}."
        if path.last.code not in _COUNTED or _OURS.fullmatch(path.last.number):
            continue
        prefix, _, number = path.last.number.rpartition(".")
        # "2.", "2.1." and "2.1.1." are counted alike, whether they head a section or begin a point.
        family = "dotted" if prefix or (len(path.steps) == 1 and path.last.code in {"pnt", "sct"}) else path.last.code
        siblings.setdefault((path.parent, f"{family} {prefix}"), []).append((number, clause.label))
    for members in siblings.values():
        for run in _runs(members):
            yield from _breaks(run)


def _runs(members: Sequence[tuple[str, str]]) -> Iterator[list[tuple[int, str]]]:
    """Siblings cut into runs that are counted in one way, each member with its value and its label."""
    run: list[tuple[dict[Series, int], str]] = []
    shared: set[Series] = set()
    for number, label in members:
        article = _ARTICLE.fullmatch(number)
        values = {Series.ARABIC: int(article["value"])} if article else readings(number.lower())
        if not values:
            continue
        if run and not shared & values.keys():
            yield _counted(run, shared)
            run = []
        shared = shared & values.keys() if run else set(values)
        run.append((values, label))
    if run:
        yield _counted(run, shared)


def _counted(run: Sequence[tuple[dict[Series, int], str]], shared: Iterable[Series]) -> list[tuple[int, str]]:
    """The run read as the series in which fewest numbers jump."""

    def jumps(series: Series) -> int:
        values = [0, *(found[series] for found, _ in run)]
        return sum(after - before not in {0, 1} for before, after in pairwise(values))

    best = min(sorted(shared), key=jumps)
    return [(values[best], label) for values, label in run]


def _breaks(run: Sequence[tuple[int, str]]) -> Iterator[str]:
    """What is missing or out of order in one run."""
    present = {value for value, _ in run}
    last, before = 0, ""
    for value, label in run:
        missing = value - last - 1 - len(present & set(range(last + 1, value))) if value > last else 0
        if value < last:
            yield f"{_capital(label)} stands behind {before}."
        elif missing and not before:
            yield f"The first number of its kind is {label}."
        elif missing:
            lacking = "a number is" if missing == 1 else f"{missing} numbers are"
            yield f"{_capital(label)} follows {before}; {lacking} missing between them."
        if value >= last:
            last, before = value, label


def _of_footnotes(clauses: Sequence[Clause], footnotes: Sequence[Footnote]) -> Iterator[str]:
    marks = [mark.number for clause in clauses for mark in clause.marks]
    bodies = [note.number for note in footnotes]
    present = {*marks, *bodies}
    if present:
        lacking = sorted(set(range(1, max(present))) - present)
        yield from _told(lacking, "neither mark nor text")
    yield from _told(sorted(set(marks) - set(bodies)), "a mark and no text")
    yield from _told(sorted(set(bodies) - set(marks)), "a text and no mark")
    yield from _told(sorted(n for n, count in Counter(bodies).items() if count > 1), "more than one text")
    yield from _told(sorted(n for n, count in Counter(marks).items() if count > 1), "more than one mark")
    for what, numbers in (("mark", marks), ("text", bodies)):
        for number, top in _behind(numbers):
            yield f"The {what} of footnote {number} stands behind that of footnote {top}."


def _behind(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Numbers that follow a greater one, and that one; a number met before is no news."""
    seen: set[int] = set()
    top = 0
    for number in numbers:
        if number < top and number not in seen:
            yield number, top
        seen.add(number)
        top = max(top, number)


def _told(numbers: Sequence[int], what: str) -> Iterator[str]:
    if len(numbers) == 1:
        yield f"Footnote {numbers[0]} has {what}."
    elif numbers:
        yield f"Footnotes {_listed(numbers)} have {what}."


def _listed(numbers: Sequence[int]) -> str:
    """Numbers as people list them.

    >>> _listed([2, 3, 4, 12, 14, 15])
    '2 to 4, 12, 14 and 15'
    """
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][-1] + 1:
            ranges[-1].append(number)
        else:
            ranges.append([number])
    words = []
    for found in ranges:
        words += [f"{found[0]} to {found[-1]}"] if len(found) > 2 else list(map(str, found))
    return ", ".join(words[:-1]) + f" and {words[-1]}" if len(words) > 1 else words[0]


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]

"""What the source itself lacks: holes proven by broken text, broken numbering and missing footnotes."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from ingest.address import Address, Path, natural
from ingest.labels import Series, readings
from ingest.model import Clause, Document, Footnote, Gap, Kind

_COUNTED = frozenset({Kind.RECITAL, Kind.STEM, Kind.POINT, Kind.DEFINITION})


def find_gaps(clauses: Sequence[Clause], footnotes: Iterable[Footnote], *, own: bool = False) -> tuple[Gap, ...]:
    """Every hole, in reading order.

    Evidence is a fragment (text that goes on in the middle of a sentence behind a finished item), a number skipped in a
    list of siblings, or footnote numbers with neither mark nor body. In a document of the user's `own` a skipped number
    proves nothing by itself, and is told as what it is.
    """
    marked = sorted({mark.number for clause in clauses for mark in clause.marks})
    present = {note.number for note in footnotes} | set(marked)
    resuming = _resuming(clauses)
    gaps: list[Gap] = []
    explained: set[int] = set()
    elder: dict[tuple[Path | None, str], Clause] = {}  # the last counted clause under a parent, by its code
    last = 0  # the highest mark so far
    for index, (before, after) in enumerate(pairwise(clauses)):
        if before.kind in _COUNTED:
            elder[before.parent, before.path.last.code] = before
        last = max(last, *(mark.number for mark in before.marks), 0)
        broken = after.kind is Kind.FRAGMENT
        sibling = elder.get((after.parent, after.path.last.code))
        skipped = _skips(after, sibling)
        if not broken and not skipped:
            continue
        # No mark before the hole is higher than the last one, so the next higher one stands behind it.
        place = bisect_right(marked, last)
        following = marked[place] if place < len(marked) else last
        missing = tuple(n for n in range(last + 1, following) if n not in present)
        explained |= set(missing)
        resumes = resuming[index + 1]
        if own and sibling is not None and not (broken or missing):
            gaps.append(Gap(before.path, resumes, (), _skipped(sibling, after), skipped=True))
            continue
        how = "the text goes on in the middle of another sentence" if broken else f"{after.label} follows it"
        gaps.append(Gap(before.path, resumes, missing, f"After {before.label} {how}{_proof(missing)}."))
    if present:
        lost = [n for n in range(1, max(present)) if n not in present and n not in explained]
        if lost:
            carrier = next((c for c in reversed(clauses) if any(m.number < lost[0] for m in c.marks)), None)
            if carrier is not None:
                gaps.append(Gap(carrier.path, carrier.path, tuple(lost), f"After {carrier.label}{_proof(lost)}."))
    return tuple(gaps)


def covering(gaps: Iterable[Gap], path: Path) -> Gap | None:
    """The gap that swallowed `path`: its place in the numbering lies strictly inside a hole, or its footnote is lost.

    >>> gap = Gap(Path.parse("pnt_2.2.1/pnt_b"), Path.parse("sct_2.3"), (26, 27), "")
    >>> [covering([gap], Path.parse(p)) is gap for p in ("pnt_2.2.1/pnt_c", "pnt_2.2.2", "ftn_26", "pnt_2.3.1")]
    [True, True, True, False]
    """
    for gap in gaps:
        if path.last.code == "ftn":
            if path.last.number.isdigit() and int(path.last.number) in gap.footnotes:
                return gap
            continue
        numbered = {step.code for step in path.steps} <= {"pnt", "sct"}
        inside = path.steps[: len(gap.after.steps)] == gap.after.steps
        ahead = gap.resumes is None or _order(path) < _order(gap.resumes)
        if numbered and not inside and _order(gap.after) < _order(path) and ahead:
            return gap
    return None


def touching(document: Document, clause: Clause) -> tuple[Gap, ...]:
    """The gaps a reader of `clause` must know of: under the same stem, or anywhere beneath the clause."""
    found = []
    for gap in document.gaps:
        last = document.clause(gap.after)
        above = {ancestor.path for ancestor in document.ancestors(last)} if last is not None else set()
        siblings = last is not None and last.parent is not None and last.parent == clause.parent
        if siblings or clause.path in above or clause.path in {gap.after, gap.resumes}:
            found.append(gap)
    return tuple(found)


def _order(path: Path) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts points and sections of one act in reading order."""
    return tuple(part for step in path.steps for part in natural(step.number))


def _resuming(clauses: Sequence[Clause]) -> list[Path | None]:
    """For each place, the first clause from there on that is no fragment."""
    found: list[Path | None] = []
    path: Path | None = None
    for clause in reversed(clauses):
        path = path if clause.kind is Kind.FRAGMENT else clause.path
        found.append(path)
    return found[::-1]


def _skips(after: Clause, sibling: Clause | None) -> bool:
    """Whether `after` leaves out a number that its elder sibling calls for."""
    if after.kind not in _COUNTED or "." in after.path.last.number:
        return False
    if sibling is None or sibling.path.parent != after.path.parent:
        return False
    first, second = readings(sibling.path.last.number), readings(after.path.last.number)
    shared = [series for series in Series if series in first and series in second]
    beside = {first[series] + step - second[series] for series in shared for step in (1, -1)}  # a list may count down
    return bool(shared) and 0 not in beside


def heading(skipped: bool) -> str:
    """What a gap is called; `skipped` as in `Gap`."""
    return "Number skipped" if skipped else "Gap in the source"


def _skipped(before: Clause, after: Clause) -> str:
    follows = f"{after.label[:1].upper()}{after.label[1:]} follows {before.label}"
    return f"{follows}; whether text is missing between them or the number was never given, the document does not tell."


def _proof(missing: Sequence[int]) -> str:
    if not missing:
        return ""
    many = len(missing) > 1
    numbers = ", ".join(map(str, missing[:-1])) + " and " + str(missing[-1]) if many else str(missing[0])
    return f"; footnote{'s' if many else ''} {numbers} {'have' if many else 'has'} neither mark nor text"


def describe(gap: Gap, key: str) -> dict[str, object]:
    """The gap as JSON."""
    return {
        "after": str(Address(key, gap.after)),
        "resumes": str(Address(key, gap.resumes)) if gap.resumes is not None else None,
        "footnotes": list(gap.footnotes),
        "reason": gap.reason,
        "skipped": gap.skipped,
    }

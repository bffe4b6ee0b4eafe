"""Quotation marks in one line: which open, which close, and what the line leaves open.

The same mark opens in one language and closes in another, an apostrophe looks like a closing mark and an inch sign like
any. So the place of a mark decides first (a space before it and a letter behind it: it opens), its shape second.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal

from ingest.policy_labels import understand

Family = Literal["double", "angle", "single"]

_FAMILIES: dict[str, Family] = {
    **dict.fromkeys('“”„‟"', "double"),
    **dict.fromkeys("«»‹›", "angle"),
    **dict.fromkeys("‘’‚‛'", "single"),
}
_SIGNS = re.compile(f"[{re.escape(''.join(_FAMILIES))}]+")
_OPENING = frozenset("“„‟«‹‘‚‛")  # what opens by its shape, where the place does not tell
_BEFORE = frozenset("([{<—–-/:;*_")  # what may stand before an opening mark, beside space
_BEHIND = frozenset("([{§*_…")  # what may stand behind it, beside letters and figures
_MEANS = re.compile(r"\s(?:shall\b|means?\b|is\b|are\b|refers?\b|includes?\b|has\b|have\b|and\b|or\b|bedeute[tn]\b)")
_TRIED = 20  # places of a line where a single mark may open
_STOP = re.compile(r"[:.;]\s+(?=[‘‚'])")
_WORD = re.compile(r"\w")
_NEAR = 40  # characters
_WIDE = re.compile(r"\s*[^\W\d_]|\s?[x×]")
_ENDS_SENTENCE = frozenset('.,;:!?…)]”’"»')


@dataclass(frozen=True)
class Balance:
    """What a line does to the quotations of one family.

    `closings` are the places of marks that close what was opened before the line, `openings` of those still open at its
    end. `leads` tells that the line begins with an opening mark.
    """

    closings: tuple[int, ...]
    openings: tuple[int, ...]
    leads: bool


@lru_cache(maxsize=4096)
def balance(text: str, family: Family, start: int = 0) -> Balance:
    """Pair the marks of `text` from `start` on with each other and tell which are left.

    >>> balance("(1) The “inventor” shall report “the", "double"), balance("it.”", "double").closings
    (Balance(closings=(), openings=(32,), leads=False), (3,))
    """
    opened: list[int] = []
    closings: list[int] = []
    for at, around in _marks(text, start):
        if _FAMILIES[text[at]] != family:
            continue
        role = _role(text, at, around, leading=at == start)
        if role == "opens":
            opened.append(at)
        elif role == "closes" and opened:
            if _can_close(text, at, opened[-1], family):
                opened.pop()
        elif role == "closes" and _reaches_back(text, at, family):
            closings.append(at)
    if family == "single":  # inside a line it may be an apostrophe ("’tis")
        opened = [at for at in opened if at == start]
    return Balance(tuple(closings), tuple(opened), leads=_leads(text, family, start))


def opening(text: str, head: int) -> tuple[int, Family] | None:
    """The outermost mark that `text` opens and does not close, and its family; `head` is where its words begin.

    Single marks count at the head and behind a colon or stop alone, where apostrophes are rare.
    """
    found: list[tuple[int, Family]] = []
    families: tuple[Family, ...] = ("double", "angle")
    for family in families:
        found += [(at, family) for at in balance(text, family).openings[:1]]
        apart = _FAMILIES.get(text[head : head + 1]) == family and not text[head + 1 : head + 2].strip()
        if apart and not balance(text, family, head + 1).closings:
            found.append((head, family))  # a mark alone, or with a space behind it
    for at in (head, *(match.end() for match in islice(_STOP.finditer(text, head), _TRIED))):
        if _FAMILIES.get(text[at : at + 1]) == "single":
            found += [(at, "single") for place in balance(text, "single", at).openings[:1] if place == at]
    return min(found, default=None)


def closes_at_end(text: str, at: int) -> bool:
    """Whether nothing but signs stands behind the mark at a place, or a sentence ends before it."""
    return not _WORD.search(text, at + 1, at + _NEAR) or text[at - 1 : at] in _ENDS_SENTENCE


def _leads(text: str, family: Family, start: int) -> bool:
    run = _SIGNS.match(text, start)
    return run is not None and _FAMILIES[text[start]] == family and _role(text, start, run, leading=True) == "opens"


def _marks(text: str, start: int) -> Iterator[tuple[int, re.Match[str]]]:
    """Each mark from `start` on, with the run of marks it stands in."""
    for run in _SIGNS.finditer(text, start):
        for at in range(run.start(), run.end()):
            yield at, run


def _role(text: str, at: int, run: re.Match[str], *, leading: bool) -> Literal["opens", "closes", "none"]:
    """What the place and the shape of a mark say; other marks directly beside it are no neighbours."""
    sign = text[at]
    first, last = run.span()
    before, behind = text[first - 1 : first] if first else "", text[last : last + 1]
    free_before = leading or not before or before.isspace() or before in _BEFORE
    word_behind = bool(behind) and (behind.isalnum() or behind in _BEHIND)
    if free_before and word_behind:
        apostrophe = sign == "’" and not leading  # "’tis"
        return "none" if apostrophe else "opens"
    if not free_before and behind.isalnum():
        inside = _FAMILIES[sign] == "single" or sign == '"'
        return "none" if inside else "opens" if sign in _OPENING else "closes"
    announced = sign == '"' and not behind and text[max(0, at - 3) : at].rstrip().endswith(":")
    if free_before and (sign in _OPENING or announced):
        return "opens"
    return "closes"


def _can_close(text: str, at: int, opened: int, family: Family) -> bool:
    """Whether a mark can close the one opened in the same line.

    The s of a plural may own something, and a figure may count inches: behind a label they do.
    """
    doubtful = _owns(text, at) if family == "single" else _inches(text, at)
    return not doubtful or understand(text[opened + 1 :]) is None or _MEANS.match(text, at + 1) is not None


def _reaches_back(text: str, at: int, family: Family) -> bool:
    """Whether a mark can close what an earlier line opened: no inch sign and no apostrophe does."""
    return closes_at_end(text, at) if family == "single" else not _inches(text, at)


def _inches(text: str, at: int) -> bool:
    """Whether a mark can count inches: "a 5” pipe", "3" x 4"".

    >>> _inches('a 5" pipe', 3), _inches('the Act of 2025".', 15)
    (True, False)
    """
    return text[at] in '”"' and text[at - 1 : at].isdigit() and _WIDE.match(text, at + 1) is not None


def _owns(text: str, at: int) -> bool:
    """Whether an apostrophe can belong to a plural: "the inventors’ rights"."""
    return text[at - 1 : at] in {"s", "S"} and text[at + 1 : at + 2].isspace()

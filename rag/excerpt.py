"""Which sentences of a long clause answer a question: the rest may be left out of a quotation, told by "[…]".

A sentence is scored by late interaction on the clause's own token vectors, which the index holds already. What a kept
sentence leans on ("However, …", "This …") is kept with it, and so is what follows it and may take it back or narrow it.
"""

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Range = tuple[int, int]  # of characters of a clause's text, half-open

LONG = 450  # characters; a shorter clause is quoted whole
FEWEST = 3  # sentences; of two, none is cut
MARGIN = 0.08  # a sentence this far below the best one is left out
MOST = 0.75  # a quotation of more than this share of a clause is the whole clause

_END = re.compile('[.!?][”’")]*\xa0* (?=\xa0*[“‘"(]?[A-ZÀ-ÖØ-Þ0-9])')
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|etc|vs|No|Nos|Art|pp?|para|al|Fig|Sec|ca|approx|incl|Reg|Dir|Dr|Mr|Ms|Prof|St)|\b[A-Z]"
    r"|(?:\A|\s)\d{1,3})\.\s*$"
)
_BEFORE = r"[“\"‘'(\[]*(?:\d+\.\s)?"
# A sentence that begins like this says nothing alone; one that holds one of these words may take back what it follows.
_LEANS = re.compile(
    _BEFORE + r"(?:This|That|These|Those|Such|It|They|Its|Their|Here|There|He|She|Both|Each|However|But|Nevertheless"
    r"|Otherwise|Instead|Also|In (?:this|that|such|these|those|addition|particular|any|both|all)"
    r"|For (?:this|that|example|instance)|Furthermore|Moreover|Therefore|Thus|Hence|As such|To (?:this|that) end"
    r"|By (?:this|that|doing))\b"
)
_NARROWS = re.compile(
    r"\b(?:not|no|never|none|neither|nor|except\w*|exempt\w*|unless|derogat\w*|notwithstanding|although|though|only|but"
    r"|however|nevertheless|nonetheless|otherwise|yet|still|where|if|provided|forbidden|prohibit\w*|exclud\w*|limit\w*"
    r"|without|by contrast|that said|on the other hand)\b",
    re.IGNORECASE,
)


def sentences(text: str) -> list[Range]:
    """The sentences of `text`, which they cover but for one space between two of them.

    >>> [("Ask first (e.g. by mail). Then sign."[a:b]) for a, b in sentences("Ask first (e.g. by mail). Then sign.")]
    ['Ask first (e.g. by mail).', 'Then sign.']
    """
    found: list[Range] = []
    start = 0
    for match in _END.finditer(text):
        if _ABBREVIATED.search(text[start : match.end()]) is None:
            found.append((start, match.end() - 1))
            start = match.end()
    return [*found, (start, len(text))] if start < len(text) else found


def excerpt(text: str, tokens: Sequence[Range], scores: NDArray[np.float32]) -> tuple[Range, ...]:
    """The ranges of `text` to quote: all of it, or the sentences that answer, neighbours joined.

    `tokens` say where each token of the text stands; `scores` are the weighted similarities of each word of the
    question with each of them, shape (words, tokens).
    """
    whole = ((0, len(text)),)
    parts = sentences(text)
    if len(text) < LONG or len(parts) < FEWEST or len(tokens) != scores.shape[1] or not scores.size:
        return whole
    starts = np.array([start for start, _ in tokens])
    found = []
    for start, end in parts:
        inside = (starts >= start) & (starts < end)
        found.append(float(scores[:, inside].max(axis=1).sum()) if inside.any() else -np.inf)
    kept = {place for place, score in enumerate(found) if score >= max(found) - MARGIN}
    for place in sorted(kept):
        while place > 0 and _LEANS.match(text, parts[place][0]):
            place -= 1
            kept.add(place)
    for place in range(1, len(parts)):
        start, end = parts[place]
        if place - 1 in kept and (_LEANS.match(text, start) or _NARROWS.search(text, start, end)):
            kept.add(place)
    if sum(parts[place][1] - parts[place][0] for place in kept) > MOST * len(text):
        return whole
    return union([[parts[place] for place in kept]])


def union(excerpts: Iterable[Sequence[Range]]) -> tuple[Range, ...]:
    """All that any of these excerpts of one text quotes; what only a space parts is one range.

    >>> union([[(0, 9)], [(10, 20), (40, 60)], [(5, 8)]])
    ((0, 20), (40, 60))
    """
    ranges: list[Range] = []
    for start, end in sorted(one for ranges_of_one in excerpts for one in ranges_of_one):
        if ranges and start <= ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], max(end, ranges[-1][1]))
        else:
            ranges.append((start, end))
    return tuple(ranges)

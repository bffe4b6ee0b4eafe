"""A question that asks several things: each part is judged by itself, so that an answer can say which has none."""

import re
from dataclasses import dataclass

from rag.refusal import Verdict
from rag.retrieve import Ranking

MOST = 4  # parts; of a longer list of questions the rest is taken together
_FEWEST = 3  # words; what is shorter ("and why?") asks nothing by itself

_ASKS = (
    r"(?:what|which|who|whom|whose|when|where|why|how|can|could|should|shall|must|may|do|does|did|is|are|was|were|will)"
)
# Where one question ends and the next begins: a full stop of a question, or "and" before a question word.
_BORDER = re.compile(rf"[?;]\s+|,?\s+(?:and|or|but)\s+(?:also\s+)?(?={_ASKS}\b)|,\s+(?={_ASKS}\b)", re.IGNORECASE)
_JOINT = re.compile(r"\A(?:and|or|but|also)\s+", re.IGNORECASE)
_QUESTION = re.compile(rf"(?:\w+\W+){{0,6}}?{_ASKS}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """One of the things a question asks, and what the texts say to it."""

    text: str
    ranking: Ranking
    verdict: Verdict


def split(question: str) -> tuple[str, ...]:
    """The things a question asks; empty unless there are at least two.

    >>> split("How do we share the income, and who pays for the patent?")
    ('How do we share the income', 'who pays for the patent')
    >>> split("How should companies and universities work together?")
    ()
    """
    pieces = [_JOINT.sub("", piece.strip(" ,.;?!")) for piece in _BORDER.split(question)]
    asking = [piece for piece in pieces if piece]
    if len(asking) < 2 or any(len(piece.split()) < _FEWEST or not _QUESTION.match(piece) for piece in asking):
        return ()
    return tuple(asking[:MOST])

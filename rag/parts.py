"""A question that asks several things: each part is judged by itself, so that an answer can say which has none."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from rag.ranking import Ranking
from rag.refusal import Verdict, judge
from rag.restriction import Restricted
from rag.retrieve import ClauseRetriever
from rag.vocabulary import content

MOST = 4  # parts; of a longer list of questions the last ones are taken together
_TELLING = 2  # content words that a part needs to say what it asks
_FEWEST = 2  # words; what is shorter ("and why?") belongs to what it follows

_ASKS = r"(?:what|which|who|whom|whose|when|where|why|how)"
# Where one question ends and the next begins: a question mark or semicolon, or "and" before a question word.
_BORDER = re.compile(rf"[?;]\s+|,?\s+(?:and|or|but)\s+(?:also\s+)?(?={_ASKS}\b)", re.IGNORECASE)
_JOINT = re.compile(r"\A(?:and|or|but|also)\s+", re.IGNORECASE)
_CONDITION = re.compile(r",?\s+(?:and\s+)?if (?:so|not|yes|no)\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """One of the things a question asks, and what the texts say to it."""

    text: str
    ranking: Ranking
    verdict: Verdict

    @property
    def told(self) -> str:
        """What a reader is told of a part that is not surely answered."""
        if self.verdict.covered:
            return f"The clauses may answer “{self.text}” only in part."
        if len(content(self.text)) < _TELLING:  # "and who says so?": its few words say little, whatever answers it
            return f"Whether the clauses answer “{self.text}” is not sure."
        return f"No clause here answers “{self.text}”."


def judge_parts(
    question: str, retriever: ClauseRetriever | Restricted, documents: Collection[str] = ()
) -> tuple[Part, ...]:
    """The parts of a question, each ranked inside it; of some `documents` alone where there are any.

    A few words find themselves somewhere too easily: a part is as sure as the weaker of two verdicts, on its words
    alone and on them in the whole question.
    """
    parts = split(question)
    found = []
    for part, both in zip(parts, retriever.rank_parts(question, parts) if parts else (), strict=True):
        alone, inside = (ranking.within(documents) if documents else ranking for ranking in both)
        verdicts = (judge(ranking, retriever.refusal) for ranking in (alone, inside))
        found.append(Part(part, inside, min(verdicts, key=lambda verdict: verdict.confidence)))
    return tuple(found)


def split(question: str) -> tuple[str, ...]:
    """The things a question asks; empty unless there are at least two.

    >>> split("How do we share the income, and who pays for the patent?")
    ('How do we share the income', 'who pays for the patent')
    >>> split("How should companies and universities work together?")
    ()
    """
    asking: list[str] = []
    for piece in _BORDER.split(question):
        words = _CONDITION.sub("", _JOINT.sub("", piece.strip(" ,.;?!")))
        if asking and words and len(words.split()) < _FEWEST:
            asking[-1] = f"{asking[-1]}, {words}"
        elif words:
            asking.append(words)
    if len(asking) < 2:
        return ()
    return (*asking[: MOST - 1], ", ".join(asking[MOST - 1 :])) if len(asking) > MOST else tuple(asking)

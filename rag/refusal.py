"""Whether the texts answer a question at all: a decision from several signals, made before anything is composed.

No single similarity tells: a question that the texts do not answer resembles some clause nearly as much as one that
they do. The weights are a logistic regression over the development questions of ``eval/datasets/kv-guidance``,
``coverage`` and ``follow-ups``, of which `clausewise eval calibrate` also prints how well each signal does alone; they
belong to one embedding model (`rag.fitted`).
"""

import math
import re
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from rag.lexical import STOP_WORDS

if TYPE_CHECKING:
    from rag.ranking import Ranking

_LOWEST = -500.0  # log-odds beyond which a probability is nothing, and the exponential too large for a number
# Words that point at a text, or at nothing, and do not say what a question is about.
_POINTING = frozenset(
    """
    recital recitals paragraph paragraphs point points text texts clause clauses document documents article articles
    section sections rule rules page word words part relevant mean means meant not no but if
    """.split()  # noqa: SIM905 - a paragraph reads better than a list
) | frozenset(STOP_WORDS)


@dataclass(frozen=True)
class Signals:
    """What tells an answerable question from another; each is about 0 to 1, `answered` and `akin` -1 to 1.

    `matched`: how well its words find themselves in the best clause or the curated questions of that. `understood`: the
    same, anywhere in the texts and questions. `answered`: whether it is like questions that are known to be answered
    here, and not like those that are known not to be. `akin`: the same by the nearest of them alone. `bare`: it says
    nothing of its subject ("What does the recital say?") and follows no other. `blended`: it follows others, and all
    of these are of its contexts as well (`rag.ranking.Ranking`).
    """

    matched: float
    understood: float
    answered: float
    akin: float
    bare: float
    blended: float


@dataclass(frozen=True)
class Refusal:
    """A logistic regression: the weight of each signal, and the intercept."""

    weights: Signals
    intercept: float

    def confidence(self, found: Signals) -> float:
        """How likely a question of these signals has an answer here, from 0 to 1."""
        weighed = zip(astuple(self.weights), astuple(found), strict=True)
        odds = self.intercept + sum(weight * value for weight, value in weighed)
        return 1 / (1 + math.exp(-max(odds, _LOWEST)))


# Fitted to the packaged model.
SHIPPED = Refusal(
    Signals(matched=3.263, understood=17.985, answered=3.598, akin=2.189, bare=-4.723, blended=1.757), -18.499
)
# What `answered` and `akin` are taken to be where nothing is known of them. With 14,174 known questions, of the
# development questions that two documents answer which were made strangers to the questions, 7 % are then refused, 15 %
# with .7 and 6 % with 1; of those that nothing answers 76 %, 81 % and 73 %.
TYPICAL = 0.8
# Cross-validated, 4 % of the answerable development questions lie below the first bound and 95 % of the others, 7 % and
# 97 % below the second: between them an answer is only called a partial one.
REFUSE_BELOW = 0.5
SURE_ABOVE = 0.65


@dataclass(frozen=True)
class Verdict:
    """`confidence`, from 0 to 1, orders questions. `covered` is False when the texts do not answer.

    `bare` tells that the question does not say what it is about.
    """

    confidence: float
    covered: bool
    sure: bool
    bare: bool = False


def judge(ranking: "Ranking", refusal: Refusal) -> Verdict:
    """Judge a ranking by its signals; a clause asked for by name is always covered."""
    if any(scored.pinned for scored in ranking.scored):
        return Verdict(1.0, covered=True, sure=True)
    found = signals(ranking)
    confidence = refusal.confidence(found)
    sure = confidence >= SURE_ABOVE and not ranking.names  # what is said of a name that no text has is at most a part
    return Verdict(confidence, confidence >= REFUSE_BELOW, sure, bool(found.bare))


def signals(ranking: "Ranking") -> Signals:
    """The signals of a question and its ranking."""
    return Signals(
        matched=ranking.scored[0].matched if ranking.scored else 0.0,
        understood=ranking.understood,
        answered=TYPICAL if ranking.answered is None else ranking.answered,
        akin=TYPICAL if ranking.akin is None else ranking.akin,
        bare=float(not ranking.follows and _POINTING.issuperset(re.findall(r"[^\W\d_]+", ranking.query.lower()))),
        blended=float(ranking.blended),
    )

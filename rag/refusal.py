"""Whether the texts answer a question at all: a decision from several signals, made before anything is composed.

No single similarity tells: a question that the texts do not answer resembles some clause nearly as much as one that
they do. The weights are a logistic regression over the development questions of ``eval/datasets/kv-guidance``, of
which `clausewise eval calibrate` also prints how well each signal does alone; they belong to one embedding model
(`rag.fitted`).
"""

import math
import re
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from rag.lexical import STOP_WORDS

if TYPE_CHECKING:
    from rag.retrieve import Ranking

_LOWEST = -500.0  # log-odds beyond which a probability is nothing, and the exponential too large for a number
BEST = 3  # clauses looked at for the numbers a question wants

_ASKS_QUANTITY = re.compile(
    r"\b(?:how (?:much|many|long|often|old)|when(?= (?:do|does|did|is|are|was|were|will|would|can|could|should|must|may"
    r"|has|have|had)\b|\W*$)|what (?:date|year|share|percentage)|by (?:when|which date)"
    r"|which (?:date|year)s?|per ?cent|euros?|rates?|fees?|costs?|prices?|salar(?:y|ies)|fines?)\b",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|hundred|first|second)\b",
    re.IGNORECASE,
)
# Words that point at a text, or at nothing, and do not say what a question is about.
_POINTING = frozenset(
    """
    recital recitals paragraph paragraphs point points text texts clause clauses document documents article articles
    section sections rule rules page word words part relevant mean means meant not no but if
    """.split()  # noqa: SIM905 - a paragraph reads better than a list
) | frozenset(STOP_WORDS)


@dataclass(frozen=True)
class Signals:
    """What tells an answerable question from another; each is about 0 to 1, `answered` -1 to 1.

    `matched`: how well its words find themselves in the best clause or the curated questions of that. `understood`: the
    same, anywhere in the texts and questions. `answered`: whether it is like questions that are known to be answered
    here, and not like those that are known not to be. `quantity`: it asks for a quantity or a date and the
    best clause has no number. `number`: it gives a number that none of the best clauses has. `bare`: it says
    nothing of its subject ("What does the recital say?") and follows no other.
    """

    matched: float
    understood: float
    answered: float
    quantity: float
    number: float
    bare: float


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
    Signals(matched=5.766, understood=25.92, answered=3.78, quantity=-0.241, number=-0.463, bare=-2.609), -25.74
)
# What `answered` is taken to be where nothing is known of it. It makes up for `understood`, to which questions lend
# their words: of what two documents answer that were made strangers to the questions 2 % is refused, 13 % with 1.0.
TYPICAL = 1.3
# Cross-validated, most development questions are judged rightly with a first bound of .36: 2 % of the answerable lie
# below it and 90 % of the others; 6 % and 92 % below the second: between them an answer is only called a partial one.
REFUSE_BELOW = 0.36
SURE_ABOVE = 0.5


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
    best = [scored.clause.text for scored in ranking.scored[:BEST]]
    has_numbers = any(ranking.numbers <= set(re.findall(r"\d+", text)) for text in best)
    wants_quantity = _ASKS_QUANTITY.search(ranking.query) is not None
    return Signals(
        matched=ranking.scored[0].matched if ranking.scored else 0.0,
        understood=ranking.understood,
        answered=TYPICAL if ranking.answered is None else ranking.answered,
        quantity=float(wants_quantity and not any(map(_QUANTITY.search, best[:1]))),
        number=float(bool(ranking.numbers) and not has_numbers),
        bare=float(not ranking.follows and _POINTING.issuperset(re.findall(r"[^\W\d_]+", ranking.query.lower()))),
    )

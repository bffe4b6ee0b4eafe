"""Whether the texts answer a question at all: a decision from two signals, made before anything is composed."""

from dataclasses import dataclass

from rag.retrieve import Ranking

# Chosen on the development questions of eval/datasets/starter, where one cosine alone gives AUROC .88 and the sum .90.
KNOWN_WEIGHT = 0.15
REFUSE_BELOW = 0.31
SURE_ABOVE = 0.37


@dataclass(frozen=True)
class Verdict:
    """`confidence` has no unit; it only orders questions. `covered` is False when the texts do not answer."""

    confidence: float
    covered: bool
    sure: bool


def judge(ranking: Ranking) -> Verdict:
    """Judge a ranking by its best similarity and by the share of the question's words that the corpus knows."""
    if any(scored.pinned for scored in ranking.scored):
        return Verdict(1.0, covered=True, sure=True)
    best = max((scored.similarity for scored in ranking.scored), default=0.0)
    confidence = best + KNOWN_WEIGHT * ranking.known
    return Verdict(confidence, confidence >= REFUSE_BELOW, confidence >= SURE_ABOVE)

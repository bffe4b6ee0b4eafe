"""Whether the texts answer a question at all: a decision from two signals, made before anything is composed."""

from dataclasses import dataclass

from rag.retrieve import Ranking

# Chosen on the development questions of eval/datasets/starter. The best clause alone gives AUROC .88: a stray sentence
# resembles almost anything. A subject the texts treat has several clauses near it; the mean of the best five gives .92.
NEIGHBOURHOOD = 5
KNOWN_WEIGHT = 0.05
REFUSE_BELOW = 0.29
SURE_ABOVE = 0.36


@dataclass(frozen=True)
class Verdict:
    """`confidence` has no unit; it only orders questions. `covered` is False when the texts do not answer."""

    confidence: float
    covered: bool
    sure: bool


def judge(ranking: Ranking) -> Verdict:
    """Judge a ranking by its best few similarities and by the share of the question's words that the texts know.

    Titles and link lists count for less, as in the ranking; a clause asked for by name is always covered. A name that
    no text knows ("GDPR") asks for more evidence, and keeps the verdict from being sure however near the clauses are.
    """
    if any(scored.pinned for scored in ranking.scored):
        return Verdict(1.0, covered=True, sure=True)
    evidence = sorted((s.similarity + min(s.prior, 0.0) for s in ranking.scored), reverse=True)[:NEIGHBOURHOOD]
    mean = sum(evidence) / len(evidence) if evidence else 0.0
    confidence = mean + KNOWN_WEIGHT * ranking.known
    needed = SURE_ABOVE if ranking.names else REFUSE_BELOW
    return Verdict(confidence, confidence >= needed, confidence >= SURE_ABOVE and not ranking.names)


def weaker(first: Verdict, second: Verdict) -> Verdict:
    """The verdict with the lower confidence."""
    return min(first, second, key=lambda verdict: verdict.confidence)

"""Whether confidence tells the questions that can be answered from those that cannot: measures of a whole run.

AUROC is after Fawcett, An introduction to ROC analysis (2006); risk and coverage after El-Yaniv and Wiener, On the
Foundations of Noise-free Selective Classification (JMLR 2010), and the area after Geifman et al. (ICLR 2019).
"""

from collections.abc import Sequence

MEANINGS = {
    "AUROC": "the chance that an answerable question has more confidence than an unanswerable one; .5 is guessing",
    "AURC": "the mean share of wrong answers over all thresholds of confidence; lower is better",
}


def auroc(answerable: Sequence[float], unanswerable: Sequence[float]) -> float | None:
    """The chance that one of `answerable` is above one of `unanswerable`, ties counting half; None when one is empty.

    >>> auroc([0.9, 0.5], [0.5, 0.1])
    0.875
    """
    pairs = [(a > u) + 0.5 * (a == u) for a in answerable for u in unanswerable]
    return sum(pairs) / len(pairs) if pairs else None


def risk_coverage(confidence: Sequence[float], wrong: Sequence[float]) -> list[tuple[float, float]]:
    """(coverage, risk) as the threshold falls: the share answered and the share of wrong ones among it.

    Questions of equal confidence are answered together.

    >>> risk_coverage([0.9, 0.5, 0.5], [0, 1, 0])
    [(0.3333333333333333, 0.0), (1.0, 0.3333333333333333)]
    """
    order = sorted(range(len(confidence)), key=lambda place: -confidence[place])
    curve, mistakes = [], 0.0
    for count, place in enumerate(order, 1):
        mistakes += wrong[place]
        if count == len(order) or confidence[order[count]] < confidence[place]:
            curve.append((count / len(order), mistakes / count))
    return curve


def aurc(confidence: Sequence[float], wrong: Sequence[float]) -> float | None:
    """The area under `risk_coverage`, each step as high as its right end; None for nothing.

    >>> aurc([0.9, 0.5], [0, 1])
    0.25
    """
    area = last = 0.0
    curve = risk_coverage(confidence, wrong)
    for coverage, risk in curve:
        area += (coverage - last) * risk
        last = coverage
    return area if curve else None

"""How large a difference is, and the smallest one that a set of questions can show."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from eval.clusters import Clustered
from eval.significance import Array

ALPHA = 0.05
POWER = 0.80
_SAME = 1e-9  # two computations of the same value may differ in their last bits


@dataclass(frozen=True)
class Effect:
    """The size of a paired difference B - A; `wins` are the questions in which B is better.

    `d` is Cohen's d of paired values, mean / standard deviation of the differences (Cohen, Statistical Power Analysis
    for the Behavioral Sciences, 1988: .2 small, .5 medium, .8 large); None when they do not vary. `detectable` is the
    smallest true difference a two-sided test at α = .05 finds in 80 % of such sets.
    """

    d: float | None
    wins: int
    ties: int
    losses: int
    detectable: float | None


def effect(differences: Array, clusters: Clustered, column: int, better: int = 1) -> Effect:
    """The effect in a column of `differences` (questions × columns, nan is no data); `clusters` gathers the same.

    `better` is -1 for a measure that is better when it is lower.

    >>> values = np.array([[0.5], [0.0], [-0.1], [0.4]])
    >>> found = effect(values, Clustered.of(values, ["a", "b", "c", "d"]), 0)
    >>> (found.wins, found.ties, found.losses, round(found.d, 2))
    (2, 1, 1, 0.68)
    """
    values = differences[~np.isnan(differences[:, column]), column]
    spread = float(values.std(ddof=1)) if len(values) > 1 else 0.0
    return Effect(
        d=float(values.mean()) / spread if spread > 1e-12 else None,
        wins=int((better * values > _SAME).sum()),
        ties=int((np.abs(values) <= _SAME).sum()),
        losses=int((better * values < -_SAME).sum()),
        detectable=detectable(float(clusters.standard_errors[column])),
    )


def detectable(standard_error: float, sides: int = 2) -> float | None:
    """(z(1 - α/sides) + z(power)) · standard error of the mean difference; None when nothing varied.

    The normal approximation for paired designs (Cohen 1988; Webber, Moffat and Zobel, Statistical power in retrieval
    experimentation, CIKM 2008). With α = .05 and power .8 it is 2.80 standard errors, 2.49 for a one-sided test. It is
    for one test: with Holm's correction over several, a difference must be larger.

    >>> round(detectable(0.01), 4)
    0.028
    """
    if not standard_error > 1e-12:
        return None
    return (NormalDist().inv_cdf(1 - ALPHA / sides) + NormalDist().inv_cdf(POWER)) * standard_error

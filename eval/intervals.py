"""How far a mean could be off: bootstrap intervals that resample whole conversations.

Efron, Better bootstrap confidence intervals (1987): bias-corrected and accelerated (BCa), which keeps its promise for
skewed values where plain percentiles do not. Questions of one conversation share their fate, so clusters are drawn and
not questions (Davison and Hinkley, Bootstrap Methods and their Application, 1997, section 3.8).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from eval.clusters import Clustered
from eval.significance import SEED, Array

LEVEL = 0.95
RESAMPLES = 10_000
_NORMAL = NormalDist()


@dataclass(frozen=True)
class Estimate:
    """A mean over `n` questions in `clusters` clusters and its interval.

    None is no data: no value at all, or fewer than two clusters and so no idea of the spread.
    """

    mean: float | None
    low: float | None
    high: float | None
    n: int
    clusters: int


def estimates(
    values: Array,
    clusters: Sequence[str],
    *,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> list[Estimate]:
    """The mean of each column of `values` (questions × columns; nan is no data) with its interval.

    Guaranteed: low ≤ mean ≤ high; the same for every order of the questions, for the same data and seed.

    >>> [found] = estimates(np.array([[0.0], [1.0], [1.0], [0.0]]), ["a", "b", "c", "d"])
    >>> (found.low, found.mean, found.high)
    (0.0, 0.5, 1.0)
    """
    grouped = Clustered.of(values, clusters)
    return [
        _estimate(grouped.sums[filled, column], grouped.sizes[filled, column], level, resamples, seed)
        for column, filled in enumerate(grouped.sizes.T > 0)
    ]


@lru_cache(maxsize=4)
def _weights(count: int, resamples: int, seed: int) -> Array:
    """How often each of `count` clusters is drawn in each resample."""
    drawn = np.random.default_rng(seed).integers(0, count, size=(resamples, count))
    drawn += count * np.arange(resamples)[:, None]
    return np.bincount(drawn.ravel(), minlength=resamples * count).reshape(resamples, count).astype(np.float64)


def _estimate(sums: Array, sizes: Array, level: float, resamples: int, seed: int) -> Estimate:
    """The mean of one column over clusters that all have values of it."""
    if not sums.size:
        return Estimate(None, None, None, 0, 0)
    mean, n = float(sums.sum() / sizes.sum()), int(sizes.sum())
    if sums.size < 2:
        return Estimate(mean, None, None, n, 1)
    weights = _weights(sums.size, resamples, seed)
    resampled = (weights @ sums) / (weights @ sizes)
    tails = ((1 - level) / 2, (1 + level) / 2)
    low, high = np.quantile(resampled, _corrected(tails, mean, resampled, _acceleration(sums, sizes)))
    # The ends enclose the mean but for rounding in the last bits, where all resampled means are equal.
    return Estimate(mean, float(min(low, mean)), float(max(high, mean)), n, sums.size)


def _corrected(tails: Sequence[float], mean: float, resampled: Array, acceleration: float) -> list[float]:
    """The quantiles to read instead of `tails`."""
    slack = 1e-12 * max(1.0, abs(mean))
    below = np.mean(resampled < mean - slack) + np.mean(np.abs(resampled - mean) <= slack) / 2
    if not 0 < below < 1:
        return list(tails)
    bias = _NORMAL.inv_cdf(float(below))
    shifted = [bias + _NORMAL.inv_cdf(tail) for tail in tails]
    return [_NORMAL.cdf(bias + shift / (1 - acceleration * shift)) for shift in shifted]


def _acceleration(sums: Array, sizes: Array) -> float:
    """The skewness of the jackknife: the mean with each cluster left out."""
    without = (sums.sum() - sums) / (sizes.sum() - sizes)
    away = without.mean() - without
    spread = float((away**2).sum())
    return float((away**3).sum()) / (6 * spread**1.5) if spread > 1e-24 else 0.0

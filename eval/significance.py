"""Is a difference between two runs more than chance? The paired randomisation test, and Holm's correction.

Under the null hypothesis the labels A and B of a question are arbitrary, so each difference could as well have had the
other sign (Fisher, The Design of Experiments, 1935). Smucker, Allan and Carterette (A comparison of statistical
significance tests for information retrieval evaluation, CIKM 2007) recommend the test for retrieval measures, which are
far from normal. Questions of one conversation are not independent: their signs are flipped together.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Alternative = Literal["two-sided", "greater", "less"]

PERMUTATIONS = 100_000
EXACT = 16  # up to this many differences that are not zero, all 2^n sign patterns are tried
SEED = 20_260_101
_CHUNK = 5_000  # sign patterns, and
_COLUMNS = 64  # columns at a time: bounds the memory


def p_values(
    differences: Array,
    *,
    alternative: Alternative = "two-sided",
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
) -> Array:
    """The p-value of each column; rows are independent (sums of differences over a question or a conversation).

    Guaranteed: in (0, 1]; the same for every order of the rows, for the same data and seed; with "two-sided", the same
    when A and B change places. Exact with few differences that are not zero; else (1 + hits) / (1 + permutations),
    which is never zero (Phipson and Smyth, Permutation p-values should never be zero, 2010).

    >>> p_values(np.array([[1.0], [2.0], [3.0]])).tolist()  # 2 of 8 sign patterns are as extreme
    [0.25]
    """
    sums = differences.sum(axis=0) if alternative != "less" else -differences.sum(axis=0)
    # The null distribution depends on the sizes alone; sorted, it cannot depend on the order of the questions either.
    sizes = -np.sort(-np.abs(differences), axis=0)
    filled = np.count_nonzero(sizes, axis=0)
    found = np.ones(len(sums))
    for count in range(1, EXACT + 1):
        few = np.flatnonzero(filled == count)
        if not few.size:
            continue
        patterns = _all_patterns(count)
        for some in np.array_split(few, -(-few.size // _COLUMNS)):
            found[some] = _hits(patterns, sizes[:count, some], sums[some], alternative) / len(patterns)
    many = np.flatnonzero(filled > EXACT)
    if many.size:
        size = sizes[: filled[many].max(), many]
        random = np.random.default_rng(seed)
        hits = np.zeros(many.size)
        for start in range(0, permutations, _CHUNK):
            patterns = _random_patterns(random, min(_CHUNK, permutations - start), len(size))
            hits += _hits(patterns, size, sums[many], alternative)
        found[many] = (1 + hits) / (1 + permutations)
    return found


def holm(p: Sequence[float]) -> list[float]:
    """Holm's step-down adjustment (A simple sequentially rejective multiple test procedure, 1979), in the order given.

    Rejecting what is at most α keeps the chance of even one false alarm among all these tests at α, whatever their
    dependence.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    adjusted = [0.0] * len(p)
    largest = 0.0
    for place, index in enumerate(sorted(range(len(p)), key=lambda i: p[i])):
        largest = max(largest, min(1.0, (len(p) - place) * p[index]))
        adjusted[index] = largest
    return adjusted


def _hits(patterns: Array, sizes: Array, observed: Array, alternative: Alternative) -> Array:
    """How many sign patterns give a sum at least as extreme as the observed one, by column."""
    sums = patterns @ sizes
    slack = 1e-10 * sizes.sum(axis=0)  # equal sums differ in their last bits, and an equal sum counts
    if alternative == "two-sided":
        sums, observed = np.abs(sums), np.abs(observed)
    return np.asarray(np.count_nonzero(sums >= observed - slack, axis=0), dtype=np.float64)


def _all_patterns(count: int) -> Array:
    flipped = (np.arange(2**count)[:, None] >> np.arange(count)) & 1
    return np.where(flipped, -1.0, 1.0)


def _random_patterns(random: np.random.Generator, rows: int, count: int) -> Array:
    packed = random.integers(0, 256, size=(rows, -(-count // 8)), dtype=np.uint8)
    return np.where(np.unpackbits(packed, axis=1, count=count), -1.0, 1.0)

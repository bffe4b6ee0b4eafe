"""Runs of numbers that lie side by side in one array, and which of its places some of them take."""

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]


def ranges(firsts: Places, chosen: Places) -> Places:
    """All numbers from `firsts[i]` up to `firsts[i + 1]`, for each i that is chosen."""
    lengths = firsts[chosen + 1] - firsts[chosen]
    return np.repeat(firsts[chosen] - starts(lengths), lengths) + np.arange(lengths.sum())


def starts(lengths: Places) -> Places:
    """Where each of the pieces of these lengths starts when they lie side by side."""
    return np.cumsum(lengths) - lengths

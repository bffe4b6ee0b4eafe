"""Whether a question is of the kind that the texts answer, learnt from questions which they do and do not answer.

Regularised least squares classification with a Gaussian kernel (Rifkin, Yeo and Poggio, 2003) on the questions' unit
vectors. Both kinds count alike, however many there are of each. `WIDTH` and `RIDGE` were chosen by cross-validation on
the shipped questions alone.
"""

import numpy as np
from numpy.typing import NDArray

from rag.embed import Vectors

WIDTH = 2.0  # of the kernel exp(-WIDTH |x - y|²): for unit vectors exp(2 WIDTH (cosine - 1))
RIDGE = 0.2
MOST = 6_000  # questions learnt from, evenly drawn where there are more: the time grows with the cube
Floats = NDArray[np.float64]


def learn(vectors: Vectors, answered: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The weight of each question, for `judge`; empty unless there are questions of both kinds."""
    if answered.all() or not answered.any():
        return np.zeros(0, dtype=np.float32)
    chosen = np.unique(np.linspace(0, len(answered) - 1, min(len(answered), MOST)).round().astype(np.int64))
    known, truth = vectors[chosen].astype(np.float64), answered[chosen]
    kernel = _kernel(known @ known.T)
    share = np.where(truth, truth.mean(), 1 - truth.mean())
    kernel[np.diag_indices_from(kernel)] += RIDGE * 2 * share
    weights = np.zeros(len(answered), dtype=np.float32)
    weights[chosen] = np.linalg.solve(kernel, np.where(truth, 1.0, -1.0))
    return weights


def judge(weights: NDArray[np.float32], cosines: Vectors) -> float:
    """About 1 for a question that is answered and -1 for one that is not, by its cosines with all questions."""
    return float(_kernel(cosines.astype(np.float64)) @ weights)


def _kernel(cosines: Floats) -> Floats:
    return np.exp(2 * WIDTH * (cosines - 1))

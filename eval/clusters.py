"""Values of questions gathered by cluster: what is drawn, flipped and counted as one independent observation."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.significance import Array


@dataclass(frozen=True)
class Clustered:
    """Sums and numbers of values by cluster (rows, in the order of the names of the clusters) and column."""

    sums: Array
    sizes: Array

    @classmethod
    def of(cls, values: Array, clusters: Sequence[str]) -> "Clustered":
        """Gather `values` (questions × columns; nan is no data) by the cluster of each question.

        >>> Clustered.of(np.array([[1.0], [2.0], [np.nan]]), ["a", "b", "a"]).sums.tolist()
        [[1.0], [2.0]]
        """
        names, places = np.unique(np.asarray(clusters, dtype=str), return_inverse=True)
        sums = np.zeros((len(names), values.shape[1]))
        sizes = np.zeros_like(sums)
        present = ~np.isnan(values)
        np.add.at(sums, places, np.where(present, values, 0.0))
        np.add.at(sizes, places, present)
        return cls(sums, sizes)

    @property
    def means(self) -> Array:
        """The mean over all questions of each column; nan without data."""
        total = self.sizes.sum(axis=0)
        found = np.full(len(total), np.nan)
        np.divide(self.sums.sum(axis=0), total, out=found, where=total > 0)
        return found

    @property
    def standard_errors(self) -> Array:
        """The standard error of each mean from the spread between clusters; nan with fewer than two of them.

        √(C/(C-1) · Σ (sum_c - mean · size_c)²) / n, the linearised variance of a ratio (Cochran, Sampling Techniques,
        1977, section 6.3). With one question a cluster it is the usual s/√n.
        """
        filled = np.count_nonzero(self.sizes, axis=0).astype(np.float64)
        squares = ((self.sums - np.nan_to_num(self.means) * self.sizes) ** 2).sum(axis=0)
        enough = filled > 1
        found = np.full(len(filled), np.nan)
        scale = filled[enough] / (filled[enough] - 1)
        found[enough] = np.sqrt(scale * squares[enough]) / self.sizes.sum(axis=0)[enough]
        return found

"""A symmetric, positive definite matrix of which half is stored: nothing else takes as much memory in a build.

The half is in LAPACK's rectangular full packed format (Gustavson, Waśniewski, Dongarra and Langou, 2010), on which its
routines are as fast as on a whole matrix. Of one of `size` rows, an even number, with h = size / 2, it has the shape
(size + 1, h): from row 1 on the first h columns, on and below the diagonal; above these the rest of it, transposed.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rag.ranges import Places

_COLUMNS = 500  # made at a time
# Of rows: beyond it the wrappers of the routines reckon with numbers that are too large for them.
MOST = 46_000
Floats = NDArray[np.float32]


class Packed:
    """The Cholesky factor of a matrix, in half the memory of the matrix."""

    def __init__(self, rows: int, block: Callable[[Places, Places], Floats], ridge: float) -> None:
        """`block` gives the matrix at some of its `rows` and at some columns, and `ridge` is added to its diagonal.

        ArithmeticError when it is not positive definite or has what is no number, ValueError beyond `MOST` rows.
        """
        from scipy.linalg.lapack import spftrf

        if rows > MOST:
            raise ValueError(f"at most {MOST} rows, not {rows}")
        self._rows = rows
        self._size = rows + rows % 2  # the row that makes it even is one of the unit matrix
        self._packed = self._filled(block)
        self._packed[self._diagonal()] += np.float32(ridge)
        if rows < self._size:
            self._packed[self._diagonal()[-1]] = 1
        self._packed, failed = spftrf(self._size, self._packed, uplo="L", overwrite_a=True)
        if failed or not np.isfinite(self._packed[self._diagonal()]).all():
            raise ArithmeticError("the matrix is not positive definite")

    def solve(self, right: Floats) -> Floats:
        """What the matrix times makes `right`, of shape (rows, columns)."""
        from scipy.linalg.lapack import spftrs

        padded = np.zeros((self._size, right.shape[1]), dtype=np.float32, order="F")
        padded[: self._rows] = right
        solved, _ = spftrs(self._size, self._packed, padded, uplo="L", overwrite_b=True)
        return np.asarray(solved[: self._rows], dtype=np.float32)

    def inverse_diagonal(self) -> Floats:
        """The diagonal of the inverse, shape (rows,); the factor is gone then."""
        from scipy.linalg.lapack import spftri

        inverse, _ = spftri(self._size, self._packed, uplo="L", overwrite_a=True)
        del self._packed
        return np.asarray(inverse[self._diagonal()[: self._rows]], dtype=np.float32)

    def _filled(self, block: Callable[[Places, Places], Floats]) -> Floats:
        half, every = self._size // 2, np.arange(self._rows)
        found = np.zeros((self._size + 1, half), dtype=np.float32, order="F")
        for start in range(0, half, _COLUMNS):
            end = min(start + _COLUMNS, half)
            below, columns, beyond = every[start:], every[start:end], every[half:]
            into = found[1 + start : 1 + self._rows, start:end]
            np.copyto(into, block(below, columns), where=below[:, None] >= columns)
            rows, columns = beyond[:end], beyond[start:end]
            into = found[: len(rows), start : start + len(columns)]
            np.copyto(into, block(rows, columns), where=rows[:, None] <= columns)
        return found.ravel(order="F")

    def _diagonal(self) -> Places:
        """Where the diagonal is stored."""
        half = self._size // 2
        column = np.arange(half) * (self._size + 1)
        return np.concatenate([column + 1 + np.arange(half), column + np.arange(half)])

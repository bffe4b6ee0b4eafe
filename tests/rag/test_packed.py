"""A packed matrix gives what the whole one gives, whatever its size and however it is cut."""

import numpy as np
import pytest

from rag import packed
from rag.packed import Floats, Packed
from rag.ranges import Places


@pytest.mark.parametrize("rows", [1, 2, 3, 4, 5, 8, 31])
@pytest.mark.parametrize("columns", [1, 3, 500])
def test_it_solves_and_inverts_as_the_whole_matrix_does(
    rows: int, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "_COLUMNS", columns)
    chance = np.random.default_rng(rows)
    some = chance.normal(size=(rows, rows))
    whole, right = (some @ some.T / rows).astype(np.float32), chance.normal(size=(rows, 3)).astype(np.float32)

    def block(places: Places, others: Places) -> Floats:
        return np.asarray(whole[np.ix_(places, others)])

    matrix = Packed(rows, block, ridge=0.5)
    expected = whole + 0.5 * np.eye(rows)
    assert np.allclose(matrix.solve(right), np.linalg.solve(expected, right), atol=1e-3)
    assert np.allclose(matrix.inverse_diagonal(), np.diag(np.linalg.inv(expected)), atol=1e-3)


def test_a_matrix_that_is_not_positive_definite_is_told() -> None:
    for whole in (-np.eye(3, dtype=np.float32), np.full((3, 3), np.nan, dtype=np.float32)):
        with pytest.raises(ArithmeticError, match="not positive definite"):
            Packed(3, lambda places, others, whole=whole: whole[np.ix_(places, others)], ridge=0.5)  # type: ignore[misc]


def test_a_matrix_that_is_too_large_is_told_before_it_is_made() -> None:
    with pytest.raises(ValueError, match="at most"):
        Packed(packed.MOST + 1, lambda places, others: np.zeros((len(places), len(others)), np.float32), ridge=0.5)

"""The randomisation test and Holm's correction: known examples, scipy, and what must hold for any data."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from eval.significance import EXACT, holm, p_values

# Darwin's maize, in eighths of an inch (Fisher, The Design of Experiments, section 21): of the 2^15 sign patterns, 863
# give a sum as large as 314.
MAIZE = np.array([[49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]], dtype=float).T

columns = arrays.arrays(
    np.float64,
    st.tuples(st.integers(1, 40), st.integers(1, 3)),
    elements=st.sampled_from([-1.0, -0.63, -0.5, -1 / 3, 0.0, 0.1, 0.37, 0.5, 1.0]) | st.floats(-1, 1),
)


def p(differences: np.ndarray, alternative: str = "two-sided") -> list[float]:
    return p_values(differences, alternative=alternative, permutations=2_000).tolist()  # type: ignore[arg-type]


def test_fishers_own_example() -> None:
    assert p(MAIZE, "greater") == [863 / 2**15]
    assert p(MAIZE) == [2 * 863 / 2**15]


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_the_exact_test_is_scipys(alternative: str) -> None:
    values = np.random.default_rng(5).choice([-0.5, -0.37, 0.0, 0.13, 0.5, 1.0], size=(12, 4))
    for column in range(4):
        expected = stats.permutation_test(
            (values[:, column], np.zeros(12)),
            lambda x, y: np.mean(x - y),
            permutation_type="samples",
            alternative=alternative,
            n_resamples=np.inf,
        )
        assert p(values[:, [column]], alternative)[0] == pytest.approx(expected.pvalue, abs=1e-12)


def test_many_normal_differences_agree_with_the_t_test() -> None:
    values = np.random.default_rng(7).normal(0.08, 1, (600, 5))
    expected = stats.ttest_1samp(values, 0).pvalue
    assert p_values(values) == pytest.approx(expected, abs=0.01)


def test_the_random_test_is_close_to_the_exact_one() -> None:
    values = np.random.default_rng(3).normal(0.3, 1, (EXACT, 1))
    exact = p_values(values)
    # Two differences too small to matter make the test random.
    random = p_values(np.vstack([values, [[1e-12], [1e-12]]]))
    assert exact == pytest.approx(random, abs=0.005)


@given(columns)
@settings(max_examples=60, deadline=None)
def test_p_is_a_probability_and_never_zero(values: np.ndarray) -> None:
    for alternative in ("two-sided", "greater", "less"):
        assert all(0 < one <= 1 for one in p(values, alternative))


@given(columns, st.randoms())
@settings(max_examples=60, deadline=None)
def test_neither_the_order_of_questions_nor_of_runs_matters(values: np.ndarray, random: "np.random.Generator") -> None:
    order = list(range(len(values)))
    random.shuffle(order)
    assert p(values[order]) == p(values)
    assert p(-values) == p(values)
    assert p(-values, "less") == p(values, "greater")


def test_no_difference_is_no_evidence() -> None:
    assert p(np.zeros((30, 2))) == [1.0, 1.0]


def test_holm_as_worked_out_by_hand() -> None:
    assert holm([0.01, 0.02, 0.03, 0.04]) == pytest.approx([0.04, 0.06, 0.06, 0.06])
    assert holm([0.04, 0.01, 0.7]) == pytest.approx([0.08, 0.03, 0.7])
    assert holm([]) == []


@given(st.lists(st.floats(1e-6, 1), min_size=1, max_size=12))
def test_holm_keeps_the_order_and_never_lowers_a_p(values: list[float]) -> None:
    adjusted = holm(values)
    assert all(low <= high <= 1 for low, high in zip(values, adjusted, strict=True))
    ordered = sorted(zip(values, adjusted, strict=True))
    assert all(one[1] <= two[1] for one, two in pairwise(ordered))
    assert min(adjusted) == pytest.approx(min(1, len(values) * min(values)))

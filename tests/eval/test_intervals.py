"""Bootstrap intervals and effect sizes: scipy's figures, coverage, and what must hold for any data."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from eval.clusters import Clustered
from eval.effects import detectable, effect
from eval.intervals import estimates

tables = arrays.arrays(
    np.float64, st.tuples(st.integers(1, 30), st.just(2)), elements=st.sampled_from([0.0, 0.2, 1.0]) | st.floats(-1, 1)
)


def alone(count: int) -> list[str]:
    return [f"q{number:03}" for number in range(count)]


def test_the_interval_is_scipys_bca() -> None:
    values = np.random.default_rng(2).beta(0.5, 1.5, (150, 1))
    [found] = estimates(values, alone(150))
    expected = stats.bootstrap((values[:, 0],), np.mean, method="BCa", n_resamples=20_000, rng=1).confidence_interval
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=0.003)


@given(tables, st.data())
@settings(max_examples=60, deadline=None)
def test_the_interval_holds_the_mean_whatever_the_order(values: np.ndarray, data: st.DataObject) -> None:
    clusters = data.draw(st.lists(st.sampled_from("abcdefgh"), min_size=len(values), max_size=len(values)))
    values[data.draw(st.lists(st.integers(0, len(values) - 1))), 0] = np.nan
    found = estimates(values, clusters, resamples=500)
    order = data.draw(st.permutations(range(len(values))))
    again = estimates(values[order], [clusters[index] for index in order], resamples=500)
    for one, two in zip(found, again, strict=True):
        assert (one.n, one.clusters) == (two.n, two.clusters)
        for a, b in zip((one.low, one.mean, one.high), (two.low, two.mean, two.high), strict=True):
            assert a == pytest.approx(b, abs=1e-9)
        if one.low is not None and one.mean is not None and one.high is not None:
            assert one.low <= one.mean <= one.high


def test_no_data_is_no_interval() -> None:
    nothing, one = estimates(np.array([[np.nan, 1.0], [np.nan, np.nan]]), ["a", "b"])
    assert (nothing.mean, nothing.low, nothing.n) == (None, None, 0)
    assert (one.mean, one.low, one.high, one.n) == (1.0, None, None, 1)


def _conversations(random: np.random.Generator, count: int, turns: int, mean: float) -> tuple[np.ndarray, list[str]]:
    """Values that share most of their chance within a conversation."""
    values = mean + np.repeat(random.normal(0, 1, count), turns) + random.normal(0, 0.5, count * turns)
    return values[:, None], [str(number // turns) for number in range(count * turns)]


def test_nineteen_of_twenty_intervals_hold_the_truth_when_whole_conversations_are_drawn() -> None:
    random = np.random.default_rng(11)
    clustered = single = 0
    for _ in range(300):
        values, clusters = _conversations(random, 50, 4, 0.3)
        [right] = estimates(values, clusters, resamples=400)
        [wrong] = estimates(values, alone(len(values)), resamples=400)
        clustered += right.low <= 0.3 <= right.high  # type: ignore[operator]
        single += wrong.low <= 0.3 <= wrong.high  # type: ignore[operator]
    assert 0.92 <= clustered / 300 <= 0.97
    assert single / 300 < 0.80  # what ignoring the conversations would have claimed to be 95 %


def test_standard_errors_are_the_usual_ones_without_conversations_and_larger_with_them() -> None:
    values, clusters = _conversations(np.random.default_rng(4), 40, 3, 0)
    single = Clustered.of(values, alone(len(values))).standard_errors
    assert single == pytest.approx(stats.sem(values))
    assert Clustered.of(values, clusters).standard_errors > 1.3 * single


def test_effect_size_is_the_t_statistic_over_root_n() -> None:
    values = np.random.default_rng(9).normal(0.2, 0.5, (80, 1))
    found = effect(values, Clustered.of(values, alone(80)), 0)
    assert found.d == pytest.approx(stats.ttest_1samp(values[:, 0], 0).statistic / np.sqrt(80))
    assert found.wins + found.ties + found.losses == 80
    assert found.detectable == pytest.approx(2.8016 * stats.sem(values[:, 0]), rel=1e-4)


def test_runs_that_do_not_differ_have_no_effect_size() -> None:
    values = np.zeros((10, 1))
    found = effect(values, Clustered.of(values, alone(10)), 0)
    assert (found.d, found.wins, found.ties, found.losses, found.detectable) == (None, 0, 10, 0, None)
    assert detectable(float("nan")) is None

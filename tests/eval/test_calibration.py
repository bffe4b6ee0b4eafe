"""The fit of the refusal: what it tells is cross-validated, and the weights are for signals as they are."""

import numpy as np
import pytest

from eval.calibration import _counts, _cross_validated, _fitted, _operating


@pytest.fixture
def made() -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Two signals of 400 questions: one that tells, on a scale of its own, and one of nothing but chance."""
    random = np.random.default_rng(3)
    truth = np.arange(400) % 4 > 0
    values = np.stack([10 * truth + random.normal(0, 5, 400), random.normal(0, 1, 400)], axis=1)
    return values, truth, [str(number // 2) for number in range(400)]


def test_the_signal_that_tells_gets_the_weight(made: tuple[np.ndarray, np.ndarray, list[str]]) -> None:
    values, truth, _ = made
    weights, intercept = _fitted(values, truth, _counts(truth, values[:, 0] > np.inf))
    assert weights[0] * values[:, 0].std() > 5 * abs(weights[1] * values[:, 1].std())
    said = values @ weights + intercept > 0
    assert (said == truth).mean() > 0.75


def test_confidence_is_of_fits_that_never_saw_the_question(made: tuple[np.ndarray, np.ndarray, list[str]]) -> None:
    values, truth, groups = made
    counts = np.ones(len(truth))
    chance = np.random.default_rng(4).permutation(truth)  # nothing to learn: a fit that peeked would still find it
    confidence = _cross_validated(np.random.default_rng(5).normal(size=(400, 30)), chance, counts, groups)
    assert abs(confidence[chance].mean() - confidence[~chance].mean()) < 0.08
    assert _cross_validated(values, truth, counts, groups)[truth].mean() > 0.6


def test_both_sorts_count_alike_among_follow_ups_and_among_the_others() -> None:
    truth = np.array([True] * 6 + [False] * 2 + [True] * 9 + [False])
    follows = np.arange(len(truth)) >= 8
    counts = _counts(truth, follows)
    for some, size in ((~follows, 8), (follows, 10)):
        assert counts[some & truth].sum() == pytest.approx(size / 2)
        assert counts[some & ~truth].sum() == pytest.approx(size / 2)


def test_where_no_follow_up_is_unanswerable_both_sorts_count_alike_over_all() -> None:
    truth = np.array([True] * 6 + [False] * 2 + [True] * 4)
    counts = _counts(truth, np.arange(len(truth)) >= 8)
    assert counts[truth].sum() == pytest.approx(6)
    assert counts[~truth].sum() == pytest.approx(6)


def test_an_operating_point_has_the_share_of_answerable_questions_below_it() -> None:
    confidence = np.linspace(0, 1, 101)
    point = _operating(confidence, confidence > 0.195, 0.05)
    assert point.answerable == pytest.approx(0.05, abs=0.02)
    assert point.unanswerable == 1

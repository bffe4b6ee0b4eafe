"""The gate: a sure and large loss fails, noise and gains pass, and what cannot be compared is told."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from synthetic import synthetic_run, with_value

from eval.baseline import Baseline, baseline_of, load_baseline, save_baseline
from eval.gate import gate
from eval.results import RunResult
from ingest.errors import RunError

RUN = synthetic_run("ours", skill=1.2, seed=1, questions=120)
MEASURES = ("nDCG@10", "R@5")
BASELINE = baseline_of(RUN, MEASURES, ())


def shifted(run: RunResult, by: float, noise: float, seed: int = 0) -> RunResult:
    """`run` with nDCG@10 moved by `by` on average."""
    random = np.random.default_rng(seed)
    for place, question in enumerate(run.questions):
        value = question.measures.get("nDCG@10")
        if value is not None:
            run = with_value(run, place, "nDCG@10", value + by + random.normal(0, noise))
    return run


def test_the_same_run_passes() -> None:
    result = gate(RUN, BASELINE)
    assert result.passed
    assert [row.p for row in result.rows] == [1.0, 1.0]
    assert (result.compared, result.added, result.removed, result.changed) == (140, (), (), ())


def test_a_loss_fails_in_the_measure_that_lost() -> None:
    result = gate(shifted(RUN, -0.08, 0.1), BASELINE)
    assert not result.passed
    assert [row.failed for row in result.rows] == [True, False]


def test_noise_and_gains_pass() -> None:
    assert all(gate(shifted(RUN, 0, 0.1, seed), BASELINE).passed for seed in range(5))
    assert gate(shifted(RUN, 0.08, 0.1), BASELINE).passed


def test_a_sure_loss_too_small_to_matter_passes() -> None:
    result = gate(shifted(RUN, -0.005, 0.0001), BASELINE)
    assert result.rows[0].p_holm < 0.01
    assert result.passed


def test_new_removed_and_changed_questions_are_told_and_left_out() -> None:
    changed = replace(RUN.questions[1], text="Another question?")
    new = replace(RUN.questions[2], id="new")
    result = gate(replace(RUN, questions=(changed, new, *RUN.questions[3:])), BASELINE)
    assert (result.added, result.removed, result.changed) == (("new",), ("q000", "q002"), ("q001",))
    assert result.compared == 137
    qrels = {**RUN.qrels, "q005": {**RUN.qrels["q005"], "x": 2}, "q006": {**RUN.qrels["q006"], "y": 0}}
    assert gate(replace(RUN, qrels=qrels), BASELINE).changed == ("q005",)


def test_values_that_became_no_data_are_counted() -> None:
    assert gate(with_value(RUN, 0, "R@5", None), BASELINE).rows[1].lost == 1


def test_a_baseline_is_read_as_written(tmp_path: Path) -> None:
    save_baseline(BASELINE, tmp_path / "new" / "toy.json")
    assert load_baseline(tmp_path / "new" / "toy.json") == BASELINE
    lines = (tmp_path / "new" / "toy.json").read_text().splitlines()
    assert len(lines) == len(RUN.questions) + 3  # a line a question


def _other(**changes: str) -> Callable[[Baseline], Baseline]:
    return lambda baseline: replace(baseline, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_other(split="dev"), "of the split dev, the run of test"),
        (_other(retriever="bm25"), "of the retriever bm25, the run of ours"),
        (_other(dataset="other"), "of the data set other"),
        (
            lambda baseline: replace(baseline, questions={"x": baseline.questions["q000"]}),
            "No question of the baseline",
        ),
    ],
)
def test_another_subject_is_told(spoil: Callable[[Baseline], Baseline], told: str) -> None:
    with pytest.raises(RunError, match=told):
        gate(RUN, spoil(BASELINE))


def test_a_measure_that_is_gone_is_no_pass() -> None:
    run = replace(
        RUN, questions=tuple(replace(one, measures={"R@5": one.measures.get("R@5")}) for one in RUN.questions)
    )
    with pytest.raises(RunError, match=r"no value of nDCG@10"):
        gate(run, BASELINE)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"questions": {}}', '{"measures": ["R@5"], "questions": {"q": ["x", null, [NaN]]}}', "\x00"],
)
def test_a_damaged_baseline_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "toy.json").write_text(text)
    with pytest.raises(RunError, match="cannot be read"):
        load_baseline(tmp_path / "toy.json")


def test_a_missing_baseline_is_told(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="There is no baseline"):
        load_baseline(tmp_path / "toy.json")

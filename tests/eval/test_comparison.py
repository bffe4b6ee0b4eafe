"""Runs compared: what is found, what moved, and what may not be compared at all."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from synthetic import synthetic_run, with_value

from eval.comparison import compare
from eval.moves import turns
from eval.pairing import pair
from eval.results import RunResult
from eval.store import load_run, save_run
from ingest.errors import RunError

GOOD, BAD = synthetic_run("good", skill=1.4, seed=1), synthetic_run("bad", skill=0.4, seed=2)


def test_a_planted_difference_is_found_and_its_sign_is_b_minus_a() -> None:
    [difference, dialogues] = compare([BAD, GOOD]).differences
    assert (difference.a, difference.b, difference.measure) == ("bad", "good", "nDCG@10")
    assert difference.significant
    assert difference.estimate.mean == pytest.approx(difference.mean_b - difference.mean_a)
    assert difference.estimate.low is not None
    assert difference.estimate.low > 0
    assert difference.effect.wins > difference.effect.losses
    assert (difference.estimate.n, difference.estimate.clusters) == (40, 40)
    assert dialogues.measure == "dialogues: nDCG@10"
    assert (dialogues.estimate.n, dialogues.estimate.clusters) == (12, 4)  # four conversations of three turns


def test_changing_places_changes_the_sign_alone() -> None:
    [one, *_], [two, *_] = compare([BAD, GOOD]).differences, compare([GOOD, BAD]).differences
    assert one.p == two.p
    assert one.estimate.mean == pytest.approx(-(two.estimate.mean or 0))
    assert one.effect.detectable == pytest.approx(two.effect.detectable)
    assert (one.effect.wins, one.effect.losses) == (two.effect.losses, two.effect.wins)


def test_every_pair_and_measure_is_tested_and_corrected_together() -> None:
    middle = synthetic_run("middle", skill=0.9, seed=3)
    found = compare([BAD, middle, GOOD], ["nDCG@10", "R@5"])
    assert len(found.differences) == 6
    assert all(one.p_holm >= one.p for one in found.differences)
    assert max(one.p_holm for one in found.differences) <= 1
    assert min(one.p_holm for one in found.differences) == pytest.approx(6 * min(one.p for one in found.differences))


def test_a_run_does_not_differ_from_itself() -> None:
    [difference, _] = compare([GOOD, GOOD]).differences
    assert (difference.a, difference.b) == ("good (1)", "good (2)")
    assert (difference.p, difference.effect.ties, difference.effect.detectable) == (1.0, 40, None)


def test_the_order_of_the_questions_does_not_matter() -> None:
    shuffled = replace(
        GOOD, questions=tuple(np.random.default_rng(1).permutation(np.array(GOOD.questions, dtype=object)))
    )
    assert compare([BAD, shuffled]).differences == compare([BAD, GOOD]).differences


def test_the_clauses_that_moved_are_told() -> None:
    paired = pair([BAD, GOOD])
    found = turns(paired, 0, 1, "nDCG@10")
    assert [abs(turn.difference) for turn in found] == sorted((abs(turn.difference) for turn in found), reverse=True)
    first = found[0]
    assert [move.grade for move in first.moves] == [2, 1]  # what was judged irrelevant is not listed
    for run, key in ((0, "rank_a"), (1, "rank_b")):
        [question] = [one for one in paired.questions[run] if one.id == first.id]
        ids = [one.id for one in question.ranking]
        for move in first.moves:
            assert getattr(move, key) == (ids.index(move.id) + 1 if move.id in ids else None)


def test_a_value_in_one_run_only_is_left_out_and_told() -> None:
    found = compare([with_value(BAD, 0, "nDCG@10", None), GOOD])
    assert found.differences[0].one_sided == 1
    assert found.differences[0].estimate.n == 39
    assert "1 question(s) have a value in only one of bad and good" in found.warnings[0]


def test_other_corpora_and_depths_are_a_warning() -> None:
    other = replace(GOOD, config=replace(GOOD.config, corpus_sha256="e" * 64, depth=10))
    assert len(compare([BAD, other]).warnings) == 2


def _config(**changes: str) -> Callable[[RunResult], RunResult]:
    return lambda run: replace(run, config=replace(run.config, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_config(split="dev"), "bad was measured on the split test, good on dev"),
        (_config(dataset_sha256="e" * 64), "different versions of a data set"),
        (lambda run: replace(run, questions=run.questions[1:]), "different questions: only bad has q000."),
        (lambda run: replace(run, questions=()), "has no questions"),
        (lambda run: replace(run, questions=(*run.questions, run.questions[0])), "has the question q000 twice"),
        (lambda run: replace(run, qrels={**run.qrels, "q001": {"x": 2}}), "different judgements of q001"),
        (lambda run: with_value(run, 3, "R@5", float("nan")), "R@5 of question q003 is nan, which is not a number"),
        (lambda run: with_value(run, 3, "R@5", "high"), "R@5 of question q003 is high"),  # type: ignore[arg-type]
        (
            lambda run: replace(run, questions=tuple(replace(one, measures={}) for one in run.questions)),
            "no measure in common",
        ),
    ],
)
def test_what_cannot_be_compared_is_told_in_a_sentence(spoil: Callable[[RunResult], RunResult], told: str) -> None:
    with pytest.raises(RunError, match=re.escape(told)):
        compare([BAD, spoil(GOOD)])


def test_an_unknown_measure_is_told_with_the_known_ones() -> None:
    with pytest.raises(RunError, match=r"values of nDCG@3. Choose from nDCG@10, Success@1, R@5"):
        compare([BAD, GOOD], ["nDCG@3"])


def test_one_run_is_no_comparison() -> None:
    with pytest.raises(RunError, match="needs two runs"):
        compare([GOOD])


def test_measures_without_a_common_question_are_told() -> None:
    run = BAD
    for place in range(1, 40):
        run = with_value(run, place, "R@5", None)
    with pytest.raises(RunError, match="No question has a value of R@5 in both bad and good"):
        compare([run, with_value(GOOD, 0, "R@5", None)], ["R@5"])


def test_a_run_that_was_saved_compares_as_before(tmp_path: Path) -> None:
    save_run(GOOD, tmp_path / "good")
    assert compare([BAD, load_run(tmp_path / "good")]).differences == compare([BAD, GOOD]).differences


def test_references_that_only_an_assistant_was_asked_are_no_other_data_set() -> None:
    first = GOOD.questions[0]
    asked = replace(first, id="r1", cluster="r1", metadata={"part": "references"}, measures={"reference status": 1.0})
    found = compare([BAD, replace(GOOD, questions=(*GOOD.questions, asked))])
    assert [one.measure for one in found.differences] == ["nDCG@10", "dialogues: nDCG@10"]
    assert found.differences == compare([BAD, GOOD]).differences

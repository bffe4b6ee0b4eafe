"""Run folders: what is written is read back, a torn one is resumed, a foreign one is refused."""

import json
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from eval.results import QuestionResult, RunConfig, RunResult
from eval.store import QUESTIONS, RunWriter, falling, load_run, save_run
from ingest.errors import RunError, RunTaken, RunUnfinished

CONFIG = RunConfig("mine", "toy", "d" * 64, "dev", "toy:Mine", 10, "c" * 64, {"python": "3"}, {}, "2026-01-01", 2.5)
QRELS = {"q1": {"a": 2, "b": 0}, "q2": {"b": 1}}


def question(name: str, *ids: str) -> QuestionResult:
    ranking = falling((one, 1.0) for one in ids)
    return QuestionResult(name, f"“{name}”\u2028?", {"kind": "toy"}, name, {"RR": 1.0, "AP": None}, ranking, 1.5)


RUN = RunResult(CONFIG, (question("q1", "b", "a"), question("q2")), QRELS)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    save_run(RUN, tmp_path / "run", {"retrieval": 2.5})
    assert load_run(tmp_path / "run") == RUN
    with pytest.raises(RunError, match="already holds"):
        save_run(RUN, tmp_path / "run")


def test_a_torn_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with RunWriter.open(tmp_path, CONFIG, QRELS) as writer:
        writer.append(RUN.questions[0])
    with (tmp_path / QUESTIONS).open("a") as file:
        file.write('{"id": "q2", "te')
    with pytest.raises(RunUnfinished):
        load_run(tmp_path)
    with RunWriter.open(tmp_path, replace(CONFIG, started="later", seconds=0), QRELS) as again:
        assert again.done == {"q1"}
        again.append(RUN.questions[1])
        assert again.finish(2.5, {}).questions == RUN.questions
    assert load_run(tmp_path).questions == RUN.questions


def test_a_run_that_goes_on_knows_what_was_spent_before(tmp_path: Path) -> None:
    with RunWriter.open(tmp_path, CONFIG, QRELS, since=time.perf_counter() - 1000) as writer:
        writer.append(RUN.questions[0])
    with RunWriter.open(tmp_path, CONFIG, QRELS) as again:
        assert again.spent >= 1000
        again.finish(again.spent, {})
    assert load_run(tmp_path).config.seconds >= 1000


def test_questions_of_an_unknown_run_are_not_mixed_in(tmp_path: Path) -> None:
    with RunWriter.open(tmp_path, CONFIG, QRELS) as writer:
        writer.append(RUN.questions[0])
    (tmp_path / "config.json").unlink()
    with pytest.raises(RunTaken, match=r"holds questions of a run without its config.json"):
        RunWriter.open(tmp_path, CONFIG, QRELS)


def test_two_processes_cannot_write_one_run(tmp_path: Path) -> None:
    with RunWriter.open(tmp_path, CONFIG, QRELS), pytest.raises(RunTaken, match="Another process"):
        RunWriter.open(tmp_path, CONFIG, QRELS)


def test_a_run_of_another_configuration_is_not_mixed_in(tmp_path: Path) -> None:
    with RunWriter.open(tmp_path, CONFIG, QRELS):
        pass
    with RunWriter.open(tmp_path, replace(CONFIG, depth=5), QRELS) as writer:  # nothing was measured: nothing is mixed
        writer.append(RUN.questions[0])
    with pytest.raises(RunTaken, match="another split and depth"):
        RunWriter.open(tmp_path, replace(CONFIG, depth=20, split="test"), QRELS)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (QUESTIONS, "[]\n", "questions.jsonl, line 1"),
        (QUESTIONS, '{"id": "q1"}\n', "questions.jsonl, line 1"),
        ("qrels.trec", "q1 0 a 2\nq1 0 b yes\n", "qrels.trec, line 2"),
        ("config.json", "{}", "config.json"),
    ],
)
def test_a_damaged_run_is_told_with_file_and_line(tmp_path: Path, name: str, text: str, told: str) -> None:
    save_run(RUN, tmp_path)
    (tmp_path / name).write_text(text)
    with pytest.raises(RunError, match=told):
        load_run(tmp_path)


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("config.json", "depth", "deep"),
        ("config.json", "versions", [3]),
        (QUESTIONS, "metadata", ["kind"]),
        (QUESTIONS, "answer", 5),
        (QUESTIONS, "ranking", [["a", float("nan")]]),
        (QUESTIONS, "ranking", [["a"]]),
        (QUESTIONS, "milliseconds", float("inf")),
        (QUESTIONS, "answer", {"confidence": "abc"}),
        (QUESTIONS, "answer", {"confidence": None}),
        (QUESTIONS, "answer", {"status": ["answered"]}),
        (QUESTIONS, "answer", {"citations": "abc"}),
    ],
)
def test_a_value_of_the_wrong_type_is_told(tmp_path: Path, name: str, key: str, value: object) -> None:
    save_run(RUN, tmp_path / "run")
    file = tmp_path / "run" / name
    first, *rest = [file.read_text()] if name == "config.json" else file.read_text().split("\n")
    file.write_text("\n".join([json.dumps({**json.loads(first), key: value}), *rest]))
    with pytest.raises(RunError, match=rf"{name}.* cannot be read"):
        load_run(tmp_path / "run")


def test_no_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="holds no run"):
        load_run(tmp_path)


def test_a_run_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "run.trec").mkdir()
    with pytest.raises(RunError, match=r"run.trec cannot be written"):
        save_run(RUN, tmp_path)


def test_scores_beyond_32_bit_floats_fall_strictly_and_stay_finite() -> None:
    for score in (-1e300, -3.4e38, 1e300):
        scores = [np.float32(one.score) for one in falling((str(place), score) for place in range(10_000))]
        assert np.isfinite(scores).all()
        assert all(first > second for first, second in pairwise(scores))


def test_equal_scores_keep_their_order_as_32_bit_floats() -> None:
    scores = [np.float32(one.score) for one in falling([("b", 0.5), ("a", 0.5), ("c", 0.5 - 1e-12), ("d", 0.1)])]
    assert all(first > second for first, second in pairwise(scores))
    assert scores[0] == 0.5

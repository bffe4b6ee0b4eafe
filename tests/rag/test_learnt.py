"""What was learnt of questions is carried from one generation to the next as long as it would be the same."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from rag import learnt
from rag.embed import ModelName
from rag.views import Asked

MODEL = ModelName("some model")
QUESTIONS = [
    Asked("a@question0", "Who owns the results?", "a", {"a": 1.0}),
    Asked("b@question0", "Who pays for the patent?", "b", {"b": 1.0, "a": 0.5}),
    Asked("@asked0", "What is for lunch?"),
]
VECTORS = np.eye(3, 4, dtype=np.float32)


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How often it was learnt."""
    calls: list[int] = []
    real = learnt.learn

    def counting(*arguments: object) -> learnt.Floats:
        calls.append(1)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(learnt, "learn", counting)
    return lambda: len(calls)


def write(
    folder: Path,
    questions: list[Asked] = QUESTIONS,
    model: ModelName = MODEL,
    before: Path | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Path:
    folder.mkdir()
    learnt.write(folder, questions, VECTORS, model, str.split, before=before, progress=progress)
    return folder


def test_the_same_questions_are_not_learnt_again(tmp_path: Path, times: Callable[[], int]) -> None:
    first = write(tmp_path / "first")
    second = write(tmp_path / "second", before=first)
    assert times() == 1
    assert np.array_equal(learnt.read(first), learnt.read(second))
    write(tmp_path / "third", before=second)  # and what was carried is carried on
    assert times() == 1


@pytest.mark.parametrize(
    "changed",
    [
        [*QUESTIONS[:2], replace(QUESTIONS[2], question="What is for dinner?")],
        [QUESTIONS[0], replace(QUESTIONS[1], votes={"b": 1.0}), QUESTIONS[2]],
        [QUESTIONS[1], QUESTIONS[0], QUESTIONS[2]],
    ],
    ids=["another question", "another vote", "another order"],
)
def test_other_questions_are_learnt(tmp_path: Path, times: Callable[[], int], changed: list[Asked]) -> None:
    write(tmp_path / "second", changed, before=write(tmp_path / "first"))
    assert times() == 2
    assert np.array_equal(learnt.read(tmp_path / "second"), learnt.read(write(tmp_path / "alone", changed)))


@pytest.mark.parametrize("model", [ModelName("another"), replace(MODEL, adapter="one")])
def test_the_questions_of_another_model_are_learnt(tmp_path: Path, times: Callable[[], int], model: ModelName) -> None:
    write(tmp_path / "second", model=model, before=write(tmp_path / "first"))
    assert times() == 2


def test_another_way_to_learn_is_learnt_by(
    tmp_path: Path, times: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write(tmp_path / "first")
    source = inspect.getsource

    def changed(module: ModuleType) -> str:
        return source(module).replace("RIDGE = 0.3", "RIDGE = 0.4")

    monkeypatch.setattr(inspect, "getsource", changed)
    write(tmp_path / "second", before=first)
    assert times() == 2


def test_how_much_was_learnt_is_told_where_anything_is(tmp_path: Path) -> None:
    told: list[int] = []
    first = write(tmp_path / "first", progress=told.append)
    assert told == [0, 3]
    write(tmp_path / "second", before=first, progress=told.append)
    assert told == [0, 3]


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-4])


@pytest.mark.parametrize("spoil", [Path.unlink, cut])
@pytest.mark.parametrize("name", ["learnt.npy", "taught.json"])
def test_what_is_damaged_is_learnt_anew(
    tmp_path: Path, times: Callable[[], int], spoil: Callable[[Path], None], name: str
) -> None:
    first = write(tmp_path / "first")
    kept = learnt.read(first)
    spoil(first / "questions" / name)
    assert np.array_equal(learnt.read(write(tmp_path / "second", before=first)), kept)
    assert times() == 2

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from rag.embed import Encoded
from rag.late import TokenIndex, window


def encoded(*tokens: tuple[int, tuple[float, float]]) -> Encoded:
    vectors = np.array([vector for _, vector in tokens], np.float32).reshape(-1, 2)
    return Encoded(np.ones(2, np.float32), vectors, np.array([number for number, _ in tokens], np.int32))


EAST, NORTH = (1.0, 0.0), (0.0, 1.0)


@pytest.fixture
def index() -> TokenIndex:
    return TokenIndex.build({"a": encoded((1, EAST), (2, NORTH)), "b": encoded((1, EAST)), "c": encoded((1, EAST))})


def test_every_word_of_the_question_finds_its_best_match(index: TokenIndex) -> None:
    scores = index.scores(encoded((1, EAST), (2, NORTH)), ["a", "b"])
    assert scores["a"] == pytest.approx(1.0, abs=1e-3)
    assert scores["b"] < 0.5


def test_the_rare_word_weighs_more(index: TokenIndex) -> None:
    common, rare = (index.scores(encoded((number, EAST), (3 - number, NORTH)), ["b"])["b"] for number in (1, 2))
    assert common < rare  # "b" matches only the word that points east: token 1, in all clauses, or token 2, in one


def test_a_question_without_tokens_scores_nothing(index: TokenIndex) -> None:
    assert index.scores(encoded(), ["a"]) == {"a": 0.0}


def test_the_saved_index_gives_the_same_scores(index: TokenIndex, tmp_path) -> None:  # type: ignore[no-untyped-def]
    index.save(tmp_path)
    query = encoded((1, EAST), (2, NORTH))
    assert TokenIndex.load(tmp_path).scores(query, ["a", "b"]) == index.scores(query, ["a", "b"])


def test_a_long_view_scores_as_the_best_of_its_windows() -> None:
    parts = {"a": encoded((1, EAST)), window("a", 1): encoded((2, NORTH)), "b": encoded((1, EAST))}
    index = TokenIndex.build(parts)
    question = encoded((2, NORTH))
    assert index.scores(question, ["a", "b"]) == {"a": pytest.approx(1.0, abs=1e-3), "b": pytest.approx(0.0, abs=1e-3)}
    assert index.scores(encoded((1, EAST)), ["a"])["a"] == pytest.approx(1.0, abs=1e-3)


def test_scores_wait_for_no_torch_that_is_still_being_imported(
    index: TokenIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = ModuleType("torch")  # what stands among the modules meanwhile: nothing of it can be used
    half.__spec__ = SimpleNamespace(_initializing=True)  # type: ignore[assignment]
    monkeypatch.setitem(sys.modules, "torch", half)
    assert index.scores(encoded((1, EAST), (2, NORTH)), ["a"])["a"] == pytest.approx(1.0, abs=1e-3)


def test_the_scores_are_the_same_with_torch_and_without(index: TokenIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch  # noqa: F401 - it takes over once it is there

    question = encoded((1, EAST), (2, NORTH))
    some = (index.uids, index.uids[:1])  # the whole index at once, and a part of it
    with_torch = [index.scores(question, uids) for uids in some]
    monkeypatch.delitem(sys.modules, "torch")
    for uids, expected in zip(some, with_torch, strict=True):
        assert index.scores(question, uids) == pytest.approx(expected, abs=1e-6)

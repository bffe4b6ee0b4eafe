"""Halves of a data set: whole together, and what one is tuned on is not what the other asks for."""

from pathlib import Path

import pytest

from eval import Dataset, load_dataset
from eval.dataset import Dialogue, Query, Turn
from ingest.errors import DatasetError

SHIPPED = Path(__file__).resolve().parent.parent.parent / "eval" / "datasets" / "kv-guidance"


def mains(data: Dataset) -> set[str]:
    return {query.metadata["main"] for query in data.queries if query.metadata.get("main")}


@pytest.mark.parametrize("split", ["dev", "test"])
def test_no_main_clause_lies_in_both_halves(split: str) -> None:
    data = load_dataset(SHIPPED, split)
    first, second = data.half("first"), data.half("second")
    assert {query.id for query in (*first.queries, *second.queries)} == {query.id for query in data.queries}
    assert len(first.queries) + len(second.queries) == len(data.queries)
    assert mains(data)
    assert not mains(first) & mains(second)
    assert (first.split, first.label, first.name) == (split, f"{split}-first", data.name)


def test_a_dialogue_goes_with_the_questions_about_its_first_clause() -> None:
    turns = (Turn("Hm?", "Hm?", False, {}), Turn("Cats?", "Cats?", True, {"p0": 1, "p1": 2, "p2": 2}))
    for name in ("a", "b", "c", "d"):
        queries = (Query("q1", "Cats?", True, {"main": "p1"}), Query("q2", "Who?", True))
        data = Dataset("toy", "dev", queries, {}, "", dialogues=(Dialogue(name, turns),))
        [half] = [half for half in ("first", "second") if data_half(data, half).dialogues]
        assert "q1" in [query.id for query in data_half(data, half).queries]


def data_half(data: Dataset, half: str) -> Dataset:
    """The half, or nothing where it has no question."""
    try:
        return data.half(half)  # type: ignore[arg-type]
    except DatasetError:
        return Dataset("toy", "dev", (), {}, "")

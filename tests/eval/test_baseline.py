"""A baseline sees every change of what a question asks or should lead to."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from eval.asked import everything
from eval.baseline import fingerprint
from eval.dataset import Dataset, Dialogue, Query, Reference, Turn
from eval.results import QuestionResult

QUERY = Query("q1", "Who barks?", True)
REFERENCE = Reference("r1", "p. 1", "ambiguous", ("p1", "p2"))
TURNS = (Turn("Cats?", "What of cats?", True, {"p1": 2}), Turn("And dogs?", "What of dogs?", True, {"p2": 2}))
DATA = Dataset("toy", "dev", (QUERY,), {}, "", dialogues=(Dialogue("d1", TURNS),), references=(REFERENCE,))


def prints(data: Dataset) -> dict[str, str]:
    rows = {
        one.id: QuestionResult(one.id, one.text, one.metadata, one.cluster, {}, (), 1.0) for one in everything(data)
    }
    return {name: fingerprint(row, {}) for name, row in rows.items()}


def turns(*changed: Turn) -> Callable[[Dataset], Dataset]:
    return lambda data: replace(data, dialogues=(Dialogue("d1", changed),))


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        (lambda data: data, set()),
        (lambda data: replace(data, queries=(replace(QUERY, answerable=False),)), {"q1"}),
        (lambda data: replace(data, references=(replace(REFERENCE, uids=("p1", "p3")),)), {"r1"}),
        (lambda data: replace(data, references=(replace(REFERENCE, uids=("p2", "p1")),)), set()),
        (lambda data: replace(data, references=(replace(REFERENCE, status="missing", uids=()),)), {"r1"}),
        (turns(replace(TURNS[0], question="Birds?"), TURNS[1]), {"d1.1", "d1.2"}),
        (turns(TURNS[0], replace(TURNS[1], standalone="Dogs?")), {"d1.2"}),
        (turns(TURNS[0], replace(TURNS[1], answerable=False)), {"d1.2"}),
    ],
)
def test_what_is_asked_or_expected_changes_the_fingerprint(
    change: Callable[[Dataset], Dataset], changed: set[str]
) -> None:
    before, after = prints(DATA), prints(change(DATA))
    assert {name for name in before if before[name] != after[name]} == changed

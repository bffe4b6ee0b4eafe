import pytest

from ingest.errors import HistoryError
from rag.dialogue import read_history, standalone

FIRST = "How do we reward staff who work with industry?"
HISTORY = [{"role": "user", "content": FIRST}, {"role": "assistant", "content": "…"}]


@pytest.mark.parametrize(
    "question", ["And for companies?", "What about them?", "Why?", "Is it binding?", "Who says that?"]
)
def test_a_follow_up_carries_the_question_before_it(question: str) -> None:
    assert standalone(question, HISTORY) == f"{FIRST} {question}"


@pytest.mark.parametrize(
    "question", ["How do we measure the impact of a partnership?", "Who signed the Recommendation?"]
)
def test_a_new_subject_stands_by_itself(question: str) -> None:
    assert standalone(question, HISTORY) == question


def test_a_chain_of_follow_ups_leans_on_the_last_full_question() -> None:
    history = [*HISTORY, {"role": "user", "content": "And for companies?"}, {"role": "assistant", "content": "…"}]
    assert standalone("And for students?", history) == f"{FIRST} And for students?"


def test_without_history_nothing_changes() -> None:
    assert standalone("And for companies?", []) == "And for companies?"


@pytest.mark.parametrize(
    "turns", [["hello"], [{}], [{"role": "system", "content": "x"}], [{"role": "user", "content": 1}]]
)
def test_a_malformed_turn_is_told_by_number(turns: list[object]) -> None:
    with pytest.raises(HistoryError, match="Turn 1"):
        read_history(turns)

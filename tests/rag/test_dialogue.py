import pytest

from ingest.errors import HistoryError
from rag.dialogue import before, contexts, read_history, standalone

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


@pytest.mark.parametrize(
    ("asked", "question", "resolved"),
    [
        (["What does 3.1.1(f) say?", "and (g)?"], "and (h)?", "What does 3.1.1(h) say?"),
        (["What does point 3.1.1(f) of C(2024) 600 say?"], "and (g)?", "What does point 3.1.1(g) of C(2024) 600 say?"),
        (["What does 2.3.1(g)(i) say?"], "and (ii)?", "What does 2.3.1(g)(ii) say?"),
        (["What does point 1(3) say?"], "(4)", "What does point 1(4) say?"),
        (["recital 6"], "and 7?", "recital 7"),
        (["recital 6"], "no. 12?", "recital 12"),
        (["What's MLE recommendation 1?"], "and the second?", "What's MLE recommendation 2?"),
        (["What's MLE recommendation 1?", "and the second?"], "no 8?", "What's MLE recommendation 8?"),
        (["recital 6"], "The 3rd one", "recital 3"),
        (["What does 3.1.1(f) say?"], "and the second?", "What does 3.1.1(f) say? and the second?"),
        (["Compare 3.1.1(f) and 3.2.1(b)"], "and (c)?", "and (c)?"),
    ],
)
def test_a_label_alone_moves_the_last_reference(asked: list[str], question: str, resolved: str) -> None:
    history = [turn for words in asked for turn in ({"role": "user", "content": words}, HISTORY[1])]
    assert standalone(question, history) == resolved


def test_a_short_question_may_go_on_from_what_was_asked_shortly_before() -> None:
    asked = ["One?", "Two?", "Three?", "Four?"]
    history = [{"role": role, "content": words} for words in asked for role in ("user", "assistant")]
    assert before("Whom should I talk to?", history) == ("Two?", "Three?", "Four?")
    assert before("Whom?", history[:2]) == ("One?",)
    assert before("Whom?", []) == ()
    long = "What does a university that has never worked with industry have to do first of all?"
    assert before(long, history) == ()


def test_the_contexts_of_a_question_are_the_earliest_of_these_and_the_last() -> None:
    assert contexts("Whom?", ("Two?", "Three?", "Four?")) == ("Two? Whom?", "Four? Whom?")
    assert contexts("Whom?", ("One?",)) == ("One? Whom?",)
    assert contexts("Whom?", ()) == ()

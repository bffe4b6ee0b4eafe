"""A question that asks several things is answered part by part, and told which part has no clause."""

import pytest

from rag import Assistant
from rag.parts import split


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("How do we share data? And what salary must a postdoc get?",
         ("How do we share data", "what salary must a postdoc get")),
        ("Who pays, who signs the contract and when does it end?", ()),  # "Who pays" alone says too little to be judged
        ("What is a stem; how do we cite one?", ("What is a stem", "how do we cite one")),
        ("How should universities and companies work together?", ()),
        ("Which skills and which networks do researchers need?", ()),
        ("We are a small firm. How do we start?", ()),
        ("", ()),
        ("?", ()),
    ],
)  # fmt: skip
def test_parts_are_told_apart(question: str, parts: tuple[str, ...]) -> None:
    assert split(question) == parts


def test_a_part_without_a_clause_makes_the_answer_partial(assistant: Assistant) -> None:
    answer = assistant.ask("Who owns what we invent together? And what salary must a postdoc get in Norway?")
    assert answer.status == "partial"
    assert "c/2024/601#pnt_3.1.1/pnt_f" in [citation.uid for citation in answer.citations]
    assert "No clause here answers “what salary must a postdoc get in Norway”." in answer.markdown


def test_parts_that_are_all_answered_are_no_partial_answer(assistant: Assistant) -> None:
    answer = assistant.ask("Who owns what we invent together? And how do we resolve conflicts between partners?")
    assert answer.status == "answered"
    cited = [citation.uid for citation in answer.citations]
    assert "c/2024/601#pnt_3.1.1/pnt_f" in cited
    assert "No clause here" not in answer.markdown

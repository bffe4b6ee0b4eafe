"""A question that asks several things is answered part by part, and told which part has no clause."""

import pytest

from rag import Assistant
from rag.parts import split


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("How do we share data? And what salary must a postdoc get?",
         ("How do we share data", "what salary must a postdoc get")),
        ("Who pays, who signs the contract and when does it end?",
         ("Who pays, who signs the contract", "when does it end")),
        ("How do we settle disputes? Who pays?", ("How do we settle disputes", "Who pays")),
        ("How do we settle disputes? And why?", ()),
        ("How do we pay for the forms and who looks for partners?",
         ("How do we pay for the forms", "who looks for partners")),
        ("Should we have a policy, and if so, who approves it?", ()),
        ("What happened between April and May 2024 in Brussels?", ()),
        ("How do we work with partners, who are often small, in research?", ()),
        ("What is a, what b? What is c? How is d? Who is e? Where is f?",
         ("What is a, what b", "What is c", "How is d", "Who is e, Where is f")),
        ("What is a stem; how do we cite one?", ("What is a stem", "how do we cite one")),
        ("How should universities and companies work together?", ()),
        ("Which skills and which networks do we need?", ("Which skills", "which networks do we need")),
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
    assert {"c/2024/601#pnt_3.1.1/pnt_f", "c/2024/601#pnt_3.1.1/pnt_c"} <= set(cited)
    assert "No clause here" not in answer.markdown


def test_no_stem_is_quoted_without_a_point(assistant: Assistant) -> None:
    corpus = assistant.corpus
    for question in (
        "How do we assess impact and how do we resolve conflicts?",
        "How should universities work with SMEs, and what about the costs?",
        "Which skills do we need and who trains people?",
    ):
        cited = {citation.uid for citation in assistant.ask(question).citations}
        for uid in cited:
            clause = corpus.clause(uid)
            assert clause is not None
            points = corpus.document_of(clause).children(clause.path)
            assert not points or any(point.uid in cited for point in points), (question, uid)

"""Which clauses an answer quotes: whole lists where a list is asked for, each of the documents set side by side."""

import pytest

from rag import Assistant
from rag.selection import _ALL, leads_in

ACT = "c/2024/601#"
REPORT = "web/mle-final-report#"


def _cited(assistant: Assistant, question: str) -> list[str]:
    return [citation.uid for citation in assistant.ask(question).citations]


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("What are all the ways to raise awareness of co-creation?", f"{ACT}pnt_2.1.2"),
        ("List everything that is recommended as an incentive for staff.", f"{ACT}pnt_2.1.3"),
        ("Which nine things does the MLE page recommend?", f"{REPORT}unp_8"),
        ("What are the key questions of the OECD workshop?", "web/oecd-co-creation-workshop#unp_10"),
    ],
)
def test_a_list_that_is_asked_for_comes_whole(assistant: Assistant, question: str, lead: str) -> None:
    clause = assistant.corpus.clause(lead)
    assert clause is not None
    points = assistant.corpus.document_of(clause).children(clause.path)
    cited = _cited(assistant, question)
    assert points
    assert {lead, *(point.uid for point in points)} <= set(cited)


@pytest.mark.parametrize(
    "question",
    [
        "Which four things does it name?",
        "Give me the full list of criteria.",
        "Tell me everything the Code says on trust",
        "In what ways can we reward staff?",
        "What steps should we take?",
        "What are the main recommendations?",
        "What can an employer do, all told?",
        "Summarise all of it, point by point.",
    ],
)
def test_a_question_for_a_list_is_known_by_its_words(question: str) -> None:
    assert _ALL.search(question)


@pytest.mark.parametrize(
    "question",
    [
        "What should they do all day?",
        "All the folk on our programme are men. What now?",
        "For everything that may come out of it, who holds it?",
        "Do we need a list of key staff?",
        "Is the whole point of it to sell patents?",
        "Which things that come out of our lab should we look after?",
        "What five years does it cover?",
        "What are intellectual assets?",
    ],
)
def test_other_questions_are_for_no_list(question: str) -> None:
    assert not _ALL.search(question)


def test_each_document_set_side_by_side_is_quoted(assistant: Assistant) -> None:
    cited = _cited(assistant, "How do the Code and the MLE treat security and foreign interference?")
    assert f"{REPORT}pnt_1" in cited
    assert f"{ACT}pnt_2.3.1/pnt_e" in cited or f"{ACT}rct_6" in cited


def test_prose_leads_in_to_a_list_only_where_it_ends_in_a_colon(assistant: Assistant) -> None:
    corpus = assistant.corpus
    leading = {clause.uid for _, clause in corpus.searched() if leads_in(clause, corpus)}
    assert {f"{ACT}pnt_3.1.1", f"{REPORT}unp_8"} <= leading
    assert f"{REPORT}unp_2" not in leading

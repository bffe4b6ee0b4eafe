"""Measures of answers: each tells the mistake it is named after."""

from dataclasses import replace
from typing import Any

import pytest

from eval.measures import citation_precision, citation_recall, false_answer, false_citation, false_refusal, status
from eval.measures import verbatim as verbatim_measure
from eval.measures.answered import Answered
from ingest.errors import QuotationError
from rag import Assistant
from rag.results import Answer
from rag.verify import verify

STEM, POINT = "c/2024/601#pnt_3.1.1", "c/2024/601#pnt_3.1.1/pnt_f"


@pytest.fixture(scope="module")
def answer(assistant: Assistant) -> Answer:
    return assistant.ask("What does point 3.1.1(f) say?")


def one(assistant: Assistant, answer: Answer, *, answerable: bool = True, **grades: int) -> Answered:
    return Answered(answer, answerable, {POINT: 2, **grades} if answerable else {}, assistant.corpus)


def test_a_quotation_of_another_clause_is_not_verbatim_and_never_shown(assistant: Assistant, answer: Answer) -> None:
    assert verbatim_measure.measure(one(assistant, answer)) == 1
    citation = next(citation for citation in answer.citations if citation.uid == POINT)
    for wrong in (replace(citation, uid="c/2024/601#unp_1"), replace(citation, uid="c/2024/601#pnt_9")):
        forged = replace(answer, citations=(wrong,))
        assert verbatim_measure.measure(one(assistant, forged)) == 0
        with pytest.raises(QuotationError, match="does not match"):
            verify(wrong, assistant.corpus.documents[0])


def test_a_lookup_of_a_point_that_the_source_lacks_is_a_refusal(assistant: Assistant) -> None:
    gap = assistant.ask("What does point 2.2.1(c) recommend?")
    assert (gap.status, gap.citations) == ("lookup", ())
    asked = one(assistant, gap, answerable=False)
    assert (status.measure(asked), false_answer.measure(asked), false_citation.measure(asked)) == (1, 0, 0)
    wanted = one(assistant, gap)
    assert (status.measure(wanted), false_refusal.measure(wanted)) == (0, 1)


@pytest.mark.parametrize(
    ("told", "expected"),
    [("answered", (0, 1, 1)), ("partial", (0, 0, 1)), ("lookup", (0, 1, 1))],
)
def test_what_is_cited_for_an_unanswerable_question_is_a_mistake(
    assistant: Assistant, answer: Answer, told: Any, expected: tuple[float, ...]
) -> None:
    asked = one(assistant, replace(answer, status=told), answerable=False)
    measured = (status.measure(asked), false_answer.measure(asked), false_citation.measure(asked))
    assert measured == expected
    assert false_refusal.measure(asked) is None


def test_precision_forgives_the_stem_above_a_point_and_recall_wants_every_answer(
    assistant: Assistant, answer: Answer
) -> None:
    asked = one(assistant, answer)
    assert {STEM, POINT} == asked.cited
    assert citation_precision.measure(asked) == 1
    assert citation_recall.measure(asked) == 1
    assert citation_recall.measure(one(assistant, answer, **{"c/2024/601#rct_1": 2})) == 0.5

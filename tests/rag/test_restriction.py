"""Asking again without a clause, or in some documents alone: what was left out is nowhere in the answer."""

import json

import pytest

from ingest.corpus import Corpus
from ingest.errors import QuestionError
from rag import Assistant
from rag.export.saved import read_answers
from rag.restriction import Restriction, restriction

QUESTION = "How do we resolve conflicts between partners?"
CONFLICTS = "c/2024/601#pnt_3.1.1/pnt_c"
STEM = "c/2024/601#pnt_3.1.1"
REPORT = "web/mle-final-report"
ASKED = (
    QUESTION,
    "How should background knowledge be handled, and who trains the staff?",
    "What counts as academia?",
    "How can companies and universities work together?",
)


def test_each_retrieved_clause_that_is_left_out_is_neither_quoted_nor_retrieved(assistant: Assistant) -> None:
    for question in ASKED:
        for uid in assistant.ask(question).retrieved[:4]:
            answer = assistant.ask(question, without=[uid])
            named = {*answer.retrieved, *answer.suggestions, *(c.uid for c in answer.citations)}
            assert not any(one == uid or one.startswith(f"{uid}/") for one in named), (question, uid)
            assert answer.without == (uid,)
            assert "without" in answer.notice
            read_answers(json.dumps(answer.to_dict()).encode(), "it", assistant.corpus)  # and it can be kept


def test_a_stem_goes_with_its_points(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTION, without=[STEM])
    assert not any(uid.startswith(STEM) for uid in answer.retrieved)
    assert answer.notice == "Searched without C(2024) 601, point 3.1.1, as you asked."


def test_documents_are_searched_alone_under_any_of_their_names(assistant: Assistant) -> None:
    answer = assistant.ask("How can companies and universities work together?", documents=["web/mle-final-report"])
    assert {uid.partition("#")[0] for uid in answer.retrieved} == {REPORT}
    assert answer.documents == (REPORT,)
    assert "alone, as you asked." in answer.notice
    other = assistant.ask(QUESTION, documents=["32024H0774"])
    assert other.documents == ("c/2024/601",)


def test_a_document_that_a_question_names_and_a_restriction_leaves_out_is_told(assistant: Assistant) -> None:
    answer = assistant.ask("What does C(2024) 601 say about conflicts?", documents=[REPORT])
    assert answer.status == "not_covered"
    assert "C(2024) 601 was left out as you asked." in answer.markdown


def test_a_clause_that_the_question_names_is_shown_all_the_same_and_that_is_told(assistant: Assistant) -> None:
    answer = assistant.ask("3.1.1(c)", without=["3.1.1(c)"])
    assert [citation.uid for citation in answer.citations][-1] == CONFLICTS
    assert answer.without == ()
    assert answer.notice == "The question names what it wants, so nothing was left out."


def test_an_answer_gives_the_score_of_each_clause_it_retrieved(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTION)
    assert len(answer.scores) == len(answer.retrieved)
    assert list(answer.scores) == sorted(answer.scores, reverse=True)
    hits = assistant.search(QUESTION).hits
    assert answer.scores == tuple(hit.score for hit in hits)
    assert assistant.ask("3.1.1(c)").scores == ()


@pytest.mark.parametrize(
    ("documents", "without", "told"),
    [
        (["nonsense"], [], "No document is called “nonsense”."),
        (["reco/2022/2415"], [], "not in the index"),
        ([], ["9.9.9"], "9.9.9"),
        ([], ["2.2.1(c)"], ""),  # the source lacks it
        ([], ["c/2024/601#ftn_38"], "is no clause"),
        ([], [""], "no reference"),
        ([], ["x" * 5000], "no reference"),
        ([f"d{n}" for n in range(101)], [], "at most 100"),
    ],
)
def test_what_cannot_be_left_out_is_an_error_and_nothing_is_asked(
    corpus: Corpus, documents: list[str], without: list[str], told: str
) -> None:
    with pytest.raises(QuestionError) as error:
        restriction(documents, without, corpus)
    assert told in error.value.message


def test_leaving_everything_out_is_an_error(corpus: Corpus) -> None:
    everything = tuple(clause.uid for clause in corpus.clauses())
    with pytest.raises(QuestionError, match="Every clause"):
        Restriction(without=everything).of(corpus)

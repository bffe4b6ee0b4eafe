"""Documents that a question names: several side by side, and some that are not here."""

from dataclasses import replace

import pytest

from ingest.catalogue import Catalogue
from ingest.corpus import Corpus
from ingest.mentions import find_mentions
from rag import Assistant
from rag.scope import Scope, scope_of

ACT, REPORT, NEWS = "c/2024/601", "web/mle-final-report", "web/codes-of-practice-news"


def _scope(question: str, corpus: Corpus) -> Scope:
    mentions = find_mentions(question, corpus.catalogue)
    return scope_of(question, mentions, mentions.entries, corpus, corpus)


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("What does the MLE recommend?", [{REPORT}]),
        ("Do the Code and the MLE agree?", [{REPORT}, {ACT}]),
        ("What do the Recommendation and the news item say on citizens?", [{ACT}, {REPORT, NEWS}]),
        ("Does the MLE page go beyond the guidance?", [{REPORT}, {ACT}]),
        ("What does the Code say on trust?", []),
        ("What does the guidance say on trust?", []),
        ("How should we share patents?", []),
        ("How do we code the results of the event?", []),
    ],
)
def test_each_name_is_a_side_of_the_question(assistant: Assistant, question: str, sides: list[set[str]]) -> None:
    assert [set(side) for side in _scope(question, assistant.corpus).sides] == sides


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("What do the Code and the MLE say on skills?", "what do and say on skills?"),
        ("What do the Code and the MLE's final report say on skills?", "what do and say on skills?"),
        ("Do the Code and the MLE follow the Guiding principles?", "do and follow the guiding principles?"),
        ("How should we share patents?", "how should we share patents?"),
    ],
)
def test_the_subject_of_a_question_is_left_without_its_sides(assistant: Assistant, question: str, subject: str) -> None:
    assert _scope(question, assistant.corpus).subject == subject


@pytest.mark.parametrize(
    ("question", "uid"),
    [
        (
            "What does the Council Recommendation on the Guiding principles recommend Member States to do for "
            "multidisciplinary and interdisciplinary collaboration?",
            f"{ACT}#rct_1",
        ),
    ],
)
def test_what_the_texts_say_of_a_document_that_is_not_here_is_a_partial_answer(
    assistant: Assistant, question: str, uid: str
) -> None:
    answer = assistant.ask(question)
    assert answer.status == "partial"
    assert [citation.uid for citation in answer.citations] == [uid]
    assert "not in the index" in answer.sentences[0].text
    assert "The texts here speak of it in" in answer.sentences[0].text


@pytest.mark.parametrize(
    "question",
    [
        "What exactly does (EU) 2022/2415 say on multidisciplinary and interdisciplinary collaboration?",
        "Which article of (EU) 2022/2415 recommends multidisciplinary and interdisciplinary collaboration?",
        "What does the Council Recommendation on the Guiding principles recommend on spin-offs?",
    ],
)
def test_the_words_of_a_document_that_is_not_here_are_not_told_by_another(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.citations) == ("not_covered", ())


def test_another_text_of_an_act_is_searched_in_the_first_where_that_has_the_same_clauses(corpus: Corpus) -> None:
    entries = tuple(
        replace(entry, witness_of=ACT) if entry.key == REPORT else entry for entry in corpus.published.entries
    )
    scope = _scope("What does the MLE recommend?", replace(corpus, published=Catalogue(entries)))
    assert [set(side) for side in scope.sides] == [{REPORT, ACT}]

"""The questions to start with: curated ones, from all over the texts, which the assistant really answers."""

from ingest.corpus import Corpus
from ingest.questions import Curated
from rag import Assistant
from ui.services.suggestions import LONGEST, SHOWN, first_question, suggestions


def test_suggestions_are_curated_and_of_several_documents_and_sections(corpus: Corpus) -> None:
    found = suggestions(corpus)
    assert len(set(found)) == SHOWN
    uids = [next(uid for uid, asked in corpus.questions.by_uid.items() if one in asked) for one in found]
    assert len({uid.partition("#")[0] for uid in uids}) >= 2
    assert len({uid[: len("c/2024/601#pnt_3.1")] for uid in uids}) == SHOWN
    assert all(len(one) <= LONGEST and one.endswith("?") for one in found)


def test_every_suggestion_is_answered_from_the_clause_it_belongs_to(corpus: Corpus, assistant: Assistant) -> None:
    for one in suggestions(corpus):
        answer = assistant.ask(one)
        uids = [uid for uid, asked in corpus.questions.by_uid.items() if one in asked]
        assert answer.status == "answered", one
        assert {citation.uid for citation in answer.citations} & set(uids), one


def test_without_curated_questions_nothing_is_suggested(corpus: Corpus) -> None:
    assert suggestions(corpus.asked(Curated({}))) == ()


def test_a_first_question_is_short_plain_and_best_begins_with_how() -> None:
    told = "I am a dean; how should we share what the project earns with the firm?"
    assert first_question((told, "joint IP strategy", "x" * LONGEST + "?")) is None
    assert first_question(("Can we share what the project earns?", "How should we share the income?")) == (
        "How should we share the income?"
    )

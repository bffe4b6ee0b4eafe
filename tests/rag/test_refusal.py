"""The refusal decides by signals, each of which does what it says."""

from dataclasses import replace

import pytest

from rag import Assistant
from rag.ranking import Ranking
from rag.refusal import SHIPPED, judge, signals


@pytest.fixture(scope="module")
def ranking(assistant: Assistant) -> Ranking:
    return assistant.rank("How do we settle a dispute between partners?")


def test_an_open_question_that_the_texts_treat_has_no_signal_against_it(ranking: Ranking) -> None:
    found = signals(ranking)
    assert found == replace(found, bare=0, blended=0)
    assert 0.5 < found.matched <= found.understood < 1
    assert judge(ranking, SHIPPED).covered


@pytest.mark.parametrize("question", ["What does the paragraph mean by that?", "Tell me more."])
def test_a_question_that_says_nothing_of_its_subject_is_seen_and_less_sure(assistant: Assistant, question: str) -> None:
    assert signals(assistant.rank(question)).bare == 1
    assert SHIPPED.weights.bare < 0


def test_a_follow_up_is_seen_to_be_told_by_its_contexts_too_but_not_a_part_of_a_question(assistant: Assistant) -> None:
    retriever, text = assistant.retriever(), "and for companies?"
    alone, behind = retriever.rank(text), retriever.rank(text, before=["How do we reward staff?"])
    [(_, around)] = retriever.rank_parts("How do we reward staff, and who decides?", ["who decides"])
    assert [signals(one).blended for one in (alone, behind, around)] == [0, 1, 0]
    assert SHIPPED.weights.blended > 0


def test_words_that_only_curated_questions_use_are_known_but_told_as_in_no_text(assistant: Assistant) -> None:
    corpus = assistant.corpus
    texts = " ".join(document.source for document in corpus.documents).lower()
    asked = " ".join(question for one in corpus.questions.by_uid.values() for question in one).lower()
    word = next(word for word in asked.split() if word.isalpha() and len(word) > 7 and word[:6] not in texts)
    found = assistant.rank(word)
    assert found.unknown == (word,)
    assert found.understood > assistant.rank("woodpecker").understood


def test_a_clause_asked_for_by_name_is_always_covered(ranking: Ranking) -> None:
    first, *rest = ranking.scored
    unmatched = replace(first, matched=0.0)
    assert judge(replace(ranking, understood=0.0, scored=(unmatched, *rest)), SHIPPED).covered is False
    assert judge(replace(ranking, understood=0.0, scored=(replace(unmatched, pinned=True), *rest)), SHIPPED).sure


def test_confidence_lies_between_0_and_1_and_rises_with_the_signals(ranking: Ranking) -> None:
    low, high = (judge(replace(ranking, understood=value), SHIPPED) for value in (-1.0, 1.0))
    assert 0 < low.confidence < high.confidence < 1


def test_of_some_documents_alone_the_best_of_them_is_judged(assistant: Assistant) -> None:
    question = "How do we settle a dispute between partners?"
    whole = assistant.rank(question)
    pages = whole.within({"web/oecd-co-creation-workshop"})
    assert signals(pages).matched < signals(whole).matched


def test_a_question_about_nothing_is_told_so_and_one_about_the_act_itself_is_answered(assistant: Assistant) -> None:
    nothing = assistant.ask("Tell me more.")
    assert nothing.status == "not_covered"
    assert nothing.markdown.startswith("The question does not say what it is about")
    for question in ("What is this Recommendation about?", "What does the Code of Practice recommend?"):
        assert assistant.ask(question).status == "answered"


def test_a_name_that_no_text_has_is_never_surely_answered(assistant: Assistant) -> None:
    answer = assistant.ask("What does the GDPR say about personal data?")
    assert answer.status != "answered"
    assert "“GDPR”" in answer.markdown

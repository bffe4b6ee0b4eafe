"""Answers from the real index and model."""

import json
import threading
from pathlib import Path

import pytest

from ingest.address import Address
from ingest.errors import ClausewiseError, QuestionError
from ingest.spans import Span
from rag import Assistant
from rag.results import Answer

QUESTIONS = [
    "How should we deal with patents and know-how each side already had?",
    "What should we do when partners disagree?",
    "How do we reward staff for working with industry?",
    "What counts as academia?",
    "What does the mutual learning exercise recommend about skills?",
    "Which offers for lifelong learning should we invest in?",
    "point 3.4.1",
    "footnote 38",
    "What does recital 6 say?",
    "6",
]


def uids(answer: Answer) -> list[str]:
    return [citation.uid for citation in answer.citations]


def test_the_question_on_background_knowledge_finds_its_clause(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTIONS[0])
    assert answer.status == "answered"
    assert "c/2024/601#pnt_3.1.1/pnt_f" in uids(answer)
    assert "C(2024) 601, point 3.1.1(f)" in answer.markdown


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quotation_is_in_the_source_and_every_citation_exists(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    for citation in answer.citations:
        document = assistant.corpus.document(Address.parse(citation.uid).document)
        assert document is not None
        # Not `ingest.spans.read`: the check shares no code with what it checks.
        pieces = "".join(document.source[start:end] for start, end in citation.spans)
        assert " ".join(pieces.split()) == " ".join(citation.quote.split())
    cited = set(uids(answer))
    for sentence in answer.sentences:
        assert set(sentence.citations) <= cited
        assert sentence.support in {"verbatim", "supported"}


def test_points_are_quoted_under_their_stem_with_their_printed_label(assistant: Assistant) -> None:
    answer = assistant.ask("Who resolves conflicts between partners?")
    stem = "It is recommended to develop a joint industry-academia partnership framework"
    assert answer.markdown.index(stem) < answer.markdown.index("(c) setting out a clear and comprehensive")


def test_a_definition_is_answered_by_its_clause(assistant: Assistant) -> None:
    answer = assistant.ask("What counts as an intellectual asset?")
    assert (answer.status, uids(answer)[0]) == ("answered", "c/2024/601#sct_1/pnt_4")


def test_a_reference_is_answered_by_a_lookup(assistant: Assistant) -> None:
    answer = assistant.ask("What does point 3.1.1(f) say?")
    assert (answer.status, uids(answer)) == ("lookup", ["c/2024/601#pnt_3.1.1", "c/2024/601#pnt_3.1.1/pnt_f"])
    whole = assistant.ask("show me 3.4.1")
    assert len(whole.citations) == 7  # the stem and its six points


def test_a_gap_is_told_and_nothing_is_cited_for_it(assistant: Assistant) -> None:
    answer = assistant.ask("What does point 2.2.1(c) say?")
    assert (answer.status, answer.citations) == ("lookup", ())
    assert "hole" in answer.markdown
    assert answer.suggestions[0] == "c/2024/601#pnt_2.2.1/pnt_b"


def test_an_answer_beside_a_gap_mentions_it(assistant: Assistant) -> None:
    answer = assistant.ask("Should we invest in micro-credentials and flexible learning opportunities?")
    assert any(uid.startswith("c/2024/601#pnt_2.2.1") for uid in uids(answer))
    assert "Gap in the source" in answer.markdown


def test_what_is_not_covered_cites_nothing_and_names_the_nearest(assistant: Assistant) -> None:
    answer = assistant.ask("How do I cook risotto?")
    assert (answer.status, answer.citations) == ("not_covered", ())
    assert "“cook” and “risotto”" in answer.markdown
    assert len(answer.suggestions) == 3
    assert all(assistant.corpus.clause(uid) for uid in answer.suggestions)


def test_the_same_question_gets_the_same_answer(assistant: Assistant) -> None:
    first, second = (assistant.ask(QUESTIONS[1]).to_dict() for _ in range(2))
    assert {**first, "timings_ms": 0} == {**second, "timings_ms": 0}


def test_results_are_plain_json(assistant: Assistant) -> None:
    for result in (assistant.ask(QUESTIONS[0]), assistant.search("trust"), assistant.lookup("2.2.1(c)")):
        assert json.loads(json.dumps(result.to_dict())) == result.to_dict()


def test_a_search_by_reference_puts_the_clause_first(assistant: Assistant) -> None:
    assert assistant.search("2.3.1(h)", k=1).hits[0].uid == "c/2024/601#pnt_2.3.1/pnt_h"


@pytest.mark.parametrize("k", [0, -1, 100_000])
def test_an_absurd_number_of_results_is_refused(assistant: Assistant, k: int) -> None:
    with pytest.raises(QuestionError, match="between 1 and"):
        assistant.search("trust", k=k)


@pytest.mark.parametrize("question", ["?", "…", "\u202e", "a" * 2_000, "<script>", "' OR 1=1", "💶 & co", "\x00", "的"])
def test_odd_questions_get_an_answer_or_a_clear_error(assistant: Assistant, question: str) -> None:
    try:
        assert assistant.ask(question).status
    except ClausewiseError as error:
        assert error.hint


def test_threads_share_an_assistant(assistant: Assistant) -> None:
    answers: dict[int, str] = {}

    def ask(number: int) -> None:
        answers[number] = assistant.ask(QUESTIONS[number % 4]).markdown

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(answers[number] == answers[number % 4] for number in range(8))


def test_the_retriever_is_a_llama_index_one(assistant: Assistant) -> None:
    from llama_index.core.base.base_retriever import BaseRetriever

    retriever = assistant.retriever()
    assert isinstance(retriever, BaseRetriever)
    nodes = retriever.retrieve("resolving conflicts between partners")
    assert nodes[0].node.node_id == "c/2024/601#pnt_3.1.1/pnt_c"
    assert nodes[0].node.metadata["stem"] == "c/2024/601#pnt_3.1.1"


def test_a_span_is_a_pair_in_json(assistant: Assistant) -> None:
    [citation] = assistant.ask("What counts as academia?").to_dict()["citations"][:1]
    assert all(isinstance(Span(*span), Span) for span in citation["spans"])


def test_a_missing_corpus_is_told(tmp_path: Path) -> None:
    from rag import Settings

    with pytest.raises(ClausewiseError, match="CLAUSEWISE_CORPUS"):
        Assistant.open(Settings(home=tmp_path, corpus=tmp_path / "nowhere"))

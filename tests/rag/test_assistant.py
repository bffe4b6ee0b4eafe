"""Answers from the real index and model."""

import json
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.address import Address
from ingest.corpus import Corpus
from ingest.errors import ClausewiseError, QuestionError, QuotationError
from rag import Assistant, Settings
from rag.results import Answer
from rag.verify import verify

CORPUS = Path(__file__).resolve().parents[2] / "corpus"

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


@pytest.mark.parametrize(
    "question", ["?", "…", "\u202e", "<script>", "' OR 1=1", "\x00", "的", "\udcff trust", "how_to", "a#b"]
)
def test_odd_questions_are_answered_or_refused_and_never_fail(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).status in {"answered", "partial", "not_covered"}


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("what does point 3.1.1(f) say about patents?", "pnt_3.1.1/pnt_f"),
        ("compare 3.1.1(c) and 3.2.1(b)", "pnt_3.2.1/pnt_b"),
        ("is recital 6 binding?", "rct_6"),
        ("What does footnote #38 say?", "ftn_38"),
    ],
)
def test_a_reference_inside_a_question_is_what_gets_quoted(assistant: Assistant, question: str, cited: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "lookup"
    assert f"c/2024/601#{cited}" in uids(answer)


@pytest.mark.parametrize(
    "question", ["What does point 3.9.9(z) say about patents?", "Tell me what 2.2.1(c) recommends"]
)
def test_no_other_clause_answers_for_a_missing_one(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.citations) == ("lookup", ())


@pytest.mark.parametrize(
    "question",
    [
        "what does recital 6 of (EU) 2023/499 say about patents?",
        "According to (EU) 2023/499, how should we manage background knowledge?",
        "What does the Council Recommendation 2022/2415 recommend on trust?",
        "What do definitions say about open access in C(2024) 600?",
        "What does the Code of Practice on citizen engagement say about trust?",
        "Summarise Regulation (EU) 2021/695 on research results",
        "What does the AI Act say about intermediaries?",
    ],
)
def test_no_other_document_answers_for_one_that_is_not_here(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status in {"not_covered", "lookup"}
    assert answer.citations == ()


def test_a_document_named_in_a_question_is_the_only_one_quoted(assistant: Assistant) -> None:
    answer = assistant.ask("What does the mutual learning exercise recommend about skills?")
    assert {citation.uid.partition("#")[0] for citation in answer.citations} == {"web/mle-final-report"}


def test_a_name_no_text_knows_is_told_and_keeps_the_answer_from_being_sure(assistant: Assistant) -> None:
    answer = assistant.ask("What does the GDPR say about research data?")
    assert answer.status in {"partial", "not_covered"}
    assert "“GDPR”" in answer.markdown


@pytest.mark.parametrize("reference", ["2.2.1", "show me 2.2.1(b)", "section 2.2"])
def test_a_lookup_beside_the_gap_tells_of_it(assistant: Assistant, reference: str) -> None:
    assert "Gap in the source" in assistant.ask(reference).markdown
    [clause] = assistant.lookup(reference.removeprefix("show me ")).to_dict()["clauses"]
    assert clause["gaps"][0]["footnotes"] == [26, 27]


def test_a_follow_up_about_something_else_is_not_answered_from_the_first_question(assistant: Assistant) -> None:
    history = [{"role": "user", "content": QUESTIONS[0]}, {"role": "assistant", "content": "…"}]
    assert assistant.ask("And how much tax do startups pay?", history).status == "not_covered"


def test_a_letter_alone_moves_within_the_paragraph_asked_for(assistant: Assistant) -> None:
    history = [{"role": "user", "content": "What does 3.1.1(f) say?"}, {"role": "assistant", "content": "…"}]
    assert "c/2024/601#pnt_3.1.1/pnt_g" in uids(assistant.ask("and (g)?", history))
    assert uids(assistant.ask("and recital 7?", history)) == ["c/2024/601#rct_7"]


def test_a_quotation_that_does_not_match_is_never_shown(assistant: Assistant) -> None:
    [citation] = assistant.ask("What counts as academia?").citations[:1]
    document = assistant.corpus.document("c/2024/601")
    assert document is not None
    assert verify(citation, document) is citation
    for wrong in (
        replace(citation, quote=citation.quote + "!"),
        replace(citation, quote=""),
        replace(citation, spans=()),
    ):
        with pytest.raises(QuotationError):
            verify(wrong, document)


def test_a_rebuild_is_picked_up_by_the_next_question(built_home: Path, tmp_path: Path, corpus: Corpus) -> None:
    from rag.adapter import chosen
    from rag.embed import PACKAGED, Embedder
    from rag.index import build

    settings = Settings(home=Path(shutil.copytree(built_home, tmp_path / "home")), corpus=CORPUS)
    with Assistant.open(settings) as assistant:
        before = assistant.search("trust").generation
        build(settings.home, corpus, Embedder.load(PACKAGED, chosen(settings)))
        after = assistant.search("trust").generation
    assert before != after


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


def test_a_missing_corpus_is_told(tmp_path: Path) -> None:
    with pytest.raises(ClausewiseError, match="CLAUSEWISE_CORPUS"):
        Assistant.open(Settings(home=tmp_path, corpus=tmp_path / "nowhere"))


def test_one_document_here_and_one_absent_give_a_partial_answer_that_says_so(assistant: Assistant) -> None:
    answer = assistant.ask("Compare C(2024) 601 and (EU) 2022/2415 on skills")
    assert answer.status == "partial"
    assert "(EU) 2022/2415 is known, but its text is not in the index" in answer.markdown
    assert {citation.uid.partition("#")[0] for citation in answer.citations} == {"c/2024/601"}


def test_a_clause_is_shown_beside_an_act_that_is_not_here(assistant: Assistant) -> None:
    answer = assistant.ask("How does point 1(5) relate to Regulation (EU) 2021/695?")
    assert uids(answer) == ["c/2024/601#sct_1/pnt_5"]
    assert "None of the documents here is “Regulation (EU) 2021/695”" in answer.markdown


def test_a_word_of_a_footnote_is_not_called_unknown(assistant: Assistant) -> None:
    assert "“CoARA”" not in assistant.ask("What is CoARA?").markdown


def test_the_gap_is_told_between_the_point_before_it_and_the_text_after_it(assistant: Assistant) -> None:
    markdown = assistant.ask("2.2.1").markdown
    assert (
        markdown.index("investing in diverse")
        < markdown.index("Gap in the source")
        < markdown.index("schemes, such as")
    )


def test_a_question_that_only_follows_up_is_not_pinned_to_the_clause_before(assistant: Assistant) -> None:
    history = [{"role": "user", "content": "What does 3.1.1(f) say?"}, {"role": "assistant", "content": "…"}]
    assert assistant.ask("why?", history).status != "lookup"
    assert assistant.ask("And what does C(2024) 600 say?", history).citations == ()


def test_looking_up_a_clause_does_not_wait_for_the_model(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    loading, go_on = threading.Event(), threading.Event()
    embedder = assistant.retriever().embedder

    def load(*_: object) -> object:
        loading.set()
        assert go_on.wait(60)
        return embedder

    monkeypatch.setattr("rag.embed.Embedder.load", load)
    with Assistant.open(assistant.settings) as fresh:
        thread = threading.Thread(target=fresh.warm_up)
        thread.start()
        assert loading.wait(60)
        found: list[str] = []
        looking = threading.Thread(target=lambda: found.append(fresh.lookup("3.1.1(f)").status))
        looking.start()
        looking.join(20)
        told = fresh.loaded
        go_on.set()
        thread.join(60)
        assert (found, told, fresh.loaded) == (["found"], False, True)

"""Asking again without a clause, or in some documents alone: what was left out is nowhere in the answer."""

import datetime
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest import shelf
from ingest.catalogue import Catalogue
from ingest.corpus import Corpus
from ingest.errors import QuestionError
from ingest.own import own_record
from rag import Assistant, Settings
from rag.embed import PACKAGED, Embedder
from rag.export.saved import read_answers
from rag.restriction import Restriction, restriction

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
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


@pytest.mark.parametrize(
    ("documents", "without", "told"),
    [
        ([], [], "The indexed texts do not answer this question."),
        ([REPORT], [], "The document you chose does not answer this question."),
        ([REPORT, "c/2024/601"], [], "The documents you chose do not answer this question."),
        ([], [CONFLICTS], "What you left of the indexed texts does not answer this question."),
    ],
)
def test_a_refusal_says_of_what_was_searched_that_it_does_not_answer(
    assistant: Assistant, documents: list[str], without: list[str], told: str
) -> None:
    answer = assistant.ask("How do I cook risotto?", documents=documents, without=without)
    assert answer.status == "not_covered"
    assert told in answer.markdown


@pytest.fixture(scope="module")
def policed(built_home: Path, corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant that knows an own document as well."""
    from rag.adapter import chosen
    from rag.index import build

    home = Path(shutil.copytree(built_home, tmp_path_factory.mktemp("own") / "home"))
    settings = Settings(home=home, corpus=CORPUS)
    data = b"# House rules\n\n1. Staff may keep bees on the roof of the library.\n\n2. Bees are counted each spring.\n"
    record = own_record(Path("rules.md"), "House rules of Linden", datetime.date.today().isoformat(), corpus.catalogue)
    document = corpus.parse(record, [data])
    build(home, corpus.with_document(record, document), Embedder.load(PACKAGED, chosen(settings)))
    shelf.put(home, record, [("part-001.md", data)], document)
    with Assistant.open(settings) as opened:
        yield opened


def test_a_follow_up_about_a_document_that_is_left_out_is_not_answered_from_another(policed: Assistant) -> None:
    asked = "What do the House rules of Linden say about bees?"
    before = [{"role": "user", "content": asked}, {"role": "assistant", "content": policed.ask(asked).markdown}]
    answer = policed.ask("And what do they say about conflicts between partners?", before, documents=["c/2024/601"])
    assert answer.citations == ()
    assert "House rules of Linden was left out as you asked." in answer.markdown


def _with_another_text(corpus: Corpus) -> Corpus:
    """A corpus in which the report is a further text of the act."""
    entries = tuple(
        replace(entry, witness_of="c/2024/601") if entry.key == REPORT else entry for entry in corpus.published.entries
    )
    return replace(corpus, published=Catalogue(entries))


def test_of_another_text_of_an_act_it_is_told_how_little_is_searched(corpus: Corpus) -> None:
    texts = _with_another_text(corpus)
    only = "is searched: it is the same act."
    assert only in Restriction((REPORT,)).told(texts)
    assert only not in Restriction((REPORT, "c/2024/601")).told(texts)
    assert only not in Restriction(("c/2024/601",)).told(texts)


def test_a_text_that_lacks_nothing_of_the_first_cannot_be_searched_alone(corpus: Corpus) -> None:
    texts = _with_another_text(corpus)
    searched = {clause.uid for _, clause in texts.searched() if clause.uid.startswith(REPORT)}
    report = texts.document(REPORT)
    assert report is not None
    twin = replace(report, clauses=tuple(one for one in report.clauses if one.uid not in searched))
    shipped = tuple(twin if one.key == REPORT else one for one in texts.shipped)
    with pytest.raises(QuestionError, match="Every clause"):
        Restriction((REPORT,)).of(replace(texts, shipped=shipped))

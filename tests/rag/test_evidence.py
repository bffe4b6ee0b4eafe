"""The evidence for a question, gathered over arrays, is what one gets view by view."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ingest.corpus import Corpus
from rag import evidence
from rag.embed import Embedder, Encoded
from rag.evidence import Gatherer
from rag.index import Index, build
from rag.mixture import SCORES
from rag.views import question_view, stem_view

TEXT = "how should a spin off share income"


@pytest.fixture(scope="module")
def short_sighted(tiny_model: Path) -> Embedder:
    """A model that reads sixteen tokens, so that most views go on in windows."""
    embedder = Embedder.load(str(tiny_model))
    embedder._model.max_seq_length = 16
    return embedder


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory, few_questions: Corpus, short_sighted: Embedder
) -> tuple[Corpus, Index]:
    home = tmp_path_factory.mktemp("windows")
    build(home, few_questions, short_sighted)
    return few_questions, Index.open(home, few_questions, short_sighted.identity)


@pytest.fixture
def questions(built: tuple[Corpus, Index]) -> dict[str, int]:
    corpus, _ = built
    return {clause.uid: len(corpus.questions.of(clause.uid)) for _, clause in corpus.searched()}


@pytest.fixture
def gatherer(built: tuple[Corpus, Index], short_sighted: Embedder) -> Gatherer:
    return Gatherer(built[1], short_sighted)


def views(index: Index, uid: str, questions: dict[str, int]) -> Iterator[str]:
    yield uid
    if stem_view(uid) in index.tokens:
        yield stem_view(uid)
    yield from (question_view(uid, place) for place in range(questions[uid]))


@pytest.mark.parametrize("most", [evidence.POOL, 20])
@pytest.mark.parametrize("whole", [True, False])
def test_it_is_what_one_gets_view_by_view(
    most: int,
    whole: bool,
    built: tuple[Corpus, Index],
    questions: dict[str, int],
    gatherer: Gatherer,
    short_sighted: Embedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, index = built
    monkeypatch.setattr(evidence, "POOL", most)
    monkeypatch.setattr("rag.questions.NEAREST", 10**6)
    monkeypatch.setattr("rag.late.WHOLE", 10**9 if whole else 0)
    query = short_sighted.query(TEXT)
    [found] = gatherer.evidence([TEXT], SCORES)
    assert any(map(index.tokens.windows_of, questions))
    seen = 0
    for place, uid in enumerate(questions):
        scores = index.tokens.scores(query, views(index, uid, questions))
        if found.matched[place] == 0:
            continue  # no candidate
        seen += 1
        asked = sorted((scores[question_view(uid, n)] for n in range(questions[uid])), reverse=True)[:2]
        assert found.scores["late"][place] == pytest.approx(scores[uid], abs=1e-5)
        assert found.scores["late_stem"][place] == pytest.approx(scores.get(stem_view(uid), scores[uid]), abs=1e-5)
        assert found.scores["questions"][place] == pytest.approx(np.mean(asked or scores[uid]), abs=1e-5)
        assert found.matched[place] >= max(scores.values()) - 1e-5  # every word may find itself in another view
        assert found.understood >= found.matched[place] - 1e-5
    assert seen == len(questions) if most == evidence.POOL >= len(questions) else 0 < seen <= len(questions)


def test_a_clause_that_is_no_candidate_is_no_nearer_than_the_last_that_is(
    gatherer: Gatherer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "POOL", 5)
    [found] = gatherer.evidence([TEXT], SCORES)
    others = found.matched == 0
    assert others.any()
    assert found.scores["late_stem"][others].max() <= found.scores["late"][~others].min()


def test_texts_asked_together_are_known_as_if_asked_alone(gatherer: Gatherer) -> None:
    texts = [TEXT, "who pays", f"{TEXT} and who pays for the patent of the company"]
    together = gatherer.evidence(texts, SCORES)
    gatherer.forget()
    for text, one in zip(texts, together, strict=True):
        [alone] = gatherer.evidence([text], SCORES)
        gatherer.forget()
        for name in SCORES:
            exact = 1e-4 if name == "votes" else 1e-5  # the sum of what all questions say, in single precision
            np.testing.assert_allclose(one.scores[name], alone.scores[name], atol=exact)
        assert one.understood == pytest.approx(alone.understood, abs=1e-5)


def test_a_text_is_embedded_once_until_it_is_forgotten(
    gatherer: Gatherer, short_sighted: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded: list[str] = []

    def queries(texts: list[str]) -> list[Encoded]:
        embedded.extend(texts)
        return Embedder.queries(short_sighted, texts)

    monkeypatch.setattr(short_sighted, "queries", queries)
    gatherer.evidence([TEXT, "who pays"], SCORES)
    gatherer.evidence(["who pays", TEXT, TEXT], SCORES)
    gatherer.encoded([TEXT])
    assert embedded == [TEXT, "who pays"]
    gatherer.forget()
    gatherer.encoded([TEXT])
    for number in range(evidence.REMEMBERED):
        gatherer.encoded([f"another {number}"])
    gatherer.encoded([TEXT])
    assert embedded.count(TEXT) == 3

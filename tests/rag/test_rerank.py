"""A cross-encoder that the user names orders the first clauses; one that cannot is told."""

from dataclasses import replace
from pathlib import Path

import pytest

from ingest.corpus import Corpus
from ingest.errors import ModelError
from rag import Assistant, Settings
from rag.mixture import DEFAULT
from rag.rerank import DEPTH, Reranker
from rag.retrieve import ClauseRetriever

QUESTION = "Who owns what we invent together?"


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Path:
    """The tiny model with a head that scores pairs."""
    return _with_labels(tmp_path_factory.mktemp("cross"), tiny_model, 1)


def _with_labels(folder: Path, tiny_model: Path, labels: int) -> Path:
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    config = BertConfig.from_pretrained(tiny_model, num_labels=labels)
    torch.manual_seed(3)
    BertForSequenceClassification(config).save_pretrained(folder)
    AutoTokenizer.from_pretrained(tiny_model).save_pretrained(folder)
    return folder


class Backwards(Reranker):
    """Finds the last of the clauses it is given the best."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def scores(self, question, texts):  # type: ignore[no-untyped-def]
        self.read = list(texts)
        return [float(place) for place in range(len(texts))]


def _with(assistant: Assistant, reranker: Reranker | None) -> ClauseRetriever:
    inner = assistant.retriever()
    return ClauseRetriever(inner.corpus, inner._index, inner._embedder, reranker=reranker)


def test_the_first_clauses_are_put_in_its_order_and_no_other(assistant: Assistant) -> None:
    plain, backwards = _with(assistant, None), Backwards()
    before = [one.clause.uid for one in plain.rank(QUESTION).scored]
    ranked = _with(assistant, backwards).rank(QUESTION).scored
    after = [one.clause.uid for one in ranked]
    assert after == before[:DEPTH][::-1] + before[DEPTH:]
    scores = [one.score for one in ranked]
    assert scores == sorted(scores, reverse=True)


def test_it_reads_a_point_behind_its_stem(assistant: Assistant, corpus: Corpus) -> None:
    backwards = Backwards()
    _with(assistant, backwards).rank(QUESTION)
    point = corpus.clause("c/2024/601#pnt_3.1.1/pnt_f")
    assert point is not None
    stem = corpus.document_of(point).stem(point)
    assert stem is not None
    assert f"{stem.text} {point.text}" in backwards.read


def test_a_clause_asked_for_by_name_stays_first(assistant: Assistant) -> None:
    ranked = _with(assistant, Backwards()).rank("What does point 3.1.1(f) of the Code say about ownership?").scored
    assert ranked[0].clause.uid == "c/2024/601#pnt_3.1.1/pnt_f"


def test_parts_measured_alone_are_not_reranked(assistant: Assistant) -> None:
    backwards = Backwards()
    _with(assistant, backwards).rank(QUESTION, replace(DEFAULT, rerank=False))
    assert backwards.read == []


def test_a_named_cross_encoder_is_used_by_every_door(built_home: Path, corpus: Corpus, cross_encoder: Path) -> None:
    settings = Settings.read({"CLAUSEWISE_HOME": str(built_home), "CLAUSEWISE_RERANKER": str(cross_encoder)})
    with Assistant(corpus, settings) as a:
        reranked = a.search(QUESTION, k=DEPTH)
        answer = a.ask(QUESTION)
    reranker = Reranker.load(str(cross_encoder))
    texts = []
    for hit in reranked.hits:
        clause = corpus.clause(hit.uid)
        assert clause is not None
        stem = corpus.document_of(clause).stem(clause)
        texts.append(f"{stem.text} {clause.text}" if stem else clause.text)
    found = reranker.scores(QUESTION, texts)
    assert found == sorted(found, reverse=True)
    assert answer.retrieved == tuple(hit.uid for hit in reranked.hits[: len(answer.retrieved)])


@pytest.mark.parametrize("name", ["/no/such/folder", ""])
def test_an_absent_one_is_told(built_home: Path, corpus: Corpus, name: str, tmp_path: Path) -> None:
    named = name or str(tmp_path)
    with pytest.raises(ModelError) as error:
        Reranker.load(named)
    assert "CLAUSEWISE_RERANKER" in error.value.hint


def test_a_model_of_several_labels_is_told(tmp_path: Path, tiny_model: Path) -> None:
    with pytest.raises(ModelError, match="one number"):
        Reranker.load(str(_with_labels(tmp_path, tiny_model, 3)))

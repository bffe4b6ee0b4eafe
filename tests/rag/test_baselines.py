"""The baselines do what their papers say, and vectors are computed once."""

from pathlib import Path

import numpy as np
import pytest

import rag.vectors
from ingest.corpus import Corpus
from ingest.spans import Span
from rag.baselines import BM25, Dense, MixedPassages, ReciprocalRankFusion, _places
from rag.collection import Collection, Passage
from rag.embed import Embedder
from rag.mixture import MIXTURES
from rag.splitter import LlamaIndexDefault, Source, sources_of
from rag.vectors import embedded, token_index

PASSAGES = [
    Passage("a", "cats purr softly"),
    Passage("b", "dogs bark", "Noise"),
    Passage("c", ""),
    Passage("d", "cats bark"),
]


@pytest.fixture(scope="module")
def embedder(tiny_model: Path) -> Embedder:
    return Embedder.load(str(tiny_model))


@pytest.fixture
def collection(embedder: Embedder, tmp_path: Path) -> Collection:
    return Collection(PASSAGES, lambda: embedder, tmp_path)


def test_bm25_stems_reads_titles_and_knows_when_there_is_nothing(collection: Collection) -> None:
    ranker = BM25(collection)
    assert [name for name, _ in ranker.rank("barking noises", 10)] == ["b", "d"]
    assert ranker.rank("the unheard", 10) == []


def test_dense_is_the_cosine_of_every_passage(collection: Collection, embedder: Embedder) -> None:
    ranked = dict(Dense(collection).rank("cats purr softly", 10))
    assert ranked.keys() == {"a", "b", "c", "d"}
    assert ranked["a"] == pytest.approx(1, abs=1e-5)
    assert next(iter(ranked)) == "a"


def test_reciprocal_rank_fusion_adds_one_over_k_and_rank() -> None:
    class Given:
        def __init__(self, *names: str) -> None:
            self.names = names

        def rank(self, question: str, depth: int) -> list[tuple[str, float]]:
            return [(name, 0.0) for name in self.names][:depth]

    fused = ReciprocalRankFusion([Given("x", "y"), Given("y", "z")]).rank("?", 2)
    assert fused == [("y", pytest.approx(1 / 62 + 1 / 61)), ("x", pytest.approx(1 / 61))]


def test_mixtures_rank_passages_without_a_clause_tree(collection: Collection) -> None:
    for name, mixture in MIXTURES.items():
        ranked = MixedPassages(collection, mixture, pool=2).rank("cats purr softly", 10)
        assert ranked[0][0] == "a", name


def test_vectors_are_computed_once_and_resumed(
    embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rag.vectors, "_CHUNK", 2)
    texts = ["one", "two words", "", "four", "five"]
    said: list[int] = []

    def cut_short(done: int, total: int) -> None:
        said.append(done)
        if len(said) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        token_index(list("abcde"), texts, embedder, tmp_path, cut_short)
    [place] = tmp_path.iterdir()
    with (place / "vectors.f32").open("ab") as file:
        file.write(b"torn")
    index = token_index(list("abcde"), texts, embedder, tmp_path, lambda done, _: said.append(done))
    assert said == [2, 4, 5]
    fresh = embedder.texts(texts)
    for name, row in zip("abcde", fresh, strict=True):
        np.testing.assert_allclose(index.tokens_of(name)[0], row.tokens, atol=2e-3)
    vectors = embedded(texts, embedder, tmp_path, lambda *_: said.append(-1))  # the fuller files serve
    assert said == [2, 4, 5]
    np.testing.assert_allclose(vectors, np.stack([row.vector for row in fresh]), atol=1e-6)


def test_a_chunk_counts_as_the_clause_it_overlaps_most(embedder: Embedder, tmp_path: Path) -> None:
    text = "First sentence here. " * 3 + "A much longer second part. " * 20
    source = Source(text, (("first", (Span(0, 62),)), ("second", (Span(63, len(text)),)), ("none", ())))
    ranker = LlamaIndexDefault([source], embedder, tmp_path, chunk_size=40, chunk_overlap=0)
    ranked = ranker.rank("longer part", 100)
    assert sorted(name for name, _ in ranked) in (["first", "second"], ["second"])
    assert len(ranked) == len({name for name, _ in ranked})


def test_every_searched_clause_is_part_of_a_source(corpus: Corpus) -> None:
    parts = [uid for source in sources_of(corpus) for uid, _ in source.parts]
    assert parts == [clause.uid for _, clause in corpus.searched()]


@pytest.mark.parametrize("most", [0, 1, 3, 5, 100])
def test_the_best_come_first_and_equal_ones_in_the_order_of_the_collection(most: int) -> None:
    scores = np.array([1, 3, 2, 3, 2, 2, 1], np.float32)
    assert _places(scores, most) == [1, 3, 2, 4, 5, 0, 6][:most]

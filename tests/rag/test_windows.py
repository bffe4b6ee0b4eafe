"""A text longer than the model reads is indexed in windows, and found by its last words as well as by its first."""

from pathlib import Path

import numpy as np
import pytest

from ingest.corpus import Corpus
from rag.embed import Embedder, Encoded
from rag.index import Index, build
from rag.late import TokenIndex
from rag.vectors import embedded, token_index

WORDS = list("abcdefghijklmnopqrstuvwxyz" * 4)  # a token each in the vocabulary of the tiny model


@pytest.fixture(scope="module")
def short_sighted(tiny_model: Path) -> Embedder:
    """A model that reads sixteen tokens, its two special ones among them."""
    embedder = Embedder.load(str(tiny_model))
    embedder._model.max_seq_length = 16
    return embedder


def test_windows_cover_the_text_and_overlap(short_sighted: Embedder) -> None:
    text = " ".join(WORDS)
    windows = short_sighted.windows(text)
    assert len(windows) == 10
    read = [short_sighted.texts([one])[0].ids for one in windows]
    assert all(len(ids) == 14 for ids in read[:-1])  # all that it reads
    everything = short_sighted._model.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
    step = 14 - 14 // 4
    for number, ids in enumerate(read):
        assert ids.tolist() == everything[number * step : number * step + 14]


def test_a_text_that_fits_is_one_window(short_sighted: Embedder) -> None:
    assert short_sighted.windows("abc def") == ["abc def"]
    assert short_sighted.windows("") == [""]


def test_passages_come_back_in_the_order_given(short_sighted: Embedder) -> None:
    texts = [" ".join(WORDS[: 1 + number % 7]) for number in range(70)]  # embedded by length
    vectors = [one.vector for one in short_sighted.texts(texts)]
    for text, vector in list(zip(texts, vectors, strict=True))[:8]:
        assert np.allclose(short_sighted.texts([text])[0].vector, vector, atol=1e-5)


def test_a_clause_is_found_by_its_last_words(tmp_path: Path, corpus: Corpus, short_sighted: Embedder) -> None:
    few = Corpus(corpus.published, corpus.shipped[-1:])
    build(tmp_path, few, short_sighted)
    index = Index.open(tmp_path, few, short_sighted.identity)
    _, clause = max(few.searched(), key=lambda pair: len(pair[1].text))
    tail = short_sighted.query(" ".join(clause.text.split()[-3:]))
    first = TokenIndex.build({clause.uid: short_sighted.texts([clause.text])[0]})
    assert index.tokens.scores(tail, [clause.uid])[clause.uid] > first.scores(tail, [clause.uid])[clause.uid]
    assert index.similar(tail.vector, "own", 100)[clause.uid] >= first_cosine(short_sighted, clause.text, tail)


def first_cosine(embedder: Embedder, text: str, query: Encoded) -> float:
    return float(embedder.texts([text])[0].vector @ query.vector) - 1e-5


def test_passages_of_a_data_set_too(tmp_path: Path, short_sighted: Embedder) -> None:
    texts = [" ".join(WORDS), " ".join(WORDS[::2])]
    index = token_index(["all", "half"], texts, short_sighted, tmp_path)
    scores = index.scores(short_sighted.query(" ".join(WORDS[-1:])), ["all", "half"])
    assert scores["all"] == pytest.approx(max(scores.values()), abs=1e-6)
    assert "all@window1" in index
    vectors = embedded(texts, short_sighted, tmp_path, lambda *_: pytest.fail("they are there already"))
    expected = np.stack([short_sighted.texts([text])[0].vector for text in texts])
    np.testing.assert_allclose(vectors, expected, atol=1e-5)

import bm25s
import numpy as np
import pytest
import Stemmer

from ingest.corpus import Corpus
from rag.lexical import STOP_WORDS, LexicalIndex


@pytest.fixture
def index() -> LexicalIndex:
    return LexicalIndex.build(
        ["a", "b", "c"], ["patents and know-how", "a strategy for patents", "the strategy of trust"]
    )


def test_scores_are_shares_of_the_most_a_query_could_score(index: LexicalIndex) -> None:
    scores = index.scores("patent strategies")
    assert scores.argmax() == 1
    assert ((scores >= 0) & (scores <= 1)).all()


def test_an_unknown_word_lowers_every_score(index: LexicalIndex) -> None:
    assert (index.scores("patent risotto") < index.scores("patent"))[:2].all()


def test_a_query_of_question_words_scores_nothing(index: LexicalIndex) -> None:
    assert index.terms("How should we do this?") == []
    assert not index.scores("How should we do this?").any()


def test_the_saved_index_gives_the_same_scores(index: LexicalIndex, tmp_path) -> None:  # type: ignore[no-untyped-def]
    index.save(tmp_path)
    loaded = LexicalIndex.load(tmp_path)
    assert loaded.uids == index.uids
    assert np.array_equal(loaded.scores("trust in patents"), index.scores("trust in patents"))


def test_words_are_split_as_bm25s_splits_them(corpus: Corpus) -> None:
    texts = [
        *(document.source for document in corpus.documents),
        "",
        "a",
        "Ärger über die I.P.-Rechte: ½ of 3.1.1(f)?!",
    ]
    theirs = bm25s.tokenize(
        texts, stopwords=STOP_WORDS, stemmer=Stemmer.Stemmer("english"), return_ids=False, show_progress=False
    )
    assert LexicalIndex.build(["x"], ["x y z word"]).terms_of(texts) == [list(one) for one in theirs]

"""Retrievers to compare with, over any collection: textbook BM25, the bare model, and the two fused."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import bm25s
import numpy as np
from numpy.typing import NDArray

from rag.collection import Collection, stemmed
from rag.mixture import Mixture
from rag.retrieve import ClauseRetriever

Ranked = list[tuple[str, float]]  # id and score, best first


class Ranker(Protocol):
    """What is measured: a question in, at most `depth` ids and scores out, best first."""

    def rank(self, question: str, depth: int) -> Ranked: ...


class BM25:
    """Okapi BM25 (Robertson and Zaragoza 2009) over stemmed words.

    k1 .9 and b .4 are Anserini's, with which the figures of BEIR are published; 1.5 and .75 are bm25s's own.
    """

    def __init__(self, collection: Collection, k1: float = 0.9, b: float = 0.4) -> None:
        self._ids = collection.ids
        self._bm25 = bm25s.BM25(k1=k1, b=b)
        # bm25s indexes no collection without words; a word that no question has makes it find nothing.
        self._bm25.index(collection.terms if any(collection.terms) else [["…"]], show_progress=False)

    def rank(self, question: str, depth: int) -> Ranked:
        [terms] = stemmed([question])
        known = [term for term in terms if term in self._bm25.vocab_dict]
        return _best(self._ids, self._bm25.get_scores(known), depth, above=0.0) if known else []


class Dense:
    """Exact cosine similarity of the model's sentence vectors."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._vectors = collection.vectors

    def rank(self, question: str, depth: int) -> Ranked:
        return _best(self._collection.ids, self._vectors @ self._collection.embedder.query(question).vector, depth)


class ReciprocalRankFusion:
    """The sum of 1 / (k + rank) over several rankings (Cormack, Clarke and Büttcher, SIGIR 2009), k = 60 as there."""

    def __init__(self, rankers: Sequence[Ranker], k: int = 60, pool: int = 1000) -> None:
        self._rankers = tuple(rankers)
        self._k = k
        self._pool = pool

    def rank(self, question: str, depth: int) -> Ranked:
        fused: dict[str, float] = {}
        for ranker in self._rankers:
            for rank, (name, _) in enumerate(ranker.rank(question, self._pool), 1):
                fused[name] = fused.get(name, 0.0) + 1 / (self._k + rank)
        return sorted(fused.items(), key=lambda one: -one[1])[:depth]


class MixedClauses:
    """One mixture of the clause retriever's own evidence, over the index."""

    def __init__(self, retriever: ClauseRetriever, mixture: Mixture) -> None:
        self._retriever = retriever
        self._mixture = mixture

    def rank(self, question: str, depth: int, before: Sequence[str] = ()) -> Ranked:
        """As `ClauseRetriever.rank`."""
        scored = self._retriever.rank(question, self._mixture, before).scored[:depth]
        return [(one.clause.uid, one.score) for one in scored]


@dataclass(frozen=True)
class Evidence:
    """Scores of the passages that may answer a question, one array a score, each of shape (len(places),)."""

    places: list[int]
    own: NDArray[np.float32]
    lexical: NDArray[np.float32]
    late: NDArray[np.float32]


class MixedPassages:
    """The same mixture where there is no clause tree: no stems, no priors, nothing asked for by name.

    Ranked is the union of the `pool` best by words and by vectors, which bounds the cost of late interaction.
    """

    def __init__(self, collection: Collection, mixture: Mixture, pool: int = 100) -> None:
        self._collection = collection
        self._mixture = mixture
        self._pool = pool
        self._late = mixture.late + mixture.late_stem + mixture.questions
        # Token vectors first: sentence vectors are kept beside them and need not be computed again.
        self._tokens = collection.tokens if self._late else None
        self._vectors = collection.vectors

    def rank(self, question: str, depth: int) -> Ranked:
        found = self.evidence(question)
        scores = (self._mixture.own + self._mixture.stem) * found.own + self._mixture.lexical * found.lexical
        ids = [self._collection.ids[place] for place in found.places]
        return _best(ids, scores + self._late * found.late, depth)

    def evidence(self, question: str) -> Evidence:
        """What is known of the candidates; `late` is zero where the mixture has no use for it."""
        encoded = self._collection.embedder.query(question)
        dense = np.asarray(self._vectors @ encoded.vector)
        lexical = self._collection.lexical.scores(question)
        places = sorted({*_places(dense, self._pool), *_places(lexical, self._pool)})
        late = np.zeros(len(places), dtype=np.float32)
        if self._tokens is not None:
            ids = [self._collection.ids[place] for place in places]
            found = self._tokens.scores(encoded, ids)
            late = np.array([found[name] for name in ids], dtype=np.float32)
        return Evidence(places, dense[places], lexical[places], late)


def _places(scores: NDArray[np.float32], most: int) -> list[int]:
    """The places of the highest scores, best first; equal ones in the order of the collection."""
    if most < len(scores):  # sorting all of them takes longer than scoring them
        near = np.flatnonzero(scores >= np.partition(scores, -most)[-most]) if most else np.zeros(0, dtype=np.int64)
        return [int(place) for place in near[np.argsort(-scores[near], kind="stable")[:most]]]
    return [int(place) for place in np.argsort(-scores, kind="stable")]


def _best(ids: Sequence[str], scores: NDArray[np.float32], most: int, above: float = -np.inf) -> Ranked:
    return [(ids[place], float(scores[place])) for place in _places(scores, most) if scores[place] > above]

"""Where else the family says it: the clauses of other documents that come nearest to a clause.

Read from the token vectors that the index keeps, so neither the embedding model nor the vector store is loaded. Two
things count alike: how well the words of the clause find themselves in the other one (MaxSim, see `rag.late`), and how
near the curated questions of both come to each other (the mean over each one's questions of its best match among the
other's). Where one of them has no questions, the words alone decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ingest.corpus import Corpus, Target
from ingest.errors import IndexDamaged, IndexMissing, IndexOutdated
from ingest.model import Clause
from rag.embed import Encoded, Vectors
from rag.index import read_manifest, serving
from rag.late import TokenIndex
from rag.results import scored_to_dict
from rag.views import fingerprint, question_view

RELATED = 3  # clauses shown beside one
FLOOR = 0.3  # below it the nearest clause of another document is about something else
WORDS_FLOOR = 0.5  # and below this where the words alone decide


@dataclass(frozen=True)
class Related:
    """A clause of another document; `score` compares those of one clause alone, higher is nearer."""

    clause: Clause
    score: float


@dataclass(frozen=True)
class RelatedResult:
    """The nearest clauses of other documents to `target`, over one generation of the index."""

    target: Target
    related: tuple[Related, ...]
    generation: str
    corpus: Corpus

    def to_dict(self) -> dict[str, Any]:
        return {
            "uid": self.target.uid,
            "citation": self.corpus.cite(self.target),
            "text": self.target.text,
            "generation": self.generation,
            "related": [scored_to_dict(one.clause, one.score, self.corpus) for one in self.related],
        }


class Relations:
    """The nearest clauses of each clause, over one generation of the index; safe to share between threads."""

    def __init__(self, corpus: Corpus, tokens: TokenIndex) -> None:
        self.corpus = corpus
        self._clauses = [clause for _, clause in corpus.searched()]
        self._words = TokenIndex.build({clause.uid: _encoded(tokens, clause.uid) for clause in self._clauses})
        asked = [[view for view in _question_views(clause.uid, corpus) if view in tokens] for clause in self._clauses]
        self._counts = np.array([len(views) for views in asked])
        self._questions = _means(tokens, [view for views in asked for view in views])
        self._place = {clause.uid: place for place, clause in enumerate(self._clauses)}

    @classmethod
    def open(cls, home: Path, corpus: Corpus) -> "Relations":
        """Over the serving generation; IndexMissing, IndexOutdated or IndexDamaged say why there is none."""
        folder = serving(home)
        if folder is None:
            raise IndexMissing("There is no index yet.", hint="Run `clausewise build`.")
        if read_manifest(folder).texts != fingerprint(corpus, with_questions=False):
            raise IndexOutdated("The index was built from other texts.", hint="Run `clausewise build`.")
        try:
            return cls(corpus, TokenIndex.load(folder / "tokens"))
        except KeyError as error:
            raise IndexDamaged(
                f"The token index in {folder} lacks {error}.", hint="Run `clausewise build --force`."
            ) from None

    def of(self, target: Target, k: int = RELATED) -> tuple[Related, ...]:
        """At most `k` clauses of other documents, nearest first; none for a footnote or a heading.

        Other texts of the same act are no other document.
        """
        clause = self.corpus.first_witness(target)
        here = self._place.get(clause.uid)
        if here is None:
            return ()
        words, questions = self._by_words(clause.uid), self._by_questions(here)
        scores = np.where(np.isnan(questions), words, (words + questions) / 2)
        near = scores >= np.where(np.isnan(questions), WORDS_FLOOR, FLOOR)
        order = [place for place in np.argsort(-scores, kind="stable").tolist() if near[place]]
        act = self._act(clause)
        others = [place for place in order if self._act(self._clauses[place]) != act]
        return tuple(Related(self._clauses[place], float(scores[place])) for place in others[:k])

    def _act(self, clause: Target) -> str:
        """The key of the first text of the act that `clause` stands in."""
        return self.corpus.entry_of(clause.address).witness_of or clause.address.document

    def _by_words(self, uid: str) -> Vectors:
        found = self._words.scores(_encoded(self._words, uid), self._words.uids)
        return np.array([found[clause.uid] for clause in self._clauses], dtype=np.float32)

    def _by_questions(self, here: int) -> Vectors:
        """How near the questions come, shape (clauses,); NaN where one of the two has none."""
        found = np.full(len(self._clauses), np.nan, dtype=np.float32)
        filled = np.flatnonzero(self._counts)
        if not self._counts[here]:
            return found
        ends = np.cumsum(self._counts)
        mine = self._questions[ends[here] - self._counts[here] : ends[here]]
        near = mine @ self._questions.T  # (questions of this clause, questions of all)
        starts = (ends - self._counts)[filled]
        there = np.maximum.reduceat(near, starts, axis=1).mean(axis=0)
        back = np.add.reduceat(near.max(axis=0), starts) / self._counts[filled]
        found[filled] = (there + back) / 2
        return found


def _encoded(tokens: TokenIndex, view: str) -> Encoded:
    """The tokens of a view and of the windows in which it goes on; related clauses need no vector of the whole."""
    parts = [tokens.tokens_of(name) for name in (view, *tokens.windows_of(view))]
    vectors, ids = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Encoded(np.empty(0, np.float32), vectors, ids)


def _question_views(uid: str, corpus: Corpus) -> list[str]:
    return [question_view(uid, place) for place in range(len(corpus.questions.of(uid)))]


def _means(tokens: TokenIndex, views: Sequence[str]) -> Vectors:
    """The unit vector of each view's mean token, shape (views, dimension)."""
    if not views:
        return np.empty((0, 0), np.float32)
    means = np.stack([tokens.tokens_of(view)[0].mean(axis=0) for view in views])
    return np.asarray(means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9), dtype=np.float32)

"""The questions in an index, and what those near to a text speak for.

Whoever asks much the same as a judged question wants the clauses that answer that one: the nearest questions vote for
theirs (`Asked.votes`), each by the softmax of how near it comes, which is nearest-neighbour classification with graded
labels (Goldberger et al., Neighbourhood components analysis, 2004). The nearest by vectors are compared word by word
(`rag.late`), so the cost does not grow with the number of questions.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.judged import documents_judged
from rag.answered import judge
from rag.embed import Encoded
from rag.index import Index
from rag.views import Asked, asked

NEAREST = 256  # questions compared word by word: with 200, the ten nearest were among them in 994 of 1,000 cases
SHARPNESS = 0.04  # the temperature of the softmax: a question that comes so much less near votes e times less
WORDS = 10  # clauses of documents that were never judged, each of which votes for itself by its own words
# Words of a clause never come as near as a question does: without so much of a start, two documents that were made
# strangers to the questions fell from .72 to .64 nDCG@10 on the development questions, with it they rise to .77.
START = 0.15
Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Near:
    """The nearest questions: `scores` by MaxSim and `words`, the best match of each word, shape (words, questions).

    `clauses` are the places of the clauses they were written for, -1 for none, `places` their own; `understood` says
    how well the words find themselves in any of them, `answered` whether the text is like questions that are answered
    (`rag.answered`); None where nothing is known of others.
    """

    scores: Floats
    words: Floats
    clauses: Places
    places: Places
    understood: float
    answered: float | None


class Questions:
    """All questions of an index; safe to share between threads."""

    def __init__(self, index: Index, uids: Mapping[str, int]) -> None:
        """`uids` has the place of each searched clause."""
        self._tokens = index.tokens
        everything = list(asked(index.corpus))
        self._vectors = index.vectors_of([one.view for one in everything])
        self._weights = index.answered
        self._answered = np.flatnonzero([bool(one.votes) for one in everything])
        voting = [everything[place] for place in self._answered]
        self._places = index.tokens.places([one.view for one in voting])
        self._clauses = np.array([uids.get(one.uid, -1) for one in voting], dtype=np.int64)
        self._votes = _Votes(voting, uids)
        judged = documents_judged(index.corpus.questions.judged)
        self.unjudged = np.array([uid.partition("#")[0] not in judged for uid in uids], dtype=bool)

    def near(self, query: Encoded) -> Near:
        """The questions that are nearest to `query`."""
        cosines = self._vectors @ query.vector
        answered = judge(self._weights, cosines) if len(self._weights) else None
        places = _largest(cosines[self._answered], NEAREST)
        if not len(places):
            none = np.zeros((len(query.ids), 0))
            return Near(np.zeros(0), none, places, places, 0.0, answered)
        [(weights, best)] = self._tokens.best([query], self._places[places])
        words = best.astype(np.float64)
        understood = float(weights @ words.max(axis=1))
        return Near((weights @ best).astype(np.float64), words, self._clauses[places], places, understood, answered)

    def votes(self, near: Near, own: Floats) -> Floats:
        """How far the questions that are near speak for each clause, 0 to 1: shape (clauses,).

        A clause of a document that was never judged votes for itself, as near as its `own` words come.
        """
        alone = np.flatnonzero(self.unjudged)
        alone = alone[_largest(own[alone], WORDS)]
        scores = np.concatenate([near.scores, own[alone] + START])
        if not scores.size:
            return np.zeros(len(own))
        weights = np.exp((scores - scores.max()) / SHARPNESS)
        weights /= weights.sum()
        found = self._votes.sums(near.places, weights[: len(near.places)], len(own))
        found[alone] += weights[len(near.places) :]
        return found


class _Votes:
    """The votes of all questions as a sparse matrix: those of question q are `firsts[q]` to `firsts[q + 1]`."""

    def __init__(self, questions: list[Asked], uids: Mapping[str, int]) -> None:
        self._firsts = np.cumsum([0, *(len(one.votes) for one in questions)], dtype=np.int64)
        votes = [(uids[uid], vote) for one in questions for uid, vote in one.votes.items()]
        self._clauses = np.array([clause for clause, _ in votes], dtype=np.int64)
        self._values = np.array([vote for _, vote in votes], dtype=np.float64)

    def sums(self, questions: Places, weights: Floats, clauses: int) -> Floats:
        """The weighted sum of the votes of these questions for each clause."""
        lengths = self._firsts[questions + 1] - self._firsts[questions]
        inside = np.repeat(self._firsts[questions] - (np.cumsum(lengths) - lengths), lengths) + np.arange(lengths.sum())
        found = np.bincount(self._clauses[inside], self._values[inside] * np.repeat(weights, lengths), clauses)
        return found.astype(np.float64)


def _largest(values: NDArray[np.floating], most: int) -> Places:
    """The places of the largest values, the largest first; equal ones in order."""
    return np.argsort(-values, kind="stable")[:most]

"""The questions in an index, and what those like a text say of the clauses.

What was learnt of all questions at once (`rag.regression`) says which clauses are likely to answer a text and whether
any is. Those that are most like it by its kernel are compared word by word (`rag.late`), so that this, the dearest
part, does not grow with the number of questions. What these few were judged to be answered by is averaged as well, the
nearer the heavier (Nadaraya and Watson, 1964), once by each way of being near: where the three agree they are right
more often than the one that learnt of all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial

import numpy as np
from numpy.typing import NDArray

from ingest.judged import documents_judged
from rag.embed import Encoded
from rag.index import Index
from rag.ranges import Places, ranges
from rag.regression import Wording, columns, kernel, left_out
from rag.views import Asked, asked

# Answered questions compared word by word, and besides the unanswered ones among the nearest of all. With 256 the
# development questions' figures are the same within .001.
NEAREST = 128
WORDS = 10  # clauses of documents that were never judged, each of which votes for itself by its own words
SHARPNESS = 0.04  # what comes so much less near to a text than another has e times less of a claim to it
# Words of a clause never come as near as a question does. When this was chosen, two documents that were made strangers
# to the questions had nDCG@10 .82 on their development questions, .76 with a third of it; with .25 the others lost .06.
START = 0.15
# How much less near a question is that counts e times less, by each way of being near. Chosen on the development
# questions; with twice or four times as much their nDCG@10 is .002 lower.
NEARNESS = {"near_meaning": 0.03, "near_words": 0.05, "near_late": 0.02}
Floats = NDArray[np.float64]
Single = NDArray[np.float32]


@dataclass(frozen=True)
class Near:
    """The nearest questions: `scores` by MaxSim and `words`, the best match of each word, shape (words, questions).

    `clauses` are the places of the clauses they were written for, -1 for none; `understood` says how well the words
    find themselves in any of them. `answered` tells whether the text is like questions that are answered, by what was
    learnt of all, and `akin`, when it is called, by those of them that are nearest, word by word, and the unanswered
    ones among the nearest of all, about 1 to -1; None where only one sort is known. `votes` say how far each clause
    answers questions like it, each of shape (clauses,): by "votes" what was learnt of all, by the names in `NEARNESS`
    the mean of the nearest.
    """

    scores: Floats
    words: Floats
    clauses: Places
    votes: Mapping[str, Floats]
    understood: float
    answered: float | None
    akin: Callable[[], float | None]


class Questions:
    """All questions of an index; safe to share between threads."""

    def __init__(self, index: Index, uids: Mapping[str, int]) -> None:
        """`uids` has the place of each searched clause."""
        self._tokens = index.tokens
        everything = list(asked(index.corpus))
        self.known = tuple(everything)
        self._vectors = index.vectors_of([one.view for one in everything])
        self._wording = Wording([one.question for one in everything], index.lexical.terms)
        self._learnt = index.learnt
        self._columns = np.array([uids[uid] for uid in columns(everything)], dtype=np.int64)
        self._places = index.tokens.places([one.view for one in everything])
        answered = np.array([bool(one.votes) for one in everything], dtype=bool)
        self._truth = np.where(answered, 1.0, -1.0)
        self._answered = np.flatnonzero(answered)
        self._both = 0 < len(self._answered) < len(everything)
        voting = [everything[place] for place in self._answered]
        self._clauses = np.array([uids.get(one.uid, -1) for one in voting], dtype=np.int64)
        self._votes = _Votes(voting, uids)
        judged = documents_judged(index.corpus.questions.judged)
        self.unjudged = np.array([uid.partition("#")[0] not in judged for uid in uids], dtype=bool)

    def near(self, text: str, query: Encoded) -> Near:
        """The questions that are most like a text, `query` as the model sees it, and what was learnt of its like."""
        cosines, shared = self._vectors @ query.vector, self._wording.shared(text)
        likeness = kernel(cosines.copy(), shared.copy())
        return self._near(query, cosines, shared, likeness, likeness @ self._learnt)

    def without(self, place: int, query: Encoded) -> Near:
        """The same for the known question at `place`, as though it had never been judged."""
        cosines, shared = self._vectors @ query.vector, self._wording.shared(self.known[place].question)
        likeness = kernel(cosines.copy(), shared.copy())
        likeness[place] = -np.inf
        return self._near(query, cosines, shared, likeness, self._left_out[place])

    @cached_property
    def _left_out(self) -> Single:
        return left_out(self.known, self._vectors, self._wording)

    def _near(self, query: Encoded, cosines: Single, shared: Single, likeness: Single, learnt: Single) -> Near:
        answered, *found = learnt.tolist()
        votes = np.zeros(len(self.unjudged))
        votes[self._columns] = found
        known = answered if self._both else None
        places = _largest(likeness[self._answered], NEAREST)
        places = places[likeness[self._answered[places]] > -np.inf]
        if not len(places):
            nothing = {"votes": votes, **{name: np.zeros(len(votes)) for name in NEARNESS}}
            return Near(np.zeros(0), np.zeros((len(query.ids), 0)), places, nothing, 0.0, known, lambda: known)
        among = self._answered[places]
        [(weights, best)] = self._tokens.best([query], self._places[among])
        scores, words = (weights @ best).astype(np.float64), best.astype(np.float64)
        near: dict[str, NDArray[np.floating]] = {
            "near_meaning": cosines[among],
            "near_words": shared[among],
            "near_late": scores,
        }
        means = {name: self._votes.mean(places, _softmax(near[name] / width)) for name, width in NEARNESS.items()}
        understood = float(weights @ words.max(axis=1))
        others = _largest(likeness, NEAREST)
        others = others[(self._truth[others] < 0) & (likeness[others] > -np.inf)]
        akin = cache(partial(self._akin, query, others, scores)) if self._both else lambda: None
        return Near(scores, words, self._clauses[places], {"votes": votes, **means}, understood, known, akin)

    def _akin(self, query: Encoded, others: Places, scores: Floats) -> float:
        """Whether the answered ones come nearer, which have these `scores`, or the unanswered `others`."""
        [(weights, best)] = self._tokens.best([query], self._places[others])
        claims = _softmax(np.concatenate([scores, weights @ best]) / NEARNESS["near_late"])
        return float(claims[: len(scores)].sum() - claims[len(scores) :].sum())

    def votes(self, near: Near, own: Floats) -> Mapping[str, Floats]:
        """How far the questions like a text speak for each clause, about 0 to 1: as `Near.votes`.

        A clause of a document that was never judged votes for itself, as near as its `own` words come. That takes
        from the others: whoever is nearest to those words does not ask what was judged.
        """
        alone = np.flatnonzero(self.unjudged)
        alone = alone[_largest(own[alone], WORDS)]
        if not alone.size:
            return near.votes
        claims = _softmax(np.concatenate([near.scores, own[alone] + START]) / SHARPNESS)[len(near.scores) :]
        found = {name: votes * (1 - claims.sum()) for name, votes in near.votes.items()}
        for votes in found.values():
            votes[alone] += claims
        return found


class _Votes:
    """The votes of some questions, one after the other, so that any of them are quickly averaged."""

    def __init__(self, questions: Sequence[Asked], uids: Mapping[str, int]) -> None:
        self._firsts = np.cumsum([0, *(len(one.votes) for one in questions)])
        self._clauses = np.array([uids[uid] for one in questions for uid in one.votes], dtype=np.int64)
        self._values = np.array([vote for one in questions for vote in one.votes.values()])
        self._width = len(uids)

    def mean(self, places: Places, weights: Floats) -> Floats:
        """The mean of the votes of the questions at `places`, weighed: shape (clauses,)."""
        taken = ranges(self._firsts, places)
        values = self._values[taken] * np.repeat(weights, np.diff(self._firsts)[places])
        found: Floats = np.bincount(self._clauses[taken], values, self._width).astype(np.float64)
        return found


def _softmax(values: NDArray[np.floating]) -> Floats:
    found: Floats = np.exp(np.asarray(values, dtype=np.float64) - values.max())
    return found / float(found.sum())


def _largest(values: NDArray[np.floating], most: int) -> Places:
    """The places of the largest values, the largest first; equal ones in order."""
    if 0 < most < len(values):  # to sort what is left takes a tenth of the time of sorting all
        places = np.flatnonzero(values >= np.partition(values, -most)[-most])
    else:
        places = np.arange(len(values))
    return places[np.argsort(-values[places], kind="stable")][:most]

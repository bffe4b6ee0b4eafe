"""The questions in an index, and what those like a text say of the clauses.

What was learnt of all questions at once (`rag.regression`) says which clauses are likely to answer a text and whether
any is. Those that are most like it by its kernel are compared word by word (`rag.late`), so that this, the dearest
part, does not grow with the number of questions.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.judged import documents_judged
from rag.embed import Encoded
from rag.index import Index
from rag.regression import Wording, columns, kernel
from rag.views import asked

NEAREST = 128  # questions compared word by word: with 256 the development questions' figures are the same within .001
WORDS = 10  # clauses of documents that were never judged, each of which votes for itself by its own words
SHARPNESS = 0.04  # what comes so much less near to a text than another has e times less of a claim to it
# Words of a clause never come as near as a question does: two documents that were made strangers to the questions have
# nDCG@10 .82 on their development questions with this start, .76 with a third of it; with .25 the others lose .06.
START = 0.15
Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Near:
    """The nearest questions: `scores` by MaxSim and `words`, the best match of each word, shape (words, questions).

    `clauses` are the places of the clauses they were written for, -1 for none; `understood` says how well the words
    find themselves in any of them. `answered` tells whether the text is like questions that are answered, None where
    nothing is known of others, and `votes` how far each clause answers questions like it, shape (clauses,).
    """

    scores: Floats
    words: Floats
    clauses: Places
    votes: Floats
    understood: float
    answered: float | None


class Questions:
    """All questions of an index; safe to share between threads."""

    def __init__(self, index: Index, uids: Mapping[str, int]) -> None:
        """`uids` has the place of each searched clause."""
        self._tokens = index.tokens
        everything = list(asked(index.corpus))
        self._vectors = index.vectors_of([one.view for one in everything])
        self._wording = Wording([one.question for one in everything], index.lexical.terms)
        self._learnt = index.learnt
        self._columns = np.array([uids[uid] for uid in columns(everything)], dtype=np.int64)
        self._answered = np.flatnonzero([bool(one.votes) for one in everything])
        self._both = 0 < len(self._answered) < len(everything)
        voting = [everything[place] for place in self._answered]
        self._places = index.tokens.places([one.view for one in voting])
        self._clauses = np.array([uids.get(one.uid, -1) for one in voting], dtype=np.int64)
        judged = documents_judged(index.corpus.questions.judged)
        self.unjudged = np.array([uid.partition("#")[0] not in judged for uid in uids], dtype=bool)

    def near(self, text: str, query: Encoded) -> Near:
        """The questions that are most like a text, `query` as the model sees it, and what was learnt of its like."""
        likeness = kernel(self._vectors @ query.vector, self._wording.shared(text))
        answered, *found = (likeness @ self._learnt).tolist()
        votes = np.zeros(len(self.unjudged))
        votes[self._columns] = found
        known = answered if self._both else None
        places = _largest(likeness[self._answered], NEAREST)
        if not len(places):
            return Near(np.zeros(0), np.zeros((len(query.ids), 0)), places, votes, 0.0, known)
        [(weights, best)] = self._tokens.best([query], self._places[places])
        words = best.astype(np.float64)
        understood = float(weights @ words.max(axis=1))
        return Near((weights @ best).astype(np.float64), words, self._clauses[places], votes, understood, known)

    def votes(self, near: Near, own: Floats) -> Floats:
        """How far the questions like a text speak for each clause, about 0 to 1: shape (clauses,).

        A clause of a document that was never judged votes for itself, as near as its `own` words come. That takes
        from the others: whoever is nearest to those words does not ask what was judged.
        """
        alone = np.flatnonzero(self.unjudged)
        alone = alone[_largest(own[alone], WORDS)]
        if not alone.size:
            return near.votes
        scores = np.concatenate([near.scores, own[alone] + START])
        claims = np.exp((scores - scores.max()) / SHARPNESS)
        claims = claims[len(near.scores) :] / claims.sum()
        found: Floats = near.votes * (1 - claims.sum())
        found[alone] += claims
        return found


def _largest(values: NDArray[np.floating], most: int) -> Places:
    """The places of the largest values, the largest first; equal ones in order."""
    return np.argsort(-values, kind="stable")[:most]

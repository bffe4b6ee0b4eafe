"""What questions whose answers are known teach of a new one: which clauses answer it, and whether any does.

Kernel ridge regression (Saunders, Gammerman and Vovk, 1998) of both at once. The kernel adds what two questions have
in common by meaning, a Gaussian of their unit vectors, and by words, the cosine of their tf-idf weights: one finds what
is asked in other words, the other what turns on a single word. Its numbers were chosen on the development questions of
``eval/datasets/kv-guidance``.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.embed import Vectors
from rag.packed import Packed
from rag.ranges import Places
from rag.views import Asked

WIDTH = 2.0  # of the Gaussian exp(-WIDTH |x - y|²): for unit vectors exp(2 WIDTH (cosine - 1))
WORDS = 0.3  # the weight of the words beside it
RIDGE = 0.3
MOST = 32_000  # questions learnt from, evenly drawn where there are more: the time grows with the cube
_ROWS = 1_000  # of those that are not learnt from, compared with all others at a time
Floats = NDArray[np.float32]


class Wording:
    """The words of known questions, weighed: how much of them another text has in common with each."""

    def __init__(self, questions: Sequence[str], terms: Callable[[str], list[str]]) -> None:
        from scipy.sparse import csr_matrix
        from sklearn.feature_extraction.text import TfidfVectorizer

        weighed = TfidfVectorizer(analyzer=terms, binary=True, dtype=np.float32)
        if any(map(terms, questions)):
            self._known = weighed.fit_transform(questions)
            self._places, self._rarity = weighed.vocabulary_, weighed.idf_
        else:
            self._known = csr_matrix((len(questions), 0), dtype=np.float32)
            self._places, self._rarity = {}, np.zeros(0)
        self._by_word = self._known.tocsc()
        self._terms = terms

    def shared(self, text: str) -> Floats:
        """The cosine of `text` with each question, shape (questions,)."""
        # What sklearn's transform and scipy's product do, which take twenty times as long over the words of a question.
        found = np.zeros(self._known.shape[0], dtype=np.float32)
        words = sorted({self._places[term] for term in self._terms(text) if term in self._places})
        length = float(np.linalg.norm(self._rarity[words])) if words else 1.0
        firsts, rows, values = self._by_word.indptr, self._by_word.indices, self._by_word.data
        for word in words:
            within = slice(firsts[word], firsts[word + 1])
            found[rows[within]] += values[within] * np.float32(self._rarity[word] / length)
        return found

    def between(self, some: Places, others: Places) -> Floats:
        """The cosines of questions with others, both given by their places: shape (some, others)."""
        found: Floats = (self._known[some] @ self._known[others].T).toarray()
        return found


def columns(questions: Sequence[Asked]) -> list[str]:
    """The clauses, by uid, that any question votes for, in the order in which they are learnt."""
    return list(dict.fromkeys(uid for one in questions for uid in one.votes))


def learn(questions: Sequence[Asked], vectors: Vectors, wording: Wording) -> Floats:
    """The weights of each question, shape (questions, 1 + clauses): `kernel` of a text times these is what was learnt.

    `vectors` are theirs, of unit length. What is learnt of a question is whether it is answered at all, 1 or -1, and
    then its votes.
    """
    if not questions:
        return np.zeros((0, 1), dtype=np.float32)
    chosen, truth = _taught(questions)
    weights = np.zeros((len(questions), truth.shape[1]), dtype=np.float32)
    weights[chosen] = _ridged(vectors, wording, chosen).solve(truth)
    return weights


def left_out(questions: Sequence[Asked], vectors: Vectors, wording: Wording) -> Floats:
    """What would be predicted of each question had it not been learnt from, shape (questions, 1 + clauses).

    In closed form (Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, equation 5.12). One that is
    not learnt from anyway, as where there are more than `MOST`, is predicted as any other text.
    """
    if not questions:
        return np.zeros((0, 1), dtype=np.float32)
    chosen, truth = _taught(questions)
    likeness = _ridged(vectors, wording, chosen)
    weights = likeness.solve(truth)
    found = np.zeros((len(questions), truth.shape[1]), dtype=np.float32)
    found[chosen] = truth - weights / likeness.inverse_diagonal()[:, None]
    if len(rest := np.setdiff1d(np.arange(len(questions)), chosen)):
        for start in range(0, len(rest), _ROWS):
            some = rest[start : start + _ROWS]
            found[some] = kernel(vectors[some] @ vectors[chosen].T, wording.between(some, chosen)) @ weights
    return found


def _taught(questions: Sequence[Asked]) -> tuple[Places, Floats]:
    """The places of the questions that are learnt from, and what is learnt of them, shape (questions, 1 + clauses)."""
    places = {uid: place for place, uid in enumerate(columns(questions), 1)}
    chosen = np.unique(np.linspace(0, len(questions) - 1, min(len(questions), MOST)).round().astype(np.int64))
    truth = np.zeros((len(chosen), 1 + len(places)), dtype=np.float32)
    for row, place in enumerate(chosen):
        votes = questions[place].votes
        truth[row, 0] = 1 if votes else -1
        for uid, vote in votes.items():
            truth[row, places[uid]] = vote
    return chosen, truth


def _ridged(vectors: Vectors, wording: Wording, chosen: Places) -> Packed:
    """How like the chosen questions are, with the ridge."""
    known = vectors[chosen]
    return Packed(
        len(chosen),
        lambda some, others: kernel(known[some] @ known[others].T, wording.between(chosen[some], chosen[others])),
        RIDGE,
    )


def kernel(cosines: Floats, shared: Floats) -> Floats:
    """How like questions are, by the cosines of their vectors and of their words; both are overwritten."""
    cosines -= np.float32(1)
    cosines *= np.float32(2 * WIDTH)
    np.exp(cosines, out=cosines)
    shared *= np.float32(WORDS)
    cosines += shared
    return cosines

"""What is known of every clause for a question, before anything is weighed: BM25, vectors, and token by token.

The views of the clauses (`rag.index`) are laid out as arrays when an index is opened, so that no question loops over
them. All texts of a turn (the question, the contexts it is asked in, its parts) are embedded in one pass and multiplied
with the token vectors at once, and are remembered until some other questions have been asked.
"""

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.embed import Embedder, Encoded
from rag.index import OWN, QUESTION, STEM, Index, question_view, stem_view
from rag.late import TokenIndex

POOL = 200  # candidates taken from each view; beyond it a clause counts as no nearer than the last one taken
NEAREST_QUESTIONS = 2  # one alone is at the mercy of its wording
REMEMBERED = 16  # texts: those of a turn or two
K = TypeVar("K")
V = TypeVar("V")
Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class ClauseEvidence:
    """What is known of the clauses for a text, all arrays of shape (clauses,) in the order of the corpus.

    `scores` are named as the weights of `rag.retrieve.Mixture`. `matched` says how well the words find themselves in
    the views of each clause, `understood` in any view at all.
    """

    scores: Mapping[str, Floats]
    matched: Floats
    understood: float


@dataclass(frozen=True)
class Late:
    """Late interaction of a text with some clauses: `scores` and `matched` of shape (those clauses,)."""

    scores: Mapping[str, Floats]
    matched: Floats
    understood: float


class Views:
    """Where the views of each clause stand among the token vectors: the own, that behind its stem, its questions.

    A clause's views lie side by side, the windows in which a long one goes on right behind it.
    """

    def __init__(self, tokens: TokenIndex, questions: Mapping[str, int]) -> None:
        """`questions` counts the curated questions of each clause by uid, in the order of the corpus."""
        self._tokens = tokens
        names: list[str] = []
        runs: list[int] = []  # where each view begins among `names`
        firsts: list[int] = []  # the number of the first view of each clause
        stems: list[int] = []  # the number of its stem's view; of its own where there is none
        for uid, count in questions.items():
            firsts.append(len(runs))
            views = [uid, *([stem_view(uid)] if stem_view(uid) in tokens else [])]
            stems.append(len(runs) + len(views) - 1)
            for view in (*views, *(question_view(uid, place) for place in range(count))):
                runs.append(len(names))
                names += [view, *tokens.windows_of(view)]
        self._places = tokens.places(names)
        self._runs = np.array([*runs, len(names)], dtype=np.int64)
        self._firsts = np.array([*firsts, len(runs)], dtype=np.int64)
        self._stems = np.array(stems, dtype=np.int64) - self._firsts[:-1]
        self._counts = np.array(list(questions.values()), dtype=np.int64)

    def late(self, queries: Sequence[Encoded], clauses: Places) -> list["Late"]:
        """Late interaction of each query with the `clauses` at these places, at least one."""
        views = _ranges(self._firsts, clauses)
        columns = _ranges(self._runs, views)
        lengths = self._firsts[clauses + 1] - self._firsts[clauses]
        firsts = _starts(lengths)
        runs = _starts(self._runs[views + 1] - self._runs[views])
        found = []
        for weights, best in self._tokens.best(queries, self._places[columns]):
            scores = np.maximum.reduceat(weights @ best, runs).astype(np.float64)  # of a view: its best window's
            own = scores[firsts]
            nearest = self._nearest_questions(scores, firsts + lengths, self._counts[clauses], own)
            named = {"late": own, "late_stem": scores[firsts + self._stems[clauses]], "questions": nearest}
            matched = weights @ np.maximum.reduceat(best, runs[firsts], axis=1)
            everywhere = float(weights @ best.max(axis=1)) if len(weights) else 0.0
            found.append(Late(named, matched.astype(np.float64), everywhere))
        return found

    @staticmethod
    def _nearest_questions(found: Floats, ends: Places, counts: Places, own: Floats) -> Floats:
        """The mean score of the nearest questions of each clause, the last views of it; its own where it has none."""
        most = int(counts.max(initial=0))
        if not most:
            return own
        back = np.arange(most, 0, -1)  # from the end of a clause's views
        there = back <= counts[:, None]
        scores = np.where(there, found[np.where(there, ends[:, None] - back, 0)], -np.inf)
        nearest = -np.sort(-scores, axis=1)[:, :NEAREST_QUESTIONS]
        taken = np.minimum(counts, nearest.shape[1])
        total = np.where(np.isfinite(nearest), nearest, 0).sum(axis=1)
        return np.where(taken > 0, total / np.maximum(taken, 1), own)


class Gatherer:
    """Gathers the evidence for texts over one index; safe to share between threads."""

    def __init__(self, index: Index, embedder: Embedder, questions: Mapping[str, int]) -> None:
        """`questions` as in `Views`."""
        self._index = index
        self._embedder = embedder
        self._uids = {uid: place for place, uid in enumerate(questions)}
        self._views = Views(index.tokens, questions)
        self._lexical = np.array([self._uids[uid] for uid in index.lexical.uids], dtype=np.int64)
        self._encoded: OrderedDict[str, Encoded] = OrderedDict()
        self._known: OrderedDict[tuple[str, frozenset[str]], ClauseEvidence] = OrderedDict()
        self._lock = Lock()

    def encoded(self, texts: Sequence[str]) -> list[Encoded]:
        """The texts as the model sees them, those that are new in one pass."""
        with self._lock:
            known = {text: self._encoded[text] for text in texts if text in self._encoded}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known |= zip(new, self._embedder.queries(new) if new else (), strict=True)
        self._keep(self._encoded, known)
        return [known[text] for text in texts]

    def evidence(self, texts: Sequence[str], wanted: Collection[str]) -> list[ClauseEvidence]:
        """What is known of each clause for each text: at least the scores that are `wanted`."""
        asked = frozenset(wanted)
        with self._lock:
            known = {text: self._known[text, asked] for text in texts if (text, asked) in self._known}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known |= zip(new, self._gathered(new, asked) if new else (), strict=True)
        self._keep(self._known, {(text, asked): one for text, one in known.items()})
        return [known[text] for text in texts]

    def forget(self) -> None:
        """Forget every text."""
        with self._lock:
            self._encoded.clear()
            self._known.clear()

    def _gathered(self, texts: Sequence[str], wanted: frozenset[str]) -> list[ClauseEvidence]:
        queries = self.encoded(texts)
        everything = np.arange(len(self._uids))
        if len(everything) <= POOL:  # then all are candidates, and no view need be asked which are
            lates = self._views.late(queries, everything)
            plain = [self._plain(text, query, wanted)[0] for text, query in zip(texts, queries, strict=True)]
            return [self._whole(scores, one, everything) for scores, one in zip(plain, lates, strict=True)]
        found = []
        for text, query in zip(texts, queries, strict=True):
            scores, near = self._plain(text, query, wanted | {"own", "lexical"})
            near |= self._index.similar(query.vector, QUESTION, POOL).keys()
            words = np.argsort(-scores["lexical"], kind="stable")[:POOL]
            candidates = np.union1d([self._uids[uid] for uid in near], words[scores["lexical"][words] > 0])
            [late] = self._views.late([query], candidates.astype(np.int64))
            found.append(self._whole(scores, late, candidates))
        return found

    def _plain(self, text: str, query: Encoded, wanted: Set[str]) -> tuple[dict[str, Floats], set[str]]:
        """The scores of vectors and words that are `wanted`, and the clauses that are nearest by vectors."""
        scores: dict[str, Floats] = {}
        near: set[str] = set()
        if wanted & {"own", "stem"}:
            own = self._index.similar(query.vector, OWN, POOL)
            scores["own"] = scores["stem"] = self._padded(own)  # a clause without a stem has one view, for both
            near |= own.keys()
        if "stem" in wanted:
            stem = self._index.similar(query.vector, STEM, POOL)
            scores["stem"] = scores["own"].copy()
            scores["stem"][[self._uids[uid] for uid in stem]] = list(stem.values())
            near |= stem.keys()
        if "lexical" in wanted:
            scores["lexical"] = np.zeros(len(self._uids))
            scores["lexical"][self._lexical] = self._index.lexical.scores(text)
        return scores, near

    def _whole(self, scores: Mapping[str, Floats], late: Late, candidates: Places) -> ClauseEvidence:
        """The evidence for all clauses; no other one is nearer than the last of the candidates."""
        least = float(late.scores["late"].min())
        spread = {name: self._spread(found, candidates, least) for name, found in late.scores.items()}
        return ClauseEvidence({**scores, **spread}, self._spread(late.matched, candidates, 0.0), late.understood)

    def _padded(self, found: Mapping[str, float]) -> Floats:
        """`found` for all clauses, every other one at the lowest similarity found: it was no nearer than that."""
        scores = np.full(len(self._uids), min(found.values(), default=0.0))
        scores[[self._uids[uid] for uid in found]] = list(found.values())
        return scores

    def _spread(self, found: Floats, candidates: Places, other: float) -> Floats:
        """`found` for all clauses, with `other` for those that are no candidates."""
        if len(candidates) == len(self._uids):
            return found
        scores = np.full(len(self._uids), other)
        scores[candidates] = found
        return scores

    def _keep(self, memory: "OrderedDict[K, V]", found: Mapping[K, V]) -> None:
        with self._lock:
            memory.update(found)
            while len(memory) > max(REMEMBERED, len(found)):
                memory.popitem(last=False)


def _ranges(starts: Places, chosen: Places) -> Places:
    """All numbers from `starts[i]` up to `starts[i + 1]`, for each i that is chosen."""
    lengths = starts[chosen + 1] - starts[chosen]
    return np.repeat(starts[chosen] - _starts(lengths), lengths) + np.arange(lengths.sum())


def _starts(lengths: Places) -> Places:
    """Where each of the pieces of these lengths starts when they lie side by side."""
    return np.cumsum(lengths) - lengths

"""What is known of every clause for a question, before anything is weighed: BM25, vectors, token by token, and votes.

The views of the clauses (`rag.views`) are laid out as arrays when an index is opened, so that no question loops over
them. All texts of a turn (the question, the contexts it is asked in, its parts) are embedded in one pass and multiplied
with the clauses' token vectors at once, and are remembered until some other questions have been asked.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.embed import Embedder, Encoded
from rag.following import FollowUp
from rag.index import Index
from rag.late import TokenIndex
from rag.questions import Near, Questions
from rag.ranges import Places, ranges, starts
from rag.views import OWN, STEM, Asked, stem_view

POOL = 200  # candidates taken from each view; beyond it a clause counts as no nearer than the last one taken
NEAREST_QUESTIONS = 2  # one alone is at the mercy of its wording
AT_ONCE = 64  # known questions embedded in one pass
REMEMBERED = 16  # texts: those of a turn or two
Text = str | FollowUp
K = TypeVar("K")
V = TypeVar("V")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ClauseEvidence:
    """What is known of the clauses for a text, all arrays of shape (clauses,) in the order of the corpus.

    `scores` are named as the weights of `rag.mixture.Mixture`. `matched` says how well the words find themselves in
    the views of each clause, `understood` in any view at all; `answered` and, when called, `akin` whether the text is
    like questions that are answered, None where that is not known (`rag.questions.Near`), and `judged` of which clauses
    it is known what they do not answer.
    """

    scores: Mapping[str, Floats]
    matched: Floats
    understood: float
    answered: float | None
    akin: Callable[[], float | None]
    judged: NDArray[np.bool_]


@dataclass(frozen=True)
class Late:
    """Late interaction of a text with some clauses, token by token.

    `own` and `stem` are their scores, shape (clauses,), `words` the best match of each word in either, shape (words,
    clauses), and `weights` what each word weighs.
    """

    own: Floats
    stem: Floats
    words: Floats
    weights: Floats


class Views:
    """The own view of each clause and that behind its stem, with the windows in which a long one goes on."""

    def __init__(self, tokens: TokenIndex, uids: Sequence[str]) -> None:
        names: list[str] = []
        runs: list[int] = []  # where each view begins among `names`
        firsts: list[int] = []  # the number of the first view of each clause
        for uid in uids:
            firsts.append(len(runs))
            for view in (uid, *([stem_view(uid)] if stem_view(uid) in tokens else [])):
                runs.append(len(names))
                names += [view, *tokens.windows_of(view)]
        self._tokens = tokens.only(names)
        self._runs = np.array([*runs, len(names)], dtype=np.int64)
        self._firsts = np.array([*firsts, len(runs)], dtype=np.int64)

    def late(self, queries: Sequence[Encoded], clauses: Places) -> list[Late]:
        """Late interaction of each query with the `clauses` at these places, at least one."""
        views = ranges(self._firsts, clauses)
        columns = ranges(self._runs, views)
        lengths = self._firsts[clauses + 1] - self._firsts[clauses]
        firsts = starts(lengths)
        runs = starts(self._runs[views + 1] - self._runs[views])
        found = []
        for weights, best in self._tokens.best(queries, columns):
            scores = np.maximum.reduceat(weights @ best, runs).astype(np.float64)  # of a view: its best window's
            words = np.maximum.reduceat(best, runs[firsts], axis=1).astype(np.float64)
            found.append(Late(scores[firsts], scores[firsts + lengths - 1], words, weights.astype(np.float64)))
        return found


class Gatherer:
    """Gathers the evidence for texts over one index; safe to share between threads."""

    def __init__(self, index: Index, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder
        clauses = [clause.uid for _, clause in index.corpus.searched()]
        self._uids = {uid: place for place, uid in enumerate(clauses)}
        self._curated = np.array([len(index.corpus.questions.of(uid)) for uid in clauses], dtype=np.int64)
        self._views = Views(index.tokens, clauses)
        self._questions = Questions(index, self._uids)
        self._lexical = np.array([self._uids[uid] for uid in index.lexical.uids], dtype=np.int64)
        self._encoded: OrderedDict[Text, Encoded] = OrderedDict()
        self._known: OrderedDict[tuple[Text, frozenset[str]], ClauseEvidence] = OrderedDict()
        self._lock = Lock()

    def encoded(self, texts: Sequence[Text]) -> list[Encoded]:
        """The texts as the model sees them, those of a kind that are new in one pass."""
        with self._lock:
            known = {text: self._encoded[text] for text in texts if text in self._encoded}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        alone, behind = [one for one in new if isinstance(one, str)], [one for one in new if isinstance(one, FollowUp)]
        known |= zip(alone, self._embedder.queries(alone) if alone else (), strict=True)
        known |= zip(behind, self._embedder.follow_ups(behind) if behind else (), strict=True)
        self._keep(self._encoded, known)
        return [known[text] for text in texts]

    def evidence(self, texts: Sequence[Text], wanted: Collection[str]) -> list[ClauseEvidence]:
        """What is known of each clause for each text: at least the scores that are `wanted`.

        A follow-up is searched by its own words, and by the vectors of all of it.
        """
        asked = frozenset(wanted)
        with self._lock:
            known = {text: self._known[text, asked] for text in texts if (text, asked) in self._known}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known |= zip(new, self._gathered(new, asked) if new else (), strict=True)
        self._keep(self._known, {(text, asked): one for text, one in known.items()})
        return [known[text] for text in texts]

    @property
    def learnable(self) -> int:
        """How many of the known questions were judged to be answered and are no clause's own."""
        return len(self._learnable())

    def left_out(self) -> Iterator[tuple[Asked, ClauseEvidence]]:
        """Each of these with the evidence for it as though it were not known."""
        places = self._learnable()
        for start in range(0, len(places), AT_ONCE):
            some = [(place, self._questions.known[place]) for place in places[start : start + AT_ONCE]]
            queries = self._embedder.queries([one.question for _, one in some])
            for (place, one), query in zip(some, queries, strict=True):
                near = self._questions.without(place, query)
                yield one, self._found([one.question], [query], [near], frozenset())[0]

    def _learnable(self) -> list[int]:
        return [place for place, one in enumerate(self._questions.known) if one.votes and not one.uid]

    def forget(self) -> None:
        """Forget every text."""
        with self._lock:
            self._encoded.clear()
            self._known.clear()

    def _gathered(self, texts: Sequence[Text], wanted: frozenset[str]) -> list[ClauseEvidence]:
        queries = self.encoded(texts)
        words = [text if isinstance(text, str) else text.question for text in texts]
        near = [self._questions.near(text, query) for text, query in zip(words, queries, strict=True)]
        return self._found(words, queries, near, wanted)

    def _found(
        self, texts: Sequence[str], queries: Sequence[Encoded], near: Sequence[Near], wanted: frozenset[str]
    ) -> list[ClauseEvidence]:
        everything = np.arange(len(self._uids))
        if len(everything) <= POOL:  # then all are candidates, and no view need be asked which are
            lates = self._views.late(queries, everything)
            plain = [self._plain(text, query, wanted)[0] for text, query in zip(texts, queries, strict=True)]
            return [self._whole(*one, everything) for one in zip(plain, lates, near, strict=True)]
        found = []
        for text, query, asked in zip(texts, queries, near, strict=True):
            scores, nearest = self._plain(text, query, wanted | {"own", "lexical"})
            words = np.argsort(-scores["lexical"], kind="stable")[:POOL]
            candidates = np.unique(
                np.concatenate(
                    [
                        np.array([self._uids[uid] for uid in nearest], dtype=np.int64),
                        words[scores["lexical"][words] > 0],
                        asked.clauses[asked.clauses >= 0],
                    ]
                )
            )
            [late] = self._views.late([query], candidates)
            found.append(self._whole(scores, late, asked, candidates))
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

    def _whole(self, scores: Mapping[str, Floats], late: Late, near: Near, candidates: Places) -> ClauseEvidence:
        """The evidence for all clauses; no other one is nearer than the last of the candidates."""
        least = float(late.own.min())
        own = self._spread(late.own, candidates, least)
        named = {
            "late": own,
            "late_stem": self._spread(late.stem, candidates, least),
            "questions": self._nearest_questions(near, own),
            **self._questions.votes(near, own),
        }
        words = np.zeros((len(self._uids), len(late.weights)))  # the best match of each word in any view of each clause
        words[candidates] = late.words.T
        theirs = near.clauses >= 0
        np.maximum.at(words, near.clauses[theirs], near.words[:, theirs].T)
        everywhere = float(late.weights @ late.words.max(axis=1)) if late.words.size else 0.0
        return ClauseEvidence(
            {**scores, **named},
            words @ late.weights,
            max(near.understood, everywhere),
            near.answered,
            near.akin,
            ~self._questions.unjudged,
        )

    def _nearest_questions(self, near: Near, own: Floats) -> Floats:
        """The mean score of the nearest curated questions of each clause; that of its own words where it has none.

        One that is not among the nearest of all counts as no nearer than the last of them.
        """
        last = float(near.scores.min(initial=np.inf))
        theirs = near.clauses >= 0
        order = np.argsort(-near.scores[theirs], kind="stable")
        clauses, scores = near.clauses[theirs][order], near.scores[theirs][order]
        order = np.argsort(clauses, kind="stable")  # the nearest of each clause first
        clauses, scores = clauses[order], scores[order]
        firsts = np.searchsorted(clauses, np.arange(len(own)))
        taken = np.minimum(self._curated, NEAREST_QUESTIONS)
        total = np.zeros(len(own))
        for place in range(NEAREST_QUESTIONS):
            at = firsts + place
            there = at < len(clauses)
            there[there] = clauses[at[there]] == np.flatnonzero(there)
            found = np.where(there, scores[np.where(there, at, 0)] if len(scores) else 0.0, last)
            total += np.where(place < taken, found, 0.0)
        return np.where(taken > 0, total / np.maximum(taken, 1), own)

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

"""Fit the network that scores clauses (`rag.scorer`) to questions that were judged over all clauses, and measure it.

Each is asked of the index as though it had never been judged. Two things make that look better than for a stranger's
question: the others that were written for the same clauses are still there, and an adapter may have learnt from it. So
questions with the same answers are one observation here, of one fold. No question of an evaluation set takes part.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from eval.clusters import Clustered
from eval.effects import ALPHA
from eval.measures.retrieval import RetrievalMeasures
from eval.results import Ranked
from eval.significance import p_values
from ingest.errors import DatasetError
from rag.index import Progress
from rag.listwise import fit
from rag.mixture import MIXED
from rag.retrieve import ClauseRetriever
from rag.scorer import SIGNALS, Scorer, signals

LEAST = 200  # questions; with 500 of the shipped ones the development questions are ranked as well as with all
FOLDS = 5
MEASURE = "nDCG@10"
_DEPTH = 10
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Observed:
    """Signals of the clauses of judged documents for some questions, shape (questions, clauses, signals), and grades.

    These are from 0 to 1, shape (questions, clauses). `model` names the embedding model.
    """

    model: str
    signals: Floats
    grades: Floats


@dataclass(frozen=True)
class FittedScorer:
    """The network fitted to all questions, and what it is worth on them: the mean of `MEASURE`.

    `mixed` is that of the fixed weights, without priors; `learnt` that of networks that never saw the question ranked
    nor any with the same answers; `p` says how likely chance alone makes a difference as large.
    """

    scorer: Scorer
    questions: int
    mixed: float
    learnt: float
    p: float

    @property
    def sure(self) -> bool:
        """Whether it is better than the fixed weights, and not by chance."""
        return self.learnt > self.mixed and self.p <= ALPHA


def fit_scorer(observed: Observed, seed: int, progress: Progress = lambda *_: None) -> FittedScorer:
    """The network, and what it is worth: each fifth of the questions is ranked by one fitted to the others.

    DatasetError where the same clauses answer all of them.
    """
    signals, grades = observed.signals, observed.grades
    fixed = signals @ np.array([getattr(MIXED, name, 0.0) for name in SIGNALS])
    found = np.zeros_like(fixed)
    answers = [" ".join(map(str, np.flatnonzero(row == row.max()))) for row in grades]
    if (different := len(set(answers))) < FOLDS:
        raise DatasetError(
            f"The judged questions have only {different} different answers.", hint=f"It takes {FOLDS} to measure a fit."
        )
    folds = GroupKFold(FOLDS, shuffle=True, random_state=seed).split(found, groups=answers)
    for done, (some, rest) in enumerate(folds, 1):
        found[rest] = fit(signals[some], grades[some], observed.model, seed).odds(signals[rest])
        progress("fitting", done, FOLDS + 1)
    before, after = (_measured(scores, grades) for scores in (fixed, found))
    [p] = p_values(Clustered.of((after - before)[:, None], answers).sums)
    scorer = fit(signals, grades, observed.model, seed)
    progress("fitting", FOLDS + 1, FOLDS + 1)
    return FittedScorer(scorer, len(found), float(before.mean()), float(after.mean()), float(p))


def observe(retriever: ClauseRetriever, progress: Progress = lambda *_: None) -> Observed:
    """What the retriever knows of the clauses for each judged question that has an answer and is no clause's own.

    DatasetError where these are too few.
    """
    total = retriever.learnable
    if total < LEAST:
        raise DatasetError(
            f"Only {total} questions were judged over all clauses, are answered and are no clause's own.",
            hint=f"It takes {LEAST} to fit to; corpus/questions/README.md says how questions are judged.",
        )
    found, grades = [], []
    uids = [clause.uid for _, clause in retriever.corpus.searched()]
    for done, (asked, evidence) in enumerate(retriever.left_out(), 1):
        found.append(signals(evidence.scores, evidence.matched)[evidence.judged])
        grades.append(np.array([asked.votes.get(uid, 0.0) for uid in uids])[evidence.judged])
        progress("asking", done, total)
    return Observed(retriever.embedder.identity.name, np.array(found), np.array(grades))


def _measured(scores: Floats, grades: Floats) -> Floats:
    """`MEASURE` of each question."""
    measures, found = RetrievalMeasures([MEASURE]), []
    for row, truth in zip(scores, grades, strict=True):
        best = np.argsort(-row, kind="stable")[:_DEPTH]
        judged = {str(place): int(2 * truth[place]) for place in np.flatnonzero(truth)}
        found.append(measures.of(judged, [Ranked(str(place), float(row[place])) for place in best])[MEASURE] or 0.0)
    return np.array(found)

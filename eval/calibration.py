"""Fit the refusal to development questions: a logistic regression over `rag.refusal.Signals` (Platt scaling, 1999).

What is told about it is cross-validated: the confidence of a question comes from a fit that never saw it, nor any other
turn of its conversation.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from eval.asked import everything
from eval.bench import Bench
from eval.dataset import Dataset
from eval.measures.abstention import auroc
from eval.results import QUESTIONS, REFERENCES
from ingest.errors import DatasetError
from rag.pointing import searched
from rag.refusal import REFUSE_BELOW, Refusal, Signals, signals

Array = NDArray[np.float64]
SIGNALS = tuple(field.name for field in fields(Signals))
FOLDS = 5
STRENGTH = 1.0  # the inverse of the L2 penalty on weights of standardised signals: scikit-learn's default
_LEAST = 20  # answerable and unanswerable questions
_CONSTANT = 1e-9  # a signal that varies less is constant but for rounding


@dataclass(frozen=True)
class Operating:
    """A bound on confidence: which shares of the answerable and of the unanswerable questions lie below it."""

    bound: float
    answerable: float
    unanswerable: float


@dataclass(frozen=True)
class Calibration:
    """The fit and what to expect of it.

    `alone` is the AUROC of each signal by itself, `auroc` that of the cross-validated confidence. What lies below
    `REFUSE_BELOW` is refused: `fitted` says what by that confidence, `in_use` what by the refusal in use.
    """

    refusal: Refusal
    answerable: int
    unanswerable: int
    alone: dict[str, float]
    auroc: float
    in_use: Operating
    fitted: Operating
    operating: tuple[Operating, ...]


def calibrate(bench: Bench, refused: Sequence[float] = (0.05, 0.10, 0.20)) -> Calibration:
    """Fit to every question and turn of the bench that names no clause.

    An operating point is where one of the shares `refused` of the answerable questions lies below the bound.
    Raises DatasetError as `check` does.
    """
    check(bench.dataset)
    values, truth, groups = _observed(bench)
    counts = _counts(truth, values[:, SIGNALS.index("blended")] > 0)
    weights, intercept = _fitted(values, truth, counts)
    confidence = _cross_validated(values, truth, counts, groups)
    in_use = np.array([bench.retriever.refusal.confidence(Signals(*row)) for row in values.tolist()])
    return Calibration(
        refusal=Refusal(Signals(*weights.tolist()), intercept),
        answerable=int(truth.sum()),
        unanswerable=int((~truth).sum()),
        alone={name: _auroc(values[:, place], truth) for place, name in enumerate(SIGNALS)},
        auroc=_auroc(confidence, truth),
        in_use=_below(REFUSE_BELOW, in_use, truth),
        fitted=_below(REFUSE_BELOW, confidence, truth),
        operating=tuple(_operating(confidence, truth, share) for share in refused),
    )


def check(dataset: Dataset) -> None:
    """DatasetError for a data set with passages of its own, or with too few questions of either sort to fit to."""
    if dataset.passages:
        raise DatasetError(
            f"{dataset.name} has passages of its own, which are never refused.", hint="Name questions on the index."
        )
    asked = [one for one in everything(dataset) if one.part != REFERENCES]
    counts = {sort: sum(one.answerable == sort for one in asked) for sort in (True, False)}
    apart = min(len({one.cluster for one in asked if one.answerable == sort}) for sort in (True, False))
    if min(counts.values()) < _LEAST or apart < FOLDS:
        raise DatasetError(
            f"{dataset.name} has {counts[True]} answerable and {counts[False]} unanswerable questions to fit to.",
            hint=f"It takes {_LEAST} of each, of {FOLDS} conversations or more.",
        )


def _observed(bench: Bench) -> tuple[Array, NDArray[np.bool_], list[str]]:
    """Signals, shape (questions, signals); whether each can be answered; and its conversation.

    A question that opens a conversation as well counts there.
    """
    values, truth, groups = [], [], []
    opening = {dialogue.turns[0].question for dialogue in bench.dataset.dialogues}
    for asked in everything(bench.dataset):
        if asked.part == REFERENCES or (asked.part == QUESTIONS and asked.text in opening):
            continue
        turn, before = searched(asked.text, bench.told.history(asked.history), bench.corpus)
        ranking = bench.retriever.rank(turn, before=before)
        if not any(scored.pinned for scored in ranking.scored):
            values.append(astuple(signals(ranking)))
            truth.append(asked.answerable)
            groups.append(asked.cluster)
    return np.array(values), np.array(truth, dtype=bool), groups


def _counts(truth: NDArray[np.bool_], follows: NDArray[np.bool_]) -> Array:
    """What each question counts: all answerable ones together as much as all others, however many there are of each.

    So too among those that follow others, where there are both, and among the rest: that few of the turns of a
    conversation are unanswerable lies in how conversations are written.
    """
    sorts = list(zip(follows.tolist(), truth.tolist(), strict=True))
    if len(set(sorts)) < 4:
        sorts = [(False, true) for _, true in sorts]
    of, many = Counter(follow for follow, _ in sorts), Counter(sorts)
    return np.array([of[follow] / many[follow, true] / 2 for follow, true in sorts])


def _fitted(values: Array, truth: NDArray[np.bool_], counts: Array) -> tuple[Array, float]:
    """Weights of the signals as they are, and the intercept."""
    middle, width = values.mean(axis=0), values.std(axis=0)
    width[width < _CONSTANT] = np.inf  # no weight
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    model.fit((values - middle) / width, truth, sample_weight=counts)
    weights = model.coef_[0] / width
    return weights, float(model.intercept_[0] - weights @ middle)


def _cross_validated(values: Array, truth: NDArray[np.bool_], counts: Array, groups: Sequence[str]) -> Array:
    confidence = np.zeros(len(truth))
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    for fit, rest in folds.split(values, truth, groups):
        weights, intercept = _fitted(values[fit], truth[fit], counts[fit])
        confidence[rest] = 1 / (1 + np.exp(-(values[rest] @ weights + intercept)))
    return confidence


def _auroc(confidence: Array, truth: NDArray[np.bool_]) -> float:
    return auroc(confidence[truth].tolist(), confidence[~truth].tolist()) or 0.0


def _operating(confidence: Array, truth: NDArray[np.bool_], share: float) -> Operating:
    return _below(float(np.quantile(confidence[truth], share)), confidence, truth)


def _below(bound: float, confidence: Array, truth: NDArray[np.bool_]) -> Operating:
    return Operating(bound, float((confidence[truth] < bound).mean()), float((confidence[~truth] < bound).mean()))

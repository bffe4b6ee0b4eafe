"""The main tables: every run in every measure, marked where it differs from the subject, and the ablation."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.comparison import Difference, differences, means
from eval.intervals import Estimate, estimates
from eval.pairing import Paired, measures_of
from eval.parts import DIALOGUE_PREFIX, plain

# Measures of answers, dialogues and references stand in tables of their own; all others are of the ranking.
OF_ANSWERS = (
    "citation precision",
    "citation judged",
    "citation recall",
    "verbatim",
    "status",
    "false answer",
    "false citation",
    "false refusal",
    "reference status",
    "reference clauses",
)
_ANSWERS = [*OF_ANSWERS, *(DIALOGUE_PREFIX + name for name in OF_ANSWERS)]
_UNTESTED = frozenset({"Judged@10"})  # says how far to trust the others, not how good a run is


@dataclass(frozen=True)
class Cell:
    """A value of a run; `difference` is against the subject, None for the subject itself and what is not tested."""

    estimate: Estimate
    difference: Difference | None


@dataclass(frozen=True)
class ResultRow:
    """A run in the main table."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class AnswerRow:
    """A measure of answers and its value in each run that was asked for answers, None where it is undefined."""

    measure: str
    estimates: tuple[Estimate | None, ...]


def ranking_measures(paired: Paired) -> list[str]:
    """The measures of rankings that every run has, in the order of the subject."""
    return [name for name in measures_of(paired.runs) if name not in OF_ANSWERS and plain(name) == name]


def result_rows(paired: Paired, measures: Sequence[str]) -> list[ResultRow]:
    """A row a run, the subject first; one correction over all cells that are tested."""
    tested = [name for name in measures if name not in _UNTESTED]
    pairs = [(0, run) for run in range(1, len(paired.runs))]
    found = {(one.b, one.measure): one for one in differences(paired, tested, pairs)} if tested else {}
    return [
        ResultRow(label, tuple(Cell(estimate, found.get((label, measure))) for measure, estimate in row.items()))
        for label, row in means(paired, measures).items()
    ]


def answering(paired: Paired) -> list[int]:
    """The runs (by number) that have measures of answers."""
    return [run for run in range(len(paired.runs)) if not np.isnan(paired.values(run, _ANSWERS)).all()]


def answer_rows(paired: Paired) -> list[AnswerRow]:
    """The measures of answers that some run has, those of conversations after those of single questions."""
    by_run = [estimates(paired.values(run, _ANSWERS), paired.clusters) for run in answering(paired)]
    if not by_run:
        return []
    rows = [
        AnswerRow(measure, tuple(one if one.n else None for one in row))
        for measure, *row in zip(_ANSWERS, *by_run, strict=True)
    ]
    return [row for row in rows if any(row.estimates)]

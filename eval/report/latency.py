"""How long questions took: the middle, the usual range, the slow end."""

import math
from dataclasses import dataclass

import numpy as np

from eval.pairing import Paired
from eval.results import REFERENCES
from eval.summary import part_of


@dataclass(frozen=True)
class LatencyRow:
    """Quantiles in milliseconds, and their places in percent on a logarithmic axis shared by all rows."""

    label: str
    quantiles: dict[int, float]
    places: dict[int, float]


@dataclass(frozen=True)
class Latency:
    """All runs on one axis; `ticks` are (milliseconds, place)."""

    rows: tuple[LatencyRow, ...]
    ticks: tuple[tuple[float, float], ...]


_QUANTILES = (5, 25, 50, 75, 95, 100)


def latency(paired: Paired) -> Latency:
    """How long each run took to rank the clauses for a question; a run that was not timed is left out."""
    found = {}
    for run, label in enumerate(paired.labels):
        asked = [question for question in paired.questions[run] if part_of(question) != REFERENCES]
        if times := [question.milliseconds for question in asked if question.milliseconds > 0]:
            values = np.percentile(times, _QUANTILES)
            found[label] = dict(zip(_QUANTILES, values.tolist(), strict=True))
    if not found:
        return Latency((), ())
    low = math.floor(math.log10(min(row[5] for row in found.values())))
    high = max(low + 1, math.ceil(math.log10(max(row[100] for row in found.values()))))

    def place(value: float) -> float:
        return round(100 * (math.log10(value) - low) / (high - low), 2)

    rows = [LatencyRow(label, row, {q: place(value) for q, value in row.items()}) for label, row in found.items()]
    ticks = tuple((10.0**power, place(10.0**power)) for power in range(low, high + 1))
    return Latency(tuple(rows), ticks)

"""A measure by kind of question, by wording, by who asks: where a run is strong and where it is weak."""

from dataclasses import dataclass

import numpy as np

from eval.intervals import Estimate, estimates
from eval.pairing import Paired

# The metadata that questions are grouped by, and what the page calls it.
KEYS = {"kind": "Kind of question", "wording": "Wording", "asker": "Who asks"}
SHOWN = 4  # runs side by side; more are not told apart any longer


@dataclass(frozen=True)
class Group:
    """The questions with one value of the metadata, and the estimate of each shown run."""

    name: str
    estimates: tuple[Estimate, ...]


@dataclass(frozen=True)
class Chart:
    """All groups of one key."""

    title: str
    labels: tuple[str, ...]
    groups: tuple[Group, ...]


def charts(paired: Paired, measure: str) -> list[Chart]:
    """A chart for each key of `KEYS` that tells at least two groups of questions apart."""
    found = []
    runs = range(min(SHOWN, len(paired.runs)))
    values = [paired.values(run, [measure])[:, 0] for run in runs]
    for key, title in KEYS.items():
        of = np.array([str(question.metadata.get(key) or "") for question in paired.questions[0]])
        names = [name for name in dict.fromkeys(of.tolist()) if name and not np.isnan(values[0][of == name]).all()]
        if len(names) < 2:
            continue
        columns = np.stack([np.where(of == name, value, np.nan) for name in names for value in values], axis=1)
        every = estimates(columns, paired.clusters)
        groups = [
            Group(name, tuple(every[place * len(values) : (place + 1) * len(values)]))
            for place, name in enumerate(names)
        ]
        found.append(Chart(title, paired.labels[: len(values)], tuple(groups)))
    return found

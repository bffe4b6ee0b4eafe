"""What a conversation costs: later turns searched with their history, by themselves, and as a person rewrote them."""

from dataclasses import dataclass

import numpy as np

from eval.intervals import Estimate, estimates
from eval.pairing import Paired
from eval.parts import DIALOGUE_PREFIX

_NDCG = f"{DIALOGUE_PREFIX}nDCG@10"
FORMS = {
    _NDCG: "with its history",
    f"{_NDCG} (last turn alone)": "last turn alone",
    f"{_NDCG} (standalone)": "rewritten",
}


@dataclass(frozen=True)
class DialogueRow:
    """A run: nDCG@10 of the turns after the first in each form of `FORMS`."""

    label: str
    estimates: tuple[Estimate, ...]
    gain: Estimate


def dialogue_rows(paired: Paired) -> list[DialogueRow]:
    """A row for each run that measured dialogues; `gain` is what the history adds to the last turn alone."""
    rows = []
    for run, label in enumerate(paired.labels):
        values = paired.values(run, list(FORMS))
        later = np.array([question.metadata.get("turn") != 1 for question in paired.questions[run]])
        turns = ~np.isnan(values[:, 1]) & later  # a first turn has no history, and its three forms are one
        if not turns.any():
            continue
        values = np.where(turns[:, None], values, np.nan)
        gain = values[:, [0]] - values[:, [1]]
        *forms, gained = estimates(np.hstack([values, gain]), paired.clusters)
        rows.append(DialogueRow(label, tuple(forms), gained))
    return rows

"""How far a clause answers a question, from all that is known of both: a small network in place of fixed weights.

A score that counts for much beside one that is low counts for little beside another that is high, which no weighed sum
can say. One hidden layer can, and with sixteen units it has no more numbers than a page shows: `scorer.json`. They are
fitted by `clausewise eval scorer` to questions judged over all clauses, each as though it had never been judged
(`eval.scorer`), and belong to one embedding model: with another one the signals have other scales (`rag.fitted`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIGNALS = ("late_stem", "questions", "votes", "near_meaning", "near_words", "near_late", "matched")
SHIPPED = Path(__file__).with_name("scorer.json")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scorer:
    """A network of one hidden layer with the hyperbolic tangent.

    `model` names the embedding model it was fitted with, with or without an adapter of that. `hidden` has for each unit
    the weights of the `SIGNALS` and a constant, shape (units, signals + 1), `output` the weight of each unit and a
    constant, shape (units + 1,).
    """

    model: str
    hidden: Floats
    output: Floats

    def odds(self, signals: Floats) -> Floats:
        """The log-odds that clauses answer a question which some clause answers.

        Of signals of shape (…, signals) those of shape (…).
        """
        units = np.tanh(signals @ self.hidden[:, :-1].T + self.hidden[:, -1])
        return np.asarray(units @ self.output[:-1] + self.output[-1])

    def to_json(self) -> str:
        """The network as a file, a line for each unit."""
        rows = ",\n".join(f"    {_rounded(row)}" for row in self.hidden)
        parts = [
            f'"model": {json.dumps(self.model)}',
            f'"signals": {json.dumps(SIGNALS)}',
            f'"hidden": [\n{rows}\n  ]',
            f'"output": {_rounded(self.output)}',
        ]
        return "{\n  " + ",\n  ".join(parts) + "\n}\n"

    @classmethod
    def from_json(cls, text: str) -> "Scorer":
        """What `to_json` wrote; ValueError where it is a network of other signals, or none."""
        return cls.from_dict(json.loads(text))

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> "Scorer":
        """As `from_json`, of what the text stands for."""
        hidden, output = (np.array(found[name], dtype=np.float64) for name in ("hidden", "output"))
        shape = (output.size - 1, len(SIGNALS) + 1)
        if tuple(found["signals"]) != SIGNALS or output.ndim != 1 or hidden.shape != shape:
            raise ValueError("it is of other signals")
        if not (np.isfinite(hidden).all() and np.isfinite(output).all()):
            raise ValueError("a number is not finite")
        return cls(found["model"], hidden, output)


@cache
def shipped() -> Scorer:
    """The network that comes with the program."""
    return Scorer.from_json(SHIPPED.read_text(encoding="utf-8"))


def signals(scores: Mapping[str, Floats], matched: Floats) -> Floats:
    """The evidence for some clauses as a network sees it, shape (clauses, signals)."""
    return np.stack([*(scores[name] for name in SIGNALS[:-1]), matched], axis=-1)


def likely(odds: Floats) -> Floats:
    """Log-odds as probabilities."""
    return np.asarray(1 / (1 + np.exp(-odds)))


def _rounded(row: Floats) -> str:
    return json.dumps([round(float(value), 4) for value in row])

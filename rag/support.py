"""How much of a sentence is in a clause: shared words, and the embedding model's own view of each.

The weights are a logistic regression over the development pairs of ``eval/datasets/grounding``, and the bound is the
highest one that 95 % of the supported ones among them reach: what `clausewise eval grounding` prints, beside how well
each signal does alone.
"""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

import numpy as np

from rag.settings import PACKAGED
from rag.vocabulary import LIGHT, content, opposite, stem

if TYPE_CHECKING:
    from rag.embed import Embedder, Encoded
    from rag.prompting import Source

# A word that the clause does not have must come so near to one that it has; chosen on the development pairs, where the
# nearest of words that add something is .61.
NEAR = 0.65
WEAKEST = 3  # tokens of a sentence that are least like anything in the clause


@dataclass(frozen=True)
class Signals:
    """What speaks for a sentence, each about 0 to 1.

    `lexical`: the share of its content words that the clause or its stem has; `late`: how near its tokens come, on
    average, to the nearest of the clause; `weakest`: the same for the three that come least near; `dense`: the cosine
    of the two.
    """

    lexical: float
    late: float
    weakest: float
    dense: float


WEIGHTS = Signals(lexical=5.238, late=4.464, weakest=8.022, dense=1.563)
INTERCEPT = -12.282
BOUND = 0.838
LEXICAL_BOUND = 0.8  # where another embedding model is used, whose similarities nobody has calibrated


class Gauge:
    """Measures support; clauses are embedded once for all sentences of an answer."""

    def __init__(self, embedder: "Embedder") -> None:
        self._embedder = embedder
        self._calibrated = embedder.identity.name == PACKAGED
        self._encoded: dict[str, Encoded] = {}

    def signals(self, part: str, source: "Source") -> Signals:
        """The signals of a part of a sentence and the clause it cites."""
        said, there = self._of(part), self._of(source.text)
        nearest = (said.tokens @ there.tokens.T).max(axis=1) if len(said.ids) and len(there.ids) else np.zeros(1)
        return Signals(
            lexical=lexical(part, source.text),
            late=float(nearest.mean()),
            weakest=float(np.sort(nearest)[:WEAKEST].mean()),
            dense=float(said.vector @ there.vector),
        )

    def support(self, part: str, source: "Source") -> tuple[float, bool]:
        """How well a clause supports a part of a sentence, from 0 to 1, and whether that is enough."""
        if not self._calibrated:
            share = lexical(part, source.text)
            return share, share >= LEXICAL_BOUND
        degree = confidence(self.signals(part, source))
        return degree, degree >= BOUND

    def stranger(self, part: str, source: "Source") -> str:
        """A word of a part of a sentence that neither stands in the clause nor comes near to one of it; "" for none."""
        there = list(dict.fromkeys(content(source.text)))
        stems = {stem(word) for word in there}
        for word in dict.fromkeys(content(part)):
            if stem(word) in stems or word in LIGHT:
                continue
            if opposite(word, set(there)) or not self._calibrated:
                return word
            said, *others = (encoded.vector for encoded in self._all_of([word, *there]))
            if max((float(said @ other) for other in others), default=0.0) < NEAR:
                return word
        return ""

    def _of(self, text: str) -> "Encoded":
        return self._all_of([text])[0]

    def _all_of(self, texts: Sequence[str]) -> "list[Encoded]":
        new = [text for text in dict.fromkeys(texts) if text not in self._encoded]
        self._encoded |= dict(zip(new, self._embedder.texts(new), strict=True))
        return [self._encoded[text] for text in texts]


def confidence(found: Signals, weights: Signals = WEIGHTS, intercept: float = INTERCEPT) -> float:
    """The signals as one number from 0 to 1."""
    odds = intercept + sum(weight * value for weight, value in zip(astuple(weights), astuple(found), strict=True))
    return 1 / (1 + math.exp(-odds))


def lexical(part: str, text: str) -> float:
    """The share of the content words of `part` that `text` has too, by their stems; 0 for a part without any."""
    said: Sequence[str] = content(part)
    there = {stem(word) for word in content(text)}
    return sum(stem(word) in there for word in said) / len(said) if said else 0.0

"""A model of entailment of the user's own: does the clause entail the sentence?"""

from typing import Any

import numpy as np

from ingest.errors import ModelError

BOUND = 0.5  # of the probability of entailment
_HINT = "Set CLAUSEWISE_NLI_MODEL to a sentence-transformers CrossEncoder for entailment, or leave it unset."


class Judge:
    """A sentence-transformers CrossEncoder whose labels name entailment, or that has one label which is it."""

    def __init__(self, name: str) -> None:
        """Load it (ModelError)."""
        from sentence_transformers import CrossEncoder

        try:
            self._model: Any = CrossEncoder(name)
            labels = getattr(self._model.config, "id2label", None) or {}
            self._place = _entailment({int(place): str(label) for place, label in labels.items()})
        except ModelError:
            raise
        except Exception as error:  # the libraries raise many kinds: hub, file, configuration and tensor errors
            raise ModelError(
                f"The model of entailment “{name}” cannot be loaded ({type(error).__name__}).", hint=_HINT
            ) from error

    def entails(self, premise: str, hypothesis: str) -> bool:
        """Whether `premise` entails `hypothesis`, more likely than not."""
        scores = np.atleast_1d(np.asarray(self._model.predict([(premise, hypothesis)], activation_fn=_identity())[0]))
        if len(scores) == 1:
            return bool(1 / (1 + np.exp(-scores[0])) >= BOUND)
        likely = np.exp(scores - scores.max())
        return bool((likely / likely.sum())[self._place] >= BOUND)


def _identity() -> Any:
    from torch.nn import Identity

    return Identity()


def _entailment(labels: dict[int, str]) -> int:
    """The place of the label that means entailment (ModelError when none or several do)."""
    if len(labels) <= 1:
        return 0
    places = [place for place, label in labels.items() if label.lower() in {"entailment", "entails", "entailed"}]
    if len(places) != 1:
        raise ModelError("The model of entailment has no label “entailment”.", hint=_HINT)
    return places[0]

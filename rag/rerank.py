"""An optional second look at the best clauses: a cross-encoder that reads question and clause together.

Any sentence-transformers CrossEncoder that the user names; none is shipped and none is on by default (Nogueira and Cho,
Passage Re-ranking with BERT, 2019).
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from ingest.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

DEPTH = 20  # clauses read again; each costs a pass of the model


class Reranker:
    """Scores pairs of a question and a text. Safe to share between threads."""

    def __init__(self, model: "CrossEncoder", name: str) -> None:
        self._model = model
        self.name = name

    @classmethod
    def load(cls, name: str) -> Self:
        """The cross-encoder that is a folder or has this hub name; ModelError when it is absent or of another kind."""
        if Path(name).expanduser().is_dir():
            name = str(Path(name).expanduser())
            os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing to fetch: keep the hub client from asking
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import CrossEncoder
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            reranker = cls(CrossEncoder(name), name)
            reranker.scores("probe", ["probe"])  # what has several labels, or none, shows itself now
        except ModelError:
            raise
        except Exception as error:  # the libraries raise many kinds: hub, file, configuration and tensor errors
            raise _unloadable(name, str(error).strip().partition("\n")[0] or type(error).__name__) from error
        return reranker

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers, in the order given: higher is better, the scale is the model's own."""
        pairs = [(question, text) for text in texts]
        found = np.asarray(self._model.predict(pairs, show_progress_bar=False), dtype=np.float64)
        if found.shape != (len(texts),) or not np.isfinite(found).all():
            raise _unloadable(self.name, "it does not give one number for a question and a text")
        return [float(score) for score in found]


def _unloadable(name: str, why: str) -> ModelError:
    return ModelError(
        f"The reranker “{name}” cannot be used: {why[:300]}.",
        hint="Set CLAUSEWISE_RERANKER to a sentence-transformers CrossEncoder, or leave it unset.",
    )

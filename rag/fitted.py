"""What is fitted to an embedding model: how its scores of a clause are weighed, and when a question is refused.

Every model scores on a scale of its own: with another one the same numbers might refuse everything, or nothing. What
was fitted to the packaged model comes with the program. `clausewise fit` fits to the model in use, into a file of the
home folder, which goes before that.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ingest.errors import ModelError
from rag.refusal import SHIPPED as SHIPPED_REFUSAL
from rag.refusal import Refusal, Signals
from rag.scorer import Scorer, shipped

FILE = "fitted.json"  # in the home folder


@dataclass(frozen=True)
class Fitted:
    """`scorer` is None where fixed weights rank (`rag.retrieve.MIXED`)."""

    scorer: Scorer | None
    refusal: Refusal

    @cached_property
    def sha256(self) -> str:
        """A checksum of all its numbers."""
        return hashlib.sha256(self.to_json("").encode()).hexdigest()

    def to_json(self, model: str) -> str:
        """As a file of what was fitted to the embedding model of this name."""
        network = json.loads(self.scorer.to_json()) if self.scorer is not None else None
        found = {"model": model, "refusal": asdict(self.refusal), "scorer": network}
        return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


# Where nothing was fitted to a model: fixed weights rank, and what is refused was fitted to the packaged one.
UNFITTED = Fitted(None, SHIPPED_REFUSAL)


def fitted_to(model: str, home: Path | None = None) -> Fitted:
    """What was fitted to the model of this name: in the folder `home`, else what comes with the program, or `UNFITTED`.

    ModelError for a file in `home` that is damaged; one that is of another model is passed over.
    """
    own = _read(home / FILE, model) if home is not None else None
    if own is not None:
        return own
    network = shipped()
    return Fitted(network, SHIPPED_REFUSAL) if network.model == model else UNFITTED


def _read(path: Path, model: str) -> Fitted | None:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if found["model"] != model:
            return None
        network = Scorer.from_json(json.dumps(found["scorer"])) if found["scorer"] is not None else None
        refusal = found["refusal"]
        weights = {name: float(weight) for name, weight in refusal["weights"].items()}
        return Fitted(network, Refusal(Signals(**weights), float(refusal["intercept"])))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(
            f"{path} is damaged ({type(error).__name__}).", hint="Remove it; `clausewise fit` makes it anew."
        ) from None

"""What is fitted to an embedding model: how its scores of a clause are weighed, and when a question is refused.

Every model scores on a scale of its own: with another one the same numbers might refuse everything, or nothing. What
was fitted to the packaged model comes with the program. `clausewise fit` fits to any other one, into a file of the home
folder, which serves for the model it names.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path
from typing import Any

from ingest.errors import ModelError
from rag.refusal import SHIPPED as SHIPPED_REFUSAL
from rag.refusal import Refusal, Signals
from rag.scorer import Scorer, shipped

FILE = "fitted.json"  # in the home folder


@dataclass(frozen=True, eq=False)
class Fitted:
    """`scorer` is None where fixed weights rank (`rag.mixture.MIXED`)."""

    scorer: Scorer | None
    refusal: Refusal

    @property
    def sha256(self) -> str:
        """A checksum of all its numbers."""
        return hashlib.sha256(self.to_json("", {}).encode()).hexdigest()

    def to_json(self, model: str, about: Mapping[str, Any]) -> str:
        """As a file: what was fitted to the embedding model of this name, and what it was made from."""
        scorer = json.loads(self.scorer.to_json()) if self.scorer is not None else None
        found = {"model": model, "refusal": asdict(self.refusal), "scorer": scorer, "about": about}
        return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


# Where nothing was fitted to a model: fixed weights rank, and what is refused was fitted to the packaged one.
UNFITTED = Fitted(None, SHIPPED_REFUSAL)


def fitted_to(model: str, home: Path | None = None) -> Fitted:
    """What was fitted to the model of this name: in the folder `home`, else what comes with the program, or `UNFITTED`.

    ModelError for a file in `home` that is damaged; one that is of another model is passed over.
    """
    network = shipped()
    if network.model == model:
        return Fitted(network, SHIPPED_REFUSAL)
    own = _read(home / FILE, model) if home is not None else None
    return own if own is not None else UNFITTED


def _read(path: Path, model: str) -> Fitted | None:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if found["model"] != model:
            return None
        scorer = Scorer.from_dict(found["scorer"]) if found["scorer"] is not None else None
        weights = {name: float(weight) for name, weight in found["refusal"]["weights"].items()}
        if weights.keys() != {field.name for field in fields(Signals)}:
            told = f"{path} was made by another version of clausewise, which looked at other signals."
            raise ModelError(told, hint="Make it anew with `clausewise fit`, or remove it.")
        refusal = Refusal(Signals(**weights), float(found["refusal"]["intercept"]))
        if not all(map(math.isfinite, (*astuple(refusal.weights), refusal.intercept))):
            raise ValueError("a number is not finite")
        return Fitted(scorer, refusal)
    except FileNotFoundError:
        return None
    except OSError as error:
        told = f"{path} cannot be read ({error.strerror or error})."
        raise ModelError(told, hint="Mend its permissions, or remove it.") from None
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        told = f"{path} is damaged ({type(error).__name__})."
        raise ModelError(told, hint="Make it anew with `clausewise fit`, or remove it.") from None

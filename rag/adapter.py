"""Adapters: small low-rank changes to the weights of one embedding model, trained on the questions of an index.

One changes how everything is seen, another, on top of it, how follow-ups are (`rag.distillation`)::

    <home>/adapter/ or <corpus>/adapter/, and <home>/follow-ups/ or <corpus>/follow-ups/
        adapter_model.safetensors    the weights (LoRA: Hu et al., Low-Rank Adaptation, 2021), in the format of peft
        adapter_config.json          which layers they belong to, also in the format of peft
        adapter.json                 the model they are for, the checksums of both, how they were made, what they gained

An adapter is merged into the weights of its model when that is loaded, so no question costs more for it. `adapter.json`
proves the other two; damaged files are an error and never a silent change of the ranking.
"""

import hashlib
import json
import os
import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import AdapterError
from ingest.swap import put_in_place
from rag.embed import ModelName, identify
from rag.settings import AUTO, NONE, Settings

if TYPE_CHECKING:
    from peft import LoraConfig, PeftModel
    from sentence_transformers import SentenceTransformer

FOLDER, FOLLOW_UPS = "adapter", "follow-ups"
WEIGHTS, CONFIG, RECORD = "adapter_model.safetensors", "adapter_config.json", "adapter.json"
_SCHEMA = 1


@dataclass(frozen=True)
class Adapter:
    """An adapter in memory, so that what is merged is what was checked.

    `model` is the model it was made for, with the adapter in it if it goes on top of one, `about` what `adapter.json`
    says beside that; `config` and `weights` are the bytes of the two files of peft. `folder` is where it was read, None
    when it was just made. `follow_ups` tells that it is for follow-ups alone.
    """

    model: ModelName
    config: bytes
    weights: bytes
    about: Mapping[str, Any]
    folder: Path | None = None
    follow_ups: bool = False

    @property
    def sha256(self) -> str:
        """Its identity: a checksum of the checksums of both files, since either changes the vectors."""
        return hashlib.sha256("".join(self.checksums.values()).encode()).hexdigest()

    @property
    def checksums(self) -> dict[str, str]:
        """The sha256 of each file, by name."""
        return {name: hashlib.sha256(data).hexdigest() for name, data in self._files.items()}

    @property
    def _files(self) -> dict[str, bytes]:
        return {CONFIG: self.config, WEIGHTS: self.weights}

    def merge_into(self, model: "SentenceTransformer") -> None:
        """Add the adapter to the weights of `model`; AdapterError when they do not fit."""
        from peft import LoraConfig, get_peft_model_state_dict, set_peft_model_state_dict
        from safetensors.torch import load

        try:
            shape = json.loads(self.config)
            config = LoraConfig(r=shape["r"], lora_alpha=shape["lora_alpha"], target_modules=shape["target_modules"])
            weights = load(self.weights)
            adapted = with_layers(model, config)
            if get_peft_model_state_dict(adapted).keys() != weights.keys():
                raise ValueError("it belongs to other layers")
            set_peft_model_state_dict(adapted, weights)
            adapted.merge_and_unload(safe_merge=True)
        except Exception as error:  # the libraries raise many kinds: file, configuration and tensor errors
            first_line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise AdapterError(
                f"{self.name} does not fit the embedding model “{self.model.name}”: {first_line[:300]}",
                hint=_way_out(self.folder),
            ) from error

    @property
    def name(self) -> str:
        """What to call it at the start of a sentence."""
        return f"The adapter in {self.folder}" if self.folder is not None else "The adapter"


def chosen(settings: Settings) -> Adapter | None:
    """The adapter that `settings` ask for, or None.

    "auto" is the one in the home folder, else the one shipped with the corpus; one made for another model is passed
    over. A folder must hold one for the configured model. AdapterError for that, and for a damaged one anywhere.
    """
    if settings.adapter == NONE:
        return None
    model = identify(settings.embed_model)
    if settings.adapter == AUTO:
        return _first_of(model, settings, FOLDER)
    adapter = read(Path(settings.adapter).expanduser())
    if adapter.follow_ups:
        raise AdapterError(
            f"{adapter.name} is one for follow-ups alone.",
            hint=f"Set CLAUSEWISE_ADAPTER to auto; one for follow-ups is looked for in {settings.home / FOLLOW_UPS}.",
        )
    if adapter.model != model:
        raise AdapterError(
            f"{adapter.name} was made for the model “{adapter.model.name}”, not for “{model.name}”.",
            hint="Set CLAUSEWISE_ADAPTER to auto, or make one for this model with `clausewise adapt`.",
        )
    return adapter


def for_follow_ups(settings: Settings, model: ModelName) -> Adapter | None:
    """The adapter with which `model` sees follow-ups: the one in the home folder, else the shipped one, or None.

    One that was made for another model, or on top of another adapter, is passed over. AdapterError for a damaged one.
    """
    return None if settings.adapter == NONE else _first_of(model, settings, FOLLOW_UPS)


def _first_of(model: ModelName, settings: Settings, name: str) -> Adapter | None:
    places = [place for place in (settings.home / name, settings.corpus / name) if os.path.lexists(place)]
    found = [adapter for place in places if (adapter := read(place)).follow_ups == (name == FOLLOW_UPS)]
    return next((adapter for adapter in found if adapter.model == model), None)


def read(folder: Path) -> Adapter:
    """The adapter in `folder`, its files proven by their checksums (AdapterError, naming the file that is wrong)."""
    if not folder.is_dir():
        raise AdapterError(f"There is no adapter in {folder}.", hint=_way_out(None))
    record = _record(folder)
    data = {name: _bytes(folder, name) for name in (CONFIG, WEIGHTS)}
    follow_ups = record.pop("for", None) == FOLLOW_UPS
    adapter = Adapter(record.pop("model"), data[CONFIG], data[WEIGHTS], record, folder, follow_ups)
    for name, sha256 in adapter.checksums.items():
        if record["files"].get(name) != sha256:
            raise _damaged(folder, name, "it was edited or cut off")
    return adapter


def write(adapter: Adapter, folder: Path) -> None:
    """Put `adapter` into `folder` in place of the one there; whatever goes wrong, that one stays (AdapterError)."""
    check_place(folder, follow_ups=adapter.follow_ups)
    record = {
        "schema": _SCHEMA,
        **({"for": FOLLOW_UPS} if adapter.follow_ups else {}),
        "model": adapter.model.name,
        "model_sha256": adapter.model.sha256,
        **({"on": adapter.model.adapter} if adapter.model.adapter is not None else {}),
        "files": adapter.checksums,
        **adapter.about,
    }
    try:
        with tempfile.TemporaryDirectory(prefix=".adapter-", dir=folder.parent, ignore_cleanup_errors=True) as place:
            work, aside = Path(place) / "new", Path(place) / "old"
            work.mkdir()
            (work / CONFIG).write_bytes(adapter.config)
            (work / WEIGHTS).write_bytes(adapter.weights)
            (work / RECORD).write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            put_in_place(work, folder, aside)
    except OSError as error:
        raise _refused(folder, error) from None


def check_place(folder: Path, *, follow_ups: bool = False) -> None:
    """AdapterError when no adapter could be written to `folder`, or something else, as one of the other kind, would be
    lost there.
    """
    try:
        if os.path.lexists(folder):
            others = {path.name for path in folder.iterdir()} - {WEIGHTS, CONFIG, RECORD}
            if others:
                raise AdapterError(
                    f"{folder} holds other files than an adapter ({min(others)}).", hint="Name a folder of its own."
                )
            if (folder / RECORD).is_file() and (_record(folder).get("for") == FOLLOW_UPS) != follow_ups:
                raise AdapterError(f"{folder} holds an adapter of another kind.", hint="Name a folder of its own.")
        folder.parent.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryDirectory(prefix=".adapter-", dir=folder.parent).cleanup()
    except OSError as error:
        raise _refused(folder, error) from None


def with_layers(model: "SentenceTransformer", config: "LoraConfig") -> "PeftModel":
    """The encoder of `model` with low-rank layers put into it."""
    from peft import get_peft_model

    encoder: Any = model.transformers_model
    with warnings.catch_warnings(action="ignore", category=FutureWarning):  # peft 0.21 asks what transformers 5 renamed
        adapted: PeftModel = get_peft_model(encoder, config)
    return adapted


def _record(folder: Path) -> dict[str, Any]:
    """What `adapter.json` says, with the model it was made for under "model"."""
    try:
        record: dict[str, Any] = json.loads(_bytes(folder, RECORD))
        schema, sha256 = record.pop("schema"), record.pop("model_sha256")
        record["model"] = ModelName(str(record["model"]), sha256, record.pop("on", None))
        known = schema == _SCHEMA and isinstance(record["files"], dict)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _damaged(folder, RECORD, f"it is no record of an adapter: {type(error).__name__}") from None
    if not known:
        raise _damaged(folder, RECORD, "it was written by another version")
    return record


def _bytes(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise _damaged(folder, name, f"it cannot be read: {error.strerror or error}") from None


def _damaged(folder: Path, name: str, what: str) -> AdapterError:
    return AdapterError(f"The adapter file {folder / name} is damaged ({what}).", hint=_way_out(folder))


def _way_out(folder: Path | None) -> str:
    remove = f", remove {folder}" if folder is not None else ""
    command = (
        "clausewise adapt --follow-ups" if folder is not None and folder.name == FOLLOW_UPS else "clausewise adapt"
    )
    return f"Make one with `{command}`{remove}, or set CLAUSEWISE_ADAPTER=none to do without."


def _refused(folder: Path, error: OSError) -> AdapterError:
    return AdapterError(
        f"The adapter cannot be written to {folder} ({error.strerror or error}).",
        hint="Free some space, or name a folder you can write to.",
    )

"""The commands that make runs anew, as one types them into a shell."""

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.formats import load_dataset
from eval.measures.retrieval import DEFAULT, GRADED
from eval.plan import DEPTH
from eval.results import RunConfig
from eval.retrievers import OURS
from ingest.errors import DatasetError

_SHIPPED = Path(__file__).resolve().parent.parent / "datasets"


@dataclass(frozen=True)
class Again:
    """A command, and the configuration file it names: its name and content, both empty where it needs none."""

    command: str
    file: str
    toml: str


def again(configs: Sequence[RunConfig]) -> list[Again]:
    """How each run is made anew; the folder of a data set goes by its name, and the shipped one need not be named."""
    return [_again(config, f"run-{number}.toml") for number, config in enumerate(configs, 1)]


def quoted(*arguments: str) -> str:
    """Arguments as a shell reads them.

    >>> quoted("my runs", "b")
    "'my runs' b"
    """
    return shlex.join(arguments)


def _again(config: RunConfig, file: str) -> Again:
    options = config.settings.get("options") or {}
    usual = {*DEFAULT, *GRADED}
    measures = [name for name in config.settings.get("measures", ()) if name not in usual]
    toml = [f"measures = {_toml(measures)}\n"] if measures else []
    if options:
        toml += [f"[options.{_key(config.name)}]\n", *(f"{_key(k)} = {_toml(v)}\n" for k, v in options.items())]
    words = ["clausewise", "eval", "run"]
    words += [] if _shipped(config) else ["--dataset", config.dataset]
    words += ["--split", config.split, *(["--half", config.half] if config.half else [])]
    words += ["--retriever", config.retriever]
    words += ["--depth", str(config.depth)] if config.depth != DEPTH else []
    words += ["--config", file] if toml else []
    if config.retriever == OURS and not config.settings.get("answers") and not options:
        words.append("--no-answers")
    return Again(quoted(*words), file if toml else "", "".join(toml))


def _shipped(config: RunConfig) -> bool:
    """Whether the questions are those that `eval run` asks by default."""
    folder = _SHIPPED / "kv-guidance"
    try:
        return folder.name == config.dataset and load_dataset(folder, config.split).sha256 == config.dataset_sha256
    except DatasetError:
        return False


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _toml(value: object) -> str:
    """A value that came out of a TOML file, written again; what JSON and TOML write alike, JSON writes."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(str(key))} = {_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)

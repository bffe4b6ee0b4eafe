"""The runs that lie in one place: which there are, which were cut short, which are damaged."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from eval.results import RunConfig
from eval.store import CONFIG, QUESTIONS, TIMINGS, read_config
from ingest.errors import RunError

State = Literal["complete", "cut short", "damaged"]


@dataclass(frozen=True)
class Shelved:
    """A run folder; `config` is None and `problem` a sentence where it is damaged.

    `done` are the questions an unfinished run has measured so far, None for a finished one. A run that is still being
    written looks like one that was cut short.
    """

    folder: Path
    state: State
    config: RunConfig | None = None
    done: int | None = None
    problem: str = ""


def shelf(place: Path) -> list[Shelved]:
    """The runs right under `place`, newest first, damaged ones last; none where there is no such folder.

    Only configurations are read: damage further inside is told by `eval.store.load_run`.
    """
    folders = [folder for folder in _folders(place) if (folder / CONFIG).exists() or (folder / QUESTIONS).exists()]
    found = [_shelved(folder) for folder in folders]
    return sorted(found, key=lambda one: one.config.started if one.config is not None else "", reverse=True)


def _folders(place: Path) -> list[Path]:
    try:
        return sorted(path for path in place.iterdir() if path.is_dir())
    except OSError:
        return []


def _shelved(folder: Path) -> Shelved:
    try:
        config = read_config(folder)
    except RunError as error:
        return Shelved(folder, "damaged", problem=error.message)
    if (folder / TIMINGS).is_file():
        return Shelved(folder, "complete", config)
    try:
        done = (folder / QUESTIONS).read_bytes().count(b"\n")
    except OSError:
        done = 0
    return Shelved(folder, "cut short", config, done)

"""A file that somebody brought, before it joins: what was read in it, and whether it can be called what it is."""

import datetime
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.corpus import Corpus
from ingest.errors import ClausewiseError, ShelfError
from ingest.own import LIMIT, own_record, title_of, visible
from rag.settings import Settings
from ui.services import tasks
from ui.services.process import Running, Stopped, Worker

PATIENCE = 120.0  # seconds a file may take to be read


@dataclass(frozen=True)
class Examined:
    """What was read in a file: `audit` as `ingest.audit.report` gives it, `note` is the same in one line.

    `first` are the labels and words of the first clauses; `title` is what the document is called unless told otherwise.
    """

    title: str
    kind: str
    note: str
    audit: dict[str, Any]
    first: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Refused:
    """Why a file cannot be added."""

    message: str
    hint: str


@dataclass(frozen=True)
class Named:
    """Whether a title will do; `problem` says why not. `taken` tells that a document of this title can be replaced."""

    title: str
    problem: str = ""
    taken: bool = False


def examine(
    settings: Settings,
    name: str,
    data: bytes,
    launch: Callable[[tasks.Task, bytes, Settings], Running] = Worker,
) -> Examined | Refused:
    """Read and audit `data` in a process of its own, and change nothing."""
    shown = visible(name) or "The file"
    if len(data) > LIMIT:
        return Refused(
            f"{shown} has {len(data) / 2**20:,.0f} MiB; at most {LIMIT // 2**20} can be added.", "Add its parts."
        )
    try:
        running = launch(tasks.Examine(shown), data, settings)
        late = threading.Timer(PATIENCE, running.stop)
        late.daemon = True
        late.start()
        try:
            found = running.result(lambda _: None)
        finally:
            late.cancel()
    except Stopped:
        return Refused(
            f"{shown} took longer than {PATIENCE:.0f} seconds to read.", "Save it as plain text, or add its parts."
        )
    except ClausewiseError as error:
        return Refused(error.message, error.hint)
    first = tuple((str(label), str(words)) for label, words in found["first"])
    return Examined(title_of(Path(name)), found["kind"], found["note"], found["audit"], first)


def named(name: str, title: str, corpus: Corpus) -> Named:
    """What becomes of the file `name` called `title`, where a blank one means the file's name."""
    try:
        record = own_record(Path(name), title.strip() or None, datetime.date.today().isoformat(), corpus.catalogue)
    except ShelfError as error:
        return Named(title, problem=error.message)
    return Named(record.title, taken=corpus.document(record.key) is not None)

"""What changes the documents or reads a file, as records that can be sent to another process, and how each is done."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ingest.own import parse_own
from ingest.shelf import Record
from rag.settings import Settings
from ui.progress import Progress

FIRST = 8  # clauses shown of a file before it joins
SHOWN = 160  # characters shown of each


@dataclass(frozen=True)
class Examine:
    """Read and audit a file of the user's, and change nothing."""

    name: str


@dataclass(frozen=True)
class Add:
    """Put a file of the user's into the index, cited by `title`; `replace` lets it take another one's place."""

    name: str
    title: str
    replace: bool = False


@dataclass(frozen=True)
class Remove:
    """Take a document that somebody brought in out again; `title` is what it is called where that is told."""

    key: str
    title: str = ""


@dataclass(frozen=True)
class Fetch:
    """Get the official text of a document, or of all that are not here yet; `title` is what it is called there."""

    document: str | None
    language: str = "eng"
    form: str = "xhtml"
    title: str = ""


@dataclass(frozen=True)
class Build:
    """Build the index anew; with `force` no vector of the one before is taken over."""

    force: bool = False


Task = Examine | Add | Remove | Fetch | Build
_TASKS: dict[str, type[Task]] = {kind.__name__: kind for kind in (Examine, Add, Remove, Fetch, Build)}


def written(task: Task) -> dict[str, Any]:
    """`task` as JSON; `read` gives it back."""
    return {"task": type(task).__name__, **asdict(task)}


def read(fields: Mapping[str, Any]) -> Task:
    """The task that `written` wrote."""
    return _TASKS[fields["task"]](**{name: value for name, value in fields.items() if name != "task"})


def perform(task: Task, data: bytes, settings: Settings, progress: Progress) -> dict[str, Any]:
    """Do `task`, with `data` the bytes of its file; what came of it as JSON (the errors of the command of that name).

    KeyboardInterrupt or SystemExit when it was interrupted: then nothing was changed.
    """
    return _DOING[type(task)](task, data, settings, progress)


def _examine(task: Examine, data: bytes, settings: Settings, progress: Progress) -> dict[str, Any]:
    from ingest.audit import note, report
    from ui.documents import refuse_size

    refuse_size(task.name, len(data))
    record = Record(key="own/file", origin="added", title=task.name, source="", since="")
    document = parse_own(record, [data])
    first = [(clause.label, clause.text[: SHOWN + 1]) for clause in document.clauses[:FIRST]]
    return {"kind": document.kind, "note": note(document), "audit": report(document), "first": first}


def _add(task: Add, data: bytes, settings: Settings, progress: Progress) -> dict[str, Any]:
    from ui.documents import add

    return add(settings, Path(task.name), data, task.title, replace=task.replace, progress=progress)


def _remove(task: Remove, data: bytes, settings: Settings, progress: Progress) -> dict[str, Any]:
    from ui.documents import run_remove

    return run_remove(settings, task.key, progress)


def _fetch(task: Fetch, data: bytes, settings: Settings, progress: Progress) -> dict[str, Any]:
    from ui.fetch import run_fetch

    return run_fetch(settings, task.document, language=task.language, form=task.form, progress=progress)


def _build(task: Build, data: bytes, settings: Settings, progress: Progress) -> dict[str, Any]:
    from ui.build import run_build

    return {"built": run_build(settings, force=task.force, progress=progress)}


_DOING: dict[type, Callable[[Any, bytes, Settings, Progress], dict[str, Any]]] = {
    Examine: _examine,
    Add: _add,
    Remove: _remove,
    Fetch: _fetch,
    Build: _build,
}

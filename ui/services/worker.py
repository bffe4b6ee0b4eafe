"""A process of its own for a task: a hostile file or a full memory ends it and not the app, and it is easily stopped.

Into stdin go one line of JSON, ``{"task": …, "settings": …, "bytes": n}``, and the n bytes of the task's file. Out of
stdout come lines of JSON: ``{"say": line}``, ``{"stage": name, "done": n, "total": m}`` and ``{"received": n, "total":
m or null}``, and at last one of ``{"result": …}``, ``{"error": {"message": …, "hint": …}}`` and ``{"stopped": true}``.
Closing stdin interrupts the task as Ctrl-C does a command, so that a task never outlives the app that wanted it.
"""

import contextlib
import json
import os
import signal
import sys
import threading
import traceback
from pathlib import Path
from typing import IO, Any

from ingest.errors import ClausewiseError
from rag.settings import Settings
from ui.services import tasks

NICE = 10  # those who are asking come first
KEYS = ("embed_model", "cellar_url", "adapter")  # the settings that a task needs, beside its folders


def order(task: tasks.Task, data: bytes, settings: Settings) -> bytes:
    """What the process is sent before `data`."""
    told = {name: getattr(settings, name) for name in KEYS}
    folders = {"home": str(settings.home.absolute()), "corpus": str(settings.corpus.absolute())}
    fields = {**tasks.written(task), "settings": told | folders, "bytes": len(data)}
    return json.dumps(fields).encode() + b"\n"


class _Lines:
    """Implements `ui.progress.Progress` by lines of JSON."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out

    def tell(self, **fields: Any) -> None:
        with contextlib.suppress(BrokenPipeError):  # the app is gone, and the interrupt under way
            self._out.write(json.dumps(fields) + "\n")
            self._out.flush()

    def say(self, line: str) -> None:
        self.tell(say=line)

    def stage(self, name: str, done: int, total: int) -> None:
        self.tell(stage=name, done=done, total=total)

    def received(self, done: int, total: int | None) -> None:
        self.tell(received=done, total=total)

    def came(self) -> None:
        """Nothing to tell."""


def main() -> None:
    """Do the one task that stdin holds."""
    # What a library prints must not come between the lines.
    lines = _Lines(os.fdopen(os.dup(1), "w", encoding="utf-8"))
    os.dup2(2, 1)
    if hasattr(os, "nice"):
        os.nice(NICE)
    fields = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read(fields.pop("bytes"))
    named = fields.pop("settings")
    settings = Settings(**{**named, "home": Path(named["home"]), "corpus": Path(named["corpus"])})
    ended = threading.Event()
    threading.Thread(target=_interrupt_when_closed, args=(ended,), daemon=True).start()
    try:
        last: dict[str, Any] = {"result": tasks.perform(tasks.read(fields), data, settings, lines)}
    except (KeyboardInterrupt, SystemExit):
        last = {"stopped": True}
    except ClausewiseError as error:
        last = {"error": {"message": error.message, "hint": error.hint}}
    except Exception as error:  # the last resort: a fault of ours; the server's log has its place
        traceback.print_exc()
        told = f"Something went wrong that should not have: {type(error).__name__}."
        last = {"error": {"message": told, "hint": "The log of the app has the details."}}
    ended.set()  # whoever hears the last word hangs up
    lines.tell(**last)


def _interrupt_when_closed(ended: threading.Event) -> None:
    os.read(0, 1)  # nothing more is ever sent; a buffered read would hold its lock when the process ends
    if not ended.is_set():
        os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    main()

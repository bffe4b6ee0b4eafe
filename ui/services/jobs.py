"""Changes of the documents while others ask: one at a time, out of the way, seen by every session."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ingest.errors import ClausewiseError, IndexBusy
from rag.settings import Settings
from ui.services import tasks
from ui.services.outcomes import named, told
from ui.services.process import Running, Stopped, Worker

State = Literal["running", "stopping", "done", "failed", "stopped"]
_LOG = logging.getLogger(__name__)
UNTOUCHED = "Stopped. Nothing was changed."


@dataclass(frozen=True)
class Job:
    """A change of the documents as it stands now.

    `number` counts the changes since the app was started. `doing` says what it is ("Adding “House rules”"), `line` what
    was told last; of `stage`, `done` pieces of `total` are finished: 0 of 0 where nothing is counted, of None where the
    end is not known. `told` are sentences on what came of it, `hint` the way out where it failed.
    """

    number: int
    task: tasks.Task
    doing: str
    state: State = "running"
    line: str = ""
    stage: str = ""
    done: int = 0
    total: int | None = 0
    told: tuple[str, ...] = ()
    hint: str = ""
    seconds: float = 0.0

    @property
    def running(self) -> bool:
        return self.state in {"running", "stopping"}


@dataclass
class Jobs:
    """The changes of the documents under `settings`; safe to share between threads.

    `launch` begins a task. `afterwards` is called behind a change that was made, in the background.
    """

    settings: Settings
    launch: Callable[[tasks.Task, bytes, Settings], Running] = Worker
    afterwards: Callable[[], None] = lambda: None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _job: Job | None = None
    _running: Running | None = None

    def latest(self) -> Job | None:
        """The change under way, else the last one; None before the first."""
        with self._lock:
            return self._job

    def start(self, task: tasks.Task, data: bytes = b"") -> Job:
        """Begin `task`, with `data` the bytes of its file; IndexBusy while another one is under way."""
        with self._lock:
            if self._job is not None and self._job.running:
                raise IndexBusy(
                    f"The documents are being changed already: {self._job.doing}.", hint="Wait for that to end."
                )
            self._running = running = self.launch(task, data, self.settings)
            number = self._job.number + 1 if self._job is not None else 1
            self._job = job = Job(number, task, named(task))
        threading.Thread(target=self._follow, args=(task, running), daemon=True).start()
        return job

    def stop(self) -> None:
        """Interrupt the change under way; nothing happens where there is none."""
        with self._lock:
            if self._job is None or self._running is None or not self._job.running:
                return
            self._job = replace(self._job, state="stopping")
            self._running.stop()

    def _follow(self, task: tasks.Task, running: Running) -> None:
        started = time.monotonic()
        try:
            result = told(task, running.result(self._hear))
            self._follow_up()
        except Stopped:
            line = self._line()
            self._end(started, state="stopped", told=(line if line.startswith("Interrupted") else UNTOUCHED,))
        except ClausewiseError as error:
            self._end(started, state="failed", told=(error.message,), hint=error.hint)
        except Exception as error:  # the last resort: a change that never ends would bar every other
            _LOG.exception("A change of the documents failed.")
            fault = f"Something went wrong that should not have: {type(error).__name__}."
            self._end(started, state="failed", told=(fault,), hint="The log of the app has the details.")
        else:
            self._end(started, state="done", told=result)

    def _follow_up(self) -> None:
        try:
            self.afterwards()
        except Exception:  # whatever it is, the change was made, and the next question tells what is wrong
            _LOG.exception("What follows a change of the documents failed.")

    def _hear(self, fields: Mapping[str, Any]) -> None:
        if "say" in fields:
            self._set(line=fields["say"].strip(), stage="", done=0, total=0)
        elif "stage" in fields:
            self._set(stage=fields["stage"], done=fields["done"], total=fields["total"])
        elif "received" in fields:
            self._set(stage="bytes", done=fields["received"], total=fields["total"])

    def _line(self) -> str:
        with self._lock:
            return self._job.line if self._job is not None else ""

    def _set(self, **changes: Any) -> None:
        with self._lock:
            if self._job is not None:
                self._job = replace(self._job, **changes)

    def _end(self, started: float, **changes: Any) -> None:
        with self._lock:
            self._running = None
        self._set(**changes, seconds=time.monotonic() - started)

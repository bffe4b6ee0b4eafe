"""Processes beside the app, and a task that one of them does, as the app sees it."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, Protocol, cast

from ingest.errors import ClausewiseError
from rag.settings import Settings
from ui.services import tasks
from ui.services.worker import order

ROOT = Path(__file__).resolve().parents[2]
ONE = "1"  # thread for a question, as `clausewise serve` starts the app; a task has more
GRACE = 60.0  # seconds a stopped process has to end by itself

Hear = Callable[[Mapping[str, Any]], None]  # what is told on the way, see `ui.services.worker`


class Stopped(Exception):
    """The task was interrupted."""


class Running(Protocol):
    """A task under way."""

    def result(self, hear: Hear) -> dict[str, Any]:
        """Wait for the end; `hear` is told of the way (Stopped, and the errors of the task as ClausewiseError)."""

    def stop(self) -> None:
        """Interrupt the task; `result` raises Stopped unless the change was made already."""


def started(module: str, *, apart: bool = False, **environment: str) -> subprocess.Popen[bytes]:
    """A process that runs one of our modules, whatever folder the app was started in, with pipes to and from it.

    With `apart` Ctrl-C at the terminal of the app is not for it. ClausewiseError where the machine starts none.
    """
    paths = (str(ROOT), os.environ.get("PYTHONPATH", ""))
    environment = {**os.environ, **environment, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
    command = [sys.executable, "-P", "-m", module]
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, env=environment, start_new_session=apart)
    except OSError as error:
        raise ClausewiseError(
            f"The machine starts no further process ({error.strerror}).", hint="Try again when it has less to do."
        ) from None


class Worker:
    """Implements `Running` by a process of `ui.services.worker`."""

    def __init__(self, task: tasks.Task, data: bytes, settings: Settings) -> None:
        threads = os.environ.get("OMP_NUM_THREADS", ONE)
        if threads == ONE:  # nobody wished for another number
            threads = str(max(1, (os.cpu_count() or 1) // 2))  # the rest answer questions
        self._process = started("ui.services.worker", OMP_NUM_THREADS=threads)
        self._in, self._out = cast(IO[bytes], self._process.stdin), cast(IO[bytes], self._process.stdout)
        self._given = order(task, data, settings) + data
        self._stopped = False

    def result(self, hear: Hear) -> dict[str, Any]:
        """Wait for the process and for its last word; nothing of it is left behind, whatever happens."""
        last: dict[str, Any] = {}
        sending = threading.Thread(target=self._send, daemon=True)  # it may tell and end before it has read all
        sending.start()
        with self._process:
            try:
                for line in self._out:
                    last = json.loads(line)
                    hear(last)
            except BaseException:
                self._process.kill()
                raise
            finally:
                sending.join()
                self._hang_up()
        if "result" in last:
            found: dict[str, Any] = last["result"]
            return found
        if "error" in last:
            raise ClausewiseError(last["error"]["message"], hint=last["error"]["hint"])
        if "stopped" in last or self._stopped:  # a kill, too, leaves the index as it was
            raise Stopped
        raise ClausewiseError(
            "The work ended without a word, perhaps for want of memory. What was there before is still there.",
            hint="Try again; the log of the app may have the reason.",
        )

    def stop(self) -> None:
        """Hang up, which interrupts the process, and end it where that does not help."""
        self._stopped = True
        self._hang_up()
        late = threading.Timer(GRACE, self._process.kill)
        late.daemon = True
        late.start()

    def _send(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # it ended, or was stopped
            self._in.write(self._given)
            self._in.flush()
        self._given = b""

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self._in.close()

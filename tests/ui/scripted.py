"""Tasks that go as a test says: a real implementation of `ui.services.process.Running`, without a process."""

import threading
from collections.abc import Mapping
from typing import Any

from rag.settings import Settings
from ui.services import tasks
from ui.services.process import Hear, Stopped

PATIENCE = 20.0


class Scripted:
    """Launches tasks that tell `told`, then wait until `go` is set, then end with `outcome`, raised if it is an error.

    `begun` are the tasks, each with the bytes of its file.
    """

    def __init__(self, outcome: dict[str, Any] | BaseException, *told: Mapping[str, Any], waits: bool = False) -> None:
        self.outcome = outcome
        self.told = told
        self.begun: list[tuple[tasks.Task, bytes]] = []
        self.go = threading.Event()
        self._stopped = False
        if not waits:
            self.go.set()

    def __call__(self, task: tasks.Task, data: bytes, settings: Settings) -> "Scripted":
        self.begun.append((task, data))
        return self

    def result(self, hear: Hear) -> dict[str, Any]:
        for line in self.told:
            hear(line)
        assert self.go.wait(PATIENCE)
        if self._stopped:
            raise Stopped
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome

    def stop(self) -> None:
        self._stopped = True
        self.go.set()

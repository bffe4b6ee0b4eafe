"""How far a command is: told to whoever asked for it, which is stderr unless a page did."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

from ingest.questions import Curated

_STEP = 256 * 1024  # bytes between two redraws


class Progress(Protocol):
    """Who is told how far a command is."""

    def say(self, line: str) -> None:
        """What is being done or was found, in one line."""

    def stage(self, name: str, done: int, total: int) -> None:
        """`done` of `total` pieces of work of the stage `name` are finished."""

    def received(self, done: int, total: int | None) -> None:
        """`done` of `total` bytes of a file came in; None where the server does not say how many there are."""

    def came(self) -> None:
        """No more bytes of that file are awaited."""


def say(line: str) -> None:
    """Write one line to stderr."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


class OnStderr:
    """Implements `Progress` for a terminal, or for a log where there is none."""

    def __init__(self) -> None:
        self._drawn: int | None = None

    def say(self, line: str) -> None:
        say(line)

    def stage(self, name: str, done: int, total: int) -> None:
        bar(name, done, total)

    def received(self, done: int, total: int | None) -> None:
        """Bytes so far, redrawn on a terminal; silent elsewhere."""
        if not sys.stderr.isatty():
            return
        if self._drawn is None or not 0 <= done - self._drawn < _STEP or done == total:
            of = f" of {total:,}" if total is not None else ""
            sys.stderr.write(f"\r  {done:,}{of} bytes\x1b[K")
            sys.stderr.flush()
            self._drawn = done

    def came(self) -> None:
        if self._drawn is not None:
            sys.stderr.write("\n")
            self._drawn = None


TERMINAL = OnStderr()


def warn_of_questions(curated: Curated, tell: Callable[[str], None] = say) -> None:
    """A line for each question file of the user's that could not be understood."""
    for error in curated.broken:
        tell(f"Warning: {' '.join(error.message.split())} The questions in it are left out.")


def bar(stage: str, done: int, total: int) -> None:
    """A bar that redraws on a terminal and is one line at the end elsewhere."""
    if total == 0:
        return
    if sys.stderr.isatty():
        filled = round(30 * done / total)
        end = "\n" if done == total else ""
        sys.stderr.write(f"\r  {stage:<9} [{'#' * filled}{'.' * (30 - filled)}] {done}/{total}{end}")
        sys.stderr.flush()
    elif done == total:
        say(f"  {stage}: {done} of {total}")


@contextmanager
def heeding_interrupts() -> Iterator[None]:
    """Ctrl-C is never lost: an interrupt that a library swallows inside (some do, while they are imported) is raised
    again at the end.
    """
    if threading.current_thread() is not threading.main_thread():  # only the main thread may set handlers
        yield
        return
    interrupted = False

    def heed(number: int, frame: FrameType | None) -> None:
        nonlocal interrupted
        interrupted = True
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, heed)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if interrupted:
        raise KeyboardInterrupt


@contextmanager
def ignoring_interrupts() -> Iterator[None]:
    """Ctrl-C waits for nothing here: what is inside takes a moment, and half of it would be worse than all of it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)

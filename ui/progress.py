"""Progress and diagnostics of the commands: always on stderr, at once."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from ingest.questions import Curated


def say(line: str) -> None:
    """Write one line to stderr."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def warn_of_questions(curated: Curated) -> None:
    """A line for each question file of the user's that could not be understood."""
    for error in curated.broken:
        say(f"Warning: {' '.join(error.message.split())} The questions in it are left out.")


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

"""Ten people asking at once, against one; and how soon a page shows: ``python -m tests.load`` (or ``make load``).

Serves the app over the index in use, without letting it reach beyond this machine. Each session goes through
Streamlit's own websocket and asks without a pause, a new conversation every few questions; no question is asked twice.
Exit code 1 where a goal is missed.
"""

import argparse
import contextlib
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import psutil

from eval import load_dataset
from rag import Settings
from tests.load.paint import first_paint
from tests.load.session import Session
from tests.ui.browser.serving import started

ROOT = Path(__file__).resolve().parents[2]
TURNS = 5  # questions of a conversation
SLOWER = 10  # times a single user's answer, at most, for the 95th percentile of all
GROWTH = 0.05  # of the memory from the start to the end and from the middle, at most
PAINT = 2.0  # seconds until the question field is there
OPENINGS = (
    *("", "Please tell us: ", "We wonder: ", "Dear colleagues, ", "In short: ", "For our board: ", "Once more: "),
    *("For a memo: ", "To be sure: ", "Our lawyers ask: ", "One more thing: ", "As a start: ", "Today we ask: "),
    *("A question: ", "By the way: ", "For a friend: "),
)


@dataclass
class Told:
    """What the sessions measured: seconds of each answer, and errors in words."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Memory:
    """What a process and those it began hold together, once a second while the block lasts.

    `families` are the sets of processes it was: with more than one, a process began or ended on the way.
    """

    def __init__(self, pid: int) -> None:
        self.mebibytes: list[float] = []
        self.families: set[frozenset[int]] = set()
        self._process = psutil.Process(pid)
        self._end = threading.Event()
        self._watch = threading.Thread(target=self._sample)

    def __enter__(self) -> "Memory":
        self._watch.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._end.set()
        self._watch.join()

    def _sample(self) -> None:
        while True:
            with contextlib.suppress(psutil.NoSuchProcess):  # it ended just now: the next look finds it gone
                family = (self._process, *self._process.children(recursive=True))
                self.mebibytes.append(sum(one.memory_info().rss for one in family) / 2**20)
                self.families.add(frozenset(one.pid for one in family))
            if self._end.wait(1.0):
                return


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.load", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--users", type=int, default=10, help="people at once (10)")
    parser.add_argument("--seconds", type=float, default=120, help="how long they ask (120)")
    parser.add_argument("--alone", type=float, default=30, help="how long one asks alone before (30)")
    wanted = parser.parse_args()
    home = Settings.read().home
    questions = _questions()
    with tempfile.TemporaryDirectory() as place, started(home, Path(place) / "server.log") as (address, server):
        first = _asking(address, 1, 1.0, questions)  # the first question loads the model
        alone = _asking(address, 1, wanted.alone, questions)
        # Each thread's first memory is no growth, nor is the process that answers beside the app from now on.
        warm = _asking(address, wanted.users, wanted.alone, questions)
        with Memory(server.pid) as memory:
            together = _asking(address, wanted.users, wanted.seconds, questions)
        paint = first_paint(address)
        errors = [error for told in (first, alone, warm, together) for error in told.errors]
        if len(memory.families) > 1:
            errors.append("A process of the app began or ended while its memory was measured.")
        return _report(wanted.users, alone, together, memory.mebibytes, paint, errors)


def _questions() -> Iterator[str]:
    """Questions of both halves of the shipped set, each in several wordings: remembered vectors must not help."""
    folder = ROOT / "eval" / "datasets" / "kv-guidance"
    asked = [query.text for split in ("dev", "test") for query in load_dataset(folder, split).queries]
    return (opening + question for opening, question in product(OPENINGS, asked))


def _asking(address: str, users: int, seconds: float, questions: Iterator[str]) -> Told:
    """`users` sessions that ask for so long, each from when its page stands."""
    told, lock = Told(), threading.Lock()

    def person() -> None:
        try:
            with Session(address) as session:
                turn, end = 0, time.monotonic() + seconds
                while time.monotonic() < end:
                    with lock:
                        question = next(questions)
                    if turn and turn % TURNS == 0:
                        session.start_over()
                    took = session.ask(question)
                    turn += 1
                    with lock:
                        told.seconds.append(took)
        except Exception as error:  # a session that ends before its time is an error, whatever ended it
            with lock:
                told.errors.append(f"{type(error).__name__}: {error}")

    people = [threading.Thread(target=person) for _ in range(users)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    return told


def _report(
    users: int, alone: Told, together: Told, rss: Sequence[float], paint: Sequence[float], errors: Sequence[str]
) -> int:
    if len(alone.seconds) < 2 or len(together.seconds) < 2:
        print("Too few answers to measure:", *errors, sep="\n")
        return 1
    for name, told in (("alone", alone), (f"{users} at once", together)):
        p50, p95 = _percentiles(told.seconds)
        print(f"{name:<12}{len(told.seconds):>6} answers   p50 {p50 * 1000:7.0f} ms   p95 {p95 * 1000:7.0f} ms")
    (one, one95), (_, many) = _percentiles(alone.seconds), _percentiles(together.seconds)
    quarters = [rss[round(place * (len(rss) - 1) / 4)] for place in range(5)]
    grown, later = quarters[4] / quarters[0] - 1, quarters[4] / quarters[2] - 1
    print(
        f"ratio       p95 at once / p50 alone {many / one:.1f}, / p95 alone {many / one95:.1f} (goal: at most {SLOWER})"
    )
    held = " ".join(f"{mib:.0f}" for mib in quarters)
    print(
        f"memory      {held} MiB from the start to the end, in quarters "
        f"(goal: flat; {grown:+.1%}, second half {later:+.1%})"
    )
    print(f"first paint {', '.join(f'{one:.2f}' for one in paint)} s (goal: under {PAINT:g})")
    print(f"errors      {len(errors)}", *errors[:10], sep="\n            ")
    missed = [
        name
        for name, met in (
            ("errors", not errors),
            ("ratio", many <= SLOWER * one),
            ("memory", max(grown, later) <= GROWTH),
            ("first paint", statistics.median(paint) < PAINT),
        )
        if not met
    ]
    print(f"missed: {', '.join(missed)}" if missed else "every goal is reached")
    return int(bool(missed))


def _percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    cuts = statistics.quantiles(seconds, n=20, method="inclusive")
    return cuts[9], cuts[18]


if __name__ == "__main__":
    sys.exit(main())

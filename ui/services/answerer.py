"""A process of its own that answers questions, so that the app can draw its pages meanwhile.

Into stdin go pickles, written by the app and by nobody else: its process id and the `Settings`, then the arguments of
one question after the other, or None where there is another index to be loaded. Out of stdout come pickles: None once
model and index are there, and for each question its `Answer`, or None where the assistant has none: the app then asks
by itself and tells why. The process ends when the app does, when stdin is closed, and at whatever it does not expect.
"""

import contextlib
import os
import pickle
import sys
import threading
import time
from typing import IO

from ingest.errors import ClausewiseError
from rag import Assistant
from rag.results import Answer
from ui.services.asking import warm_up

OFTEN = 1.0  # seconds between two looks whether the app is there


def main() -> None:
    """Answer until nobody asks any more."""
    # What a library prints must not come between the pickles.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with contextlib.suppress(EOFError, BrokenPipeError, ClausewiseError):
        app, settings = pickle.load(sys.stdin.buffer)
        threading.Thread(target=_end_with, args=(app,), daemon=True).start()
        assistant = Assistant.open(settings)
        warm_up(assistant)
        _tell(None, out)
        while True:
            asked, answer = pickle.load(sys.stdin.buffer), None
            with contextlib.suppress(ClausewiseError):  # the app meets it too, and tells it
                if asked is None:
                    warm_up(assistant)
                else:
                    question, history, documents, without = asked
                    answer = assistant.ask(question, history, documents=documents, without=without)
            _tell(answer, out)


def _tell(answer: Answer | None, out: IO[bytes]) -> None:
    pickle.dump(answer, out)
    out.flush()


def _end_with(app: int) -> None:
    """End at once when the process that began this one is gone, whatever is going on here."""
    while os.getppid() == app:
        time.sleep(OFTEN)
    os._exit(0)


if __name__ == "__main__":
    main()

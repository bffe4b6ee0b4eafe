"""Where the questions of all sessions are answered: in the app, and beside it while many are asked at once."""

import contextlib
import logging
import os
import pickle
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any, cast

from ingest.errors import ClausewiseError
from rag import Assistant, Settings
from rag.generation import serving_name
from rag.results import Answer
from ui.services.process import started
from ui.services.queue import Queue

PATIENCE = 0.2  # seconds a question may wait for others before a second process is worth its memory
REST = 600.0  # seconds without anybody waiting after which it is not any more
LOADING, ANSWERING, DYING = 300.0, 30.0, 5.0  # seconds it has for model and index, for an answer, and to be gone
_LOG = logging.getLogger(__name__)


class Lost(Exception):
    """The process is gone, or as good as that."""


class Answerer:
    """A process of `ui.services.answerer`; for one thread at a time."""

    def __init__(self, settings: Settings) -> None:
        """ClausewiseError or RuntimeError where the machine starts no further process or thread."""
        self._process = started("ui.services.answerer", apart=True)
        self._in, self._out = cast(IO[bytes], self._process.stdin), cast(IO[bytes], self._process.stdout)
        self._there = threading.Event()
        try:
            self._prepare((os.getpid(), settings))
        except RuntimeError:
            self.end()
            raise

    @property
    def ready(self) -> bool:
        """Whether it has model and index, or will never have them."""
        return self._there.is_set()

    def load(self) -> None:
        """Let it load the index that serves now, in the background; until then it is not `ready` (RuntimeError)."""
        self._there.clear()
        self._prepare(None)

    def ask(
        self,
        question: str,
        history: Sequence[Mapping[str, str]],
        documents: Sequence[str],
        without: Sequence[str],
    ) -> Answer | None:
        """The answer of `Assistant.ask`; None where that has none (Lost)."""
        answer = self._told((question, list(history), tuple(documents), tuple(without)), ANSWERING)
        if answer is not None and (not isinstance(answer, Answer) or answer.question != question):
            raise Lost("it answered another question")
        return answer

    def end(self) -> None:
        """End the process; whatever it was doing is forgotten."""
        self._process.kill()
        for pipe in (self._in, self._out):
            with contextlib.suppress(OSError):  # what was not sent any more
                pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(DYING)

    def _prepare(self, told: tuple[int, Settings] | None) -> None:
        threading.Thread(target=self._load, args=(told,), daemon=True).start()

    def _load(self, told: tuple[int, Settings] | None) -> None:
        try:
            self._told(told, LOADING)
        except Lost:
            self._process.kill()  # the next question finds it so
        finally:
            self._there.set()

    def _told(self, asked: Any, seconds: float) -> Any:
        """What it says within so many seconds when it is told something."""
        late = threading.Timer(seconds, self._process.kill)  # which ends the writing and the reading, too
        late.daemon = True
        try:
            late.start()
            pickle.dump(asked, self._in)
            self._in.flush()
            return pickle.load(self._out)
        except Exception as error:  # reading what a broken process wrote may end in any of them
            raise Lost(f"{type(error).__name__}: {error}") from error
        finally:
            late.cancel()


class Answering:
    """Answers questions one after the other, first come, first served; safe to share between threads.

    Threads that draw pages and a thread that answers take the interpreter from one another, and all are late. So once a
    question has had to wait for others, a second process is begun and from then on answers, while the app draws. It
    takes the memory of model and index once more, and ends when nobody has had to wait for `rest` seconds. Whenever it
    cannot answer, the app does.
    """

    def __init__(
        self, launch: Callable[[Settings], Answerer] = Answerer, patience: float = PATIENCE, rest: float = REST
    ) -> None:
        self._launch, self._patience, self._rest = launch, patience, rest
        self._queue = Queue()
        # All of what follows is touched by whoever has the turn, and by nobody else.
        self._beside: Answerer | None = None
        self._index = ""  # the generation that it has, or is loading
        self._waited = 0.0  # when somebody last had to wait
        self._again = 0.0  # when another one may be begun: one that was lost might be lost at once again

    def ask(
        self,
        assistant: Assistant,
        question: str,
        history: Sequence[Mapping[str, str]] = (),
        documents: Sequence[str] = (),
        without: Sequence[str] = (),
    ) -> Answer:
        """The answer of `assistant`, which no language model words, or the same of the second process (its errors)."""
        came, loaded = time.monotonic(), _loaded(assistant)
        with self._queue.turn() as waited:
            now = time.monotonic()
            if waited and loaded and (self._beside is not None or now - came > self._patience):
                self._waited = now
                self._begin(assistant.settings)
            answer = self._ask_beside(assistant.settings, question, history, documents, without)
            if answer is not None:
                return answer
            return assistant.ask(question, history, documents=documents, without=without)

    def close(self) -> None:
        """Wait until what was asked is answered, and answer nothing more; the second process ends.

        To be called at the program's end: one that ends while a thread is inside the model ends in a crash.
        """
        self._closing = self._queue.turn()  # and never given back
        self._closing.__enter__()
        self._end()

    def _begin(self, settings: Settings) -> None:
        if self._beside is not None or self._waited < self._again:
            return
        self._again = self._waited + self._rest
        self._index = serving_name(settings.home)
        try:
            self._beside = self._launch(settings)
            self._look_after(self._rest)
        except (ClausewiseError, RuntimeError):  # the machine starts no further process, or no thread
            self._end()

    def _ask_beside(
        self,
        settings: Settings,
        question: str,
        history: Sequence[Mapping[str, str]],
        documents: Sequence[str],
        without: Sequence[str],
    ) -> Answer | None:
        if self._beside is None or not self._beside.ready:
            return None
        try:
            if (serving := serving_name(settings.home)) != self._index:
                self._index = serving
                self._beside.load()
                return None
            return self._beside.ask(question, history, documents, without)
        except (Lost, RuntimeError) as error:
            _LOG.warning("The second process is lost (%s); the app answers.", error)
            self._end()
            return None

    def _end(self) -> None:
        if self._beside is not None:
            self._beside.end()
            self._beside = None

    def _look_after(self, seconds: float) -> None:
        later = threading.Timer(seconds, self._end_rested)
        later.daemon = True
        later.start()

    def _end_rested(self) -> None:
        with self._queue.turn():
            left = self._waited + self._rest - time.monotonic()
            with contextlib.suppress(RuntimeError):  # the machine starts no further thread, and nobody would look again
                if self._beside is not None and left > 0:
                    self._look_after(left)
                    return
            self._end()


def _loaded(assistant: Assistant) -> bool:
    """Whether a question that waits does not wait for the model or another index, which is no crowd."""
    return assistant.loaded and assistant.generation == serving_name(assistant.settings.home)

"""Answers that a language model is writing: they go on in the background, whether or not somebody looks on.

A page is drawn anew when its reader opens a fold or a menu, and goes on with the answer instead of asking again.
"""

import secrets
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing

from rag.results import Piece

LOOK_UP = 0.5  # seconds without anything new, after which whoever waits may see to other things
FORGOTTEN = 60.0  # seconds without a reader, after which nobody is expected to come back for an answer


class Coming:
    """The pieces of one answer, taken as they come; several may read them, each from the first one on."""

    def __init__(self, pieces: Generator[Piece, None, None]) -> None:
        self._came: list[Piece] = []
        self._error: BaseException | None = None
        self._ended = self._given_up = False
        self._read = time.monotonic()
        self._news = threading.Condition()
        threading.Thread(target=self._take, args=(pieces,), daemon=True, name="coming").start()

    def pieces(self) -> Iterator[Piece | None]:
        """Every piece until the last; None whenever there was none for a while (the errors of whoever makes them)."""
        given = 0
        while True:
            with self._news:
                self._read = time.monotonic()
                if len(self._came) == given and not self._ended:
                    self._news.wait(LOOK_UP)
                more, ended = self._came[given:], self._ended
            given += len(more)
            yield from more
            if ended:
                break
            if not more:
                yield None
        if self._error is not None:
            raise self._error

    def give_up(self) -> None:
        """Nobody wants the rest; what writes it stops with the next piece."""
        with self._news:
            self._given_up = True

    @property
    def broken_off(self) -> bool:
        """Whether it was given up, by a reader or because nobody read it, so that it has no end."""
        return self._given_up

    @property
    def forgotten(self) -> bool:
        """Whether nobody has read it for long."""
        return time.monotonic() - self._read > FORGOTTEN

    def _take(self, pieces: Generator[Piece, None, None]) -> None:
        error: BaseException | None = None
        try:
            with closing(pieces):
                for piece in pieces:
                    with self._news:
                        self._given_up |= self.forgotten
                        if self._given_up:
                            break
                        self._came.append(piece)
                        self._news.notify_all()
        except BaseException as raised:  # whoever reads the pieces is told, in a thread that has somebody to tell
            error = raised
        with self._news:
            self._error, self._ended = error, True
            self._news.notify_all()


class Comings:
    """The answers being written for all sessions; a session knows its own by an id, for it can keep nothing alive."""

    def __init__(self) -> None:
        self._comings: dict[str, Coming] = {}
        self._lock = threading.Lock()

    def begin(self, pieces: Generator[Piece, None, None]) -> tuple[str, Coming]:
        """Have an answer written; its id and itself."""
        coming, id_ = Coming(pieces), secrets.token_hex(16)
        with self._lock:
            self._comings = {name: one for name, one in self._comings.items() if not one.forgotten}
            self._comings[id_] = coming
        return id_, coming

    def get(self, id_: str) -> Coming | None:
        """The answer with this id, unless it was given up or broken off because nobody read it."""
        with self._lock:
            coming = self._comings.get(id_)
        return None if coming is None or coming.broken_off else coming

    def give_up(self, id_: str) -> None:
        """Nobody wants the answer with this id any more."""
        with self._lock:
            coming = self._comings.pop(id_, None)
        if coming is not None:
            coming.give_up()

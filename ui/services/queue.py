"""A queue before work that keeps the processor busy: first come, first served."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Queue:
    """Lets `width` threads at a time into a block, in the order in which they came; the others sleep.

    Threads that all compute at once take the interpreter from each other and all end late, some very late. It is
    not for what waits by itself, such as a language model, and a thread that is in must not go in again.
    """

    def __init__(self, width: int = 1) -> None:
        self._free = width
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn, and have it until the block ends, however it ends."""
        gate = threading.Lock()
        with self._guard:
            if self._free:
                self._free -= 1
            else:
                gate.acquire()
                self._waiting.append(gate)
        gate.acquire()  # whoever leaves opens it
        try:
            yield
        finally:
            with self._guard:
                if self._waiting:
                    self._waiting.popleft().release()
                else:
                    self._free += 1

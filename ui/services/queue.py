"""A queue before work that keeps the processor busy: first come, first served."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Queue:
    """Lets one thread at a time into a block, in the order in which they came; the others sleep.

    Threads that all compute at once take the interpreter from each other and all end late, some very late; a plain lock
    goes to whoever is quickest. It is not for what waits by itself, such as a language model, and a thread that is in
    must not go in again.
    """

    def __init__(self) -> None:
        self._free = True
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Wait for one's turn, and have it until the block ends, however it ends; whether somebody was before."""
        gate = threading.Lock()
        with self._guard:
            waits = not self._free
            self._free = False
            if waits:
                gate.acquire()
                self._waiting.append(gate)
        gate.acquire()  # whoever leaves opens it
        try:
            yield waits
        finally:
            with self._guard:
                if self._waiting:
                    self._waiting.popleft().release()
                else:
                    self._free = True

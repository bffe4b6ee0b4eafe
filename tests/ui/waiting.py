"""Waiting for what other threads and processes do, however busy the machine is."""

import time
from collections.abc import Callable

SOON = 300.0  # seconds in which a process has model and index


def until(true: Callable[[], bool]) -> None:
    """Wait until `true`; an assertion fails where it does not become so."""
    end = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < end
        time.sleep(0.001)

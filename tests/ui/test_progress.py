"""Ctrl-C reaches the command even where a library swallows it."""

import contextlib
import signal

import pytest

from ui.progress import heeding_interrupts


def swallowing(seen: list[str]) -> None:
    with heeding_interrupts():
        with contextlib.suppress(BaseException):
            signal.raise_signal(signal.SIGINT)
        seen.append("went on")


def test_an_interrupt_that_a_library_swallows_is_raised_at_the_end() -> None:
    seen: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        swallowing(seen)
    assert seen == ["went on"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_without_an_interrupt_nothing_is_raised() -> None:
    with heeding_interrupts():
        pass

"""The queue before a question: first come, first served, and nobody is forgotten."""

import threading
import time
from collections.abc import Callable

import pytest

from ui.services.queue import Queue

SOON = 5.0  # seconds


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < end
        time.sleep(0.001)


@pytest.mark.parametrize("width", [1, 2, 3])
def test_those_who_wait_are_served_in_the_order_in_which_they_came(width: int) -> None:
    queue, served, leave = Queue(width), [], [threading.Event() for _ in range(8)]

    def come(number: int) -> None:
        with queue.turn():
            served.append(number)
            assert leave[number].wait(SOON)

    people = [threading.Thread(target=come, args=(number,)) for number in range(8)]
    for number, one in enumerate(people):
        one.start()
        _until(lambda count=number: len(served) == min(count + 1, width))  # type: ignore[misc]
        _until(lambda count=number: queue.waiting == max(0, count + 1 - width))  # type: ignore[misc]
    for number in range(8):
        assert served == list(range(min(8, number + width)))
        leave[number].set()
        people[number].join(SOON)
        _until(lambda count=number: len(served) == min(8, count + 1 + width))  # type: ignore[misc]
    assert queue.waiting == 0


def test_whoever_fails_makes_room_for_the_next() -> None:
    queue = Queue()
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), queue.turn():
            raise ZeroDivisionError
    with queue.turn():
        pass

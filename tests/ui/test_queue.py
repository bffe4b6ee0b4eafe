"""The queue before a question: first come, first served, and nobody is forgotten."""

import threading

import pytest
from waiting import SOON, until

from ui.services.queue import Queue


def test_those_who_wait_are_served_in_the_order_in_which_they_came() -> None:
    queue, served, waited, leave = Queue(), [], [], [threading.Event() for _ in range(8)]

    def come(number: int) -> None:
        with queue.turn() as waits:
            served.append(number)
            waited.append(waits)
            assert leave[number].wait(SOON)

    people = [threading.Thread(target=come, args=(number,)) for number in range(8)]
    for number, one in enumerate(people):
        one.start()
        until(lambda count=number: len(served) == 1 and len(queue._waiting) == count)  # type: ignore[misc]
    for number in range(8):
        assert served == list(range(number + 1))
        leave[number].set()
        people[number].join(SOON)
        until(lambda count=number: len(served) == min(8, count + 2))  # type: ignore[misc]
    assert waited == [False] + [True] * 7


def test_whoever_fails_makes_room_for_the_next() -> None:
    queue = Queue()
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), queue.turn():
            raise ZeroDivisionError
    with queue.turn():
        pass

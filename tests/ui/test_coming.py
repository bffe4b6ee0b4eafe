"""An answer that is written in the background: whoever reads it gets all of it, whoever gives it up stops it."""

import threading
from collections.abc import Generator

import pytest

from ingest.errors import QuestionError
from rag.results import Piece, Sentence
from ui.services import coming
from ui.services.coming import Coming, Comings

ONE, TWO = (Piece(sentence=Sentence(text, (), "supported")) for text in ("One.", "Two."))


def test_whoever_comes_later_reads_from_the_beginning() -> None:
    gate = threading.Event()

    def written() -> Generator[Piece, None, None]:
        yield ONE
        assert gate.wait(10)
        yield TWO

    answer = Coming(written())
    first = answer.pieces()
    assert next(first) == ONE
    first.close()  # its page is drawn anew
    second = answer.pieces()
    assert next(second) == ONE
    gate.set()
    assert [piece for piece in second if piece is not None] == [TWO]


def test_while_nothing_comes_the_reader_is_not_kept_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coming, "LOOK_UP", 0.01)
    gate = threading.Event()

    def written() -> Generator[Piece, None, None]:
        assert gate.wait(10)
        yield ONE

    pieces = Coming(written()).pieces()
    assert [next(pieces), next(pieces)] == [None, None]
    gate.set()
    assert [piece for piece in pieces if piece is not None] == [ONE]


def test_what_goes_wrong_is_told_to_whoever_reads() -> None:
    def written() -> Generator[Piece, None, None]:
        yield ONE
        raise QuestionError("No.", hint="Ask another.")

    pieces = Coming(written()).pieces()
    assert next(pieces) == ONE
    with pytest.raises(QuestionError):
        list(pieces)


def test_an_answer_that_is_given_up_is_written_no_further() -> None:
    gate, closed = threading.Event(), threading.Event()

    def written() -> Generator[Piece, None, None]:
        try:
            yield ONE
            assert gate.wait(10)
            while True:
                yield TWO
        finally:
            closed.set()

    answer = Coming(written())
    assert next(answer.pieces()) == ONE
    answer.give_up()
    gate.set()
    assert closed.wait(10)


def test_one_that_nobody_reads_is_written_no_further_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = threading.Event()

    def written() -> Generator[Piece, None, None]:
        try:
            while True:
                yield ONE
        finally:
            closed.set()

    comings = Comings()
    id_, answer = comings.begin(written())
    assert comings.get(id_) is answer
    assert comings.get("guessed") is None
    monkeypatch.setattr(coming, "FORGOTTEN", 0.0)
    assert closed.wait(10)
    assert comings.get(id_) is None  # and so it is asked anew, for this one has no end

"""Where questions are answered: in the app while one asks, in a second process once many do, and always by somebody."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
from waiting import SOON, until

from ingest.errors import ClausewiseError, QuestionError
from rag import Assistant, Settings
from rag.generation import POINTER, serving_name
from ui.services import answering as answering_module
from ui.services.answering import REST, Answerer, Answering, Lost
from ui.services.asking import pieces

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "How do we resolve conflicts between partners?"


class Scripted(Answerer):
    """A second process that is none: it answers `outcome`, or raises it; `done` is what it was asked, and its end."""

    def __init__(self, outcome: Any, ready: bool = True) -> None:
        self.outcome, self.done, self._is_ready = outcome, [], ready

    @property
    def ready(self) -> bool:
        return self._is_ready

    def ask(self, question: str, *_: object) -> Any:
        self.done.append(question)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    def load(self) -> None:
        self.done.append("loaded")

    def end(self) -> None:
        self.done.append("ended")


class Slow:
    """An assistant that answers with its name, when it may."""

    def __init__(self, home: Path = Path("nowhere"), loaded: bool = True, generation: str = "") -> None:
        self.settings = Settings(home=home, corpus=home)
        self.loaded, self.generation, self.may = loaded, generation, threading.Event()

    def ask(self, question: str, *_: object, **__: object) -> Any:
        assert self.may.wait(SOON)
        return f"the app: {question}"


def _crowd(answering: Answering, slow: Slow, *questions: str) -> list[Any]:
    """Ask all at once, so that each but the first waits; the outcomes in the order of the questions."""
    outcomes: dict[str, Any] = {}

    def ask(question: str) -> None:
        outcomes[question] = answering.ask(slow, question)  # type: ignore[arg-type]

    people = [threading.Thread(target=ask, args=(question,)) for question in questions]
    slow.may.clear()
    for number, one in enumerate(people):
        one.start()
        until(lambda before=number: not answering._queue._free and len(answering._queue._waiting) == before)  # type: ignore[misc]
    time.sleep(0.02)  # longer than their patience
    slow.may.set()
    for one in people:
        one.join(SOON)
    return [outcomes[question] for question in questions]


def _counted(*beside: Answerer | Exception) -> tuple[Callable[[Settings], Answerer], list[Settings]]:
    """What launches these one after the other, and for which settings it did."""
    begun: list[Settings] = []

    def launch(settings: Settings) -> Answerer:
        begun.append(settings)
        one = beside[len(begun) - 1]
        if isinstance(one, Exception):
            raise one
        return one

    return launch, begun


def test_whoever_asks_alone_costs_no_second_process() -> None:
    launch, begun = _counted()
    answering, slow = Answering(launch, patience=0.01), Slow()
    slow.may.set()
    assert [answering.ask(slow, "one") for _ in range(3)] == ["the app: one"] * 3  # type: ignore[arg-type]
    assert begun == []


@pytest.mark.parametrize(
    ("patience", "slow"),
    [(60.0, Slow()), (0.01, Slow(loaded=False)), (0.01, Slow(generation="the one before"))],
    ids=["a short wait", "the model is being loaded", "another index is being loaded"],
)
def test_not_every_wait_is_a_crowd(patience: float, slow: Slow) -> None:
    launch, begun = _counted()
    assert _crowd(Answering(launch, patience), slow, "one", "two") == ["the app: one", "the app: two"]
    assert begun == []


def test_once_a_question_had_to_wait_a_second_process_answers() -> None:
    beside = Scripted("beside")
    launch, begun = _counted(beside)
    answering, slow = Answering(launch, patience=0.01), Slow()
    assert _crowd(answering, slow, "one", "two", "three") == ["the app: one", "beside", "beside"]
    assert answering.ask(slow, "four") == "beside"  # type: ignore[arg-type, comparison-overlap]
    assert beside.done == ["two", "three", "four"]
    assert begun == [slow.settings]


@pytest.mark.parametrize(
    "beside",
    [Scripted("never", ready=False), Scripted(None), Scripted(Lost()), ClausewiseError("No further process.", hint="")],
    ids=["not ready", "has no answer", "lost", "not to be had"],
)
def test_what_the_second_process_does_not_answer_the_app_does(beside: Answerer | Exception) -> None:
    launch, begun = _counted(beside)
    answering, slow = Answering(launch, patience=0.01), Slow()
    assert _crowd(answering, slow, "one", "two", "three") == [f"the app: {one}" for one in ("one", "two", "three")]
    assert len(begun) == 1  # not again at once, whatever became of the first


def test_it_ends_once_nobody_has_had_to_wait_for_a_while_and_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = Scripted("first"), Scripted("second")
    launch, begun = _counted(first, second)
    answering, slow = Answering(launch, patience=0.01), Slow()
    looks: list[float] = []
    monkeypatch.setattr(answering, "_look_after", looks.append)
    assert _crowd(answering, slow, "one", "two") == ["the app: one", "first"]
    answering._waited -= REST / 2  # half of the time is over
    answering._end_rested()
    assert first.done == ["two"]
    assert looks == [REST, pytest.approx(REST / 2, abs=SOON)]
    answering._patience = SOON
    monkeypatch.setattr(first, "ask", lambda *_: slow.may.wait(SOON) and "first")
    assert _crowd(answering, slow, "three", "four") == ["first", "first"]
    assert answering._waited == pytest.approx(time.monotonic(), abs=SOON)  # however short the wait was
    answering._waited -= REST
    answering._end_rested()
    assert first.done == ["two", "ended"]
    answering._again, answering._patience = 0.0, 0.01
    assert _crowd(answering, slow, "five", "six") == ["the app: five", "second"]
    assert len(begun) == 2


def test_it_ends_by_itself() -> None:
    beside = Scripted("beside")
    launch, _ = _counted(beside)
    _crowd(Answering(launch, patience=0.01, rest=0.1), Slow(), "one", "two")
    until(lambda: beside.done[-1] == "ended")


def test_at_the_end_what_was_asked_is_answered_and_nothing_more() -> None:
    beside = Scripted("beside", ready=False)
    launch, _ = _counted(beside)
    answering, slow = Answering(launch, patience=0.01), Slow()
    _crowd(answering, slow, "one", "two")
    slow.may.clear()
    told: list[object] = []
    asking = threading.Thread(target=lambda: told.append(answering.ask(slow, "three")))  # type: ignore[arg-type]
    asking.start()
    until(lambda: not answering._queue._free)
    closing = threading.Thread(target=answering.close)
    closing.start()
    until(lambda: len(answering._queue._waiting) == 1)
    threading.Thread(target=answering.ask, args=(slow, "four"), daemon=True).start()
    until(lambda: len(answering._queue._waiting) == 2)
    slow.may.set()
    closing.join(SOON)
    asking.join(SOON)
    assert told == ["the app: three"]
    assert beside.done == ["ended"]
    assert len(answering._queue._waiting) == 1  # for good


def test_another_index_is_loaded_there_while_the_app_answers(tmp_path: Path) -> None:
    beside = Scripted("beside")
    launch, _ = _counted(beside)
    (tmp_path / POINTER).parent.mkdir()
    (tmp_path / POINTER).write_text("first")
    answering, slow = Answering(launch, patience=0.01), Slow(tmp_path, generation="first")
    assert _crowd(answering, slow, "one", "two") == ["the app: one", "beside"]
    (tmp_path / POINTER).write_text("second")
    asked = [answering.ask(slow, question) for question in ("three", "four")]  # type: ignore[arg-type]
    assert asked == ["the app: three", "beside"]
    assert beside.done == ["two", "loaded", "four"]


@pytest.fixture
def process(assistant: Assistant) -> Iterator[Answerer]:
    begun = Answerer(assistant.settings)
    yield begun
    begun.end()


def test_a_real_process_gives_the_answers_of_the_app(process: Answerer, assistant: Assistant) -> None:
    until(lambda: process.ready)
    turn = {"role": "user", "content": QUESTION}
    for asked in ((QUESTION, [], (), ()), ("And with companies?", [turn], (), ()), (QUESTION, [], (), ["3.1.1(c)"])):
        question, history, documents, without = asked
        here = assistant.ask(question, history, documents=documents, without=without)
        there = process.ask(question, history, documents, without)
        assert there is not None
        assert {**there.to_dict(), "timings_ms": {}} == {**here.to_dict(), "timings_ms": {}}
    assert process.ask("", [], (), ()) is None
    process._process.send_signal(signal.SIGSTOP)
    process.load()
    assert not process.ready
    process._process.send_signal(signal.SIGCONT)
    until(lambda: process.ready)
    assert process.ask(QUESTION, [], (), ()) is not None


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hanging"])
def test_no_question_is_lost_with_the_process(
    process: Answerer,
    assistant: Assistant,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    how: signal.Signals,
) -> None:
    until(lambda: process.ready)
    answering = Answering()
    answering._beside, answering._index = process, serving_name(assistant.settings.home)
    with pytest.raises(QuestionError, match="empty"):  # told by the app, as ever
        answering.ask(assistant, "")
    assert answering._beside is process
    process._process.send_signal(how)
    monkeypatch.setattr(answering_module, "ANSWERING", 1.0)
    long = [{"role": role, "content": "And then? " * 9_000} for role in ("user", "assistant")]  # more than a pipe holds
    assert answering.ask(assistant, QUESTION, long).question == QUESTION
    assert "The second process is lost" in caplog.text
    assert answering._beside is None
    assert process._process.poll() is not None


def test_an_answer_to_another_question_is_none(process: Answerer, monkeypatch: pytest.MonkeyPatch) -> None:
    until(lambda: process.ready)
    told = process._told
    monkeypatch.setattr(process, "_told", lambda *_: told(("What counts as academia?", [], (), ()), SOON))
    with pytest.raises(Lost, match="another question"):
        process.ask(QUESTION, [], (), ())


def test_a_process_without_an_index_is_lost_without_a_word(
    tmp_path: Path, assistant: Assistant, capfd: pytest.CaptureFixture[str]
) -> None:
    process = Answerer(Settings(home=tmp_path, corpus=assistant.settings.corpus))
    until(lambda: process.ready)
    with pytest.raises(Lost):
        process.ask(QUESTION, [], (), ())
    process.end()
    assert capfd.readouterr().err == ""


def test_a_process_ends_once_nobody_can_ask_it_any_more(process: Answerer) -> None:
    until(lambda: process.ready)
    process._in.close()
    assert process._process.wait(SOON) == 0


def test_a_process_ends_with_the_app_whatever_it_is_doing(assistant: Assistant) -> None:
    begin = (
        "import os, pathlib, sys, time, rag\n"
        "from ui.services.answering import Answerer\n"
        "home, corpus = map(pathlib.Path, sys.argv[1:])\n"
        "one = Answerer(rag.Settings(home=home, corpus=corpus))\n"
        "while not one.ready: time.sleep(0.1)\n"
        "os.dup2(one._in.fileno(), 1)\n"  # kept by a process that stays, so that its stdin is not closed with the app
        "import subprocess; holder = subprocess.Popen(['sleep', '60'])\n"
        "print('begun', one._process.pid, holder.pid, file=sys.stderr, flush=True)\n"
        "os._exit(0)\n"
    )
    command = [sys.executable, "-c", begin, str(assistant.settings.home), str(assistant.settings.corpus)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as app:
        assert app.stderr is not None
        begun = next(line.split() for line in app.stderr if line.startswith("begun"))
        answerer, holder = (psutil.Process(int(number)) for number in begun[1:])
        try:
            assert app.wait(SOON) == 0
            until(lambda: not answerer.is_running() or answerer.status() == psutil.STATUS_ZOMBIE)
            assert holder.is_running()
        finally:
            holder.kill()


def test_a_page_asks_there_unless_a_language_model_words_the_answers(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering, asked = Answering(), []
    monkeypatch.setattr(answering, "ask", lambda *given: asked.append(given) or assistant.ask(QUESTION))
    [piece] = pieces(assistant, answering, QUESTION, [], ["c/2024/601"], ["3.1.1(f)"])
    assert piece.answer is not None
    assert asked == [(assistant, QUESTION, [], ["c/2024/601"], ["3.1.1(f)"])]
    wording = Assistant(assistant.corpus, replace(assistant.settings, llm="openai-like:m"))
    monkeypatch.setattr(wording, "stream", lambda *_, **__: iter([piece]))
    assert list(pieces(wording, answering, QUESTION, [])) == [piece]
    assert len(asked) == 1

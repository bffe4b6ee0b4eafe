"""Changes of the documents: one at a time, told while they go on, and always with an end."""

import time
from pathlib import Path

import pytest
from scripted import PATIENCE, Scripted

from ingest.errors import BuildFailed, IndexBusy
from rag.settings import Settings
from ui.services import tasks
from ui.services.jobs import UNTOUCHED, Job, Jobs
from ui.services.outcomes import told

ADDED = {"key": "own/a", "citation": "A", "kind": "own document", "audit": {"clauses": 1, "footnotes": 0}}
ADD = tasks.Add("a.md", "A")


def _jobs(launch: Scripted, **more: object) -> Jobs:
    return Jobs(Settings(home=Path("nowhere"), corpus=Path("nowhere")), launch, **more)  # type: ignore[arg-type]


def _ended(jobs: Jobs) -> Job:
    until = time.monotonic() + PATIENCE
    while (job := jobs.latest()) is None or job.running:
        assert time.monotonic() < until
        time.sleep(0.01)
    return job


def test_a_change_that_is_made_is_told_and_the_new_index_is_loaded_first() -> None:
    launch, loaded = Scripted(ADDED), []
    jobs = _jobs(launch, afterwards=lambda: loaded.append(jobs.latest().state))  # type: ignore[union-attr]
    assert jobs.latest() is None
    jobs.start(ADD, b"words")
    job = _ended(jobs)
    assert (job.number, job.state, job.doing) == (1, "done", "Adding “A”")
    assert job.told == ("“A” is in the index: 1 clause and no footnotes, cited as “A, …” (own document).",)
    assert (launch.begun, loaded) == ([(ADD, b"words")], ["running"])


def test_a_change_that_was_made_is_done_whatever_becomes_of_what_follows() -> None:
    def fail() -> None:
        raise MemoryError

    jobs = _jobs(Scripted(ADDED), afterwards=fail)
    jobs.start(ADD)
    assert _ended(jobs).state == "done"


def test_how_far_it_is_can_be_seen_meanwhile() -> None:
    launch = Scripted(ADDED, {"say": "  Loading the model"}, {"stage": "embedding", "done": 3, "total": 9}, waits=True)
    jobs = _jobs(launch)
    jobs.start(ADD)
    until = time.monotonic() + PATIENCE
    while not (job := jobs.latest()) or not job.done:
        assert time.monotonic() < until
    assert (job.state, job.line, job.stage, job.done, job.total) == ("running", "Loading the model", "embedding", 3, 9)
    launch.go.set()
    assert _ended(jobs).state == "done"


def test_a_second_change_is_refused_while_one_goes_on_and_the_first_is_none_the_worse() -> None:
    launch = Scripted(ADDED, waits=True)
    jobs = _jobs(launch)
    jobs.start(ADD)
    with pytest.raises(IndexBusy, match="being changed already: Adding “A”"):
        jobs.start(tasks.Build())
    launch.go.set()
    assert _ended(jobs).state == "done"
    assert len(launch.begun) == 1
    assert jobs.start(tasks.Build()).number == 2


@pytest.mark.parametrize(
    ("error", "message", "hint"),
    [
        (BuildFailed("The disk is full.", hint="Make room."), "The disk is full.", "Make room."),
        (ZeroDivisionError("x"), "Something went wrong that should not have: ZeroDivisionError.", "The log of the app"),
    ],
)
def test_a_change_that_fails_says_why_and_bars_no_other(error: Exception, message: str, hint: str) -> None:
    launch = Scripted(error)
    jobs = _jobs(launch, afterwards=lambda: pytest.fail("nothing was changed"))
    jobs.start(ADD)
    job = _ended(jobs)
    assert (job.state, job.told) == ("failed", (message,))
    assert job.hint.startswith(hint)
    launch.outcome = ADDED
    jobs.start(tasks.Remove("own/a"))


@pytest.mark.parametrize(
    ("line", "shown"),
    [("Loading", UNTOUCHED), ("\nInterrupted. Texts stored so far stay.", "Interrupted. Texts stored so far stay.")],
)
def test_a_change_can_be_stopped(line: str, shown: str) -> None:
    launch = Scripted(ADDED, {"say": line}, waits=True)
    jobs = _jobs(launch)
    jobs.stop()  # nothing to stop, nothing happens
    jobs.start(ADD)
    until = time.monotonic() + PATIENCE
    while not (job := jobs.latest()) or not job.line:
        assert time.monotonic() < until
    jobs.stop()
    job = _ended(jobs)
    assert (job.state, job.told) == ("stopped", (shown,))


def test_what_came_of_a_fetch_is_told_text_by_text() -> None:
    row = {"witness": "Official Journal text of (EU) 1", "document": "reco/1", "warnings": ["Look twice."]}
    result = {
        "fetched": [{**row, "indexed": True, "reason": None}, {**row, "indexed": False, "reason": "No act."}],
        "present": [{}],
        "skipped": [],
        "failed": [{"document": "reco/2", "message": "No answer."}],
    }
    assert told(tasks.Fetch(None), result) == (
        "Official Journal text of (EU) 1: fetched, and in the index.",
        "Note on reco/1: Look twice.",
        "Official Journal text of (EU) 1: fetched, but not in the index: No act.",
        "Note on reco/1: Look twice.",
        "1 text was there already.",
        "reco/2: No answer.",
    )
    assert told(tasks.Fetch(None, "deu"), {**result, "failed": [], "present": []})[0] == (
        "Official Journal text of (EU) 1: fetched, to be looked up, not searched."
    )


@pytest.mark.parametrize(
    "task", [tasks.Examine("a"), ADD, tasks.Remove("own/a"), tasks.Fetch(None, "deu", "pdf"), tasks.Build(force=True)]
)
def test_a_task_survives_the_way_to_its_process(task: tasks.Task) -> None:
    assert tasks.read(tasks.written(task)) == task

"""Conversations kept in a file: whose they are, what is found again, and what happens when the file cannot be used."""

import datetime
import resource
import sqlite3
import string
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.errors import ConversationMissing, StoreError
from ui.services.conversations import LONGEST_NAME, VERSION, Conversations, Kept, named

FIRST = Kept("How do we resolve conflicts?", '{"answer_markdown": "Agree on Ärger first"}')
NEXT = Kept("And who decides?", problem=("There is no index yet.", "Run `clausewise build`."))
HOSTILE = "'); DROP TABLE conversation; -- <script>alert(1)</script> %_\\ \x00\u202e"


@pytest.fixture
def store(tmp_path: Path) -> Conversations:
    days = (datetime.datetime(2026, 1, day, tzinfo=datetime.UTC) for day in range(1, 29))
    return Conversations(tmp_path / "home", clock=lambda: next(days))


def test_a_conversation_is_there_again_in_another_process_with_its_turns(store: Conversations) -> None:
    id_ = store.begin("ann", [FIRST])
    assert store.keep("ann", id_, 1, NEXT)
    again = Conversations(store.database.path.parent).open("ann", id_)
    assert again.turns == (FIRST, NEXT)
    assert (again.summary.name, again.summary.questions) == (FIRST.question, 2)
    assert again.summary.changed - again.summary.created == datetime.timedelta(days=1)


def test_nobody_sees_or_changes_what_belongs_to_somebody_else(store: Conversations) -> None:
    id_ = store.begin("ann", [FIRST])
    assert store.list("bob") == ()
    assert (store.has_any("ann"), store.has_any("bob"), store.has_any(None)) == (True, False, True)
    for forbidden in (
        lambda: store.open("bob", id_),
        lambda: store.keep("bob", id_, 1, NEXT),
        lambda: store.rename("bob", id_, "mine"),
        lambda: store.delete("bob", id_),
        lambda: store.open("ann", "guessed"),
    ):
        with pytest.raises(ConversationMissing):
            forbidden()
    assert store.open("ann", id_).turns == (FIRST,)


def test_the_file_does_not_tell_who_an_owner_is_and_is_for_its_owner_alone(store: Conversations) -> None:
    store.begin("a-secret-of-ann", [FIRST])
    assert b"a-secret-of-ann" not in store.database.path.read_bytes()
    assert store.database.path.stat().st_mode & 0o077 == 0


def test_ids_cannot_be_guessed_nor_be_taken_for_an_option_of_the_command(store: Conversations) -> None:
    ids = {store.begin("ann", [FIRST]) for _ in range(20)}
    assert len(ids) == 20
    assert all(len(id_) >= 32 and set(id_) <= set(string.hexdigits) for id_ in ids)


@pytest.mark.parametrize(
    ("words", "found"),
    [("conflicts", 1), ("CONFLICTS resolve", 1), ("ärger", 1), ("answer_markdown", 0), ("%", 0), ("who index", 0)],
)
def test_a_conversation_is_found_by_the_words_in_it(store: Conversations, words: str, found: int) -> None:
    store.begin("ann", [FIRST])
    assert len(store.list("ann", words)) == found


def test_the_one_changed_last_comes_first(store: Conversations) -> None:
    old, new = store.begin("ann", [FIRST]), store.begin("ann", [NEXT])
    assert [one.id for one in store.list("ann")] == [new, old]
    store.keep("ann", old, 1, NEXT)
    assert [one.id for one in store.list("ann")] == [old, new]


def test_an_outcome_takes_the_place_of_the_same_questions_and_of_no_other(store: Conversations) -> None:
    id_ = store.begin("ann", [Kept(FIRST.question)])
    assert store.keep("ann", id_, 0, FIRST)
    assert not store.keep("ann", id_, 0, NEXT)  # somebody went on in another window
    assert store.open("ann", id_).turns == (FIRST,)


def test_hostile_words_are_kept_as_they_are_or_as_a_line(store: Conversations) -> None:
    id_ = store.begin("ann", [Kept(HOSTILE)])
    assert store.open("ann", id_).turns == (Kept(HOSTILE),)
    assert "\x00" not in store.rename("ann", id_, HOSTILE)
    assert [one.id for one in store.list("ann", "DROP table %_\\")] == [id_]


@pytest.mark.parametrize("words", ["", " \n", "word " * 100, "x" * 500, "\u202e"])
def test_a_name_is_a_short_line(words: str) -> None:
    assert 0 < len(named(words)) <= LONGEST_NAME


def test_a_deleted_conversation_is_gone_with_its_turns(store: Conversations) -> None:
    id_ = store.begin("ann", [FIRST])
    store.delete("ann", id_)
    with pytest.raises(ConversationMissing):
        store.open("ann", id_)
    with sqlite3.connect(store.database.path) as raw:
        assert raw.execute("SELECT count(*) FROM turn").fetchone() == (0,)
    raw.close()


def test_looking_makes_no_file(store: Conversations) -> None:
    assert store.list("ann") == ()
    with pytest.raises(ConversationMissing):
        store.open("ann", "x")
    assert not store.database.path.exists()


def test_many_write_at_once_and_nothing_is_lost(store: Conversations) -> None:
    stores = [Conversations(store.database.path.parent) for _ in range(4)]
    threads = [
        threading.Thread(target=lambda one=one: [one.begin("ann", [FIRST, NEXT]) for _ in range(10)]) for one in stores
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.questions for one in store.list("ann")] == [2] * 40


def test_a_file_of_a_newer_program_is_told_and_left_alone(store: Conversations) -> None:
    id_ = store.begin("ann", [FIRST])
    _run(store.database.path, f"PRAGMA user_version = {VERSION + 1}")
    for use in (lambda: store.list("ann"), lambda: store.begin("ann", [NEXT])):
        with pytest.raises(StoreError, match="newer version"):
            use()
    _run(store.database.path, f"PRAGMA user_version = {VERSION}")
    assert store.open("ann", id_).turns == (FIRST,)


def test_a_file_that_is_not_ours_is_left_alone(store: Conversations) -> None:
    store.database.path.parent.mkdir()
    _run(store.database.path, "CREATE TABLE recipes (name)")
    with pytest.raises(StoreError, match="another program"):
        store.begin("ann", [FIRST])
    store.database.path.write_bytes(b"this is no database " * 1000)
    with pytest.raises(StoreError, match="no SQLite file"):
        store.begin("ann", [FIRST])


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(StoreError) as error:
        Conversations(tmp_path / "home").begin("ann", [FIRST])
    assert "CLAUSEWISE_HOME" in error.value.hint


def test_a_full_disk_loses_nothing_that_was_kept(store: Conversations) -> None:
    id_ = store.begin("ann", [FIRST])
    with _full(), pytest.raises(StoreError):
        store.keep("ann", id_, 1, Kept("x" * 1_000_000))
    assert store.open("ann", id_).turns == (FIRST,)
    assert store.keep("ann", id_, 1, NEXT)


def _run(path: Path, statement: str) -> None:
    raw = sqlite3.connect(path)
    raw.execute(statement)
    raw.commit()
    raw.close()


@contextmanager
def _full() -> Iterator[None]:
    """No file may grow beyond 64 KiB."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

"""SQLite files of the home folder: several processes at once, and everything a disk can say no to."""

import multiprocessing
import resource
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, func, insert, select

from ingest.errors import StoreError
from ui.services.database import Database

METADATA = MetaData()
WORDS = Table("words", METADATA, Column("id", Integer, primary_key=True), Column("word", String, nullable=False))
EACH = 40


def _database(home: Path) -> Database:
    return Database(home / "words.sqlite", METADATA, 1)


def _add(database: Database, word: str) -> None:
    with database.writing() as connection:
        connection.execute(insert(WORDS).values(word=word))


def _words(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.execute(select(WORDS.c.word).order_by(WORDS.c.id)).scalars())


def _count_up(home: Path) -> None:
    database = _database(home)
    for _ in range(EACH):
        with database.writing() as connection:  # what is read here nobody changes before it is written
            there = connection.execute(select(func.count()).select_from(WORDS)).scalar_one()
            connection.execute(insert(WORDS).values(word=str(there)))


def test_what_is_written_is_read_by_whoever_opens_the_file_next(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home with ?#%"
    _add(_database(home), "kept")
    assert _words(_database(home)) == ["kept"]
    with sqlite3.connect(home / "words.sqlite") as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert raw.execute("PRAGMA user_version").fetchone() == (1,)
    raw.close()


def test_reading_makes_no_file_and_finds_nothing(tmp_path: Path) -> None:
    assert _words(_database(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


def test_two_processes_write_one_after_the_other(tmp_path: Path) -> None:
    fork = multiprocessing.get_context("spawn")
    writers = [fork.Process(target=_count_up, args=(tmp_path,)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert _words(_database(tmp_path)) == [str(number) for number in range(2 * EACH)]


def _fail_inside(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(insert(WORDS).values(word="lost"))
        raise StoreError("inside", hint="")


def test_an_error_inside_the_block_leaves_nothing(tmp_path: Path) -> None:
    database = _database(tmp_path)
    _add(database, "kept")
    with pytest.raises(StoreError, match="inside"):
        _fail_inside(database)
    assert _words(database) == ["kept"]


def test_a_reader_sees_one_state_while_another_writes(tmp_path: Path) -> None:
    database = _database(tmp_path)
    _add(database, "first")
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(WORDS)).scalar_one() == 1
        _add(_database(tmp_path), "second")
        assert connection.execute(select(func.count()).select_from(WORDS)).scalar_one() == 1
    assert _words(database) == ["first", "second"]


def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    database = _database(tmp_path)
    _add(database, "kept")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(StoreError, match=r"disk (is full|refused)") as told:
            _add(database, "x" * 500_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "CLAUSEWISE_HOME" in told.value.hint
    assert _words(database) == ["kept"]


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"no database at all, and long enough to be one" * 40, "no SQLite file"), (b"", None)],
)
def test_a_file_of_another_kind_is_left_alone(tmp_path: Path, content: bytes, message: str | None) -> None:
    file = tmp_path / "words.sqlite"
    file.write_bytes(content)
    if message is None:  # what a crash right after its creation leaves
        assert _words(_database(tmp_path)) == []
        _add(_database(tmp_path), "kept")
        return
    for use in (_words, lambda database: _add(database, "x")):
        with pytest.raises(StoreError, match=message):
            use(_database(tmp_path))
    assert file.read_bytes() == content


@pytest.mark.parametrize("version", [0, 1, 2])
def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path, version: int) -> None:
    file = tmp_path / "words.sqlite"
    raw = sqlite3.connect(file)
    raw.execute("CREATE TABLE recipes (name)")
    raw.execute(f"PRAGMA user_version={version}")
    raw.close()
    before = file.read_bytes()
    for use in (_words, lambda database: _add(database, "x")):
        with pytest.raises(StoreError, match="another program"):
            use(_database(tmp_path))
    assert file.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == [file.name]


def test_what_is_kept_is_for_its_owner_alone(tmp_path: Path) -> None:
    database = _database(tmp_path)
    with database.writing() as connection:
        connection.execute(insert(WORDS).values(word="kept"))
        modes = {one.name: one.stat().st_mode & 0o777 for one in tmp_path.iterdir()}
    assert set(modes.values()) == {0o600}
    with database.writing():  # in the second transaction there is a file for what is being written, too
        modes = {one.name: one.stat().st_mode & 0o777 for one in tmp_path.iterdir()}
    assert len(modes) == 3
    assert set(modes.values()) == {0o600}


def test_words_are_compared_without_their_case_in_any_alphabet(tmp_path: Path) -> None:
    database = _database(tmp_path)
    _add(database, "ÄRGER Straße Ωμέγα")
    with database.reading() as connection:
        assert connection.execute(select(func.folded(WORDS.c.word))).scalar_one() == "ärger strasse ωμέγα"
        assert connection.execute(select(func.folded(None))).scalar_one() is None


@pytest.mark.parametrize(("version", "message"), [(2, "a newer version"), (-1, "an older version")])
def test_tables_of_another_version_are_refused(tmp_path: Path, version: int, message: str) -> None:
    database = _database(tmp_path)
    _add(database, "kept")
    raw = sqlite3.connect(database.path)
    raw.execute(f"PRAGMA user_version={version}")
    raw.close()
    with pytest.raises(StoreError, match=message):
        _words(database)
    with pytest.raises(StoreError, match=message):
        _add(database, "x")


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file", encoding="utf-8")
    with pytest.raises(StoreError, match="the disk refused"):
        _add(_database(tmp_path / "home"), "x")


def test_a_file_held_for_long_by_another_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.services.database.PATIENCE", 0.05)
    database = _database(tmp_path)
    _add(database, "kept")
    holding = sqlite3.connect(database.path, isolation_level=None)
    holding.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(StoreError, match="another process has been writing"):
            _add(database, "x")
        assert _words(database) == ["kept"]
    finally:
        holding.close()

"""SQLite files of the home folder: opened alike by everybody, and what goes wrong with them told in our own errors."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, MetaData, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ingest.errors import StoreError

PATIENCE = 10  # seconds to wait for another process to finish writing
_WRITES = "clausewise_writes"
_ROOM = "Make room, or set CLAUSEWISE_HOME to a folder you can write to."
_ASIDE = "Restore it from a copy, or move it away: an empty one is made in its place."
_TOLD = (  # the beginning of SQLite's name of an error, what it means, the way out
    ("SQLITE_FULL", "the disk is full", _ROOM),
    ("SQLITE_IOERR", "the disk refused", _ROOM),
    ("SQLITE_READONLY", "it may only be read", _ROOM),
    ("SQLITE_CANTOPEN", "it cannot be opened", _ROOM),
    ("SQLITE_BUSY", f"another process has been writing for {PATIENCE} seconds", "Try again in a moment."),
    ("SQLITE_NOTADB", "it is no SQLite file", _ASIDE),
    ("SQLITE_CORRUPT", "it is damaged", _ASIDE),
)


class Database:
    """The tables of `metadata` in one file, which is made when something is first written.

    Several threads and processes may use it at once: readers never wait, writers wait for one another. `version` is
    that of the tables; a file of another one, or of another program, is refused and left as it is. What SQLite and the
    disk say no to becomes a StoreError, and then nothing was written. The file is for its owner's eyes alone. In SQL
    there is `folded(words)`, the words without the difference between upper and lower case in any alphabet.
    """

    def __init__(self, path: Path, metadata: MetaData, version: int) -> None:
        self.path = path
        self._metadata = metadata
        self._version = version
        self._engine = _engine(path)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the file, however long it reads; without a file all tables are empty."""
        with self._allowed():
            there = self.path.exists()
        with self._told():
            if not there:
                yield from self._empty()
                return
            with self._engine.connect() as connection:
                if self._checked(connection):
                    yield connection
                    return
            yield from self._empty()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that nobody else writes beside; all of it is kept at the end of the block, or, after an error,
        nothing.
        """
        with self._allowed():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600)
        with self._told(), self._engine.connect() as found:
            connection = found.execution_options(**{_WRITES: True})
            with connection.begin():
                if not self._checked(connection):
                    self._metadata.create_all(connection)
                    connection.exec_driver_sql(f"PRAGMA user_version={self._version:d}")
                yield connection
            _let_readers_in(connection)

    def _empty(self) -> Iterator[Connection]:
        engine = _engine(None)
        with engine.connect() as connection:
            self._metadata.create_all(connection)
            yield connection

    def _checked(self, connection: Connection) -> bool:
        """Whether the tables are there (StoreError for those of another version or another program)."""
        version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        found = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
        if not found:
            return False
        ours = self._metadata.tables.keys() & found
        if not ours or (version == self._version and len(ours) < len(self._metadata.tables)):
            raise StoreError(f"{self.path} is a database of another program.", hint=_ASIDE)
        if version != self._version:
            newer = version > self._version
            raise StoreError(
                f"{self.path} was written by {'a newer' if newer else 'an older'} version of clausewise.",
                hint="Update clausewise." if newer else _ASIDE,
            )
        return True

    @contextmanager
    def _allowed(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreError(
                f"{self.path} cannot be used: the disk refused ({error.strerror or error}).", hint=_ROOM
            ) from error

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            cause = error.orig
            name = getattr(cause, "sqlite_errorname", "") if isinstance(cause, sqlite3.Error) else ""
            told = next(((what, hint) for start, what, hint in _TOLD if name.startswith(start)), None)
            if told is None:
                raise  # a fault of ours
            raise StoreError(f"{self.path} cannot be used: {told[0]}.", hint=told[1]) from error


def _engine(path: Path | None) -> Engine:
    """An engine whose transactions are SQLite's own; a writing one takes the file from its start.

    No connection is kept: one to a file that was moved away would write to nowhere.
    """
    place = str(path) if path is not None else ":memory:"
    engine = create_engine(URL.create("sqlite", database=place), poolclass=NullPool, connect_args={"timeout": PATIENCE})

    @event.listens_for(engine, "connect")
    def _opened(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # else the driver begins transactions when it sees fit
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")  # what somebody takes back is not to be read in free pages
        connection.create_function("folded", 1, _folded, deterministic=True)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "BEGIN")

    return engine


def _let_readers_in(connection: Connection) -> None:
    """Let readers and the writer not wait for each other. Only now is it known that the file is ours to change."""
    raw = connection.connection.dbapi_connection
    if isinstance(raw, sqlite3.Connection):
        with suppress(sqlite3.DatabaseError):  # somebody reads just now: the next one who writes does it
            raw.execute("PRAGMA journal_mode=WAL")


def _folded(words: str | None) -> str | None:
    return words.casefold() if words is not None else None

"""The tables of the file that conversations are kept in, and how it is opened and made."""

import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from ingest.errors import ConversationsError

SCHEMA = 1  # raised by whoever changes a table, together with the steps from the one before
PATIENCE = 10_000  # milliseconds to wait for another process's write


class Base(DeclarativeBase):
    """The tables of a file."""


class ConversationRow(Base):
    """A conversation; `owner` is a digest, times are UTC."""

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    created: Mapped[datetime.datetime]
    changed: Mapped[datetime.datetime]


class TurnRow(Base):
    """A question of a conversation and its outcome: the JSON of the answer, or an error's message and hint."""

    __tablename__ = "turn"

    conversation: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str]
    answer: Mapped[str | None]
    problem: Mapped[str | None]
    hint: Mapped[str | None]


def connected(connection: Any, _: object) -> None:
    """Set up a connection: writers wait for each other, and transactions begin when SQLAlchemy says so."""
    connection.isolation_level = None
    connection.create_function("folded", 1, _folded, deterministic=True)
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    connection.execute("PRAGMA foreign_keys = ON")
    # Readers and the writer do not wait for each other. What cannot be written keeps the mode it has.
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode = WAL")


def prepare(session: Session, path: Path, *, reading: bool = False) -> bool:
    """Make the tables where there are none yet; whether there are any (ConversationsError for a newer program's)."""
    connection = session.connection()
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version > SCHEMA:
        raise ConversationsError(
            f"{path} was written by a newer clausewise (its schema is {version}, this program knows {SCHEMA}).",
            hint="Use that version; until then conversations are not kept.",
        )
    if version == SCHEMA:
        return True
    if reading:
        return False
    if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one():
        raise ConversationsError(
            f"{path} is a database of another program.", hint="Move it away; until then conversations are not kept."
        )
    Base.metadata.create_all(connection)
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
    return True


def _folded(words: str | None) -> str | None:
    return words.casefold() if words is not None else None

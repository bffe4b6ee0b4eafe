"""Conversations kept: one SQLite file in the home folder, safe for several sessions and processes at once.

Each belongs to an owner, who alone finds and opens it; what is stored of the owner is a digest, so that nobody can take
their place by reading the file. `owner` None stands for whoever runs the service, who has the file in any case.
"""

import datetime
import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, ForeignKey, delete, func, or_, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from ingest.errors import ConversationMissing
from ui.services.database import Database

FILE = "conversations.sqlite"
VERSION = 1  # raised by whoever changes a table, together with the steps from the one before
LONGEST_NAME = 80  # characters
MOST_WORDS = 20  # of a search
MISSING = "There is no such conversation here, or it is not yours."
_WAY_OUT = "Choose one of your conversations, or begin a new one."


class _Base(DeclarativeBase):
    """The tables of the file."""


class _ConversationRow(_Base):
    """A conversation; `owner` is a digest, times are UTC."""

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    created: Mapped[datetime.datetime]
    changed: Mapped[datetime.datetime]


class _TurnRow(_Base):
    """A question of a conversation and its outcome: the JSON of the answer, or an error's message and hint."""

    __tablename__ = "turn"

    conversation: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str]
    answer: Mapped[str | None]
    problem: Mapped[str | None]
    hint: Mapped[str | None]


@dataclass(frozen=True)
class Kept:
    """A question and the JSON of its answer, or an error's message and hint; while it waits, neither."""

    question: str
    answer: str | None = None
    problem: tuple[str, str] | None = None


@dataclass(frozen=True)
class Summary:
    """A conversation in a list; times are UTC, `owner` is the digest of whose it is."""

    id: str
    name: str
    created: datetime.datetime
    changed: datetime.datetime
    questions: int
    owner: str


@dataclass(frozen=True)
class Conversation:
    """A conversation with its turns, oldest first."""

    summary: Summary
    turns: tuple[Kept, ...]


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


class Conversations:
    """The conversations of a home folder. Opening costs nothing: the file is made by the first one kept.

    Every method raises StoreError when the file cannot be used, and leaves it as it was.
    """

    def __init__(self, home: Path, clock: Callable[[], datetime.datetime] = _now) -> None:
        self.database = Database(home / FILE, _Base.metadata, VERSION)
        self._clock = clock

    def begin(self, owner: str, turns: Sequence[Kept]) -> str:
        """Keep a new conversation, named by its first question; its id, which nobody can guess.

        Hexadecimal: an id that began with "-" would be taken for an option of the command.
        """
        name, now = named(turns[0].question if turns else ""), self._clock()
        with self._writing() as session:
            row = _ConversationRow(id=secrets.token_hex(16), owner=digest(owner), name=name, created=now, changed=now)
            session.add(row)
            for place, turn in enumerate(turns):
                session.add(_row(row.id, place, turn))
            return row.id

    def keep(self, owner: str | None, conversation: str, place: int, turn: Kept) -> bool:
        """Keep `turn` as number `place`, in place of the same question's earlier outcome.

        False, and nothing kept, where another question stands there: somebody went on in another window.
        ConversationMissing when it was deleted, or is not the owner's.
        """
        with self._writing() as session:
            row = self._found(session, owner, conversation)
            there = session.get(_TurnRow, (conversation, place))
            if there is not None and there.question != turn.question:
                return False
            session.merge(_row(conversation, place, turn))
            row.changed = self._clock()
            return True

    def open(self, owner: str | None, conversation: str) -> Conversation:
        """The conversation with its turns (ConversationMissing)."""
        with self._reading() as session:
            row = self._found(session, owner, conversation)
            turns = session.scalars(
                select(_TurnRow).where(_TurnRow.conversation == conversation).order_by(_TurnRow.place)
            ).all()
            return Conversation(_summary(row, len(turns)), tuple(map(_kept, turns)))

    def list(self, owner: str | None, words: str = "") -> tuple[Summary, ...]:
        """The owner's conversations, the one changed last first: those in which each of `words` occurs somewhere."""
        count = select(func.count()).where(_TurnRow.conversation == _ConversationRow.id).scalar_subquery()
        wanted = select(_ConversationRow, count).order_by(_ConversationRow.changed.desc(), _ConversationRow.id)
        if owner is not None:
            wanted = wanted.where(_ConversationRow.owner == digest(owner))
        for word in words.split()[:MOST_WORDS]:
            wanted = wanted.where(_has(word))
        with self._reading() as session:
            return tuple(_summary(row, turns) for row, turns in session.execute(wanted))

    def has_any(self, owner: str | None) -> bool:
        """Whether the owner has a conversation."""
        wanted = select(_ConversationRow.id).limit(1)
        if owner is not None:
            wanted = wanted.where(_ConversationRow.owner == digest(owner))
        with self._reading() as session:
            return session.execute(wanted).first() is not None

    def rename(self, owner: str | None, conversation: str, name: str) -> str:
        """Give the conversation another name, cut to what a name may have; the name it got (ConversationMissing)."""
        new = named(name)
        with self._writing() as session:
            self._found(session, owner, conversation)
            session.execute(update(_ConversationRow).where(_ConversationRow.id == conversation).values(name=new))
        return new

    def delete(self, owner: str | None, conversation: str) -> None:
        """Delete the conversation with all its turns (ConversationMissing)."""
        with self._writing() as session:
            self._found(session, owner, conversation)
            session.execute(delete(_TurnRow).where(_TurnRow.conversation == conversation))
            session.execute(delete(_ConversationRow).where(_ConversationRow.id == conversation))

    def _found(self, session: Session, owner: str | None, conversation: str) -> _ConversationRow:
        row = session.get(_ConversationRow, conversation)
        if row is None or (owner is not None and row.owner != digest(owner)):
            raise ConversationMissing(MISSING, hint=_WAY_OUT)
        return row

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with self.database.writing() as connection, Session(connection) as session, session.begin():
            yield session

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with self.database.reading() as connection, Session(connection) as session:
            yield session


def digest(owner: str) -> str:
    """What is stored of an owner."""
    return hashlib.sha256(owner.encode("utf-8", "replace")).hexdigest()


def named(words: str) -> str:
    """`words` as the name of a conversation: one line, cut at a word where it is long."""
    line = " ".join("".join(c if c.isprintable() or c.isspace() else " " for c in words).split())
    if len(line) > LONGEST_NAME:
        cut = line[: LONGEST_NAME - 1]
        line = f"{cut.rsplit(' ', 1)[0] if ' ' in cut[LONGEST_NAME // 2 :] else cut}…"
    return line or "Untitled conversation"


def _has(word: str) -> ColumnElement[bool]:
    """Whether a word stands in the name, in a question or in an answer; case is ignored."""
    folded = word.casefold()
    said = func.json_extract(_TurnRow.answer, "$.answer_markdown")
    within = select(_TurnRow.place).where(
        _TurnRow.conversation == _ConversationRow.id,
        or_(
            func.folded(_TurnRow.question).contains(folded, autoescape=True),
            func.folded(said).contains(folded, autoescape=True),
        ),
    )
    return or_(func.folded(_ConversationRow.name).contains(folded, autoescape=True), within.exists())


def _row(conversation: str, place: int, turn: Kept) -> _TurnRow:
    message, hint = turn.problem or (None, None)
    return _TurnRow(
        conversation=conversation, place=place, question=turn.question, answer=turn.answer, problem=message, hint=hint
    )


def _kept(row: _TurnRow) -> Kept:
    problem = (row.problem, row.hint or "") if row.problem is not None else None
    return Kept(row.question, row.answer, problem)


def _summary(row: _ConversationRow, questions: int) -> Summary:
    return Summary(row.id, row.name, _utc(row.created), _utc(row.changed), questions, row.owner)


def _utc(time: datetime.datetime) -> datetime.datetime:
    return time.replace(tzinfo=datetime.UTC)  # SQLite keeps no zone

"""What readers report of answers, kept with everything a curator needs to judge it, in ``<home>/feedback.sqlite``.

A report holds the full trace of its answer: the question, what was said before, and the answer's whole JSON, which has
the form that was searched, the clauses cited and retrieved, the generation and the versions. Of whoever reports nothing
is known but the id and role of somebody who has signed in.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from sqlalchemy import Column, Integer, MetaData, String, Table, delete, insert, select, update
from sqlalchemy.engine import Connection, Row

from ingest.citation import MAX_REFERENCE
from ingest.corpus import Corpus
from ingest.errors import AddressError, ExportError, FeedbackError
from ingest.lookup import look_up
from rag.export.saved import as_answer
from rag.results import Answer
from ui.services.database import Database

FILE = "feedback.sqlite"
VERSION = 1
LONGEST = 2_000  # characters of a note
Kind = Literal["helpful", "wrong", "missing", "unsupported", "other"]
State = Literal["open", "curated", "evaluation", "dismissed"]
KINDS: tuple[Kind, ...] = get_args(Kind)
STATES: tuple[State, ...] = get_args(State)
PROBLEMS = frozenset(KINDS) - {"helpful"}
KIND_NAMES: Mapping[Kind, str] = {
    "helpful": "Helpful",
    "wrong": "Wrong clause",
    "missing": "Missing clause",
    "unsupported": "Not supported",
    "other": "Something else",
}
STATE_NAMES: Mapping[State, str] = {
    "open": "Open",
    "curated": "Curated question",
    "evaluation": "Evaluation question",
    "dismissed": "Dismissed",
}

_METADATA = MetaData()
_REPORTS = Table(
    "reports",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("note", String, nullable=False),
    Column("reference", String, nullable=False),
    Column("named", String, nullable=False),
    Column("person", String, nullable=False),
    Column("role", String, nullable=False),
    Column("question", String, nullable=False),
    Column("standalone", String, nullable=False),
    Column("history", String, nullable=False),
    Column("answer", String, nullable=False),
    Column("state", String, nullable=False),
    Column("decision", String, nullable=False),
    sqlite_autoincrement=True,  # a number that was taken back is never another report's
)


@dataclass(frozen=True)
class Remark:
    """What a reader says of an answer.

    `named` are the uids it is about: the citation that is wrong, or the clauses of the `reference` that is missing,
    which is kept as it was typed.
    """

    kind: Kind
    note: str = ""
    named: tuple[str, ...] = ()
    reference: str = ""


@dataclass(frozen=True)
class Person:
    """Who reports or decides: the id and role of somebody who has signed in, else nothing."""

    id: str = ""
    role: str = ""


NOBODY = Person()


@dataclass(frozen=True)
class Report:
    """A remark with the trace of its answer, and what a curator made of it.

    `at` is when it came, in UTC; `decision` says when (`at`), by whom (`by`) and what it was: `ui.services.review`.
    """

    id: int
    at: str
    remark: Remark
    person: Person
    question: str
    standalone: str
    history: tuple[Mapping[str, str], ...]
    trace: Mapping[str, Any]
    state: State
    decision: Mapping[str, Any]

    @property
    def answer(self) -> Answer:
        """The answer as it was (FeedbackError when this version cannot read it)."""
        try:
            return as_answer(self.trace)
        except ExportError as error:
            raise FeedbackError(
                f"The answer of report {self.id} cannot be read: {error.message}",
                hint=f"`clausewise feedback show {self.id} --json` has it as it was kept.",
            ) from None

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON."""
        return {
            "id": self.id,
            "at": self.at,
            "kind": self.remark.kind,
            "note": self.remark.note,
            "named": list(self.remark.named),
            "reference": self.remark.reference,
            "person": self.person.id,
            "role": self.person.role,
            "question": self.question,
            "standalone": self.standalone,
            "history": [dict(message) for message in self.history],
            "answer": dict(self.trace),
            "state": self.state,
            "decision": dict(self.decision),
        }


@dataclass(frozen=True)
class Named:
    """What a typed reference leads to: the uids of its clauses, and the sentence to show a reader."""

    uids: tuple[str, ...]
    message: str


def named_by(reference: str, corpus: Corpus) -> Named:
    """The clauses that a reader's reference names; without uids the message says why it leads nowhere."""
    try:
        found = look_up(reference, corpus)
    except AddressError as error:
        return Named((), f"{error.message} {error.hint}")
    if found.status != "found":
        return Named((), found.message)
    return Named(tuple(target.uid for target in found.targets), found.message)


class Feedback:
    """The reports of one home folder; safe for several threads and processes (StoreError where the disk refuses)."""

    def __init__(self, home: Path) -> None:
        self.database = Database(home / FILE, _METADATA, VERSION)

    def send(
        self, answer: Answer, history: Sequence[Mapping[str, str]], remark: Remark, person: Person = NOBODY
    ) -> int:
        """Keep a remark on `answer`, whose earlier turns are `history`; the number of the report (FeedbackError)."""
        _check(answer, remark)
        row = {
            "at": now(),
            "kind": remark.kind,
            "note": _clean(remark.note.strip()),
            "reference": _clean(remark.reference.strip()),
            "named": json.dumps(remark.named),
            "person": _clean(person.id),
            "role": _clean(person.role),
            "question": _clean(answer.question),
            "standalone": _clean(answer.standalone),
            "history": json.dumps([dict(message) for message in history]),
            "answer": json.dumps(answer.to_dict()),
            "state": "open",
            "decision": "{}",
        }
        with self.database.writing() as connection:
            return int(connection.execute(insert(_REPORTS).values(**row).returning(_REPORTS.c.id)).scalar_one())

    def withdraw(self, number: int) -> None:
        """Take a report back: nothing of it is left. FeedbackError where there is none, and once it is decided."""
        with self.database.writing() as connection:
            report = held(connection, number)
            if report.state != "open":
                raise FeedbackError(
                    f"Report {number} was decided already: {STATE_NAMES[report.state].lower()}.",
                    hint="It can be taken back again when a curator undoes the decision.",
                )
            connection.execute(delete(_REPORTS).where(_REPORTS.c.id == number))

    def get(self, number: int) -> Report:
        """Report `number` (FeedbackError)."""
        with self.database.reading() as connection:
            return held(connection, number)

    def find(
        self, kinds: Sequence[Kind] = KINDS, states: Sequence[State] = STATES, words: str = ""
    ) -> tuple[Report, ...]:
        """The reports of these kinds and states, newest first, whose question, note, reference or clauses have all
        `words`.
        """
        wanted = (
            select(_REPORTS)
            .where(_REPORTS.c.kind.in_(kinds), _REPORTS.c.state.in_(states))
            .order_by(_REPORTS.c.id.desc())
        )
        with self.database.reading() as connection:
            reports = [_report(row) for row in connection.execute(wanted)]
        looked_for = words.casefold().split()
        return tuple(one for one in reports if all(word in _said(one) for word in looked_for))


def decide(connection: Connection, number: int, state: State, decision: Mapping[str, Any]) -> None:
    """Write what became of report `number`, beside everything else that `connection` writes."""
    values = {"state": state, "decision": json.dumps(dict(decision))}
    connection.execute(update(_REPORTS).where(_REPORTS.c.id == number).values(**values))


def decisions(connection: Connection, state: State) -> list[Mapping[str, Any]]:
    """All decisions of a state, as `connection` sees them."""
    wanted = select(_REPORTS.c.decision).where(_REPORTS.c.state == state)
    return [json.loads(decision) for decision in connection.execute(wanted).scalars()]


def held(connection: Connection, number: int) -> Report:
    """Report `number` as `connection` sees it (FeedbackError)."""
    row = connection.execute(select(_REPORTS).where(_REPORTS.c.id == number)).one_or_none()
    if row is None:
        raise FeedbackError(f"There is no report {number}.", hint="`clausewise feedback list` shows those there are.")
    return _report(row)


def now() -> str:
    """The time as reports write it: UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _check(answer: Answer, remark: Remark) -> None:
    if remark.kind not in KINDS:
        raise FeedbackError(f"“{remark.kind}” is no kind of feedback.", hint=f"Known are {', '.join(KINDS)}.")
    if len(remark.note) > LONGEST:
        raise FeedbackError(
            f"A note has at most {LONGEST:,} characters; this one has {len(remark.note):,}.", hint="Shorten it."
        )
    if len(remark.reference) > MAX_REFERENCE:
        raise FeedbackError("The reference is too long.", hint="Name one clause, for example 3.1.1(f).")
    cited = {citation.uid for citation in answer.citations}
    if remark.kind == "wrong" and (not remark.named or not cited.issuperset(remark.named)):
        raise FeedbackError("Nothing says which citation is wrong.", hint="Choose one that the answer cites.")


def _said(report: Report) -> str:
    """All that the words of a search are looked for in."""
    labels = (citation.get("label", "") for citation in report.trace.get("citations", ()))
    parts = (report.question, report.standalone, report.remark.note, report.remark.reference, *labels)
    return " ".join(map(str, parts)).casefold()


def _clean(words: str) -> str:
    """`words` as they can be stored: half a surrogate pair is no character."""
    return words.encode("utf-8", "replace").decode("utf-8")


def _report(row: Row[Any]) -> Report:
    return Report(
        id=row.id,
        at=row.at,
        remark=Remark(row.kind, row.note, tuple(json.loads(row.named)), row.reference),
        person=Person(row.person, row.role),
        question=row.question,
        standalone=row.standalone,
        history=tuple(json.loads(row.history)),
        trace=json.loads(row.answer),
        state=row.state,
        decision=json.loads(row.decision),
    )

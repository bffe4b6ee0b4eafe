"""Curated questions: for a clause, the questions in plain words that it answers.

One TOML file a document, in ``corpus/questions`` and, for what users add, in ``<home>/questions``::

    document = "c/2024/601"

    [questions]
    "pnt_3.1.1/pnt_f" = ["Who owns what we invent together?", "…"]

They are further ways to find the clause and are shown beside it; they are never quoted and never cited. They are
written apart from every evaluation question. Beside them lie questions judged over all clauses (`ingest.judged`) and
dialogues (`ingest.dialogues`).
"""

import tomllib
import unicodedata
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from ingest.address import Address
from ingest.dialogues import Dialogue, read_dialogues
from ingest.errors import AddressError, QuestionsError
from ingest.judged import Judgement, read_judged

FOLDER = "questions"
LONGEST = 200  # characters of a question
MOST = 15  # questions of one clause, all files together
_HINT = "The head of ingest/questions.py and corpus/questions/README.md show the format."


@dataclass(frozen=True)
class Finding:
    """What is wrong in a question file, and where."""

    file: FilePath
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.file.name}, {self.place}: {self.what}"


@dataclass(frozen=True)
class Curated:
    """All curated questions: `by_uid` the questions of each clause, `findings` what was left out and why.

    `judged` has the judgement of each question that was judged over all clauses, be it one of `by_uid` or not;
    `dialogues` are those that follow-ups are learnt from.
    `broken` has an error for each file of the user's that could not be understood; it costs the questions in it.
    """

    by_uid: Mapping[str, tuple[str, ...]]
    findings: tuple[Finding, ...] = ()
    broken: tuple[QuestionsError, ...] = ()
    judged: Mapping[str, Judgement] = field(default_factory=dict)
    dialogues: tuple[Dialogue, ...] = ()

    def of(self, uid: str) -> tuple[str, ...]:
        """The questions that the clause `uid` answers; empty where nobody wrote any."""
        return self.by_uid.get(uid, ())


def load_questions(uids: Container[str], folders: Sequence[FilePath], own: Sequence[FilePath] = ()) -> Curated:
    """Read every question file of `folders`, then of the user's `own` ones, that are there, for the clauses `uids`.

    A question of another clause, or no proper question, is left out and told in `findings`. A file that is no TOML or
    no such table, or has other fields, raises QuestionsError; one of the user's own is left out whole and told in
    `broken`.
    """
    found: dict[str, tuple[str, ...]] = {}
    judged: dict[str, Judgement] = {}
    spoken: list[Dialogue] = []
    findings: list[Finding] = []
    asked: dict[str, str] = {}  # folded question → the clause it was written for
    broken: list[QuestionsError] = []

    def curated(file: FilePath) -> None:
        for uid, question, finding in list(_read(file, uids)):
            if finding is None and (what := _doubted(question, uid, asked, found)) is not None:
                finding = Finding(file, f"“{uid.partition('#')[2]}”", what)
            if finding is not None:
                findings.append(finding)
                continue
            asked[folded(question)] = uid
            found[uid] = (*found.get(uid, ()), question)

    def judgements(file: FilePath) -> None:
        for question, judgement, what in list(read_judged(file, uids)):
            text = " ".join(question.split())
            what = what or _ill(text) or (f"“{text}” was judged before" if text in judged else "")
            if what:
                findings.append(Finding(file, f"“{text[:60]}”", what))
            else:
                judged[text] = judgement

    def dialogues(file: FilePath) -> None:
        for number, dialogue, what in list(read_dialogues(file)):
            for text in (text for turn in dialogue for text in (turn.question, turn.standalone)):
                what = what or _long(text)
            if what:
                findings.append(Finding(file, f"line {number}", what))
            else:
                spoken.append(dialogue)

    kinds: tuple[tuple[str, Callable[[FilePath], None]], ...] = (
        (".toml", curated),
        (".tsv", judgements),
        (".jsonl", dialogues),
    )
    for suffix, read in kinds:
        listed = [(file, False) for file in _files(folders, suffix)] + [(file, True) for file in _files(own, suffix)]
        for file, is_own in listed:
            try:
                read(file)
            except QuestionsError as error:
                if not is_own:
                    raise
                broken.append(error)
    return Curated(found, tuple(findings), tuple(broken), judged, tuple(spoken))


def folded(question: str) -> str:
    """A question as two are compared: letters and digits alone count, and no case."""
    return " ".join("".join(ch if ch.isalnum() else " " for ch in question.lower()).split())


def plain(question: str) -> str:
    """A question as it is kept: one line, without control characters and direction marks."""
    seen = "".join(ch for ch in question if ch.isspace() or unicodedata.category(ch)[0] != "C")
    return " ".join(seen.split())


def doubt(question: str, uid: str, there: Mapping[str, tuple[str, ...]]) -> str | None:
    """Why `question` cannot be a curated question of the clause `uid` beside those `there`, by uid; None if it can."""
    asked = {folded(one): where for where, questions in there.items() for one in questions}
    return _doubted(question, uid, asked, there)


def _files(folders: Sequence[FilePath], suffix: str) -> list[FilePath]:
    return [path for folder in folders if folder.is_dir() for path in sorted(folder.glob(f"*{suffix}"))]


def _read(file: FilePath, uids: Container[str]) -> Iterator[tuple[str, str, Finding | None]]:
    """Every (uid, question) of a file, with what is wrong about its place."""
    table = _toml(file)
    key, clauses = table.get("document"), table.get("questions")
    if not isinstance(key, str) or not isinstance(clauses, dict) or table.keys() - {"document", "questions"}:
        raise QuestionsError(f"{file} must have `document` and a table [questions], and nothing else.", hint=_HINT)
    for path, questions in clauses.items():
        try:
            uid = str(Address.parse(f"{key}#{path}"))
        except AddressError:
            uid = ""
        if uid not in uids:
            yield "", "", Finding(file, f"“{path}”", f"no clause here has the address {key}#{path}")
            continue
        if not isinstance(questions, list) or not all(isinstance(question, str) for question in questions):
            yield "", "", Finding(file, f"“{path}”", "the questions must be a list of texts")
            continue
        for question in questions:
            yield uid, " ".join(question.split()), None


def _doubted(question: str, uid: str, asked: Mapping[str, str], found: Mapping[str, tuple[str, ...]]) -> str | None:
    """`asked` has the uid of every folded question, `found` the questions of every uid."""
    if ill := _ill(question):
        return ill
    if len(found.get(uid, ())) >= MOST:
        return f"more than {MOST} questions; the rest is left out"
    before = asked.get(folded(question))
    return None if before is None else f"“{question}” stands already at {before}"


def _ill(question: str) -> str:
    """What is wrong with the question by itself; "" when nothing is."""
    if len(question.split()) < 2:
        return f"“{question}” is no question"
    return _long(question)


def _long(question: str) -> str:
    if len(question) > LONGEST:
        return f"a question has {len(question)} characters; at most {LONGEST} are allowed"
    return ""


def _toml(file: FilePath) -> dict[str, Any]:
    """The table in `file` (QuestionsError)."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except RecursionError:
        raise QuestionsError(f"{file} cannot be read: it is nested too deeply.", hint=_HINT) from None
    except (OSError, ValueError) as error:  # no UTF-8, no TOML, a number beyond all measure
        raise QuestionsError(f"{file} cannot be read: {error}.", hint=_HINT) from None

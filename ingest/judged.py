"""Judged questions: which clauses, of all documents, answer a question, which help, and that none does.

Tab-separated files beside the curated questions, a question a line, its clauses apart by blanks, “-” for none::

    question	answers	helps
    Who owns what we invent together?	c/2024/601#pnt_3.1.1/pnt_f	c/2024/601#rct_11
    Which court decides about it?	-	-

A question may be a curated one of some clause, which then answers it whether it stands there or not, or of no clause
by itself. One without any clause is one that the documents do not answer. As with curated questions, none is ever
quoted or cited, and all are written apart from every evaluation question.
"""

import csv
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import QuestionsError

HEAD = ("question", "answers", "helps")
NONE = "-"
_HINT = "The head of ingest/judged.py and corpus/questions/README.md show the format."


@dataclass(frozen=True)
class Judgement:
    """The uids of the clauses that answer a question by themselves or as part of a list, and of those that help."""

    answers: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether any clause has to do with it."""
        return bool(self.answers or self.helps)

    @property
    def clauses(self) -> tuple[str, ...]:
        """All of them, those that answer first."""
        return (*self.answers, *self.helps)


def read_judged(file: Path, uids: Container[str]) -> Iterator[tuple[str, Judgement, str]]:
    """Every question of a file with its judgement, and what is wrong with the line ("" when nothing is).

    An address that is no clause here makes the line wrong: without it a question might seem to have no answer.
    QuestionsError for a file that is no such table.
    """
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, ValueError, csv.Error) as error:  # no UTF-8, a field beyond all measure
        raise QuestionsError(f"{file} cannot be read: {error}.", hint=_HINT) from None
    if not rows or tuple(rows[0]) != HEAD:
        raise QuestionsError(f"{file} must begin with the line “{' ⇥ '.join(HEAD)}”.", hint=_HINT)
    for row in rows[1:]:
        if any(row):
            yield _judged(row, uids)


def documents_judged(judged: Mapping[str, Judgement]) -> frozenset[str]:
    """The keys of the documents whose clauses were judged: of no other one is it known what it does not answer."""
    return frozenset(uid.partition("#")[0] for one in judged.values() for uid in one.clauses)


def _judged(row: list[str], uids: Container[str]) -> tuple[str, Judgement, str]:
    question, *fields = row
    if len(fields) != len(HEAD) - 1:
        return question, Judgement(), f"the line has {len(row)} columns instead of {len(HEAD)}"
    if not all(map(str.strip, fields)):
        return question, Judgement(), f"a column is empty; “{NONE}” stands for no clause"
    answers, helps = (() if field == NONE else tuple(dict.fromkeys(field.split())) for field in fields)
    found = Judgement(answers, tuple(uid for uid in helps if uid not in answers))
    unknown = next((uid for uid in found.clauses if uid not in uids), None)
    return question, found, f"no clause here has the address {unknown}" if unknown is not None else ""

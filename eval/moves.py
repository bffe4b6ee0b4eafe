"""Wins and losses question by question, with the clauses that moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eval.pairing import Paired
from eval.results import QuestionResult


@dataclass(frozen=True)
class Move:
    """A judged clause of a question and its rank in A and in B, from 1; None when it was not retrieved."""

    id: str
    grade: int
    rank_a: int | None
    rank_b: int | None


@dataclass(frozen=True)
class Turn:
    """A question whose value differs between A and B, and its judged clauses, best grade first."""

    id: str
    text: str
    metadata: Mapping[str, Any]
    a: float
    b: float
    moves: tuple[Move, ...]

    @property
    def difference(self) -> float:
        return self.b - self.a


def turns(paired: Paired, a: int, b: int, measure: str) -> list[Turn]:
    """The questions that B answers better or worse than A in `measure`, the largest difference first."""
    found = []
    for one, two in zip(paired.questions[a], paired.questions[b], strict=True):
        before, after = one.measures.get(measure), two.measures.get(measure)
        if before is None or after is None or abs(after - before) <= 1e-9:
            continue
        grades = paired.runs[a].qrels.get(one.id, {})
        found.append(Turn(one.id, one.text, one.metadata, before, after, moves(grades, one, two)))
    return sorted(found, key=lambda turn: (-abs(turn.difference), turn.id))


def moves(grades: Mapping[str, int], a: QuestionResult, b: QuestionResult) -> tuple[Move, ...]:
    """Where the relevant clauses of a question stand in two rankings of it."""
    before, after = ranks(a), ranks(b)
    relevant = sorted(((uid, grade) for uid, grade in grades.items() if grade > 0), key=lambda one: (-one[1], one[0]))
    return tuple(Move(uid, grade, before.get(uid), after.get(uid)) for uid, grade in relevant)


def ranks(question: QuestionResult) -> dict[str, int]:
    """The rank of each retrieved clause, from 1."""
    return {one.id: rank for rank, one in enumerate(question.ranking, 1)}

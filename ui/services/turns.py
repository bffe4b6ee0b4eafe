"""The turns of a conversation: questions, and what came of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.errors import ClausewiseError
from rag.results import Answer


@dataclass(frozen=True)
class Problem:
    """What stood against something asked for, in the words of the error."""

    message: str
    hint: str

    @classmethod
    def of(cls, error: ClausewiseError) -> "Problem":
        """The problem that the error tells."""
        return cls(error.message, error.hint)


@dataclass(frozen=True)
class Turn:
    """A question and what came of it; with neither answer nor problem it still waits to be asked.

    It is asked in `documents` (keys) alone where there are any, and `without` the clauses of these uids.
    """

    question: str
    answer: Answer | None = None
    problem: Problem | None = None
    documents: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def waiting(self) -> bool:
        return self.answer is None and self.problem is None


def history(turns: Sequence[Turn]) -> list[dict[str, str]]:
    """The answered ones of these turns, as the assistant takes what was said before."""
    messages = []
    for turn in turns:
        if turn.answer is not None:
            messages.append({"role": "user", "content": turn.question})
            messages.append({"role": "assistant", "content": turn.answer.markdown})
    return messages

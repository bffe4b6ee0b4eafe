"""Clauses in the order in which they answer a question, and what was found out about the question itself."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from ingest.model import Clause


@dataclass(frozen=True)
class Scored:
    """A clause and its evidence: `score` ranks; `similarity` is the score before `prior` and the pin are added.

    `prior` is not added where the network of `rag.scorer` scored a clause of a judged document.

    `matched` says how well each word of the question finds itself somewhere in the clause or its curated questions.
    """

    clause: Clause
    score: float
    similarity: float
    prior: float = 0.0
    pinned: bool = False
    matched: float = 0.0


@dataclass(frozen=True)
class Ranking:
    """Clauses best first, and what is known of the question itself.

    `unknown` are the words that occur in no text, as typed; `names` are those of them that look like a name ("GDPR").
    `understood` says how well each of its words finds itself anywhere in the clauses and questions that were looked at,
    `answered` whether it is like questions that the judged documents answer, by all of them, and `akin`, which `kin`
    finds, by the nearest (`rag.questions.Near`); None where nothing is known of that, as where the first clause is of
    another document. `follows` tells that it was ranked in a context: a conversation, or the question it is a part of;
    `blended` that all this is of its contexts as well.
    """

    query: str
    scored: tuple[Scored, ...]
    unknown: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    understood: float = 0.0
    answered: float | None = None
    kin: Callable[[], float] | None = field(default=None, repr=False, compare=False)
    follows: bool = False
    blended: bool = False

    @property
    def akin(self) -> float | None:
        """As `answered`, by the nearest: only whoever judges the ranking waits for it."""
        return self.kin() if self.kin is not None else None

    def within(self, documents: Collection[str]) -> "Ranking":
        """The ranking of these documents' clauses alone."""
        return replace(self, scored=tuple(s for s in self.scored if s.clause.address.document in documents))

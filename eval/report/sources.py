"""Where the page gets the words of a clause or document from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.corpus import Corpus
from rag.collection import Passage


@dataclass(frozen=True)
class Source:
    """What is printed for an id: its label and its words."""

    label: str
    text: str


Texts = Callable[[str], Source | None]


def texts_of(corpus: Corpus, passages: Sequence[Passage] = ()) -> Texts:
    """The words of `passages` and of the clauses of `corpus` by id; None for an id that neither has."""
    given = {passage.id: Source(passage.title or passage.id, passage.text) for passage in passages}

    def find(uid: str) -> Source | None:
        if uid in given:
            return given[uid]
        clause = corpus.clause(uid)
        return Source(corpus.cite(clause), clause.text) if clause is not None else None

    return find

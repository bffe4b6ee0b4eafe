"""What a data set is, whichever format it came in."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from eval.results import Half
from ingest.errors import DatasetError
from rag.collection import Passage

Grades = Mapping[str, int]  # id → 2 answers it, 1 helps, 0 judged and not relevant


@dataclass(frozen=True)
class Query:
    """A question; `answerable` is False for those the texts do not answer."""

    id: str
    text: str
    answerable: bool
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """A turn of a dialogue: as asked, as it would be asked by itself, and what answers it."""

    question: str
    standalone: str
    answerable: bool
    gold: Grades


@dataclass(frozen=True)
class Dialogue:
    """A conversation; turn n (from 1) of dialogue d is measured as the question "d.n"."""

    id: str
    turns: tuple[Turn, ...]
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reference:
    """A reference as people write it, what `lookup` should say, and the uids it should name (found, ambiguous)."""

    id: str
    text: str
    status: str
    uids: tuple[str, ...]
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Dataset:
    """Questions in file order and, for each answerable one, grades by id. Without `passages` the index is searched.

    `sha256` is of the files that hold questions and judgements; `only` is the half that this is, if it is one.
    """

    name: str
    split: str
    queries: tuple[Query, ...]
    qrels: Mapping[str, Grades]
    sha256: str
    passages: tuple[Passage, ...] = field(default=(), repr=False)
    dialogues: tuple[Dialogue, ...] = ()
    references: tuple[Reference, ...] = ()
    only: Half | None = None

    @property
    def label(self) -> str:
        """The split and the half of it, as folders are named: dev, dev-first."""
        return self.split if self.only is None else f"{self.split}-{self.only}"

    def half(self, which: Half) -> "Dataset":
        """One half of the questions, dialogues and references, to tune on while the other measures (DatasetError).

        Decided by a hash of what a question is about, so that it does not change when questions are added, and so that
        tuning on one half does not see the main clauses of the other: of a question its `metadata.main`, of a dialogue
        the first clause of grade 2 in its first answerable turn, and else, as of a reference, the id. A clause that
        only helps (grade 1) may be judged in both halves.
        """
        queries = tuple(query for query in self.queries if _half_of(_about(query)) == which)
        if not queries:
            raise DatasetError(f"{self.name} has no {which} half.", hint="It needs more questions.")
        return replace(
            self,
            only=which,
            queries=queries,
            qrels={query.id: self.qrels[query.id] for query in queries if query.id in self.qrels},
            dialogues=tuple(one for one in self.dialogues if _half_of(_opened_about(one)) == which),
            references=tuple(one for one in self.references if _half_of(one.id) == which),
        )

    def named(self) -> Iterator[tuple[str, str]]:
        """Every id that a judgement or reference names, with the question that names it."""
        for query, grades in self.qrels.items():
            yield from ((uid, query) for uid in grades)
        for dialogue in self.dialogues:
            for number, turn in enumerate(dialogue.turns, 1):
                yield from ((uid, f"{dialogue.id}.{number}") for uid in turn.gold)
        for reference in self.references:
            yield from ((uid, reference.id) for uid in reference.uids)

    def check_ids(self, known: Iterable[str]) -> None:
        """DatasetError when a judgement names what is not among `known`."""
        here = set(known)
        for uid, query in self.named():
            if uid not in here:
                raise DatasetError(
                    f"{self.name}: question {query} is judged by {uid}, which is not there.",
                    hint="The data set was made for other texts.",
                )


def together(datasets: Sequence[Dataset]) -> Dataset:
    """Data sets on the index as one, at least one of them, in their order.

    DatasetError where one brings passages of its own, is of another split or half, or has an id that another has too.
    """
    if len(datasets) == 1:
        return datasets[0]
    if apart := next((one for one in datasets if one.passages), None):
        raise DatasetError(f"{apart.name} has passages of its own.", hint="Name questions on the index.")
    if len({one.label for one in datasets}) > 1:
        raise DatasetError("The data sets are of different splits.", hint="Name the same split or half of each.")
    if twice := next((name for name, times in Counter(_ids(datasets)).items() if times > 1), None):
        raise DatasetError(
            f"Two of the data sets have a question {twice}.",
            hint="Name each folder once, or give one of them another id.",
        )
    return replace(
        datasets[0],
        name=" + ".join(one.name for one in datasets),
        queries=tuple(query for one in datasets for query in one.queries),
        qrels={name: grades for one in datasets for name, grades in one.qrels.items()},
        sha256=hashlib.sha256("".join(one.sha256 for one in datasets).encode()).hexdigest(),
        dialogues=tuple(dialogue for one in datasets for dialogue in one.dialogues),
        references=tuple(reference for one in datasets for reference in one.references),
    )


def _ids(datasets: Sequence[Dataset]) -> Iterator[str]:
    for dataset in datasets:
        yield from (query.id for query in dataset.queries)
        yield from (dialogue.id for dialogue in dataset.dialogues)
        yield from (reference.id for reference in dataset.references)


def _about(query: Query) -> str:
    return str(query.metadata.get("main") or query.id)


def _opened_about(dialogue: Dialogue) -> str:
    first = next((turn for turn in dialogue.turns if turn.answerable), None)
    gold = first.gold if first is not None else {}
    return next((uid for uid, grade in gold.items() if grade == 2), dialogue.id)


def _half_of(name: str) -> Half:
    return "second" if hashlib.sha256(name.encode()).digest()[0] % 2 else "first"

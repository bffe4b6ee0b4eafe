"""A data set as one list of things to ask: questions, dialogue turns, references."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from eval.dataset import Dataset, Dialogue, Grades, Reference
from eval.results import DIALOGUES, QUESTIONS, REFERENCES
from ingest.citation import MAX_REFERENCE
from ingest.errors import DatasetError
from rag.assistant import MAX_QUESTION
from rag.dialogue import standalone


@dataclass(frozen=True)
class Asked:
    """One thing to ask. `searched` is the question made standalone by rule; `rewritten` is a person's version of it."""

    id: str
    part: str
    text: str
    searched: str
    answerable: bool
    grades: Grades
    cluster: str
    metadata: Mapping[str, Any]
    history: tuple[Mapping[str, str], ...] = ()
    rewritten: str | None = None
    reference: Reference | None = field(default=None, repr=False)


def everything(dataset: Dataset) -> Iterator[Asked]:
    """All of a data set in file order.

    `metadata` says which part each is of and, beside its judgements, what a baseline must see change: whether it can be
    answered, the questions before a turn, its standalone form, what a reference should lead to.
    """
    for query in dataset.queries:
        metadata = {**query.metadata, "part": QUESTIONS, "answerable": query.answerable}
        grades = dataset.qrels.get(query.id, {})
        yield Asked(query.id, QUESTIONS, query.text, query.text, query.answerable, grades, query.id, metadata)
    for dialogue in dataset.dialogues:
        yield from _turns(dialogue)
    for reference in dataset.references:
        expected = {"status": reference.status, "uids": sorted(reference.uids)}
        metadata = {**reference.metadata, "part": REFERENCES, "kind": "reference", **expected}
        yield Asked(
            reference.id,
            REFERENCES,
            reference.text,
            reference.text,
            bool(reference.uids),
            {},
            reference.id,
            metadata,
            reference=reference,
        )


def check_lengths(dataset: Dataset) -> None:
    """DatasetError for a question or reference that is too long to be put to the assistant."""
    for one in everything(dataset):
        longest = MAX_REFERENCE if one.part == REFERENCES else MAX_QUESTION
        if len(one.text) > longest:
            raise DatasetError(
                f"{dataset.name}: question {one.id} has {len(one.text):,} characters, and the assistant takes "
                f"{longest:,}.",
                hint="Shorten it, or measure retrieval alone with --no-answers.",
            )


def judgements(dataset: Dataset) -> dict[str, dict[str, int]]:
    """Grades of every answerable question and turn, by the id it is measured under."""
    return {one.id: dict(one.grades) for one in everything(dataset) if one.answerable and one.grades}


def _turns(dialogue: Dialogue) -> Iterator[Asked]:
    history: list[Mapping[str, str]] = []
    for number, turn in enumerate(dialogue.turns, 1):
        yield Asked(
            f"{dialogue.id}.{number}",
            DIALOGUES,
            turn.question,
            standalone(turn.question, history),
            turn.answerable,
            turn.gold,
            dialogue.id,
            {
                **dialogue.metadata,
                "part": DIALOGUES,
                "kind": "dialogue",
                "turn": number,
                "answerable": turn.answerable,
                "standalone": turn.standalone,
                "history": [said["content"] for said in history if said["role"] == "user"],
            },
            tuple(history),
            turn.standalone,
        )
        # What the assistant says is told once it is asked (`eval.told`).
        history += [{"role": "user", "content": turn.question}, {"role": "assistant", "content": "…"}]

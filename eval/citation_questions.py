"""Every question of a data set or of finished runs put to the assistant, for the check of its citations.

A run folder keeps which clauses were cited and not the words and places that were quoted, so its questions are asked
again.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eval.asked import everything
from eval.dataset import Dataset
from eval.results import RunResult
from eval.told import Told
from rag.assistant import Assistant

Question = tuple[str, str, tuple[Mapping[str, str], ...]]  # id, words, the turns before it


def of_dataset(dataset: Dataset) -> list[Question]:
    """Questions, answerable or not, dialogue turns behind their history, and references put as questions."""
    return [(one.id, one.text, one.history) for one in everything(dataset)]


def of_runs(runs: Sequence[RunResult]) -> list[Question]:
    """The questions of runs, each once."""
    found: dict[tuple[str, str], Question] = {}
    for run in runs:
        for one in run.questions:
            said = [str(words) for words in one.metadata.get("history", ())]
            history = [turn for words in said for turn in _turn(words)]
            found.setdefault((run.config.dataset, one.id), (one.id, one.text, tuple(history)))
    return list(found.values())


def ask(assistant: Assistant, questions: Sequence[Question]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The id of each question and its answer as `ask --json` prints it."""
    told = Told(assistant)
    for name, words, history in questions:
        yield name, assistant.ask(words, told.history(history)).to_dict()


def _turn(words: str) -> tuple[Mapping[str, str], ...]:
    return {"role": "user", "content": words}, {"role": "assistant", "content": "…"}

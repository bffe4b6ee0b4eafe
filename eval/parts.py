"""A data set's parts kept apart: what was measured on conversations and references goes by a name of its own.

`eval run` prints its figures by part, so the same figures must come out here: "nDCG@10" is of single questions, and
"dialogues: nDCG@10" of the turns of conversations.
"""

from collections.abc import Sequence
from dataclasses import replace

from eval.results import DIALOGUES, QUESTIONS, QuestionResult, RunResult
from eval.summary import part_of

DIALOGUE_PREFIX = f"{DIALOGUES}: "


def by_part(run: RunResult) -> RunResult:
    """`run` with the measures of dialogue turns renamed; those of references have names of their own already."""
    return replace(run, questions=tuple(_renamed(question) for question in run.questions))


def completed(runs: Sequence[RunResult]) -> list[RunResult]:
    """`runs`, each with questions without values for a part that only others measured.

    References are put to an assistant alone, so a bare retriever has none; that is no difference between data sets.
    """
    everything: dict[str, dict[str, QuestionResult]] = {}
    for run in runs:
        for part in dict.fromkeys(part_of(question) for question in run.questions):
            everything.setdefault(part, {one.id: one for one in run.questions if part_of(one) == part})
    found = []
    for run in runs:
        there = {part_of(question) for question in run.questions}
        missing = [one for part, of in everything.items() if part not in there for one in of.values()]
        blank = [replace(one, measures={}, ranking=(), milliseconds=0.0, answer=None) for one in missing]
        found.append(replace(run, questions=(*run.questions, *blank)) if run.questions else run)
    return found


def plain(measure: str) -> str:
    """The name of `measure` without its part.

    >>> plain("dialogues: nDCG@10")
    'nDCG@10'
    """
    return measure.removeprefix(DIALOGUE_PREFIX)


def of_questions(question: QuestionResult) -> bool:
    """Whether it is a single question, neither a turn of a conversation nor a reference."""
    return part_of(question) == QUESTIONS


def _renamed(question: QuestionResult) -> QuestionResult:
    if part_of(question) != DIALOGUES:
        return question
    return replace(question, measures={f"{DIALOGUE_PREFIX}{plain(k)}": v for k, v in question.measures.items()})

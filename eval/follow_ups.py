"""Is an adapter for follow-ups worth keeping? Turns of dialogues that it never saw are searched with it and without.

Right for a turn are the first clauses that its question finds as it would be asked by itself: nobody need have judged
it, and what that form finds is the best that a follow-up can hope for.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from eval.dataset import Grades
from eval.held_out import MEASURE
from eval.measures.retrieval import RetrievalMeasures
from eval.results import Ranked
from ingest.dialogues import Dialogue
from ingest.errors import AdapterError
from ingest.questions import folded
from rag.distillation import examples
from rag.following import FollowUp
from rag.index import Progress
from rag.refusal import judge
from rag.retrieve import ClauseRetriever

LEAST = 20  # dialogues to ask about: with fewer, hardly any gain could be told from chance
SHARE = 4  # one dialogue in so many is held out
RIGHT = 5  # clauses that the question by itself finds first
DEPTH = 100


@dataclass(frozen=True)
class Asked:
    """A follow-up of the dialogue number `dialogue`, and what is right for it."""

    follow_up: FollowUp
    right: Grades
    dialogue: int


def hold_out(dialogues: Sequence[Dialogue], seed: int) -> tuple[list[Dialogue], list[Dialogue]]:
    """A quarter of the dialogues to measure with, and others to learn from; the same ones and seed give the same.

    One that has a question in common with the first, as it would be asked by itself, is in neither. AdapterError when
    there are too few.
    """
    talks = [one for one in dialogues if any(examples([one]))]
    if len(talks) < LEAST * SHARE:
        raise AdapterError(
            f"There are {len(talks)} dialogues with follow-ups to learn from; it takes {LEAST * SHARE} to tell a gain "
            "from chance.",
            hint="Write more; corpus/questions/README.md shows how.",
        )
    drawn = set(random.Random(seed).sample(range(len(talks)), len(talks) // SHARE))
    held = [one for place, one in enumerate(talks) if place in drawn]
    known = {question for dialogue in held for question in _alone(dialogue)}
    others = (one for place, one in enumerate(talks) if place not in drawn)
    return held, [one for one in others if known.isdisjoint(_alone(one))]


def to_ask(dialogues: Sequence[Dialogue], retriever: ClauseRetriever) -> list[Asked]:
    """Their follow-ups, less those whose question has no answer: what such a one finds means nothing."""
    found = []
    for number, dialogue in enumerate(dialogues):
        for one in examples([dialogue]):
            ranking = retriever.rank(one.standalone)
            if judge(ranking, retriever.refusal).covered:
                right = {scored.clause.uid: 1 for scored in ranking.scored[:RIGHT]}
                found.append(Asked(one.asked, right, number))
    return found


def measure(
    asked: Sequence[Asked], retriever: ClauseRetriever, progress: Progress = lambda *_: None
) -> tuple[float, ...]:
    """`MEASURE` of each follow-up."""
    measures = RetrievalMeasures([MEASURE])
    found = []
    for done, one in enumerate(asked, 1):
        ranking = retriever.rank(one.follow_up.question, before=one.follow_up.before).scored[:DEPTH]
        value = measures.of(one.right, [Ranked(scored.clause.uid, scored.score) for scored in ranking])[MEASURE]
        found.append(value or 0.0)
        progress("asking", done, len(asked))
    return tuple(found)


def _alone(dialogue: Dialogue) -> set[str]:
    return {folded(turn.standalone) for turn in dialogue}

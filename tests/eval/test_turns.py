"""A turn of a conversation is measured as the assistant searches it, and beside that without its history."""

import math
from pathlib import Path

import pytest

from eval.bench import Bench
from eval.dataset import Dataset, Dialogue, Turn
from eval.measures.dialogue import LAST_TURN, STANDALONE
from eval.plan import Plan
from eval.run import evaluate
from rag import Assistant

NEXT = "c/2024/601#rct_5"
TURNS = (
    Turn("Recital 4, please.", "What does recital 4 of C(2024) 601 say?", True, {"c/2024/601#rct_4": 2}),
    Turn("and the next one?", "What does recital 5 of C(2024) 601 say?", True, {NEXT: 2}),
)
TALK = ("How should rules on ownership of results be set out?", "Whom should I talk to?")


def test_a_turn_is_searched_with_its_history_and_without_it(assistant: Assistant, tmp_path: Path) -> None:
    retriever, (earlier, question) = assistant.retriever(), TALK
    alone = [one.clause.uid for one in retriever.rank(question).scored[:10]]
    together = [one.clause.uid for one in retriever.rank(question, before=[earlier]).scored[:10]]
    moved = next(uid for uid in alone if uid in together and alone.index(uid) != together.index(uid))
    talk = Turn(earlier, earlier, True, {moved: 2}), Turn(question, "With whom should we engage?", True, {moved: 2})
    dialogues = Dialogue("d1", TURNS), Dialogue("d2", talk)
    bench = Bench(Dataset("toy", "dev", (), {}, "", dialogues=dialogues), assistant.settings)
    run = evaluate(bench, "ours", tmp_path, Plan(answers=False))
    found = {question.id: question for question in run.questions}
    step = found["d1.2"]
    assert step.ranking[0].id == NEXT
    assert (step.measures["nDCG@10"], step.measures[STANDALONE]) == (1.0, 1.0)
    assert step.measures[LAST_TURN] == 0.0
    whom = found["d2.2"]
    assert whom.measures[LAST_TURN] == pytest.approx(1 / math.log2(alone.index(moved) + 2))
    assert whom.measures["nDCG@10"] == pytest.approx(1 / math.log2(together.index(moved) + 2))

"""Dialogues held out to measure an adapter for follow-ups with."""

import pytest

from eval.follow_ups import LEAST, RIGHT, SHARE, hold_out, measure, to_ask
from ingest.corpus import Corpus
from ingest.dialogues import Turn
from ingest.errors import AdapterError
from rag import Assistant

OWNER = "How do we settle who owns joint results?"


def test_a_quarter_is_held_out_and_no_question_of_it_is_learnt_from(corpus: Corpus) -> None:
    dialogues = corpus.questions.dialogues
    held, others = hold_out(dialogues, 1)
    assert len(held) == len(dialogues) // SHARE
    assert len(others) > len(dialogues) // 2
    assert not {turn.standalone for one in held for turn in one} & {turn.standalone for one in others for turn in one}
    assert (held, others) == hold_out(dialogues, 1)
    assert held != hold_out(dialogues, 2)[0]
    with pytest.raises(AdapterError, match=f"it takes {LEAST * SHARE}"):
        hold_out(dialogues[: LEAST * SHARE - 1], 1)


def test_a_follow_up_is_measured_by_what_its_question_finds_in_full(assistant: Assistant) -> None:
    retriever = assistant.retriever()
    opening = Turn("Who funds it?", "Who funds it?")
    same, other = (opening, Turn(OWNER, OWNER)), (opening, Turn("And trust?", OWNER))
    asked = to_ask([same, other], retriever)
    assert [one.dialogue for one in asked] == [0, 1]
    right = [scored.clause.uid for scored in retriever.rank(OWNER).scored[:RIGHT]]
    assert dict(asked[1].right) == dict.fromkeys(right, 1)
    near, far = measure(asked, retriever)
    assert 0 <= far < near <= 1


def test_a_question_without_an_answer_is_not_asked(assistant: Assistant) -> None:
    talk = (Turn(OWNER, OWNER), Turn("and bananas?", "How long must bananas ripen before they are sold?"))
    assert to_ask([talk], assistant.retriever()) == []

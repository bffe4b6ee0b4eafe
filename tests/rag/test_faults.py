"""Whatever a language model or its server does: the reader gets an answer and a reason, and nothing unsupported.

Each fault is a script that a real HTTP server plays; see tests/model_server.py.
"""

import json
import re

import pytest
from faults import ASKED, CONFLICT, FAULTS, Fault, Writing
from model_server import KEY, ModelServer

from rag.results import Answer, Piece
from ui import text

_PLAIN: dict[str, Answer] = {}  # the answers without a model, by question


def _asked(fault: Fault, writing: Writing, server: ModelServer) -> tuple[list[Piece], Answer, Answer]:
    """The pieces, the answer they end with, and the answer without a model."""
    server.asked.clear()
    server.scripts = [fault.script]
    assistant = writing(**fault.settings)
    pieces = list(assistant.stream(fault.question))
    answer = pieces[-1].answer
    assert answer is not None
    if fault.question not in _PLAIN:
        _PLAIN[fault.question] = assistant.ask(fault.question, llm=False)
    return pieces, answer, _PLAIN[fault.question]


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_nothing_unsupported_reaches_the_reader_and_a_reason_does(
    fault: Fault, writing: Writing, model_server: ModelServer
) -> None:
    pieces, answer, plain = _asked(fault, writing, model_server)
    said = [piece.sentence for piece in pieces if piece.sentence is not None]
    assert all(sentence.text in fault.true for sentence in said)
    told = " | ".join([answer.notice, answer.markdown, *(one.reason for one in answer.left_out)])
    assert re.search(fault.told, told), told
    if fault.kept:
        assert answer.engine == "openai-like:m"
        assert [sentence.text for sentence in answer.sentences] == list(fault.kept)
        cited = {citation.uid for citation in answer.citations}
        assert all(set(sentence.citations) <= cited and sentence.citations for sentence in answer.sentences)
    else:
        assert answer.engine == "extractive"
        assert (answer.markdown, answer.sentences, answer.citations) == (
            plain.markdown,
            plain.sentences,
            plain.citations,
        )
        assert answer.notice
    for words in fault.never:
        assert words not in answer.markdown
        assert not any(words in sentence.text for sentence in (*answer.sentences, *said))
    assert KEY not in json.dumps(answer.to_dict())
    shown = text.answer(answer)  # to the terminal
    assert all(character.isprintable() or character == "\n" for character in shown)
    assert not re.search(r"(?<!\\)<\w|(?<!\\)\]\(", shown)


def test_the_table_is_long_and_its_clauses_are_those_meant(writing: Writing, model_server: ModelServer) -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 25
    model_server.scripts = [FAULTS[0].script]
    answer = writing().ask(ASKED)
    assert answer.retrieved[0] == CONFLICT

"""Dialogues: questions as people type them one after the other, and how each would be asked by itself.

JSON lines files beside the curated questions, a dialogue a line::

    {"turns": [{"question": "How do we reward staff?", "standalone": "How do we reward staff?"},
               {"question": "and students?", "standalone": "How do we reward students?"}]}

An adapter learns from them to see a follow-up as the question it stands for (`rag.distillation`). As with curated
questions, none is ever quoted or cited, and all are written apart from every evaluation question.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import QuestionsError

_HINT = "The head of ingest/dialogues.py and corpus/questions/README.md show the format."


@dataclass(frozen=True)
class Turn:
    """A question as it was typed, and as it would be asked by itself."""

    question: str
    standalone: str


Dialogue = tuple[Turn, ...]


def read_dialogues(file: Path) -> Iterator[tuple[int, Dialogue, str]]:
    """The number of every line, its dialogue, and what is wrong with it ("" when nothing is).

    QuestionsError for a file that cannot be read.
    """
    try:
        lines = file.read_text(encoding="utf-8").split("\n")  # not where else a question may have a break
    except (OSError, ValueError) as error:  # no UTF-8
        raise QuestionsError(f"{file} cannot be read: {error}.", hint=_HINT) from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield number, *_dialogue(line)


def _dialogue(line: str) -> tuple[Dialogue, str]:
    try:
        turns = json.loads(line)["turns"]
        dialogue = tuple(Turn(_text(turn["question"]), _text(turn["standalone"])) for turn in turns)
    except (ValueError, TypeError, KeyError, RecursionError):
        return (), "this is no dialogue"
    if len(dialogue) < 2:
        return (), "a dialogue has at least two turns"
    empty = any(not turn.question or not turn.standalone for turn in dialogue)
    return dialogue, "a question is empty" if empty else ""


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return " ".join(value.split())

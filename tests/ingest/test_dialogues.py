"""Dialogues to learn follow-ups from: what a line must be, and that a wrong one is told and left out whole."""

import json
from pathlib import Path

import pytest

from ingest.corpus import Corpus
from ingest.dialogues import Turn
from ingest.questions import load_questions

ONE = {"question": "How do we reward staff?", "standalone": "How do we reward staff?"}
TWO = {"question": "and  students?", "standalone": "How do we reward students?"}


def write(folder: Path, *lines: str) -> Path:
    (folder / "mine.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder


def test_a_line_is_a_dialogue_of_turns_in_full(tmp_path: Path) -> None:
    found = load_questions((), [write(tmp_path, json.dumps({"turns": [ONE, TWO]}), "")])
    assert found.findings == ()
    [dialogue] = found.dialogues
    assert dialogue == (
        Turn("How do we reward staff?", "How do we reward staff?"),
        Turn("and students?", "How do we reward students?"),
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("no JSON", "this is no dialogue"),
        ("[]", "this is no dialogue"),
        ('{"turns": 3}', "this is no dialogue"),
        ('{"turns": ["And students?", "Why?"]}', "this is no dialogue"),
        (json.dumps({"turns": [ONE, {"question": "and students?"}]}), "this is no dialogue"),
        (json.dumps({"turns": [ONE, {**TWO, "standalone": 3}]}), "this is no dialogue"),
        ("[" * 100_000, "this is no dialogue"),
        (json.dumps({"turns": [ONE]}), "at least two turns"),
        (json.dumps({"turns": [ONE, {**TWO, "question": " "}]}), "a question is empty"),
        (json.dumps({"turns": [ONE, {**TWO, "standalone": "x" * 201}]}), "201 characters; at most 200"),
    ],
)
def test_a_wrong_line_is_left_out_and_told(tmp_path: Path, line: str, told: str) -> None:
    found = load_questions((), [write(tmp_path, json.dumps({"turns": [ONE, TWO]}), line)])
    assert len(found.dialogues) == 1
    [finding] = found.findings
    assert str(finding).startswith("mine.jsonl, line 2: ")
    assert told in str(finding)


def test_a_file_that_cannot_be_read_is_told_and_ones_own_costs_its_lines_alone(tmp_path: Path) -> None:
    for name in ("shipped", "own"):
        (tmp_path / name).mkdir()
    write(tmp_path / "shipped", json.dumps({"turns": [ONE, TWO]}))
    (tmp_path / "own" / "mine.jsonl").write_bytes(b"\xff\xfe")
    found = load_questions((), [tmp_path / "shipped"], [tmp_path / "own"])
    assert len(found.dialogues) == 1
    [error] = found.broken
    assert "mine.jsonl cannot be read" in error.message


def test_the_shipped_dialogues_are_whole(corpus: Corpus) -> None:
    dialogues = corpus.questions.dialogues
    assert len(dialogues) > 1_000
    assert len(set(dialogues)) == len(dialogues)
    assert not [finding for finding in corpus.questions.findings if finding.file.suffix == ".jsonl"]
    assert all(dialogue[0].question == dialogue[0].standalone for dialogue in dialogues)

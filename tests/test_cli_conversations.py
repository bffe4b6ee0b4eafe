"""`clausewise conversations`: what the web app kept, looked through and cleared away without it."""

import json
from pathlib import Path

import pytest
from command import as_json, refuses, run

from rag import Assistant
from ui.services.conversations import Conversations, Kept
from ui.services.reopening import kept

QUESTION = "3.1.1(f)"
WORDS = "developing a joint intellectual assets management strategy"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def conversation(home: Path) -> str:
    """One answer that stands, one whose quotation was changed, and a question that was cut off."""
    with Assistant.open() as assistant:
        answer = assistant.ask(QUESTION)
    stale = json.dumps(answer.to_dict()).replace("joint intellectual", "very joint intellectual")
    turns = [kept(QUESTION, answer), Kept("And then?", stale), Kept("Who?")]
    return Conversations(home).begin("ann", turns)


def test_a_conversation_is_listed_and_found_by_its_words(home: Path, conversation: str) -> None:
    rows = as_json("conversations", "list", "--words", "assets", home=home)["conversations"]
    assert [(row["id"], row["name"], row["questions"]) for row in rows] == [(conversation, QUESTION, 3)]
    assert as_json("conversations", "list", "--words", "bananas", home=home)["conversations"] == []
    assert conversation in run("conversations", "list", home=home).stdout


def test_an_answer_that_no_longer_stands_is_told_and_never_shown(home: Path, conversation: str) -> None:
    turns = as_json("conversations", "show", conversation, home=home)["turns"]
    assert turns[0]["answer"]["citations"][-1]["quote"].startswith(WORDS)
    assert "does not stand in the texts" in turns[1]["problem"]["message"]
    assert "was not answered" in turns[2]["problem"]["message"]
    shown = run("conversations", "show", conversation, home=home).stdout
    assert WORDS in shown
    assert "very joint" not in shown


def test_an_export_has_what_stands_and_tells_what_it_leaves_out(home: Path, conversation: str) -> None:
    done = run("conversations", "export", conversation, home=home)
    assert done.returncode == 0, done.stderr
    assert WORDS in done.stdout
    assert "very joint" not in done.stdout
    assert done.stderr.count("Left out:") == 2
    file = home / "it.docx"
    assert run("conversations", "export", conversation, "-o", str(file), home=home).returncode == 0
    assert file.read_bytes().startswith(b"PK")


def test_a_conversation_is_renamed_and_deleted(home: Path, conversation: str) -> None:
    assert as_json("conversations", "rename", conversation, " New\nname ", home=home)["name"] == "New name"
    kept_back = run("conversations", "delete", conversation, home=home)  # nobody says yes
    assert kept_back.returncode == 1
    assert as_json("conversations", "list", home=home)["conversations"][0]["name"] == "New name"
    as_json("conversations", "delete", conversation, "--yes", home=home)
    refuses(run("conversations", "show", conversation, home=home), "There is no such conversation here")

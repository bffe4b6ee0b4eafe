"""`ask --conversation`: a kept conversation is begun, and gone on with, without the web app."""

import json
from pathlib import Path

import pytest
from command import ROOT, as_json, refuses, run

from rag import Assistant, Settings
from rag.results import Answer
from ui.conversing import Thread, taken_up
from ui.services.conversations import FILE, Conversations, Kept
from ui.services.reopening import kept

QUESTION = "3.1.1(f)"  # asked by its address, a clause is quoted without model and index
FOLLOW_UP = "And the next one?"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def answer(home: Path) -> Answer:
    with Assistant.open(settings(home)) as assistant:
        return assistant.ask(QUESTION)


def settings(home: Path) -> Settings:
    return Settings(home=home, corpus=ROOT / "corpus")


def taken(home: Path, conversation: str) -> Thread:
    thread = taken_up(conversation, settings(home))
    assert thread is not None
    return thread


def test_a_conversation_is_begun_and_gone_on_with(home: Path) -> None:
    here = as_json("ask", QUESTION, "--conversation", "new", home=home)["conversation"]
    answer = as_json("ask", FOLLOW_UP, "--conversation", here, home=home)
    assert answer["conversation"] == here
    assert answer["citations"][-1]["uid"] == "c/2024/601#pnt_3.1.1/pnt_g"
    turns = as_json("conversations", "show", here, home=home)["turns"]
    assert [turn["question"] for turn in turns] == [QUESTION, FOLLOW_UP]
    assert turns[1]["answer"]["answer_markdown"] == answer["answer_markdown"]
    assert len(as_json("conversations", "list", home=home)["conversations"]) == 1


def test_people_read_the_answer_and_are_told_its_conversation_apart_from_it(home: Path) -> None:
    plain = run("ask", QUESTION, home=home)
    done = run("ask", QUESTION, "--conversation", "new", home=home)
    assert (done.returncode, done.stdout) == (0, plain.stdout)
    [one] = Conversations(home).list(None)
    assert f"clausewise ask --conversation {one.id}" in done.stderr


def test_without_the_option_nothing_is_kept(home: Path) -> None:
    assert "conversation" not in as_json("ask", QUESTION, home=home)
    assert not (home / FILE).exists()


def test_a_conversation_of_the_web_app_stays_its_visitors(home: Path, answer: Answer) -> None:
    here = Conversations(home).begin("ann", [kept(QUESTION, answer)])
    as_json("ask", FOLLOW_UP, "--conversation", here, home=home)
    assert [turn.question for turn in Conversations(home).open("ann", here).turns] == [QUESTION, FOLLOW_UP]


def test_an_answer_that_comes_sentence_by_sentence_is_kept_as_well(home: Path) -> None:
    model = {"CLAUSEWISE_LLM": "openai-like:m", "CLAUSEWISE_LLM_URL": "http://127.0.0.1:9/v1"}  # never asked
    done = run("ask", QUESTION, "--conversation", "new", home=home, **model)
    assert done.returncode == 0, done.stderr
    assert done.stdout == run("ask", QUESTION, home=home).stdout
    [one] = Conversations(home).list(None)
    assert (one.name, one.questions) == (QUESTION, 1)


def test_an_unknown_conversation_is_told_before_anything_is_asked(home: Path) -> None:
    refuses(run("ask", QUESTION, "--conversation", "0" * 32, home=home), "There is no such conversation here")
    assert not (home / FILE).exists()


def test_a_history_beside_it_is_wrong_usage(home: Path) -> None:
    for conversation in ("new", "0" * 32):
        done = run("ask", QUESTION, "--conversation", conversation, "--history", "turns.json", home=home)
        assert (done.returncode, done.stdout) == (2, "")
        assert "leave out --history" in " ".join(done.stderr.split())


def test_what_cannot_be_kept_is_printed_and_told(home: Path) -> None:
    (home / FILE).write_bytes(b"no database at all, and somebody else's")
    plain = run("ask", QUESTION, home=home)
    done = run("ask", QUESTION, "--conversation", "new", home=home)
    assert (done.returncode, done.stdout) == (1, plain.stdout)
    assert "The answer is not kept. " in done.stderr
    assert "it is no SQLite file" in done.stderr
    found = run("ask", QUESTION, "--conversation", "new", "--json", home=home)
    assert found.returncode == 1
    assert json.loads(found.stdout)["conversation"] is None
    assert (home / FILE).read_bytes().startswith(b"no database")


def test_where_somebody_went_on_meanwhile_it_goes_its_own_way(
    home: Path, answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Conversations(home)
    here = store.begin("ann", [kept(QUESTION, answer)])
    thread = taken(home, here)
    store.keep("ann", here, 1, Kept("Who asks?"))
    own = thread.keep(FOLLOW_UP, answer)
    assert own is not None
    assert own != here
    assert [turn.question for turn in store.open(None, here).turns] == [QUESTION, "Who asks?"]
    assert [turn.question for turn in store.open(None, own).turns] == [QUESTION, FOLLOW_UP]
    assert "a conversation of its own" in capsys.readouterr().err


def test_a_conversation_deleted_meanwhile_costs_no_answer(
    home: Path, answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Conversations(home)
    thread = taken(home, store.begin("ann", [kept(QUESTION, answer)]))
    store.delete(None, thread.id or "")
    assert thread.keep(FOLLOW_UP, answer) is None
    assert "The answer is not kept. There is no such conversation" in capsys.readouterr().err
    assert store.list(None) == ()


def test_bytes_that_are_no_text_are_kept_as_questions_too(home: Path, answer: Answer) -> None:
    here = taken(home, "new").keep("3.1.1(f) \udcff", answer)
    assert here is not None
    assert Conversations(home).open(None, here).turns[0].question == "3.1.1(f) ?"


def test_an_answer_that_no_longer_stands_is_no_history(home: Path, answer: Answer) -> None:
    stale = json.dumps(answer.to_dict()).replace("joint intellectual", "very joint intellectual")
    turns = [kept(QUESTION, answer), Kept("And then?", stale), Kept("Who?")]
    thread = taken(home, Conversations(home).begin("ann", turns))
    with Assistant.open(settings(home)) as assistant:
        said = thread.history(assistant.corpus)
    assert [one["content"] for one in said] == [QUESTION, answer.markdown]

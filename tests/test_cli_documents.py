"""`corpus fetch`, `add` and `remove` as a user runs them: what joins the index, and what is left as it was."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from cellar import CHALLENGE, Office, act, redirect, refusal, text
from command import ROOT, as_json, refuses, run

from ingest.cellar import Cellar
from ingest.errors import IndexBusy
from rag import Assistant, Settings
from ui.documents import run_add, run_remove
from ui.fetch import run_fetch

POLICY = """\
# Rules for inventions

An inventor tells the transfer office of an invention within thirty days.

Licence income is split into three equal parts for the inventors, their department and the institute.
"""


@pytest.fixture
def home(built_home: Path, tmp_path: Path) -> Path:
    """A home with an index, which a test may change."""
    return Path(shutil.copytree(built_home, tmp_path / "home"))


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "Rules for inventions.md"
    file.write_text(POLICY, encoding="utf-8")
    return file


def test_a_broken_file_of_own_questions_is_told_and_costs_nothing_else(home: Path) -> None:
    (home / "questions").mkdir()
    (home / "questions" / "mine.toml").write_text("[", encoding="utf-8")
    for command in (("lookup", "3.1.1(f)"), ("ask", "How do we resolve conflicts between partners?")):
        done = run(*command, home=home)
        assert done.returncode == 0
        [told] = done.stderr.strip().splitlines()
        assert told.startswith("Warning: ")
        assert "mine.toml cannot be read" in told
        assert "3.1.1" in done.stdout
    refuses(run("corpus", "questions", "check", home=home), "mine.toml cannot be read")


def test_an_own_document_is_added_asked_looked_up_and_removed(home: Path, policy: Path) -> None:
    added = as_json("corpus", "add", str(policy), home=home)
    assert (added["key"], added["citation"]) == ("own/rules-for-inventions", "Rules for inventions")
    assert added["audit"]["lost"] == []
    answer = as_json("ask", "How is licence income split between inventors and department?", home=home)
    assert answer["citations"][0]["uid"].startswith("own/rules-for-inventions#")
    assert "Rules for inventions" in answer["answer_markdown"]
    listed = as_json("corpus", "list", home=home)["documents"]
    assert listed[-1]["state"] == "added, in the index"
    uid = answer["citations"][0]["uid"]
    assert as_json("lookup", uid, home=home)["clauses"][0]["witness"].startswith("Your file Rules for inventions.md")

    refuses(run("corpus", "add", str(policy), home=home), "already a document here")
    policy.write_text(POLICY.replace("thirty", "sixty"), encoding="utf-8")
    as_json("corpus", "add", str(policy), "--replace", home=home)
    assert "sixty" in run("corpus", "show", "Rules for inventions", home=home).stdout

    assert as_json("corpus", "remove", "Rules for inventions", home=home) == {"removed": "own/rules-for-inventions"}
    assert as_json("lookup", uid, home=home, code=1)["status"] == "missing"
    after = as_json("ask", "How do we resolve conflicts between partners?", home=home)
    assert after["citations"][0]["uid"].startswith("c/2024/601#")
    assert policy.exists()


@pytest.mark.parametrize(
    ("content", "arguments", "message"),
    [
        (POLICY.encode(), ["--title", "C(2024) 601"], "already names"),
        (POLICY.encode(), ["--title", "3.1.1(f)"], "reads like a number"),
        (POLICY.encode(), ["--title", " \u200f "], "The title is empty"),
        (POLICY.encode(), ["--title", "x" * 200], "at most 120 characters"),
        (b"", [], "empty"),
        (b"\x00\x01\x02", [], "binary"),
        (b"%PDF-1.7 cut off", [], "damaged"),
    ],
)
def test_what_cannot_be_added_is_told_and_changes_nothing(
    home: Path, tmp_path: Path, content: bytes, arguments: list[str], message: str
) -> None:
    file = tmp_path / "file.bin"
    file.write_bytes(content)
    refuses(run("corpus", "add", str(file), *arguments, home=home), message)
    assert not list((home / "documents").glob("*"))


def test_no_file_no_document(home: Path, tmp_path: Path) -> None:
    refuses(run("corpus", "add", str(tmp_path / "nowhere.md"), home=home), "cannot be read")
    refuses(run("corpus", "add", str(tmp_path), home=home), "cannot be read")
    refuses(run("corpus", "remove", "C(2024) 601", home=home), "ships with clausewise")
    refuses(run("corpus", "remove", "C(2024) 600", home=home), "has no text here")
    refuses(run("corpus", "remove", "nonsense", home=home), "No document is called")


def test_a_build_that_fails_leaves_shelf_and_index_as_they_were(
    home: Path, policy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(home=home, corpus=ROOT / "corpus")

    def busy(*_: Any, **__: Any) -> None:
        raise IndexBusy("Another build is running.", hint="Wait.")

    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ui.build.index", busy)
    with pytest.raises(IndexBusy):
        run_add(settings, policy, None, replace=False)
    monkeypatch.setattr("ui.build.index", interrupted)
    with pytest.raises(SystemExit) as end:
        run_add(settings, policy, None, replace=False)
    assert end.value.code == 130
    assert "Nothing was changed" in capsys.readouterr().err
    with Assistant.open(settings) as assistant:
        assert len(assistant.corpus.documents) == 5
        assert assistant.ask("How do we resolve conflicts between partners?").status == "answered"


def test_an_open_assistant_sees_a_document_come_and_go(home: Path, policy: Path) -> None:
    settings = Settings(home=home, corpus=ROOT / "corpus")
    question = "How is licence income split between inventors and department?"
    with Assistant.open(settings) as assistant:
        assert not assistant.ask(question).markdown.startswith("This is addressed in Rules for inventions")
        run_add(settings, policy, None, replace=False)
        assert "Rules for inventions" in assistant.ask(question).markdown
        assert assistant.lookup("Rules for inventions, paragraph 2").status == "found"
        run_remove(settings, "own/rules-for-inventions")
        assert assistant.lookup("own/rules-for-inventions#unp_2").status == "missing"
        assert "Rules for inventions" not in assistant.ask(question).markdown


def test_a_damaged_document_is_told_and_can_be_removed(home: Path, policy: Path) -> None:
    as_json("corpus", "add", str(policy), home=home)
    folder = home / "documents" / "own__rules-for-inventions"
    (folder / "parsed.json").unlink()
    (folder / "part-001.md").write_text("Somebody else's words.", encoding="utf-8")
    refuses(run("lookup", "3.1.1(f)", home=home), "is not the one that came in")
    run("corpus", "remove", "own/rules-for-inventions", home=home)
    assert as_json("lookup", "3.1.1(f)", home=home)["status"] == "found"
    assert as_json("ask", "How do we resolve conflicts between partners?", home=home)["status"] == "answered"


def official(sentence: str) -> bytes:
    """A short act in the Official Journal's XHTML, of our own making, that keeps the recommendation's numbers."""
    lines = ["HAS ADOPTED THIS RECOMMENDATION:", "2. ENVIRONMENT", "2.2. Skills", "2.2.1. It is recommended to:"]
    items = [("(a)", "train staff;"), ("(b)", "offer courses;"), ("(c)", sentence)]
    rows = "".join(f"<table><tr><td><p>{label}</p></td><td><p>{words}</p></td></tr></table>" for label, words in items)
    body = "<p>COMMISSION RECOMMENDATION (EU) 2024/774</p>" + "".join(f"<p>{line}</p>" for line in lines) + rows
    padding = "<p>Done at Brussels, on a day.</p>" + "<!-- " + "x" * 3000 + " -->"
    return f"<?xml version='1.0'?>\n<html><body>{body}{padding}</body></html>\n".encode()


def test_a_fetched_text_speaks_where_the_shipped_one_is_silent(home: Path, office: Office) -> None:
    office.celex("32024H0774", redirect("/item"))
    office.on("/item", text(official("send doctoral candidates to companies for a year.")))
    assert as_json("lookup", "2.2.1(c)", home=home, code=1)["status"] == "gap"
    done = run("corpus", "fetch", "C(2024) 601", "--json", home=home, CLAUSEWISE_CELLAR_URL=office.base)
    assert json.loads(done.stdout)["fetched"][0]["indexed"] is True, done.stderr

    found = as_json("lookup", "2.2.1(c)", home=home)
    assert found["clauses"][0]["citation"] == "Recommendation (EU) 2024/774, point 2.2.1(c)"
    assert found["clauses"][0]["witness"].startswith("Official Journal text of (EU) 2024/774")
    gap = as_json("lookup", "C(2024) 601, 2.2.1(c)", home=home, code=1)
    assert gap["status"] == "gap"
    assert "Recommendation (EU) 2024/774, point 2.2.1(c)" in gap["message"]
    # The same number in both texts: a bare one means the shipped text, a name means that text.
    assert as_json("lookup", "2.2.1(b)", home=home)["clauses"][0]["uid"] == "c/2024/601#pnt_2.2.1/pnt_b"
    assert as_json("lookup", "(EU) 2024/774 2.2.1(b)", home=home)["clauses"][0]["text"] == "offer courses;"
    assert as_json("lookup", "C(2024) 601 2.2.1(b)", home=home)["clauses"][0]["uid"] == "c/2024/601#pnt_2.2.1/pnt_b"
    hits = as_json("search", "offer courses", home=home)["results"]
    assert "reco/2024/774#pnt_2.2.1/pnt_b" not in {hit["uid"] for hit in hits}
    answer = as_json("ask", "Should doctoral candidates be sent to companies for a year?", home=home)
    assert "reco/2024/774#pnt_2.2.1/pnt_c" in [citation["uid"] for citation in answer["citations"]]
    assert as_json("corpus", "remove", "32024H0774", home=home) == {"removed": "reco/2024/774"}
    assert as_json("lookup", "32024H0774, 2.2.1(b)", home=home)["clauses"][0]["uid"] == "c/2024/601#pnt_2.2.1/pnt_b"


def test_a_text_in_another_language_is_looked_up_by_its_own_key_and_not_searched(home: Path, office: Office) -> None:
    office.celex("32024H0774", text(official("Promovierende ein Jahr lang in Unternehmen entsenden.")))
    run("corpus", "fetch", "C(2024) 601", "--lang", "de", home=home, CLAUSEWISE_CELLAR_URL=office.base)
    found = as_json("lookup", "reco/2024/774/deu#pnt_2.2.1/pnt_c", home=home)["clauses"][0]
    assert found["citation"] == "Recommendation (EU) 2024/774 [deu], point 2.2.1(c)"
    assert as_json("lookup", "32024H0774, 2.2.1(b)", home=home)["clauses"][0]["uid"] == "c/2024/601#pnt_2.2.1/pnt_b"
    hits = as_json("search", "Promovierende ein Jahr lang in Unternehmen entsenden", home=home)["results"]
    assert all(hit["document"] != "reco/2024/774/deu" for hit in hits)
    listed = {row["key"]: row["state"] for row in as_json("corpus", "list", home=home)["documents"]}
    assert listed["reco/2024/774/deu"] == "fetched, looked up and not searched"
    [line] = [
        one for one in run("corpus", "list", home=home).stdout.splitlines() if one.startswith("reco/2024/774/deu")
    ]
    assert "fetched, looked up and not searched, " in line


def test_a_text_that_is_no_act_is_stored_and_kept_out_of_the_index(tmp_path: Path, office: Office) -> None:
    office.celex("32024H0774", redirect("/item"))
    office.on("/item", text(act()))
    done = run("corpus", "fetch", "C(2024) 601", "--json", home=tmp_path, CLAUSEWISE_CELLAR_URL=office.base)
    assert done.returncode == 0, done.stderr
    [stored] = json.loads(done.stdout)["fetched"]
    assert (Path(stored["folder"]) / stored["parts"][0]["file"]).read_bytes() == act()
    assert (stored["document"], stored["key"]) == ("c/2024/601", "reco/2024/774")
    assert stored["indexed"] is False
    assert "no operative clause" in stored["reason"]
    human = run("corpus", "fetch", "C(2024) 601", home=tmp_path, CLAUSEWISE_CELLAR_URL=office.base)
    assert "not in the index: " in human.stdout


def test_corpus_fetch_of_everything_tells_each_failure_and_goes_on(tmp_path: Path, office: Office) -> None:
    office.celex("32023H0498", text(act("2023/498")))
    office.celex("32023H0499", text(CHALLENGE))
    done = run("corpus", "fetch", "--json", home=tmp_path, CLAUSEWISE_CELLAR_URL=office.base)
    assert done.returncode == 1
    result = json.loads(done.stdout)
    assert [row["document"] for row in result["fetched"]] == ["reco/2023/498"]
    assert [row["document"] for row in result["skipped"]] == ["oj/c/2023/1640"]
    assert len(result["failed"]) == 5
    assert "tests for a browser" in done.stderr
    again = run("corpus", "fetch", "--json", home=tmp_path, CLAUSEWISE_CELLAR_URL=office.base)
    assert [row["document"] for row in json.loads(again.stdout)["present"]] == ["reco/2023/498"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["2022/2415"], "does not offer"),
        (["2022/2415", "--lang", "klingon"], "not an official language"),
        (["C/2023/1640"], "has no CELEX number"),
        (["mle page"], "has no CELEX number"),
        (["nonsense"], "no document “nonsense”"),
    ],
)
def test_corpus_fetch_tells_what_it_cannot_get(
    tmp_path: Path, office: Office, arguments: list[str], message: str
) -> None:
    office.celex("32022H2415", refusal(406))
    done = run("corpus", "fetch", *arguments, home=tmp_path, CLAUSEWISE_CELLAR_URL=office.base)
    assert done.returncode == 1
    assert message in done.stderr
    assert (done.stdout, "Traceback" in done.stderr) == ("", False)


def test_ctrl_c_in_the_middle_of_a_fetch_says_that_it_can_be_resumed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(url: str, headers: Any) -> Any:
        raise KeyboardInterrupt

    settings = Settings(home=tmp_path, corpus=ROOT / "corpus")
    with pytest.raises(SystemExit) as end:
        run_fetch(settings, "C(2024) 601", language="eng", form="xhtml", cellar=Cellar(opener=interrupted))
    assert end.value.code == 130
    assert "the same command resumes it" in capsys.readouterr().err

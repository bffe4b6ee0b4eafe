"""Feedback on the command line: what the pages do with it, by processes that share nothing but the home folder."""

import json
from pathlib import Path

import pytest
from command import as_json, refuses, run
from reporting import MISSING, OTHER, QUESTION, an_answer

from eval import load_dataset
from ingest.corpus import Corpus

HOSTILE = "\x1b[31mred\x1b[0m <b>"


@pytest.fixture
def saved(tmp_path: Path, corpus: Corpus) -> Path:
    """What `ask --json` printed."""
    file = tmp_path / "answer.json"
    file.write_text(json.dumps(an_answer(corpus).to_dict()), encoding="utf-8")
    return file


def _report(saved: Path, *options: str, home: Path) -> int:
    return int(as_json("feedback", "report", str(saved), *options, home=home)["report"])


def test_a_report_becomes_a_curated_question_that_the_check_accepts(tmp_path: Path, saved: Path) -> None:
    number = str(_report(saved, "--kind", "missing", "--reference", "2.1.1 a", "--note", HOSTILE, home=tmp_path))
    listed = run("feedback", "list", "--words", "patents", home=tmp_path)
    assert QUESTION in listed.stdout
    shown = run("feedback", "show", number, home=tmp_path)
    assert "\x1b" not in shown.stdout
    assert "C(2024) 601, point 2.1.1(a)" in shown.stdout
    decided = run("feedback", "curate", number, home=tmp_path)
    assert decided.returncode == 0, decided.stderr
    assert "clausewise build" in decided.stderr
    check = as_json("corpus", "questions", "check", home=tmp_path)
    assert check["left_out"] == []
    looked_up = as_json("lookup", MISSING, home=tmp_path)
    assert QUESTION in looked_up["clauses"][0]["questions"]
    refuses(run("feedback", "evaluate", number, home=tmp_path), "It cannot be both.")
    assert as_json("feedback", "undo", number, home=tmp_path)["state"] == "open"
    assert QUESTION not in as_json("lookup", MISSING, home=tmp_path)["clauses"][0]["questions"]


def test_a_report_becomes_an_evaluation_question(tmp_path: Path, saved: Path) -> None:
    number = str(_report(saved, "--kind", "other", home=tmp_path))
    refuses(run("feedback", "evaluate", number, home=tmp_path), "suggests no clause that answers it")
    words = "Whose patents are these?"
    options = ("--answers", "2.1.1(a)", "--helps", "3.1.1(c)", "--question", words, "--split", "test")
    decided = as_json("feedback", "evaluate", number, *options, home=tmp_path)
    assert decided["state"] == "evaluation"
    dataset = load_dataset(tmp_path / "datasets" / "feedback", "test")
    assert [query.text for query in dataset.queries] == [words]
    assert list(dataset.qrels.values()) == [{OTHER: 1, MISSING: 2}]


def test_reports_are_dismissed_taken_back_and_exported(tmp_path: Path, saved: Path) -> None:
    first, second = (str(_report(saved, "--kind", "helpful", home=tmp_path)) for _ in range(2))
    run("feedback", "withdraw", second, home=tmp_path)
    as_json("feedback", "dismiss", first, "--reason", "Glad to hear it.", home=tmp_path)
    assert as_json("feedback", "list", home=tmp_path) == {"reports": []}
    output = tmp_path / "reports.jsonl"
    run("feedback", "export", "--output", str(output), home=tmp_path)
    [row] = map(json.loads, output.read_text(encoding="utf-8").splitlines())
    assert (row["id"], row["state"], row["decision"]["reason"]) == (int(first), "dismissed", "Glad to hear it.")
    assert row["answer"]["retrieved"]
    refuses(run("feedback", "export", "--output", str(output), home=tmp_path), "is there already")


def test_what_is_no_answer_or_leads_nowhere_is_told(tmp_path: Path, saved: Path) -> None:
    report = ("feedback", "report")
    refuses(run(*report, str(saved), "--kind", "missing", "--reference", "9.9.9", home=tmp_path), "No clause “9.9.9”")
    refuses(run(*report, str(saved), "--kind", "wrong", "--reference", "2.1.1(a)", home=tmp_path), "which citation")
    saved.write_text("{}", encoding="utf-8")
    refuses(run(*report, str(saved), "--kind", "other", home=tmp_path), "This is no answer.")
    refuses(run("feedback", "show", "7", home=tmp_path), "There is no report 7.")

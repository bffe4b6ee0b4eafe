"""`eval runs` and `eval show` as a user runs them."""

from pathlib import Path

import pytest
from command import as_json, refuses, run
from synthetic import synthetic_run

from eval.store import CONFIG, TIMINGS, save_run


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name, skill in (("good", 1.4), ("bad", 0.4)):
        save_run(synthetic_run(name, skill=skill, seed=3), tmp_path / "runs" / name)
    return tmp_path


def test_runs_are_listed_with_their_state(home: Path) -> None:
    (home / "runs" / "bad" / TIMINGS).unlink()
    done = run("eval", "runs", home=home)
    assert done.returncode == 0, done.stderr
    assert "good: toy, test, good · 2026-01-01 00:00 · corpus cccccccccc" in done.stdout
    assert "cut short after 60 questions" in done.stdout
    (home / "runs" / "bad" / CONFIG).write_text("{")
    told = as_json("eval", "runs", str(home / "runs"), home=home)
    assert [(one["folder"], one["state"]) for one in told["runs"]] == [("good", "complete"), ("bad", "damaged")]
    assert "No run is in" in run("eval", "runs", str(home), home=home).stdout


def test_a_run_is_shown_in_figures_and_question_by_question(home: Path) -> None:
    good, bad = (str(home / "runs" / name) for name in ("good", "bad"))
    done = run("eval", "show", good, home=home)
    assert done.returncode == 0, done.stderr
    for told in ("Retriever: good", "dialogues: nDCG@10", "nDCG@10 by question", "AUROC"):
        assert told in done.stdout
    whole = as_json("eval", "show", good, "--against", bad, home=home)
    assert len(whole["questions"]) == 40
    assert {row["outcome"] for row in whole["questions"]} <= {"won", "tied", "lost"}
    one = run("eval", "show", good, "--against", bad, "--question", "q000", "--depth", "3", home=home)
    assert one.returncode == 0, one.stderr
    assert "answers it, rank" in one.stdout
    assert one.stdout.count("   3.") == 2
    assert "   4." not in one.stdout
    assert len(as_json("eval", "show", good, "--question", "q000", home=home)["sides"][0]["returned"]) == 20


def test_what_is_not_there_is_told_in_a_sentence(home: Path) -> None:
    good = str(home / "runs" / "good")
    refuses(run("eval", "show", "nowhere", home=home), "nowhere holds no run")
    refuses(run("eval", "show", good, "--question", "x", home=home), "has no question x")
    refuses(run("eval", "show", good, "--measure", "x", home=home), "values of x")

"""`eval compare`, `familiar`, `report` and `gate` as a user runs them."""

import json
from pathlib import Path

import pytest
from command import as_json, refuses, run
from synthetic import synthetic_run, with_value

from eval.store import TIMINGS, save_run


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with two runs, good and bad; none of these commands needs an index."""
    for name, skill in (("good", 1.4), ("bad", 0.4)):
        save_run(synthetic_run(name, skill=skill, seed=3), tmp_path / name)
    return tmp_path


def test_compare_tells_the_difference_and_the_clauses_that_moved(home: Path) -> None:
    done = run("eval", "compare", "bad", "good", "--questions", "1", home=home)
    assert done.returncode == 0, done.stderr
    assert "bad → good" in done.stdout
    assert "good better in nDCG@10: 1 of" in done.stdout
    assert "grade 2, rank" in done.stdout
    told = as_json("eval", "compare", "bad", "good", "--measure", "R@5", home=home)
    [difference] = told["differences"]
    assert difference["significant"]
    assert {"id", "text", "a", "b", "moves"} <= difference["questions"][0].keys()


def test_familiar_shows_a_run_without_the_questions_like_known_ones(home: Path) -> None:
    done = run("eval", "familiar", "good", home=home)
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()[:4]] == ["good", "content", "answerable", "other"]
    assert "measured over other texts" in done.stderr
    told = as_json("eval", "familiar", "good", home=home)
    assert told["known"] > 20_000
    assert [band["below"] for band in told["bands"]] == [None, 1.0, 0.8, 0.6, 0.5]
    refuses(run("eval", "familiar", "good", "bad", home=home), "different retrievers")
    refuses(run("eval", "familiar", "nowhere", home=home), "nowhere holds no run")


def test_report_writes_a_page(home: Path) -> None:
    done = run("eval", "report", "good", "bad", "-o", "page.html", home=home)
    assert done.returncode == 0, done.stderr
    assert (home / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    refuses(run("eval", "report", "good", "-o", "none/page.html", home=home), "cannot be written")


def test_gate_passes_fails_and_always_prints_the_table(home: Path) -> None:
    baseline = ("--baseline", "base.json")
    written = as_json("eval", "gate", "--run", "good", "--update", "--measure", "nDCG@10", *baseline, home=home)
    assert written["measures"] == ["nDCG@10"]
    same = run("eval", "gate", "--run", "good", *baseline, home=home)
    assert same.returncode == 0, same.stderr
    assert "Passed" in same.stdout
    text = (home / "base.json").read_text()
    (home / "base.json").write_text(text.replace('"retriever": "good"', '"retriever": "bad"'))
    worse = run("eval", "gate", "--run", "bad", *baseline, home=home)
    assert worse.returncode == 1
    assert "nDCG@10" in worse.stdout
    assert "Failed: nDCG@10 got worse." in worse.stdout
    assert as_json("eval", "gate", "--run", "bad", *baseline, home=home, code=1)["passed"] is False


def test_what_cannot_be_judged_is_told_in_a_sentence(home: Path) -> None:
    refuses(run("eval", "compare", "good", "nowhere", home=home), "nowhere holds no run")
    refuses(run("eval", "compare", "good", home=home), "needs two runs")
    refuses(run("eval", "gate", "--run", "good", home=home), "There is no baseline")
    (home / "bad" / TIMINGS).unlink()
    refuses(run("eval", "report", "good", "bad", home=home), "was cut short")


def test_a_value_that_is_no_number_is_told(home: Path) -> None:
    save_run(with_value(synthetic_run("other"), 0, "R@5", 0.123456), home / "other")
    file = home / "other" / "questions.jsonl"
    file.write_text(file.read_text().replace("0.123456", "NaN"))
    refuses(run("eval", "compare", "other", "good", home=home), "R@5 of question q000 is nan")


def test_terminal_codes_in_a_question_are_not_obeyed(home: Path) -> None:
    for name in ("good", "bad"):
        file = home / name / "questions.jsonl"
        lines = [json.loads(line) for line in file.read_text().splitlines()]
        file.write_text("".join(json.dumps({**line, "text": "\x1b[2JHow?"}) + "\n" for line in lines))
    assert "\x1b" not in run("eval", "compare", "bad", "good", home=home).stdout

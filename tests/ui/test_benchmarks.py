"""The Benchmarks page as an evaluator uses it, run by Streamlit's own test driver over runs on disk."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from driving import HOSTILE, html_of, open_app
from streamlit.testing.v1 import AppTest
from synthetic import synthetic_run

from eval.store import CONFIG, TIMINGS, save_run

OURS, BM25 = synthetic_run("ours", skill=1.3, seed=1), synthetic_run("bm25", skill=0.5, seed=2)


@pytest.fixture
def runs(plain: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of runs, which the page looks at."""
    monkeypatch.setenv("CLAUSEWISE_HOME", str(tmp_path))
    (tmp_path / "runs").mkdir()
    return tmp_path / "runs"


def _open(**query: str) -> AppTest:
    at = open_app("benchmarks", **query)
    assert not at.exception
    return at


def _field(at: AppTest, label: str) -> Any:
    return next(field for field in at.selectbox if field.label == label)


def _questions(at: AppTest) -> list[str]:
    return [button.label for button in at.button if (button.key or "").startswith("question-")]


def test_without_runs_the_page_names_the_command_that_makes_one(runs: Path) -> None:
    at = _open()
    assert "Nothing has been measured here yet" in html_of(at)
    assert [code.value for code in at.code] == ["clausewise eval run"]


def test_runs_of_a_data_set_stand_side_by_side(runs: Path) -> None:
    save_run(OURS, runs / "ours")
    save_run(BM25, runs / "bm25")
    save_run(replace(BM25, config=replace(BM25.config, split="dev")), runs / "other-split")
    at = _open()
    assert _field(at, "Data set").options == ["toy, test", "toy, dev"]
    assert at.multiselect[0].value == ["nDCG@10"]
    html = html_of(at)
    assert "<span>ours <small>ours · 2026-01-01 00:00 · corpus cccccccccc" in html
    assert "other-split" not in html
    assert len(at.get("vega_lite_chart")) == 1
    at.multiselect[0].set_value(["nDCG@10", "R@5", "dialogues: nDCG@10"]).run()
    assert len(at.get("vega_lite_chart")) == 3
    assert all(chart.proto.alt for chart in at.get("vega_lite_chart"))
    _field(at, "Data set").set_value("toy, dev").run()
    assert "<span>other-split" in html_of(at)


def test_two_runs_are_chosen_held_against_each_other_and_opened_at_a_question(runs: Path) -> None:
    save_run(OURS, runs / "ours")
    save_run(BM25, runs / "bm25")
    at = _open()
    _field(at, "Run").set_value("ours").run()
    _field(at, "Held against").set_value("bm25").run()
    assert not at.exception
    assert at.query_params["run"] == "ours"
    assert at.query_params["against"] == "bm25"
    html = html_of(at)
    assert "ours held against bm25" in html
    assert "+0." in html
    every = _questions(at)
    assert len(every) == 20
    _field(at, "Outcome").set_value("lost").run()
    lost = _questions(at)
    assert 0 < len(lost) < 20
    assert "Lost (−" in html_of(at)
    at.button(key="question-0").click().run()
    assert not at.exception
    assert at.query_params["question"]
    assert f'<h2 class="cw-asked" dir="auto">{lost[0]}</h2>' in html_of(at)
    assert html_of(at).count('<ol class="cw-ranking" start="1">') == 2
    at.button(key="step-after").click().run()
    assert lost[1] in html_of(at)
    at.button(key="step-back").click().run()
    assert _field(at, "Outcome").value == "lost"  # as it was left
    assert _questions(at) == lost


def test_a_deep_link_shows_the_question_and_a_dead_one_says_so(runs: Path) -> None:
    save_run(OURS, runs / "ours")
    save_run(BM25, runs / "bm25")
    at = _open(run="ours", against="bm25", question="q007")
    assert "How should we settle matter q007?" in html_of(at)
    assert "answers it" in html_of(at)
    at = _open(run="ours", question="nothing")
    assert "No question here is called “nothing”." in at.error[0].value
    at = _open(run="../ours", against="gone")
    assert ["../ours" in at.error[0].value, "gone" in at.error[1].value] == [True, True]


def test_runs_that_cannot_be_compared_are_told_in_a_sentence(runs: Path) -> None:
    save_run(OURS, runs / "ours")
    save_run(replace(BM25, questions=BM25.questions[1:]), runs / "bm25")
    at = _open(run="ours", against="bm25")
    assert "different questions" in at.error[0].value
    assert len(_questions(at)) == 20  # the run itself is shown all the same


def test_a_damaged_run_is_one_line_and_one_cut_short_says_so(runs: Path) -> None:
    for name in ("ours", "torn", "odd", "short"):
        save_run(OURS, runs / name)
    (runs / "torn" / CONFIG).write_text("{")
    (runs / "odd" / "questions.jsonl").write_text("nonsense\n")
    (runs / "short" / TIMINGS).unlink()
    at = _open()
    html = html_of(at)
    assert "torn is damaged: " in html
    assert "odd: " in html
    assert "cut short after 60 questions" in html
    assert _field(at, "Run").options == ["odd", "ours"]
    at = _open(run="odd")
    assert "questions.jsonl, line 1 cannot be read" in at.error[0].value


def test_the_page_follows_what_is_on_disk(runs: Path) -> None:
    save_run(OURS, runs / "ours")
    assert "What should we do first?" not in html_of(_open(run="ours", question="q000"))
    file = runs / "ours" / "questions.jsonl"
    file.write_text(file.read_text().replace("How should we settle matter q000?", "What should we do first?"))
    assert "What should we do first?" in html_of(_open(run="ours", question="q000"))


def test_what_runs_contain_is_shown_as_text(runs: Path) -> None:
    first = OURS.questions[0]
    metadata = {**first.metadata, "kind": HOSTILE, "history": [HOSTILE]}
    answer = {**(first.answer or {}), "standalone": HOSTILE, "status": HOSTILE, "citations": [HOSTILE]}
    hostile = replace(first, text=HOSTILE, metadata=metadata, answer=answer)
    config = replace(OURS.config, name=HOSTILE, retriever=HOSTILE, versions={HOSTILE: HOSTILE})
    save_run(replace(OURS, config=config, questions=(hostile, *OURS.questions[1:])), runs / "<b>ours")
    for query in ({}, {"run": "<b>ours"}, {"run": "<b>ours", "question": "q000"}, {"run": "<img src=x>"}):
        at = _open(**query)
        html = html_of(at)
        for sign in ("<script>alert", "<b>", "<img", 'href="javascript'):
            assert sign not in html
        for label in [button.label for button in at.button] + [error.value for error in at.error]:
            for sign in ("<", "[", "$", ":red["):
                assert label.count(sign) == label.count("\\" + sign)

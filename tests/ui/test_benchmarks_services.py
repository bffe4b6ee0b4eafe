"""Runs as the Benchmarks page and `eval show` tell them: figures, rows, one question."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from synthetic import synthetic_run, with_value

from eval.comparison import compare
from eval.moves import turns
from eval.pairing import pair
from eval.report import Source
from eval.results import Ranked, RunResult
from eval.shelf import shelf
from eval.store import save_run
from eval.summary import summarise
from ui.services import benchmarks
from ui.services.benchmarks import QuestionRow
from ui.services.drilldown import question_view

OURS, BM25 = synthetic_run("ours", skill=1.3, seed=1), synthetic_run("bm25", skill=0.5, seed=2)
PAIRED = pair([BM25, OURS])


def texts(uid: str) -> Source | None:
    return Source(f"point {uid.rpartition('_')[2]}", f"What {uid} says. " * 30) if uid.endswith("1") else None


def test_the_figures_of_a_run_are_those_that_eval_run_prints() -> None:
    found = benchmarks.figures(OURS)
    for measure, value in summarise(OURS)["questions"].items():
        assert found[measure].mean == pytest.approx(value)
    assert found["dialogues: nDCG@10"].mean == pytest.approx(summarise(OURS)["dialogues"]["nDCG@10"])


def test_runs_stand_under_their_data_set_and_split(tmp_path: Path) -> None:
    save_run(OURS, tmp_path / "a")
    save_run(replace(BM25, config=replace(BM25.config, half="first")), tmp_path / "b")
    assert {name: [one.folder.name for one in of] for name, of in benchmarks.sets(shelf(tmp_path)).items()} == {
        "toy, test": ["a"],
        "toy, test-first": ["b"],
    }


def test_the_stamp_changes_with_the_files(tmp_path: Path) -> None:
    save_run(OURS, tmp_path / "a")
    before = benchmarks.stamp(tmp_path / "a")
    assert benchmarks.stamp(tmp_path / "a") == before
    with (tmp_path / "a" / "questions.jsonl").open("a") as file:
        file.write("\n")
    assert benchmarks.stamp(tmp_path / "a") != before
    assert benchmarks.stamp(tmp_path / "none") != before


def test_every_question_with_a_value_is_in_one_bin() -> None:
    found = benchmarks.distribution(PAIRED, "nDCG@10")
    assert (found[0].low, found[-1].high) == (0.0, 1.0)
    assert [sum(one.counts[run] for one in found) for run in (0, 1)] == [40, 40]
    ones = [q for q in PAIRED.questions[1] if (q.measures.get("Success@1") or 0) == 1]
    assert benchmarks.distribution(PAIRED, "Success@1")[-1].counts[1] == len(ones)
    assert benchmarks.distribution(PAIRED, "no such measure") == []


def test_rows_agree_with_the_comparison_of_the_command_line() -> None:
    rows = benchmarks.question_rows(PAIRED, "nDCG@10")
    [effect] = [one.effect for one in compare([BM25, OURS], ["nDCG@10"]).differences]
    counts = [len(benchmarks.picked(rows, outcome=outcome)) for outcome in ("won", "tied", "lost")]
    assert counts == [effect.wins, effect.ties, effect.losses]
    moved = [(turn.id, turn.difference) for turn in turns(PAIRED, 0, 1, "nDCG@10")]
    ours = [row for row in benchmarks.picked(rows, order="difference") if row.outcome != "tied"]
    assert sorted((row.id, row.difference) for row in ours) == sorted(moved)
    assert [abs(row.difference) for row in ours] == [abs(difference) for _, difference in moved]


def test_less_of_a_mistake_is_a_win() -> None:
    before, after = (with_value(OURS, 0, "false refusal", value) for value in (1.0, 0.0))
    [row] = benchmarks.question_rows(pair([before, after]), "false refusal")
    assert (row.outcome, row.difference) == ("won", -1.0)


ROWS = [
    QuestionRow("a", "A?", "how-to", "plain", 0.5, 0.9, "lost"),
    QuestionRow("b", "B?", "how-to", "code", 0.5, 0.5, "tied"),
    QuestionRow("c", "C?", "definition", "plain", 0.9, 0.3, "won"),
    QuestionRow("d", "D?", "definition", "code", 0.2, 0.3, "lost"),
]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, "abcd"),
        ({"order": "difference"}, "cadb"),
        ({"order": "lost first"}, "adbc"),
        ({"order": "won first"}, "cbad"),
        ({"order": "lowest first"}, "dabc"),
        ({"order": "highest first"}, "cabd"),
        ({"kind": "definition"}, "cd"),
        ({"kind": "definition", "wording": "code"}, "d"),
        ({"outcome": "lost"}, "ad"),
        ({"outcome": "lost", "kind": "recital"}, ""),
    ],
)
def test_questions_are_filtered_and_sorted(wanted: dict[str, str], found: str) -> None:
    assert "".join(row.id for row in benchmarks.picked(ROWS, **wanted)) == found


def test_one_run_has_values_and_no_outcomes() -> None:
    rows = benchmarks.question_rows(pair([OURS]), "nDCG@10")
    assert len(rows) == 40
    assert {(row.other, row.outcome) for row in rows} == {(None, None)}


def test_a_question_shows_what_was_wanted_returned_and_cited() -> None:
    asked = OURS.questions[0]
    view = question_view(PAIRED, asked.id, texts, OURS.config.corpus_sha256)
    assert view is not None
    assert [one.found.grade for one in view.wanted] == [2, 1, 0]
    for one in view.wanted:
        places = [{r.id: n for n, r in enumerate(run.questions[0].ranking, 1)} for run in (BM25, OURS)]
        assert one.ranks == tuple(place.get(one.found.uid) for place in places)
    before, after = view.sides
    assert (before.label, after.label) == ("bm25", "ours")
    assert [(one.uid, one.score, one.rank) for one in after.returned] == [
        (ranked.id, ranked.score, rank) for rank, ranked in enumerate(asked.ranking, 1)
    ]
    assert [one.uid for one in after.returned if one.cited] == [asked.ranking[0].id]
    named = next(one for one in after.returned if one.uid.endswith("1"))
    assert (named.here, named.label) == (True, f"point {named.uid.rpartition('_')[2]}")
    assert len(named.words) <= 200
    unknown = next(one for one in after.returned if not one.uid.endswith("1"))
    assert (unknown.here, unknown.label, unknown.words) == (False, unknown.uid, "")
    assert question_view(PAIRED, "nothing", texts, "") is None


def test_clauses_of_other_texts_than_were_measured_are_told() -> None:
    def changed(sha256: str, source: Callable[[str], Source | None] = texts) -> bool:
        view = question_view(PAIRED, OURS.questions[0].id, source, sha256)
        assert view is not None
        return view.changed

    assert not changed(OURS.config.corpus_sha256)
    assert changed("another")
    assert not changed("another", lambda _: None)  # passages of a data set, of which none is shown


def test_what_was_cited_without_being_returned_is_not_lost() -> None:
    asked = OURS.questions[0]
    answer = {**(asked.answer or {}), "citations": ["c/2024/601#pnt_9.1"], "standalone": "And that?"}
    run = replace(OURS, questions=(replace(asked, answer=answer), *OURS.questions[1:]))
    view = question_view(pair([run]), asked.id, texts, "")
    assert view is not None
    [side] = view.sides
    assert [one.uid for one in side.elsewhere] == ["c/2024/601#pnt_9.1"]
    assert side.searched == "And that?"


@pytest.mark.parametrize(
    "change",
    [
        lambda run: replace(run, questions=tuple(replace(one, answer=None) for one in run.questions)),
        lambda run: replace(run, questions=tuple(replace(one, ranking=()) for one in run.questions)),
        lambda run: replace(run, qrels={}),
        lambda run: replace(
            run, questions=tuple(replace(one, ranking=(Ranked("p1", 1.0),), metadata={}) for one in run.questions)
        ),
    ],
)
def test_a_poorer_run_is_shown_as_far_as_it_goes(change: Callable[[RunResult], RunResult]) -> None:
    paired = pair([change(OURS)])
    assert question_view(paired, "q000", texts, "") is not None
    assert benchmarks.question_rows(paired, "nDCG@10")
    benchmarks.risk(paired)
    benchmarks.statuses(paired, 0)

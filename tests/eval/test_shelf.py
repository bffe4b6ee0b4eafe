"""The runs of one place: each is told from the others, and damage is a sentence."""

import os
from dataclasses import replace
from pathlib import Path

from synthetic import synthetic_run

from eval.shelf import shelf
from eval.store import CONFIG, TIMINGS, save_run


def test_runs_are_listed_newest_first_with_what_became_of_them(tmp_path: Path) -> None:
    run = synthetic_run()
    for name, started in (("old", "2026-01-01T00:00:00Z"), ("new", "2026-02-01T00:00:00Z")):
        save_run(replace(run, config=replace(run.config, started=started)), tmp_path / name)
    (tmp_path / "old" / TIMINGS).unlink()
    save_run(run, tmp_path / "torn")
    (tmp_path / "torn" / CONFIG).write_text("{")
    (tmp_path / "notes").mkdir()  # no run, and none of our business
    (tmp_path / "file.txt").write_text("neither")
    found = shelf(tmp_path)
    assert [(one.folder.name, one.state, one.done) for one in found] == [
        ("new", "complete", None),
        ("old", "cut short", len(run.questions)),
        ("torn", "damaged", None),
    ]
    assert found[0].config is not None
    assert found[0].config.name == "ours"
    assert f"{os.sep}torn{os.sep}{CONFIG} cannot be read" in found[2].problem


def test_a_place_without_runs_is_empty(tmp_path: Path) -> None:
    assert shelf(tmp_path) == []
    assert shelf(tmp_path / "nowhere") == []

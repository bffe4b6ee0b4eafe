"""`clausewise eval run`: the measurements side by side, with progress on stderr."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval import Bench, evaluate, load_dataset, summarise
from eval.plan import read_plan
from eval.retrievers import BUILT_IN
from rag import Settings
from ui.progress import say

_SHOWN = ("nDCG@10", "AP", "RR", "R@5", "R@10", "Success@1", "Success@5", "Judged@10")


def run_evaluation(
    folder: Path,
    split: str,
    names: Sequence[str] | None,
    config: Path | None,
    depth: int | None,
    output: Path | None,
    *,
    answers: bool,
) -> dict[str, Any]:
    """Measure `names` (default: all that are built in) on a data set; the figures as JSON."""
    plan = read_plan(config, depth, answers=answers)
    settings = Settings.read()
    bench = Bench(load_dataset(folder, split), settings, lambda line: say(f"  {line}"))
    place = output or settings.home / "runs"
    try:
        runs = [evaluate(bench, name, place, plan, bench.progress) for name in names or BUILT_IN]
    except KeyboardInterrupt:
        say("\nInterrupted. What was measured is kept; the same command goes on from there.")
        sys.exit(130)
    return {
        "dataset": bench.dataset.name,
        "split": split,
        "output": str(place),
        "runs": [
            {
                "name": run.config.name,
                "retriever": run.config.retriever,
                "folder": str(run.folder),
                "questions": len(run.questions),
                "seconds": round(run.config.seconds, 2),
                "measures": summarise(run),
            }
            for run in runs
        ],
    }


def table(report: dict[str, Any]) -> str:
    """The figures for people: retrieval by retriever and measure, then what else was measured of each."""
    runs = report["runs"]
    width = max(12, *(len(run["name"]) + 1 for run in runs))
    lines = [f"{'retriever':<{width}}" + "".join(f"{name:>11}" for name in _SHOWN)]
    for run in runs:
        of = run["measures"].get("questions", {})
        lines.append(f"{run['name']:<{width}}" + "".join(f"{_cell(of.get(name)):>11}" for name in _SHOWN))
    for run in runs:
        lines += ["", f"{run['name']} ({run['folder']})"]
        for part, figures in run["measures"].items():
            shown = {name: value for name, value in figures.items() if part != "questions" or name not in _SHOWN}
            if shown:
                lines.append(f"  {part}")
                lines += [f"    {name:<28}{_cell(value, part):>8}" for name, value in shown.items()]
    return "\n".join(lines)


def _cell(value: float | None, part: str = "") -> str:
    if value is None:
        return "–"
    return f"{value:.1f} ms" if part == "latency" else f"{value:.3f}"

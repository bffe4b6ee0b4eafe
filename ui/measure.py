"""`clausewise eval run`: the measurements side by side, with progress on stderr."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval import Bench, Dataset, evaluate, load_dataset, summarise
from eval.calibration import Calibration, Operating, calibrate
from eval.plan import read_plan
from eval.results import Half
from eval.retrievers import BUILT_IN
from eval.run import check
from eval.scorer import MEASURE, FittedScorer, fit_scorer, observe
from eval.speed import QUESTIONS, Speed, drawn, of_assistant, of_passages, time_embedding, time_questions
from eval.tuning import Tuned, tune
from ingest.errors import IndexUnusable
from rag import Assistant, Settings
from rag.baselines import MixedPassages
from rag.collection import Collection
from rag.embed import Embedder
from rag.mixture import DEFAULT
from ui.progress import bar, say

WAITING = (
    "Note: your own questions have changed since the index was built. It is measured as it was built; "
    "`clausewise build` takes them in."
)
_TELL = 5  # seconds between two lines of progress
_BEST = 5  # mixtures shown
_SHOWN = ("nDCG@10", "AP", "RR", "R@5", "R@10", "Success@1", "Success@5", "Judged@10")


def chosen(folder: Path, split: str, half: Half | None) -> Dataset:
    """The questions to ask (DatasetError)."""
    dataset = load_dataset(folder, split)
    return dataset if half is None else dataset.half(half)


def run_evaluation(
    dataset: Dataset,
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
    bench = Bench(dataset, settings, lambda line: say(f"  {line}"))
    place = output or settings.home / "runs"
    try:
        wanted = list(dict.fromkeys(names or BUILT_IN))
        check(bench, wanted, plan)
        with suppress(IndexUnusable):  # told by the retriever that needs the index
            if bench.waiting:
                say(WAITING)
        runs = [evaluate(bench, name, place, plan, bench.progress) for name in wanted]
    except KeyboardInterrupt:
        say("\nInterrupted. What was measured is kept; the same command goes on from there.")
        sys.exit(130)
    return {
        "dataset": dataset.name,
        "split": dataset.split,
        "half": dataset.only,
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


def _teller(things: str) -> Callable[[int, int], None]:
    """Progress on stderr: a line now and then, and one at the end."""
    told = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal told
        if done == total or time.monotonic() - told > _TELL:
            told = time.monotonic()
            say(f"  {done} of {total} {things}")

    return tell


def run_tuning(dataset: Dataset, measure: str, weights: Sequence[str], steps: int) -> Tuned:
    """Every mixture of `weights` measured, best first."""
    bench = Bench(dataset, Settings.read(), lambda line: say(f"  {line}"))
    return tune(bench, measure, weights, steps, _teller("mixtures"))


def tuned_to_dict(tuned: Tuned) -> dict[str, Any]:
    return {
        "measure": tuned.measure,
        "questions": tuned.questions,
        "trials": [{"weights": trial.weights, "value": trial.value} for trial in tuned.trials],
    }


def tuned_text(tuned: Tuned) -> str:
    """The best mixtures, then each weight alone."""
    best = tuned.trials[0]
    lines = [f"{tuned.measure:>12}" + "".join(f"{name:>12}" for name in best.weights)]
    alone = [trial for trial in tuned.trials[_BEST:] if max(trial.weights.values()) == 1]
    for trial in (*tuned.trials[:_BEST], *alone):
        lines.append(f"{trial.value:>12.4f}" + "".join(f"{weight:>12g}" for weight in trial.weights.values()))
    lines.append(f"{len(tuned.trials)} mixtures on {tuned.questions} questions; shown: the best, and each weight alone")
    return "\n".join(lines)


def run_calibration(dataset: Dataset) -> Calibration:
    """The refusal fitted to a data set."""
    return calibrate(Bench(dataset, Settings.read(), lambda line: say(f"  {line}")))


def calibration_to_dict(fitted: Calibration) -> dict[str, Any]:
    return asdict(fitted)


def calibration_text(fitted: Calibration) -> str:
    """The weights, what each signal is worth alone, and what bounds on confidence do."""
    weights = asdict(fitted.refusal.weights)
    lines = [
        f"{fitted.answerable} answerable and {fitted.unanswerable} unanswerable questions",
        f"{'signal':<12}{'weight':>9}{'AUROC alone':>13}",
    ]
    lines += [f"{name:<12}{weight:>9.3f}{fitted.alone[name]:>13.3f}" for name, weight in weights.items()]
    lines += [
        f"{'intercept':<12}{fitted.refusal.intercept:>9.3f}",
        f"{'together':<12}{fitted.auroc:>22.3f}  (cross-validated)",
        "",
    ]
    lines += [f"below {one.bound:.3f}: {refused_text(one)}" for one in fitted.operating]
    return "\n".join(lines)


def refused_text(at: Operating) -> str:
    """What lies below a bound on confidence."""
    return f"{at.answerable:.1%} of the answerable and {at.unanswerable:.1%} of the others"


def run_fitting(seed: int) -> FittedScorer:
    """The network that scores clauses, fitted to the judged questions of the index (DatasetError, index errors)."""
    with Assistant.open(Settings.read()) as assistant:
        return fit_scorer(observe(assistant.retriever(), bar), seed, bar)


def scorer_to_dict(found: FittedScorer) -> dict[str, Any]:
    measured = {"measure": MEASURE, "mixed": found.mixed, "learnt": found.learnt, "p": found.p}
    return {"questions": found.questions, **measured, "network": json.loads(found.scorer.to_json())}


def scorer_text(found: FittedScorer) -> str:
    """What the network is worth on questions it never saw."""
    return (
        f"{found.questions} questions that were judged over all clauses\n"
        f"{MEASURE} by fixed weights {found.mixed:.3f}, by networks that never saw their like {found.learnt:.3f} "
        f"(p {found.p:.5f})"
    )


def run_speed(dataset: Dataset) -> Speed:
    """The assistant timed on the questions of a data set; where that brings passages, the search in them."""
    settings = Settings.read()
    questions = drawn([query.text for query in dataset.queries], QUESTIONS)
    tell = _teller("questions")
    if dataset.passages:
        adapter = Bench(dataset, settings).adapter
        embedder = Embedder.load(settings.embed_model, adapter)
        collection = Collection(dataset.passages, lambda: embedder, settings.home / "vectors", lambda x: say(f"  {x}"))
        stages, texts = of_passages(embedder, MixedPassages(collection, DEFAULT)), list(collection.texts)
        times = time_questions(stages, questions, tell)
    else:
        with Assistant.open(settings) as assistant:
            curated = assistant.corpus.questions
            texts = [t for _, clause in assistant.corpus.searched() for t in (clause.text, *curated.of(clause.uid))]
            times = time_questions(of_assistant(assistant), questions, tell)
    return Speed(len(questions), times, time_embedding(settings.embed_model, texts))


def speed_to_dict(speed: Speed) -> dict[str, Any]:
    stages = {
        stage: {"milliseconds": times, "ratio": {p: speed.ratio(stage, p) for p in times}}
        for stage, times in speed.milliseconds.items()
    }
    embedding = asdict(speed.embedding) | {"ratio": speed.embedding.ratio}
    return {"questions": speed.questions, "stages": stages, "embedding": embedding}


def speed_text(speed: Speed) -> str:
    """Median and 95th percentile of each stage, and how many times embedding they are."""
    lines = [f"{speed.questions} questions", f"{'':<8}{'median':>12}{'95th':>12}{'ratio':>9}{'95th':>8}"]
    for stage, times in speed.milliseconds.items():
        ratios = "".join(f"{speed.ratio(stage, p):>{8 + (p == 50)}.2f}" for p in times)
        lines.append(f"{stage:<8}" + "".join(f"{ms:>9.1f} ms" for ms in times.values()) + ratios)
    rate = speed.embedding
    lines.append(f"A build embeds {rate.texts} texts at {rate.ratio:.0%} of the speed of the bare model.")
    return "\n".join(lines)


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

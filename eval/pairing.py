"""Runs laid side by side: the same questions in the same order, or a refusal that says what differs."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from eval.parts import by_part, completed
from eval.results import QuestionResult, RunResult
from eval.significance import Array
from ingest.errors import RunError

_HINT = "Compare finished runs of one data set and split, made with the same judgements."


@dataclass(frozen=True)
class Paired:
    """Runs of the same questions. `labels` are the names of the runs, each different; `questions` has a row a run."""

    runs: tuple[RunResult, ...] = field(repr=False)
    labels: tuple[str, ...]
    questions: tuple[tuple[QuestionResult, ...], ...] = field(repr=False)
    warnings: tuple[str, ...]

    @property
    def clusters(self) -> list[str]:
        """The cluster of each question."""
        return [question.cluster for question in self.questions[0]]

    def values(self, run: int, measures: Sequence[str]) -> Array:
        """Questions × measures of one run; nan where the measure is undefined."""
        rows = [[question.measures.get(measure) for measure in measures] for question in self.questions[run]]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(measures))


def pair(runs: Sequence[RunResult]) -> Paired:
    """Lay `runs` side by side.

    RunError for an empty run, a value that is not a number, or runs of different questions, splits or judgements.
    Different corpora or depths are a warning: they may be the very thing that is compared. Measures of dialogue turns
    get names of their own, see `eval.parts`.
    """
    labels = _labels(runs)
    for run, label in zip(runs, labels, strict=True):
        check(run, label)
    runs = completed([by_part(run) for run in runs])
    first = runs[0]
    warnings: list[str] = []
    aligned = []
    for run, label in zip(runs, labels, strict=True):
        _same_questions(first, run, labels[0], label)
        if run.config.corpus_sha256 != first.config.corpus_sha256:
            warnings.append(
                f"{labels[0]} and {label} searched different corpora: a difference may come from the texts."
            )
        if run.config.depth != first.config.depth:
            warnings.append(
                f"{labels[0]} ranked {first.config.depth} deep, {label} {run.config.depth}: deep measures differ."
            )
        by_id = {question.id: question for question in run.questions}
        aligned.append(tuple(by_id[question.id] for question in first.questions))
    return Paired(tuple(runs), labels, tuple(aligned), tuple(warnings))


def check(run: RunResult, label: str) -> None:
    """RunError when `run` has no questions, one question twice, or a value that is not a number."""
    if not run.questions:
        raise RunError(f"The run {label} has no questions.", hint="Make it again with `clausewise eval run`.")
    twice = [name for name, count in Counter(question.id for question in run.questions).items() if count > 1]
    if twice:
        raise RunError(
            f"The run {label} has the question {twice[0]} twice.", hint="Make it again with `clausewise eval run`."
        )
    for question in run.questions:
        for measure, value in question.measures.items():
            if value is not None and not (isinstance(value, int | float) and math.isfinite(value)):
                raise RunError(
                    f"In the run {label}, {measure} of question {question.id} is {value}, which is not a number.",
                    hint="No data is null; make the run again with `clausewise eval run`.",
                )


def measures_of(runs: Sequence[RunResult]) -> list[str]:
    """The measures that every run has a value of, in the order of the first."""
    present = [
        {name for question in run.questions for name, value in question.measures.items() if value is not None}
        for run in runs
    ]
    ordered = dict.fromkeys(name for question in runs[0].questions for name in question.measures)
    return [name for name in ordered if all(name in names for names in present)]


def choose_measures(runs: Sequence[RunResult], wanted: Sequence[str] | None, default: Sequence[str]) -> list[str]:
    """`wanted`, or those of `default` that every run has, or else all it has; RunError for one that a run lacks."""
    there = measures_of(runs)
    if not there:
        raise RunError("The runs have no measure in common.", hint=_HINT)
    for name in wanted or ():
        if name not in there:
            raise RunError(f"Not every run has values of {name}.", hint=f"Choose from {', '.join(there)}.")
    return list(dict.fromkeys(wanted or [name for name in default if name in there] or there))


def _labels(runs: Sequence[RunResult]) -> tuple[str, ...]:
    total, seen = Counter(run.config.name for run in runs), Counter[str]()
    labels = []
    for run in runs:
        name = run.config.name
        seen[name] += 1
        labels.append(name if total[name] == 1 else f"{name} ({seen[name]})")
    return tuple(labels)


def _same_questions(first: RunResult, other: RunResult, a: str, b: str) -> None:
    """RunError that names the first thing in which two runs differ."""
    one, two = first.config, other.config
    if one.label != two.label:
        raise RunError(f"{a} was measured on the split {one.label}, {b} on {two.label}.", hint=_HINT)
    ids = {question.id for question in first.questions}
    others = {question.id for question in other.questions}
    if ids != others:
        only = [f"only {name} has {_some(some)}" for name, some in ((a, ids - others), (b, others - ids)) if some]
        raise RunError(f"{a} and {b} have different questions: {'; '.join(only)}.", hint=_HINT)
    if first.qrels != other.qrels:
        differing = {name for name in {*first.qrels, *other.qrels} if first.qrels.get(name) != other.qrels.get(name)}
        raise RunError(f"{a} and {b} were measured with different judgements of {_some(differing)}.", hint=_HINT)
    if one.dataset_sha256 != two.dataset_sha256:
        raise RunError(
            f"{a} and {b} were measured on different versions of a data set ({one.dataset}, {two.dataset}).", hint=_HINT
        )


def _some(names: set[str]) -> str:
    shown = sorted(names)[:3]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return ", ".join(shown) + more

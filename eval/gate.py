"""Has a change made the results worse? A run against the committed baseline, question by question.

It fails on a loss that is both sure and large enough to matter: the one-sided paired randomisation test, with Holm's
correction over the gated measures, at α = .05, and a mean loss of at least `SMALLEST`. A difference that chance
explains passes. So does a loss smaller than the set can show; the table says how small that is.
"""

from dataclasses import dataclass

import numpy as np

from eval.baseline import Baseline, fingerprint, values
from eval.clusters import Clustered
from eval.direction import better
from eval.effects import ALPHA, detectable
from eval.intervals import Estimate, estimates
from eval.pairing import check
from eval.parts import by_part
from eval.results import RunResult
from eval.significance import Array, holm, p_values
from ingest.errors import RunError

SMALLEST = 0.01
# What a new baseline gates, as far as the run measures it.
GATED = (
    *("nDCG@10", "R@10", "citation precision", "citation recall"),
    *("false refusal", "false citation"),
    *("dialogues: nDCG@10", "reference status", "reference clauses"),
)


@dataclass(frozen=True)
class GateRow:
    """One gated measure: means over the questions with a value in both, the difference run - baseline, the verdict.

    `lost` counts questions whose value became “no data”. `p` and `p_holm` are of “the run is worse”.
    """

    measure: str
    before: float
    now: float
    estimate: Estimate
    p: float
    p_holm: float
    detectable: float | None
    lost: int

    @property
    def failed(self) -> bool:
        return self.p_holm <= ALPHA and better(self.measure) * (self.before - self.now) >= SMALLEST


@dataclass(frozen=True)
class GateResult:
    """The table and, in ids, what could not be compared: questions added, removed, or changed since the baseline."""

    rows: tuple[GateRow, ...]
    compared: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not any(row.failed for row in self.rows)


def gate(run: RunResult, baseline: Baseline) -> GateResult:
    """Hold `run` against `baseline`; RunError when they measure different things or nothing can be compared."""
    run = by_part(run)
    check(run, run.config.name)
    _same_subject(run, baseline)
    now = {question.id: question for question in run.questions}
    prints = {name: fingerprint(question, run.qrels.get(name, {})) for name, question in now.items()}
    common = [name for name in baseline.questions if name in now]
    same = [name for name in common if prints[name] == baseline.questions[name].fingerprint]
    if not same:
        raise RunError(
            "No question of the baseline is in the run unchanged.", hint="Take a new baseline: `eval gate --update`."
        )
    old = _table([baseline.questions[name].values for name in same])
    new = _table([values(now[name], baseline.measures) for name in same])
    warnings = []
    if run.config.corpus_sha256 != baseline.corpus_sha256:
        warnings.append("The baseline was taken on another corpus: a difference may come from the texts.")
    if run.config.depth != baseline.depth:
        warnings.append(f"The baseline ranked {baseline.depth} deep, the run {run.config.depth}.")
    return GateResult(
        rows=_rows(baseline.measures, old, new, [baseline.questions[name].cluster for name in same]),
        compared=len(same),
        added=tuple(name for name in now if name not in baseline.questions),
        removed=tuple(name for name in baseline.questions if name not in now),
        changed=tuple(name for name in common if name not in set(same)),
        warnings=tuple(warnings),
    )


def _rows(measures: tuple[str, ...], old: Array, new: Array, clusters: list[str]) -> tuple[GateRow, ...]:
    table = new - old
    both = ~np.isnan(table)
    for column, measure in enumerate(measures):
        if not both[:, column].any():
            raise RunError(
                f"The run has no value of {measure} where the baseline has one.",
                hint="Measure it (`clausewise eval run`), or take a new baseline: `eval gate --update`.",
            )
    grouped = Clustered.of(table, clusters)
    p = p_values(grouped.sums * [better(measure) for measure in measures], alternative="less")
    corrected, intervals = holm(p.tolist()), estimates(table, clusters)
    return tuple(
        GateRow(
            measure=measure,
            before=float(old[both[:, column], column].mean()),
            now=float(new[both[:, column], column].mean()),
            estimate=intervals[column],
            p=float(p[column]),
            p_holm=corrected[column],
            detectable=detectable(float(grouped.standard_errors[column]), sides=1),
            lost=int((np.isnan(new[:, column]) & ~np.isnan(old[:, column])).sum()),
        )
        for column, measure in enumerate(measures)
    )


def _same_subject(run: RunResult, baseline: Baseline) -> None:
    config = run.config
    for what, here, there in (
        ("data set", config.dataset, baseline.dataset),
        ("split", config.label, baseline.split),
        ("retriever", config.retriever, baseline.retriever),
    ):
        if here != there:
            raise RunError(
                f"The baseline is of the {what} {there}, the run of {here}.",
                hint="Name the baseline of this run with --baseline, or take a new one with --update.",
            )


def _table(rows: list[tuple[float | None, ...]]) -> Array:
    return np.array(rows, dtype=np.float64)

"""Two or more runs compared, measure by measure: how far apart, how surely, and in which questions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from eval.clusters import Clustered
from eval.direction import better
from eval.effects import ALPHA, Effect, effect
from eval.intervals import Estimate, estimates
from eval.pairing import Paired, choose_measures, pair
from eval.results import RunResult
from eval.significance import holm, p_values
from ingest.errors import RunError

# What is compared unless told otherwise: the fewer tests, the less Holm's correction takes from each.
DEFAULT = (
    "nDCG@10",
    "R@10",
    "citation precision",
    "citation recall",
    "false refusal",
    "false citation",
    "dialogues: nDCG@10",
)


@dataclass(frozen=True)
class Difference:
    """B - A in one measure, over the questions where both have a value; `one_sided` counts the others.

    `p` is of the paired randomisation test, two-sided; `p_holm` is corrected over all pairs and measures compared.
    """

    a: str
    b: str
    measure: str
    mean_a: float
    mean_b: float
    estimate: Estimate
    p: float
    p_holm: float
    effect: Effect
    one_sided: int

    @property
    def significant(self) -> bool:
        """Whether it stands at α = .05 after the correction."""
        return self.p_holm <= ALPHA

    @property
    def improvement(self) -> bool:
        """Whether B is better than A on average."""
        return better(self.measure) * (self.mean_b - self.mean_a) > 0


@dataclass(frozen=True)
class Comparison:
    """`means` by run and measure; `differences` by pair, then measure, in the order of the runs."""

    paired: Paired = field(repr=False)
    measures: tuple[str, ...]
    means: dict[str, dict[str, Estimate]]
    differences: tuple[Difference, ...]
    warnings: tuple[str, ...]


def compare(runs: Sequence[RunResult], measures: Sequence[str] | None = None) -> Comparison:
    """Compare every two of `runs` in `measures` (default: `DEFAULT`, as far as the runs have them).

    RunError for runs that cannot be compared, see `eval.pairing.pair`.
    """
    if len(runs) < 2:
        raise RunError("A comparison needs two runs.", hint="Name two or more run folders.")
    paired = pair(runs)
    chosen = choose_measures(paired.runs, measures, DEFAULT)
    found = differences(paired, chosen, list(combinations(range(len(runs)), 2)))
    warnings = [
        f"{one.measure}: {one.one_sided} question(s) have a value in only one of {one.a} and {one.b} and are left out."
        for one in found
        if one.one_sided
    ]
    return Comparison(paired, tuple(chosen), means(paired, chosen), found, (*paired.warnings, *warnings))


def means(paired: Paired, measures: Sequence[str]) -> dict[str, dict[str, Estimate]]:
    """The mean of each run and measure with its interval."""
    values = np.hstack([paired.values(run, measures) for run in range(len(paired.runs))])
    found = iter(estimates(values, paired.clusters))
    return {label: {measure: next(found) for measure in measures} for label in paired.labels}


def differences(paired: Paired, measures: Sequence[str], pairs: Sequence[tuple[int, int]]) -> tuple[Difference, ...]:
    """The differences of `pairs` of runs (by number) in `measures`, corrected over all of them together.

    RunError when two runs have no question with a value in both.
    """
    if not pairs:
        return ()
    values = [paired.values(run, measures) for run in range(len(paired.runs))]
    table = np.hstack([values[b] - values[a] for a, b in pairs])
    undefined = np.isnan(table).all(axis=0)
    if undefined.any():
        place, index = divmod(int(np.flatnonzero(undefined)[0]), len(measures))
        a, b = pairs[place]
        raise RunError(
            f"No question has a value of {measures[index]} in both {paired.labels[a]} and {paired.labels[b]}.",
            hint="Choose other measures with --measure.",
        )
    grouped = Clustered.of(table, paired.clusters)
    p = p_values(grouped.sums)
    corrected, intervals = holm(p.tolist()), estimates(table, paired.clusters)
    found = []
    for column in range(table.shape[1]):
        place, index = divmod(column, len(measures))
        a, b = pairs[place]
        one, two = values[a][:, index], values[b][:, index]
        both = ~np.isnan(table[:, column])
        found.append(
            Difference(
                a=paired.labels[a],
                b=paired.labels[b],
                measure=measures[index],
                mean_a=float(one[both].mean()),
                mean_b=float(two[both].mean()),
                estimate=intervals[column],
                p=float(p[column]),
                p_holm=corrected[column],
                effect=effect(table, grouped, column, better(measures[index])),
                one_sided=int((np.isnan(one) != np.isnan(two)).sum()),
            )
        )
    return tuple(found)

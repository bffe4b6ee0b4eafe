"""The weights of a mixture that rank best on development questions: every point of a grid, measured.

One measures with them on other questions: another split, or the other half (`eval.dataset.Dataset.half`). The lines of
`Tuned.config` are a configuration file for `eval run` (`eval.plan`).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import comb, fsum

from eval.asked import Asked, everything
from eval.bench import Bench
from eval.measures.retrieval import RetrievalMeasures
from eval.results import QUESTIONS
from eval.retrievers import OURS, build
from eval.store import falling
from ingest.errors import DatasetError, SettingsError
from rag.mixture import SCORES

PASSAGES = ("own", "lexical", "late")  # all that there is without a clause tree
CLAUSES = ("lexical", "late_stem", "questions", "votes")
LARGEST = 5_000  # mixtures: hours on a few hundred questions, and finer than those could tell apart
_DEPTH = 100


@dataclass(frozen=True)
class Trial:
    """Weights by the names of `rag.mixture.Mixture`, and the mean of the measure with them."""

    weights: dict[str, float]
    value: float


@dataclass(frozen=True)
class Tuned:
    """All trials, best first; of equal ones the first of the grid."""

    measure: str
    questions: int
    trials: tuple[Trial, ...]

    @property
    def config(self) -> str:
        """The best weights as a configuration file of `eval run`."""
        best = self.trials[0]
        weights = {**dict.fromkeys(SCORES, 0.0), **best.weights}
        told = f"# {self.measure} {best.value:.4f} on the {self.questions} questions it was tuned on"
        return (
            "\n".join([told, f"[options.{OURS}]", *(f"{name} = {weight:g}" for name, weight in weights.items())]) + "\n"
        )


def tune(
    bench: Bench,
    measure: str = "nDCG@10",
    names: Sequence[str] = (),
    steps: int = 10,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Tuned:
    """Try every mixture of `names` (default: those that matter on this bench) in `steps` equal parts.

    Raises SettingsError for an unknown weight or measure or a grid of more than `LARGEST` mixtures, DatasetError when
    no question can be answered, and what building a retriever raises.
    """
    chosen = tuple(dict.fromkeys(names)) or (CLAUSES if bench.on_index else PASSAGES)
    if unknown := [name for name in chosen if name not in SCORES]:
        raise SettingsError(f"There is no weight {unknown[0]!r}.", hint=f"Choose from {', '.join(SCORES)}.")
    if not 1 <= steps <= 100:
        raise SettingsError(f"The grid must have between 1 and 100 steps, not {steps}.", hint="10 is usual.")
    size = comb(steps + len(chosen) - 1, steps)
    if size > LARGEST:
        raise SettingsError(
            f"{steps} steps of {len(chosen)} weights are {size:,} mixtures, more than {LARGEST:,}.",
            hint="Take fewer steps, or fewer weights.",
        )
    measures = RetrievalMeasures([measure])
    asked = [one for one in everything(bench.dataset) if one.part == QUESTIONS and one.grades]
    if not asked:
        raise DatasetError(f"{bench.dataset.name} has no answerable question to tune on.", hint="Name another split.")
    grid = list(_grid(len(chosen), steps))
    trials = []
    for done, parts in enumerate(grid, 1):
        weights = {name: part / steps for name, part in zip(chosen, parts, strict=True)}
        trials.append(Trial(weights, _mean(bench, weights, asked, measures)))
        progress(done, len(grid))
    return Tuned(measures.names[0], len(asked), tuple(sorted(trials, key=lambda trial: -trial.value)))


def _mean(bench: Bench, weights: dict[str, float], asked: Sequence[Asked], measures: RetrievalMeasures) -> float:
    ranker = build(OURS, bench, {**dict.fromkeys(SCORES, 0.0), **weights})
    values = (measures.of(one.grades, falling(ranker.rank(one.text, _DEPTH)))[measures.names[0]] for one in asked)
    return fsum(value or 0.0 for value in values) / len(asked)


def _grid(places: int, parts: int) -> Iterator[tuple[int, ...]]:
    """All ways to share `parts` among `places`."""
    if places == 1:
        yield (parts,)
        return
    for first in range(parts, -1, -1):
        for rest in _grid(places - 1, parts - first):
            yield (first, *rest)

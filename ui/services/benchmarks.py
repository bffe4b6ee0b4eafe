"""What `clausewise eval run` left behind: runs side by side, one run, two runs held against each other."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from eval.comparison import DEFAULT, Comparison, compare, means
from eval.direction import better
from eval.intervals import Estimate
from eval.measures import MEANINGS
from eval.pairing import Paired, measures_of, pair
from eval.parts import DIALOGUE_PREFIX, plain
from eval.report.refusal import Curve, StatusRow, curves, status_rows
from eval.results import RunConfig, RunResult
from eval.shelf import Shelved, shelf
from eval.store import CONFIG, QRELS, QUESTIONS, TIMINGS
from rag import Settings

Outcome = Literal["won", "lost", "tied"]
Stamp = tuple[tuple[int, int], ...]
SHOWN = ("nDCG@10", "R@10", "citation precision", "citation recall")  # unless somebody chooses
BINS = 10  # of a distribution
_SAME = 1e-9  # two computations of the same value may differ in their last bits
_SHORT = 10  # characters shown of a hash


@dataclass(frozen=True)
class Bin:
    """How many questions have a value from `low` to below `high` (the last one: to `high`), in each run."""

    low: float
    high: float
    counts: tuple[int, ...]


@dataclass(frozen=True)
class QuestionRow:
    """A question and its value in a measure: `value` of the run, `other` of the one it is held against.

    `outcome` says for which of the two it is better, with the measure's direction; None where there is one run.
    """

    id: str
    text: str
    kind: str
    wording: str
    value: float
    other: float | None = None
    outcome: Outcome | None = None

    @property
    def difference(self) -> float:
        return self.value - self.other if self.other is not None else 0.0


_RANK: Mapping[Outcome | None, int] = {"lost": -1, "won": 1}
ORDERS: Mapping[str, Callable[[QuestionRow], tuple[float, ...]]] = {
    "difference": lambda row: (-abs(row.difference),),
    "lost first": lambda row: (_RANK.get(row.outcome, 0), -abs(row.difference)),
    "won first": lambda row: (-_RANK.get(row.outcome, 0), -abs(row.difference)),
    "lowest first": lambda row: (row.value,),
    "highest first": lambda row: (-row.value,),
    "data set": lambda row: (),
}


def place(settings: Settings | None = None) -> Path:
    """Where `clausewise eval run` puts its runs unless told otherwise."""
    return (settings or Settings.read()).home / "runs"


def stamp(folder: Path) -> Stamp:
    """Changes whenever a file of the run does: time and size of each, zeros where it is missing."""
    return tuple(_stamp(folder / name) for name in (CONFIG, QUESTIONS, QRELS, TIMINGS))


def sets(shelved: Iterable[Shelved]) -> dict[str, list[Shelved]]:
    """The readable runs by data set and split ("kv-guidance, dev"), each newest first."""
    found: dict[str, list[Shelved]] = {}
    for one in shelved:
        if one.config is not None:
            found.setdefault(f"{one.config.dataset}, {one.config.label}", []).append(one)
    return found


def figures(run: RunResult) -> dict[str, Estimate]:
    """Every measure of a run with its interval; those of conversations under names of their own (RunError)."""
    paired = pair([run])
    return means(paired, measures_of(paired.runs))[paired.labels[0]]


def offered(figured: Iterable[Mapping[str, Estimate]]) -> list[str]:
    """The measures that some run has, in the order of the first that has them."""
    return list(dict.fromkeys(name for of in figured for name in of))


def usual(measures: Sequence[str]) -> list[str]:
    """What is shown of `measures` unless somebody chooses."""
    return [name for name in SHOWN if name in measures] or list(measures[:4])


def meaning(measure: str) -> str:
    """What a measure says, in a sentence without a full stop; "" where it is the user's own."""
    of = " (of the turns of conversations)" if measure.startswith(DIALOGUE_PREFIX) else ""
    told = MEANINGS.get(plain(measure), "")
    return f"{told}{of}" if told else ""


def compared(against: RunResult, run: RunResult, measures: Sequence[str]) -> Comparison:
    """`run` held against another in what `eval compare` takes and in `measures`, where both have them (RunError)."""
    both = measures_of(pair([against, run]).runs)
    return compare([against, run], [name for name in dict.fromkeys((*DEFAULT, *measures)) if name in both] or None)


def distribution(paired: Paired, measure: str) -> list[Bin]:
    """The values of `measure` in equal bins from 0 to 1, or as far as they go; empty where no question has one."""
    columns = [paired.values(run, [measure])[:, 0] for run in range(len(paired.runs))]
    filled = [column[~np.isnan(column)] for column in columns]
    together = np.concatenate(filled)
    if not together.size:
        return []
    edges = np.linspace(min(0.0, together.min()), max(1.0, together.max()), BINS + 1)
    counts = [np.histogram(np.round(column, 12), edges)[0].tolist() for column in filled]
    return [
        Bin(float(low), float(high), tuple(of)) for low, high, *of in zip(edges[:-1], edges[1:], *counts, strict=True)
    ]


def risk(paired: Paired) -> list[Curve]:
    """Risk against coverage of each run; empty where no run has a confidence."""
    return curves(paired)


def statuses(paired: Paired, run: int) -> list[StatusRow]:
    """How often each status was given, by what the questions should have got; empty where answers were not measured."""
    return status_rows(paired, run)


def question_rows(paired: Paired, measure: str) -> list[QuestionRow]:
    """The questions with a value of `measure` in every run, in the order of the data set; the last run is the subject.

    One run or two: the first of two is what the subject is held against.
    """
    rows = []
    for of in zip(*paired.questions, strict=True):
        values = [question.measures.get(measure) for question in of]
        if any(value is None for value in values):
            continue
        *others, value = (float(value or 0.0) for value in values)
        other = others[0] if others else None
        kind, wording = (str(of[0].metadata.get(key) or "") for key in ("kind", "wording"))
        outcome = _outcome(value - other, measure) if other is not None else None
        rows.append(QuestionRow(of[0].id, of[0].text, kind, wording, value, other, outcome))
    return rows


def picked(
    rows: Iterable[QuestionRow], *, kind: str = "", wording: str = "", outcome: str = "", order: str = "data set"
) -> list[QuestionRow]:
    """Those of `rows` that fit, in `order`, one of `ORDERS`; what is "" does not choose."""
    found = [
        row for row in rows if kind in ("", row.kind) and wording in ("", row.wording) and outcome in ("", row.outcome)
    ]
    return sorted(found, key=ORDERS[order])


def facts(config: RunConfig) -> dict[str, str]:
    """How a run was made, in words: what tells whether two runs may be compared."""
    settings = config.settings
    options = settings.get("options") or {}
    told = {
        "Data set": f"{config.dataset}, {config.label} ({config.dataset_sha256[:_SHORT]})",
        "Retriever": config.retriever,
        "Options": json.dumps(options, ensure_ascii=False) if options else "none",
        "Answers measured": "yes" if settings.get("answers") else "no",
        "Results kept": f"{config.depth} of each question",
        "Corpus": config.corpus_sha256[:_SHORT],
        "Model": f"{settings.get('model', 'unknown')} ({str(settings.get('model_sha256', ''))[:_SHORT]})",
        "Adapter": str(settings.get("adapter") or "none")[:_SHORT],
        **({"Fitted": str(settings["fitted"])[:_SHORT]} if settings.get("fitted") else {}),
        **({"Follow-ups": str(settings["follow_ups"])[:_SHORT]} if settings.get("follow_ups") else {}),
        "Begun": when(config),
        "Took": f"{config.seconds:,.1f} s",
        "Versions": ", ".join(f"{name} {version}" for name, version in config.versions.items()),
    }
    return told


def made(one: Shelved) -> str:
    """A run in a line: retriever, when, with what, and whether it was cut short."""
    if one.config is None:
        return one.problem
    config, settings = one.config, one.config.settings
    adapter = str(settings.get("adapter") or "none")[:_SHORT]
    told = [
        config.name,
        when(config),
        f"corpus {config.corpus_sha256[:_SHORT]}",
        f"model {settings.get('model', 'unknown')}",
        f"adapter {adapter}",
    ]
    if one.done is not None:
        told.append(f"cut short after {one.done:,} questions")
    return " · ".join(told)


def when(config: RunConfig) -> str:
    """When a run began, to the minute, as its configuration says it: "2026-11-28 22:53"."""
    return config.started[:16].replace("T", " ")


def listed(where: Path) -> list[dict[str, Any]]:
    """The runs under `where` as JSON objects, newest first."""
    return [
        {
            "folder": one.folder.name,
            "state": one.state,
            "problem": one.problem,
            "done": one.done,
            "made": made(one),
            "config": asdict(one.config) if one.config is not None else None,
        }
        for one in shelf(where)
    ]


def _outcome(difference: float, measure: str) -> Outcome:
    if abs(difference) <= _SAME:
        return "tied"
    return "won" if better(measure) * difference > 0 else "lost"


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)

"""What a run reached, question by question, in a file small enough to commit: `eval/baselines/<dataset>.json`.

One line a question, so that a change of the baseline reads well as a diff::

    {"dataset": "kv-guidance", "split": "dev", "retriever": "ours", …, "measures": ["nDCG@10", "R@5"],
    "questions": {
    "s01": ["5f0c6f1e", null, [0.63093, 1.0]],
    …

A question's row holds a fingerprint of what is asked and expected, its cluster (null when it stands alone) and its
values in the order of `measures`, null for no data.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eval.pairing import check, choose_measures
from eval.parts import by_part
from eval.results import QuestionResult, RunResult
from ingest.errors import RunError

_DIGITS = 6
_EXPECTED = ("answerable", "history", "standalone", "status", "uids")  # of a question's metadata: see `eval.asked`


@dataclass(frozen=True)
class Row:
    """A question of a baseline; `values` in the order of the baseline's measures."""

    fingerprint: str
    cluster: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Baseline:
    """The values a run reached, by question."""

    dataset: str
    split: str
    retriever: str
    depth: int
    corpus_sha256: str
    measures: tuple[str, ...]
    questions: Mapping[str, Row] = field(repr=False)


def baseline_of(run: RunResult, measures: Sequence[str] | None, default: Sequence[str]) -> Baseline:
    """The baseline that `run` makes with `measures`, or else those of `default` that it has; RunError without any."""
    run = by_part(run)
    check(run, run.config.name)
    chosen = tuple(choose_measures([run], measures, default))
    config = run.config
    rows = {
        question.id: Row(
            fingerprint(question, run.qrels.get(question.id, {})), question.cluster, values(question, chosen)
        )
        for question in run.questions
    }
    return Baseline(config.dataset, config.label, config.retriever, config.depth, config.corpus_sha256, chosen, rows)


def values(question: QuestionResult, measures: Sequence[str]) -> tuple[float | None, ...]:
    """The question's values, rounded as a baseline holds them."""
    found = [question.measures.get(measure) for measure in measures]
    return tuple(None if value is None else round(value, _DIGITS) for value in found)


def fingerprint(question: QuestionResult, grades: Mapping[str, int]) -> str:
    """Changes when what is asked or what is expected does; clauses judged irrelevant change no value."""
    relevant = sorted((uid, grade) for uid, grade in grades.items() if grade > 0)
    expected = {key: question.metadata.get(key) for key in _EXPECTED}
    return hashlib.sha256(json.dumps([question.text, relevant, expected]).encode()).hexdigest()[:8]


def save_baseline(baseline: Baseline, path: Path) -> None:
    """Write `baseline`; RunError when the file cannot be written."""
    head = {key: value for key, value in vars(baseline).items() if key != "questions"}
    rows = [
        f"{json.dumps(name)}: {json.dumps([row.fingerprint, row.cluster if row.cluster != name else None, row.values])}"
        for name, row in baseline.questions.items()
    ]
    text = json.dumps(head)[:-1] + ',\n"questions": {\n' + ",\n".join(rows) + "\n}}\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RunError(f"{path} cannot be written ({error.strerror}).", hint="Name another file.") from None


def load_baseline(path: Path) -> Baseline:
    """Read what `save_baseline` wrote; RunError when it is missing or damaged."""
    hint = "`clausewise eval gate --update` writes it from a run."
    if not path.is_file():
        raise RunError(f"There is no baseline {path}.", hint=hint)
    try:
        head = json.loads(path.read_text(encoding="utf-8"))
        rows = {name: _row(name, row, len(head["measures"])) for name, row in head.pop("questions").items()}
        found = Baseline(**head | {"measures": tuple(head["measures"])}, questions=rows)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise RunError(f"The baseline {path} cannot be read ({error}).", hint=hint) from None
    if not found.questions or not found.measures:
        raise RunError(f"The baseline {path} has no values.", hint=hint)
    return found


def _row(name: str, row: Sequence[object], count: int) -> Row:
    digest, cluster, numbers = row
    if not isinstance(numbers, list) or len(numbers) != count:
        raise ValueError(f"question {name} needs {count} values")
    for number in numbers:
        if number is not None and not (isinstance(number, int | float) and math.isfinite(number)):
            raise ValueError(f"question {name} has the value {number}")
    return Row(str(digest), name if cluster is None else str(cluster), tuple(numbers))

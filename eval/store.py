"""Run folders on disk: written question by question, so that a run that dies goes on where it stopped.

`config.json` is written first and `timings.json` last: a folder without `timings.json` is a run that was cut short.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from eval.results import QuestionResult, Ranked, RunConfig, RunResult
from ingest.errors import RunError, RunUnfinished

CONFIG, QUESTIONS, RUN, QRELS, TIMINGS = "config.json", "questions.jsonl", "run.trec", "qrels.trec", "timings.json"
_VOLATILE = ("started", "seconds")  # may differ between the two halves of a resumed run
_HINT = "Run `clausewise eval run` again into another folder."


def save_run(run: RunResult, folder: Path, timings: Mapping[str, float] | None = None) -> None:
    """Write a whole run into `folder`, which must not hold one yet (RunError)."""
    writer = RunWriter.open(folder, run.config, run.qrels)
    if writer.done:
        raise RunError(f"{folder} already holds a run.", hint="Choose another folder.")
    for question in run.questions:
        writer.append(question)
    writer.finish(run.config.seconds, timings or {})


def load_run(folder: Path) -> RunResult:
    """Read a finished run; RunUnfinished for one cut short, RunError for a folder that holds none or is damaged."""
    config = _read_config(folder)
    if not (folder / TIMINGS).is_file():
        raise RunUnfinished(f"The run in {folder} was cut short.", hint="The command that began it finishes it.")
    questions = tuple(_read_questions(folder / QUESTIONS))
    return RunResult(config, questions, _read_qrels(folder / QRELS))


def read_timings(folder: Path) -> dict[str, float]:
    """Stages of a finished run and their seconds."""
    with _readable(folder / TIMINGS):
        return {str(k): float(v) for k, v in json.loads((folder / TIMINGS).read_text(encoding="utf-8")).items()}


class RunWriter:
    """A run being written. `done` are the questions that an earlier, interrupted process has finished."""

    def __init__(self, folder: Path, config: RunConfig, done: Sequence[QuestionResult]) -> None:
        self.folder = folder
        self.config = config
        self._questions = list(done)
        self.done = {question.id: question for question in done}

    @classmethod
    def open(cls, folder: Path, config: RunConfig, qrels: Mapping[str, Mapping[str, int]]) -> "RunWriter":
        """Begin a run in `folder`, or go on with an unfinished one of the same configuration.

        RunError when the folder holds a finished run, a run of another configuration, or cannot be written.
        """
        done: list[QuestionResult] = []
        if (folder / CONFIG).is_file():
            before = _read_config(folder)
            if (folder / TIMINGS).is_file():
                raise RunError(f"{folder} already holds a finished run.", hint="Choose another folder.")
            if differing := _differences(before, config):
                raise RunError(
                    f"The unfinished run in {folder} was begun with another {' and '.join(differing)}.",
                    hint="Choose another folder, or remove this one.",
                )
            _drop_torn_line(folder / QUESTIONS)
            done = list(_read_questions(folder / QUESTIONS)) if (folder / QUESTIONS).is_file() else []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not (folder / CONFIG).is_file():
                rows = [f"{query} 0 {uid} {grade}" for query, of in qrels.items() for uid, grade in of.items()]
                _write(folder / QRELS, "".join(f"{row}\n" for row in rows))
                _write(folder / CONFIG, _dumps(asdict(config)))
        except OSError as error:
            raise RunError(f"{folder} cannot be written ({error.strerror or error}).", hint=_HINT) from None
        return cls(folder, config, done)

    def append(self, question: QuestionResult) -> None:
        """Add a question; it is on disk when this returns."""
        with (self.folder / QUESTIONS).open("a", encoding="utf-8") as file:
            file.write(json.dumps(_to_row(question), ensure_ascii=False, allow_nan=False) + "\n")
        self._questions.append(question)

    def finish(self, seconds: float, timings: Mapping[str, float]) -> tuple[QuestionResult, ...]:
        """Write the TREC run and seal the folder; the questions in the order they were measured."""
        self.config = replace(self.config, seconds=seconds)
        _write(self.folder / RUN, "".join(_trec_lines(self._questions, self.config.name)))
        _write(self.folder / CONFIG, _dumps(asdict(self.config)))
        _write(self.folder / TIMINGS, _dumps(dict(timings)))
        return tuple(self._questions)


def falling(ranked: Iterable[tuple[str, float]]) -> tuple[Ranked, ...]:
    """A ranking, best first, whose scores fall strictly even as the 32-bit floats that trec_eval holds them in.

    Equal scores would be put into the order of their names by trec_eval; each is moved down by the least step there is.

    >>> [one.id for one in falling([("b", 1.0), ("a", 1.0)])]
    ['b', 'a']
    """
    result: list[Ranked] = []
    last = np.float32(math.inf)
    for name, score in ranked:
        last = min(np.float32(score), np.nextafter(last, np.float32(-math.inf)))
        result.append(Ranked(name, float(last)))
    return tuple(result)


def _trec_lines(questions: Iterable[QuestionResult], name: str) -> Iterator[str]:
    tag = "-".join(name.split()) or "run"
    for question in questions:
        for rank, one in enumerate(question.ranking, 1):
            yield f"{question.id} Q0 {one.id} {rank} {one.score!r} {tag}\n"


def _differences(before: RunConfig, now: RunConfig) -> list[str]:
    old, new = json.loads(_dumps(asdict(before))), json.loads(_dumps(asdict(now)))
    return [key.replace("_sha256", "") for key in new if key not in _VOLATILE and old.get(key) != new[key]]


def _to_row(question: QuestionResult) -> dict[str, Any]:
    row = {**vars(question), "ranking": [[one.id, one.score] for one in question.ranking]}
    return {key: value for key, value in row.items() if value is not None}


def _from_row(row: dict[str, Any]) -> QuestionResult:
    ranking = tuple(Ranked(str(name), float(score)) for name, score in row.pop("ranking"))
    return QuestionResult(ranking=ranking, **row)


def _read_config(folder: Path) -> RunConfig:
    if not (folder / CONFIG).is_file():
        raise RunError(f"{folder} holds no run.", hint="A run folder is what `clausewise eval run` writes.")
    with _readable(folder / CONFIG):
        return RunConfig(**json.loads((folder / CONFIG).read_text(encoding="utf-8")))


def _read_questions(path: Path) -> Iterator[QuestionResult]:
    with _readable(path):
        lines = path.read_text(encoding="utf-8").split("\n")
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        with _readable(path, number):
            question = _from_row(json.loads(line))
            if question.id in seen:
                raise ValueError(f"question {question.id} stands twice")
        seen.add(question.id)
        yield question


def _read_qrels(path: Path) -> dict[str, dict[str, int]]:
    qrels: dict[str, dict[str, int]] = {}
    with _readable(path):
        lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        with _readable(path, number):
            query, _, uid, grade = line.split()
            qrels.setdefault(query, {})[uid] = int(grade)
    return qrels


@contextmanager
def _readable(path: Path, line: int | None = None) -> Iterator[None]:
    where = f"{path}, line {line}" if line is not None else str(path)
    try:
        yield
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise RunError(f"{where} cannot be read ({error}).", hint=_HINT) from None


def _drop_torn_line(path: Path) -> None:
    """Cut off what a dying process left of its last line."""
    if path.is_file() and (data := path.read_bytes()) and not data.endswith(b"\n"):
        path.write_bytes(data[: data.rfind(b"\n") + 1])


def _dumps(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=False, allow_nan=False) + "\n"


def _write(path: Path, text: str) -> None:
    """Write at once: a reader sees the old file or the new one."""
    new = path.with_name(path.name + ".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)

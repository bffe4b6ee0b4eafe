"""Run folders on disk: written question by question, so that a run that dies goes on where it stopped.

`config.json` is written first and `timings.json` last: a folder without `timings.json` is a run that was cut short.
"""

import json
import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from filelock import FileLock, Timeout
from pydantic import FiniteFloat, TypeAdapter, ValidationError

from eval import results
from eval.results import QuestionResult, Ranked, RunConfig, RunResult
from ingest.errors import RunError, RunTaken, RunUnfinished

CONFIG, QUESTIONS, RUN, QRELS, TIMINGS = "config.json", "questions.jsonl", "run.trec", "qrels.trec", "timings.json"
_LOCK = "lock"
_PREFIX = {results.QUESTIONS: "", results.DIALOGUES: "dialogues."}  # of the TREC files of each part that is judged
_VOLATILE = ("started", "seconds")  # may differ between the two halves of a resumed run
_HINT = "Run `clausewise eval run` again, or into another folder."
_LARGEST = 3.3e38  # a score; 10,000 least steps below it there are still 32-bit floats


@dataclass(frozen=True)
class _Answer:
    """What is read of an answer, where it is there."""

    status: str = ""
    citations: tuple[str, ...] = ()
    confidence: FiniteFloat = 0.0
    milliseconds: FiniteFloat = 0.0


_CONFIG, _ROW, _ANSWER = TypeAdapter(RunConfig), TypeAdapter(QuestionResult), TypeAdapter(_Answer)


def save_run(run: RunResult, folder: Path, timings: Mapping[str, float] | None = None) -> None:
    """Write a whole run into `folder`, which must not hold one yet (RunError)."""
    with RunWriter.open(folder, run.config, run.qrels) as writer:
        if writer.done:
            raise RunTaken(f"{folder} already holds a run.", hint="Choose another folder.")
        for question in run.questions:
            writer.append(question)
        writer.finish(run.config.seconds, timings or {})


def load_run(folder: Path) -> RunResult:
    """Read a finished run; RunUnfinished for one cut short, RunError for a folder that holds none or is damaged."""
    config = read_config(folder)
    if not (folder / TIMINGS).is_file():
        raise RunUnfinished(f"The run in {folder} was cut short.", hint="The command that began it finishes it.")
    questions = tuple(_read_questions(folder / QUESTIONS))
    qrels: dict[str, dict[str, int]] = {}
    for prefix in _PREFIX.values():
        if not prefix or (folder / f"{prefix}{QRELS}").is_file():
            qrels |= _read_qrels(folder / f"{prefix}{QRELS}")
    return RunResult(config, questions, qrels, folder)


class RunWriter:
    """A run being written; a context manager, which keeps other processes out.

    `done` are the questions that an earlier, interrupted process has finished, `questions` all so far; `spent` are the
    seconds of such processes, as far as they could still write them down.
    """

    def __init__(
        self,
        folder: Path,
        config: RunConfig,
        qrels: Mapping[str, Mapping[str, int]],
        done: Sequence[QuestionResult],
        spent: float,
        since: float,
        lock: FileLock,
    ) -> None:
        self.folder = folder
        self.config = config
        self.questions = list(done)
        self.done = frozenset(question.id for question in done)
        self.spent = spent
        self._since = since
        self._qrels = qrels
        self._lock = lock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.questions and not (self.folder / TIMINGS).is_file():  # whoever goes on should know what it took so far
            seconds = self.spent + time.perf_counter() - self._since
            with suppress(RunError):
                _write(self.folder / CONFIG, _dumps(asdict(replace(self.config, seconds=seconds))))
        self._lock.release()

    @classmethod
    def open(
        cls, folder: Path, config: RunConfig, qrels: Mapping[str, Mapping[str, int]], since: float | None = None
    ) -> "RunWriter":
        """Begin a run in `folder`, or go on with an unfinished one of the same configuration.

        `since` is when the work on it began (`time.perf_counter`; default: now).

        RunTaken when the folder holds a finished run, a run of another configuration, or one that another process is
        writing; RunError when it cannot be written.
        """
        if (folder / TIMINGS).is_file():
            raise RunTaken(f"{folder} already holds a finished run.", hint="Choose another folder.")
        lock = FileLock(folder / _LOCK, timeout=0)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            raise RunTaken(f"Another process is writing the run in {folder}.", hint="Wait for it to end.") from None
        except OSError as error:
            raise RunError(f"{folder} cannot be written ({error.strerror or error}).", hint=_HINT) from None
        try:
            now = time.perf_counter()
            return cls(folder, config, qrels, *_begun(folder, config), now if since is None else since, lock)
        except OSError as error:
            lock.release()
            raise RunError(f"{folder} cannot be written ({error.strerror or error}).", hint=_HINT) from None
        except BaseException:
            lock.release()
            raise

    def append(self, question: QuestionResult) -> None:
        """Add a question; it is on disk when this returns."""
        row = json.dumps(_to_row(question), ensure_ascii=False, allow_nan=False)
        try:
            with (self.folder / QUESTIONS).open("a", encoding="utf-8") as file:
                file.write(row + "\n")
        except OSError as error:
            raise RunError(f"{self.folder} cannot be written ({error.strerror or error}).", hint=_HINT) from None
        self.questions.append(question)

    def finish(self, seconds: float, timings: Mapping[str, float]) -> RunResult:
        """Write the TREC files and seal the folder."""
        self.config = replace(self.config, seconds=seconds)
        for part, prefix in _PREFIX.items():
            mine = [q for q in self.questions if q.metadata.get("part", results.QUESTIONS) == part]
            judged = [question for question in mine if question.id in self._qrels]
            if judged or not prefix:
                _write(self.folder / f"{prefix}{RUN}", "".join(_trec_lines(judged, self.config.name)))
                _write(self.folder / f"{prefix}{QRELS}", "".join(_qrels_lines(judged, self._qrels)))
        _write(self.folder / CONFIG, _dumps(asdict(self.config)))
        _write(self.folder / TIMINGS, _dumps(dict(timings)))
        (self.folder / _LOCK).unlink(missing_ok=True)
        return RunResult(self.config, tuple(self.questions), self._qrels, self.folder)


def falling(ranked: Iterable[tuple[str, float]]) -> tuple[Ranked, ...]:
    """A ranking, best first, whose scores fall strictly even as the 32-bit floats that trec_eval holds them in.

    Equal scores would be put into the order of their names by trec_eval; each is moved down by the least step there is.
    Scores beyond the range of such floats are its ends, with room for the steps.

    >>> [one.id for one in falling([("b", 1.0), ("a", 1.0)])]
    ['b', 'a']
    """
    result: list[Ranked] = []
    last = np.float32(math.inf)
    for name, score in ranked:
        last = min(np.float32(min(max(score, -_LARGEST), _LARGEST)), np.nextafter(last, np.float32(-math.inf)))
        result.append(Ranked(name, float(last)))
    return tuple(result)


def _begun(folder: Path, config: RunConfig) -> tuple[list[QuestionResult], float]:
    """Questions and seconds of an unfinished run of the same configuration; a folder without one is made ready."""
    _drop_torn_line(folder / QUESTIONS)
    if not (folder / QUESTIONS).is_file() or not (folder / QUESTIONS).stat().st_size:  # nothing was measured yet
        _write(folder / CONFIG, _dumps(asdict(config)))
        return [], 0.0
    if not (folder / CONFIG).is_file():
        raise RunTaken(
            f"{folder} holds questions of a run without its {CONFIG}.", hint="Choose another folder, or remove it."
        )
    before = read_config(folder)
    if differing := _differences(before, config):
        raise RunTaken(
            f"The unfinished run in {folder} was begun with another {' and '.join(differing)}.",
            hint="Choose another folder, or remove this one.",
        )
    return list(_read_questions(folder / QUESTIONS)), before.seconds


def _trec_lines(questions: Iterable[QuestionResult], name: str) -> Iterator[str]:
    tag = "-".join(name.split()) or "run"
    for question in questions:
        for rank, one in enumerate(question.ranking, 1):
            yield f"{question.id} Q0 {one.id} {rank} {one.score!r} {tag}\n"


def _qrels_lines(questions: Iterable[QuestionResult], qrels: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    for question in questions:
        for uid, grade in qrels[question.id].items():
            yield f"{question.id} 0 {uid} {grade}\n"


def _differences(before: RunConfig, now: RunConfig) -> list[str]:
    old, new = json.loads(_dumps(asdict(before))), json.loads(_dumps(asdict(now)))
    return [key.replace("_sha256", "") for key in new if key not in _VOLATILE and old.get(key) != new[key]]


def _to_row(question: QuestionResult) -> dict[str, Any]:
    row = {**vars(question), "ranking": [[one.id, one.score] for one in question.ranking]}
    return {key: value for key, value in row.items() if value is not None}


def _from_row(row: dict[str, Any]) -> QuestionResult:
    question = _ROW.validate_python({**row, "ranking": [Ranked(name, score) for name, score in row["ranking"]]})
    if not all(math.isfinite(one.score) for one in question.ranking):
        raise ValueError("a score is not a finite number")
    if not math.isfinite(question.milliseconds):
        raise ValueError("milliseconds is not a finite number")
    if question.answer is not None:
        _ANSWER.validate_python(question.answer)
    return question


def read_config(folder: Path) -> RunConfig:
    """What a run in `folder` is of; RunError where there is none or it is damaged."""
    if not (folder / CONFIG).is_file():
        raise RunError(f"{folder} holds no run.", hint="A run folder is what `clausewise eval run` writes.")
    with _readable(folder / CONFIG):
        return _CONFIG.validate_python(json.loads((folder / CONFIG).read_text(encoding="utf-8")))


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
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise RunError(f"{where} cannot be read ({place}: {first['msg']}).", hint=_HINT) from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise RunError(f"{where} cannot be read ({error}).", hint=_HINT) from None


def _drop_torn_line(path: Path) -> None:
    """Cut off what a dying process left of its last line."""
    if path.is_file() and (data := path.read_bytes()) and not data.endswith(b"\n"):
        path.write_bytes(data[: data.rfind(b"\n") + 1])


def _dumps(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=False, allow_nan=False) + "\n"


def _write(path: Path, text: str) -> None:
    """Write at once: a reader sees the old file or the new one (RunError)."""
    new = path.with_name(path.name + ".new")
    try:
        new.write_text(text, encoding="utf-8")
        new.replace(path)
    except OSError as error:
        raise RunError(f"{path} cannot be written ({error.strerror or error}).", hint=_HINT) from None

"""Measure a retriever on a data set, question by question, into a run folder."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.answers import answered
from eval.asked import Asked, check_lengths, everything, judgements
from eval.bench import Bench
from eval.bring import Brought, named, somebodys_code
from eval.dataset import Dataset
from eval.measures import dialogue, main_clause
from eval.measures.retrieval import DEFAULT, GRADED, RetrievalMeasures
from eval.plan import Plan
from eval.provenance import configuration
from eval.results import QUESTIONS, REFERENCES, QuestionResult, Ranked, RunConfig, RunResult
from eval.retrievers import BUILT_IN, build
from eval.store import TIMINGS, RunWriter, falling
from ingest.errors import (
    AddressError,
    DatasetError,
    QuestionError,
    RetrieverError,
    RunError,
    RunTaken,
    SettingsError,
)
from rag.baselines import MixedClauses, Ranker
from rag.pointing import searched

_TELL = 5  # seconds between two lines of progress


def evaluate(
    dataset: Dataset | Bench,
    retriever: str | Callable[..., Any] | Any,
    output: Path | str,
    plan: Plan | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> RunResult:
    """Measure `retriever` and write the run into a new folder under `output`, or go on with one that was cut short.

    `retriever` is a built-in name, "module:Class", a class or function as `eval.bring` describes, or an object with
    `retrieve`. Give a `Bench` in place of the data set to share vectors between runs. Raises DatasetError, RunError
    (RetrieverError when the retriever fails, with the question), SettingsError, index and model errors; what was
    measured until then is kept, and the same call goes on from there.
    """
    started = time.perf_counter()
    bench = dataset if isinstance(dataset, Bench) else Bench(dataset, progress=progress)
    chosen = plan or Plan()
    factory, measures, config = _prepared(bench, retriever, chosen)
    measuring = _Measuring(bench, _ranker(factory, bench, chosen, config), measures, chosen.depth)
    if deep := chosen.too_deep(measures.names):
        progress(f"{config.name}: only {chosen.depth} results are kept of each question, fewer than {deep[0]} looks at")
    prepared = time.perf_counter() - started
    with _begin(Path(output), config, bench, progress, started) as writer:
        answers = config.settings["answers"]
        waiting = [asked for asked in everything(bench.dataset) if asked.part != REFERENCES or answers]
        told = time.monotonic()
        for place, asked in enumerate(waiting, 1):
            if asked.id not in writer.done:
                try:
                    if measuring.as_ours or answers:
                        asked = replace(asked, history=bench.told.history(asked.history))
                    result = measuring.question(asked)
                    if answers:
                        answer, more = answered(bench, asked)
                        result = replace(result, measures={**result.measures, **more}, answer=answer)
                except (AddressError, QuestionError) as error:
                    raise DatasetError(f"Question {asked.id}: {error.message}", hint=error.hint) from None
                writer.append(result)
            if place == len(waiting) or time.monotonic() - told > _TELL:
                told = time.monotonic()
                progress(f"{config.name}: {place} of {len(waiting)}")
        if not any(question.ranking for question in writer.questions):
            raise RunError(f"{config.name} found nothing for any question.", hint="Look at what it was built from.")
        seconds = {"preparing": prepared, "all": writer.spent + time.perf_counter() - started}
        return writer.finish(seconds["all"], seconds)


def check(bench: Bench, retrievers: Sequence[str], plan: Plan) -> None:
    """What would stop `evaluate` with any of `retrievers`, told before the first is measured (as `evaluate` raises)."""
    known = list(dict.fromkeys([*BUILT_IN, *(_prepared(bench, name, plan)[2].name for name in retrievers)]))
    for name in plan.options:
        if name not in known:
            raise SettingsError(
                f"There are options for {name!r}, which is no retriever here.", hint=f"Known are {', '.join(known)}."
            )


def _prepared(bench: Bench, retriever: Any, plan: Plan) -> tuple[Any, RetrievalMeasures, RunConfig]:
    """What is to be measured, by which measures, and the configuration of the run, all checked."""
    measures = RetrievalMeasures([*DEFAULT, *(GRADED if _graded(bench.dataset) else ()), *plan.measures])
    if isinstance(retriever, str) and retriever not in BUILT_IN and ":" not in retriever:
        raise SettingsError(
            f"There is no retriever {retriever!r}.", hint=f"Choose from {', '.join(BUILT_IN)}, or name a module:Class."
        )
    factory = named(retriever) if isinstance(retriever, str) and retriever not in BUILT_IN else retriever
    config = configuration(bench, retriever, factory, plan, measures.names)
    if config.settings["answers"]:
        check_lengths(bench.dataset)
    return factory, measures, config


class _Measuring:
    """Ranks and measures one question after the other."""

    def __init__(self, bench: Bench, ranker: Ranker, measures: RetrievalMeasures, depth: int) -> None:
        self._bench = bench
        self._ranker = ranker
        self._measures = measures
        self._depth = depth
        self._known = frozenset(bench.collection.ids)

    @property
    def as_ours(self) -> bool:
        """Whether a turn is searched in its conversation, as the assistant does it."""
        return isinstance(self._ranker, MixedClauses)

    def question(self, asked: Asked) -> QuestionResult:
        """Rank and measure; the clock counts what a remembered question would have cost."""
        started, spared = time.perf_counter(), self._bench.spared_ms
        ranking = self._in_conversation(asked) if asked.part != REFERENCES else ()
        milliseconds = (time.perf_counter() - started) * 1000 + self._bench.spared_ms - spared
        found = dict(self._measures.of(asked.grades if asked.answerable else {}, ranking))
        if asked.part == QUESTIONS and asked.answerable and (main := asked.metadata.get("main")):
            found[main_clause.NAME] = main_clause.measure(str(main), ranking)
        if asked.rewritten is not None:
            forms = asked.text, asked.rewritten
            found |= dialogue.measure(asked.grades, *forms, lambda text: self._ranked(asked, text))
        return QuestionResult(asked.id, asked.text, asked.metadata, asked.cluster, found, ranking, milliseconds)

    def _in_conversation(self, asked: Asked) -> tuple[Ranked, ...]:
        """A turn with its history: ours as the assistant searches it, any other by the turn made standalone."""
        if not self.as_ours:
            return self._ranked(asked, asked.searched)
        return self._ranked(asked, *searched(asked.text, asked.history, self._bench.corpus))

    def _ranked(self, asked: Asked, text: str, before: Sequence[str] = ()) -> tuple[Ranked, ...]:
        hint = "What was measured before it is kept, and the same command goes on from there."
        with somebodys_code(f"Question {asked.id}: the retriever failed", hint):
            if before and isinstance(self._ranker, MixedClauses):
                ranked = self._ranker.rank(text, self._depth, before)
            else:
                ranked = self._ranker.rank(text, self._depth)
            names = [name for name, _ in ranked]
            if not all(math.isfinite(score) for _, score in ranked):
                raise ValueError("a score is not a finite number")
            if unknown := next((name for name in names if name not in self._known), None):
                raise ValueError(f"{unknown!r} is none of the passages")
            if len(set(names)) != len(names):
                twice = next(name for place, name in enumerate(names) if name in names[:place])
                raise ValueError(f"{twice!r} was found twice")
        return falling(ranked[: self._depth])


def _graded(dataset: Dataset) -> bool:
    return any(grade > 1 for grades in dataset.qrels.values() for grade in grades.values())


def _ranker(factory: Any, bench: Bench, plan: Plan, config: RunConfig) -> Ranker:
    options = plan.options.get(config.name, {})
    if isinstance(factory, str):
        ranker = build(factory, bench, options)
        ranker.rank("warm up", 1)  # the first question should not pay for what is loaded lazily
        return ranker
    if callable(getattr(factory, "retrieve", None)) and not isinstance(factory, type):
        return Brought(factory, bench)
    if not callable(factory):
        raise RetrieverError(
            f"{factory!r} is no retriever.", hint="Give a class, a function or a llama-index retriever."
        )
    return Brought.build(factory, bench, plan.depth, options)


def _begin(output: Path, config: RunConfig, bench: Bench, progress: Callable[[str], None], started: float) -> RunWriter:
    """The unfinished run of this configuration under `output`, or a new one; no finished run is touched."""
    stem = f"{config.dataset}-{config.label}-{config.name}"
    number = 1
    while True:
        folder = output / (stem if number == 1 else f"{stem}-{number}")
        try:
            writer = RunWriter.open(folder, config, judgements(bench.dataset), started)
        except RunTaken as error:
            if not (folder / TIMINGS).is_file():
                progress(error.message)
            number += 1
            continue
        if writer.done:
            progress(f"{config.name}: going on after {len(writer.done)} questions")
        return writer

"""What a run leaves behind: a folder that says what was measured, how, and question by question.

::

    <run>/
        config.json       data set, split, retriever, depth, settings, versions, corpus hash, dates: see `RunConfig`
        questions.jsonl   a line a question: see `QuestionResult`
        run.trec          the rankings of the answerable questions, as trec_eval reads them
        qrels.trec        the judgements used
        dialogues.*.trec  the same of dialogue turns, where there are any
        timings.json      stages and their seconds

Per-question values come first; every aggregate is computed from them (terrierteam/ir_measures does the same). A measure
that is undefined for a question is None, which is no data and not zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Measures = Mapping[str, float | None]
Half = Literal["first", "second"]
QUESTIONS, DIALOGUES, REFERENCES = "questions", "dialogues", "references"  # the parts of a data set


@dataclass(frozen=True)
class Ranked:
    """A retrieved clause or document and its score; higher is better, comparable within one question only."""

    id: str
    score: float


@dataclass(frozen=True)
class QuestionResult:
    """One question of a run.

    `metadata` is the data set's (kind, wording, asker …), and always `part`: "questions", "dialogues" (a turn each) or
    "references"; in the first two also `answerable`. `cluster` groups questions that are not independent: the turns of
    one conversation. `ranking` is best first, as deep as the run, empty for references. `answer` holds what the
    assistant did with it (status, citations, confidence), when answers were measured.
    """

    id: str
    text: str
    metadata: Mapping[str, Any]
    cluster: str
    measures: Measures
    ranking: tuple[Ranked, ...]
    milliseconds: float
    answer: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class RunConfig:
    """Everything needed to repeat a run, and to know whether two runs may be compared."""

    name: str
    dataset: str
    dataset_sha256: str
    split: str
    retriever: str
    depth: int
    corpus_sha256: str
    versions: Mapping[str, str]
    settings: Mapping[str, Any]
    started: str
    seconds: float = 0.0
    half: Half | None = None

    @property
    def label(self) -> str:
        """The split and the half of it: dev, dev-first."""
        return self.split if self.half is None else f"{self.split}-{self.half}"


@dataclass(frozen=True)
class RunResult:
    """A finished run: its configuration, its questions in data-set order and the judgements (id → id → grade).

    `folder` is where it is kept.
    """

    config: RunConfig
    questions: tuple[QuestionResult, ...] = field(repr=False)
    qrels: Mapping[str, Mapping[str, int]] = field(repr=False)
    folder: Path | None = field(default=None, compare=False)

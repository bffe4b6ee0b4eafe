"""What a run is worth on questions unlike any that its retriever has learnt from.

Test questions that repeat known ones flatter whoever knows those (Lewis, Stenetorp and Riedel, Question and Answer
Test-Train Overlap in Open-Domain Question Answering Datasets, EACL 2021): apart from them, the same figures say what
is left. Likeness is of words; a known question that asks the same in other words is not seen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval.parts import of_questions
from eval.results import QuestionResult, RunResult
from eval.summary import means
from ingest.errors import RunError
from ingest.questions import Curated
from rag.vocabulary import content, stem

BOUNDS = (1.0, 0.8, 0.6, 0.5)
MEASURES = (
    "nDCG@10",
    "Success@1",
    "Main@5",
    "citation precision",
    "citation recall",
    "false refusal",
    "false citation",
)


@dataclass(frozen=True)
class Band:
    """The questions less like any known one than `below`, all of them where that is None, and their mean measures."""

    below: float | None
    answerable: int
    unanswerable: int
    measures: Mapping[str, float]


@dataclass(frozen=True)
class Familiarity:
    """The bands of some runs together, widest first; `known` is how many questions they were held against."""

    runs: tuple[str, ...]
    known: int
    bands: tuple[Band, ...]


class Known:
    """Questions that something was learnt from, to hold others against.

    >>> known = Known(["Who owns the results?", "When was the guidance adopted?"])
    >>> known.likeness("Who owns the result of joint work?")
    0.5
    """

    def __init__(self, questions: Iterable[str]) -> None:
        said = [_stems(question) for question in questions]
        self._sizes = np.array([len(stems) for stems in said], dtype=np.int64)
        places: dict[str, list[int]] = {}
        for place, stems in enumerate(said):
            for one in stems:
                places.setdefault(one, []).append(place)
        self._places = {one: np.array(at, dtype=np.int64) for one, at in places.items()}

    def __len__(self) -> int:
        return len(self._sizes)

    def likeness(self, question: str) -> float:
        """The share of content words, as stems, in common with the known question that has most; in [0, 1].

        It is of the longer of the two. A question without content words is like none.
        """
        stems = _stems(question)
        found = [self._places[one] for one in stems if one in self._places]
        if not found:
            return 0.0
        shared = np.bincount(np.concatenate(found), minlength=len(self))
        return float((shared / np.maximum(self._sizes, len(stems))).max())


def known_questions(curated: Curated) -> Known:
    """What search learns from: each clause's own questions and those judged over all clauses; dialogues are not."""
    own = (question for questions in curated.by_uid.values() for question in questions)
    return Known(dict.fromkeys([*own, *curated.judged]))


def familiarity(runs: Sequence[RunResult], known: Known) -> Familiarity:
    """The figures of the single questions of `runs` together, by how like a known one they are.

    Raises RunError for runs that are not of one retriever, as it was set up over one corpus, or that share a question,
    or have no single question.
    """
    first = runs[0].config
    for config in (run.config for run in runs[1:]):
        if config.retriever != first.retriever:
            raise RunError(
                "These runs are of different retrievers.", hint="Name runs of one, and the others by themselves."
            )
        if (config.corpus_sha256, config.settings) != (first.corpus_sha256, first.settings):
            raise RunError(
                f"{config.retriever} was not measured alike in these runs: texts, model or options differ.",
                hint="`config.json` of each says which they were; name runs that agree.",
            )
    found = [(run.config.dataset, question) for run in runs for question in run.questions if of_questions(question)]
    asked = [question for _, question in found]
    if len({(dataset, question.id) for dataset, question in found}) < len(asked):
        raise RunError("A question is in two of these runs.", hint="Name one run of each data set and split.")
    if not asked:
        raise RunError("There is no single question in these runs.", hint="Name runs of data sets that have some.")
    likeness = [known.likeness(question.text) for question in asked]
    bands = [_band(None, asked)]
    for bound in BOUNDS:
        bands.append(_band(bound, [one for one, share in zip(asked, likeness, strict=True) if share < bound]))
    return Familiarity(tuple(str(run.folder or run.config.name) for run in runs), len(known), tuple(bands))


def _band(below: float | None, asked: Sequence[QuestionResult]) -> Band:
    answerable = sum(bool(question.metadata.get("answerable")) for question in asked)
    figures = means(asked)
    shown = {name: figures[name] for name in MEASURES if name in figures}
    return Band(below, answerable, len(asked) - answerable, shown)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in content(text))

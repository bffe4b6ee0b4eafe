"""Is an adapter worth keeping? Curated questions that it never saw are asked with it and without.

Some questions of each clause are held out: they are neither trained on nor among the views of their clause, in both
measurements alike. Each is asked of the whole retriever; right are its clause and those it was judged to be answered
by.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.clusters import Clustered
from eval.dataset import Grades
from eval.measures.retrieval import RetrievalMeasures
from eval.results import Ranked
from eval.significance import p_values
from ingest.corpus import Corpus
from ingest.errors import AdapterError
from ingest.judged import Judgement
from ingest.questions import Curated
from rag.embed import Embedder
from rag.index import Index, Progress, build
from rag.mixture import MIXED
from rag.retrieve import ClauseRetriever

MEASURE = "nDCG@10"
LEVEL = 0.05
LEAST = 20  # clauses to ask about: with fewer, hardly any gain could be told from chance
KEEP = 2  # questions that a clause keeps at least
SHARE = 4  # one question in so many is held out, at least one
DEPTH = 100


@dataclass(frozen=True)
class HeldOut:
    """`asked` are (question, uid of its clause); `corpus` is the corpus without these questions.

    `grades` has for each question the clauses that answer it (2) or help (1).
    """

    asked: tuple[tuple[str, str], ...]
    corpus: Corpus
    grades: Mapping[str, Grades]

    @property
    def clauses(self) -> int:
        """How many clauses they belong to."""
        return len({uid for _, uid in self.asked})


@dataclass(frozen=True)
class Gain:
    """The mean of `MEASURE` without and with an adapter, and how likely chance alone makes a difference as large."""

    questions: int
    before: float
    after: float
    p: float

    @property
    def sure(self) -> bool:
        """Whether the adapter is better, and not by chance."""
        return self.after > self.before and self.p <= LEVEL


def hold_out(corpus: Corpus, seed: int) -> HeldOut:
    """Draw a quarter of the curated questions of each clause, at least one, that leaves it two.

    The same corpus and seed give the same questions, and those of one clause do not depend on any other clause.
    AdapterError when there are no curated questions, or too few to tell anything.
    """
    by_uid = dict(corpus.questions.by_uid)
    asked: list[tuple[str, str]] = []
    for _, clause in corpus.searched():
        questions = corpus.questions.of(clause.uid)
        count = min(max(1, len(questions) // SHARE), len(questions) - KEEP)
        if count > 0:
            drawn = set(random.Random(f"{seed} {clause.uid}").sample(questions, count))
            asked += [(question, clause.uid) for question in questions if question in drawn]
            by_uid[clause.uid] = tuple(question for question in questions if question not in drawn)
    curated, drawn_ones = corpus.questions, {question for question, _ in asked}
    judged = {question: one for question, one in curated.judged.items() if question not in drawn_ones}
    grades = {question: _grades(curated.judged.get(question, Judgement()), uid) for question, uid in asked}
    found = HeldOut(tuple(asked), corpus.asked(Curated(by_uid, judged=judged)), grades)
    if not any(corpus.questions.by_uid.values()):
        raise AdapterError(
            "There are no curated questions to learn from.",
            hint="Write some for the clauses of your documents; corpus/questions/README.md shows how.",
        )
    if found.clauses < LEAST:
        raise AdapterError(
            f"Only {found.clauses} clauses have {KEEP + 1} curated questions or more; a gain is told from chance "
            f"with {LEAST} or more.",
            hint="Write more questions; corpus/questions/README.md shows how.",
        )
    return found


def measure(
    held_out: HeldOut, embedder: Embedder, place: Path, progress: Progress = lambda *_: None
) -> tuple[float, ...]:
    """`MEASURE` of each held-out question, over an index built in the folder `place` (what a build raises)."""
    corpus = held_out.corpus
    build(place, corpus, embedder, progress)
    retriever = ClauseRetriever(corpus, Index.open(place, corpus, embedder.identity), embedder)
    measures = RetrievalMeasures([MEASURE])
    found = []
    for done, (question, _) in enumerate(held_out.asked, 1):
        scored = retriever.rank(question, MIXED).scored[:DEPTH]  # no network: it knows the adapter in use
        value = measures.of(held_out.grades[question], [Ranked(one.clause.uid, one.score) for one in scored])[MEASURE]
        found.append(value or 0.0)
        progress("asking", done, len(held_out.asked))
    return tuple(found)


def gain(before: Sequence[float], after: Sequence[float], groups: Sequence[str]) -> Gain:
    """What the values `after` gain over those `before`; questions of a group, as of a clause, are one observation."""
    values = np.array([before, after]).T
    differences = Clustered.of(values[:, 1:] - values[:, :1], groups)
    [p] = p_values(differences.sums)
    without, with_it = values.mean(axis=0)
    return Gain(len(groups), float(without), float(with_it), float(p))


def _grades(judgement: Judgement, uid: str) -> Grades:
    return {**dict.fromkeys(judgement.helps, 1), **dict.fromkeys((*judgement.answers, uid), 2)}

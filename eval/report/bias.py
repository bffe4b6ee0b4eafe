"""The lexical-bias note: how many words questions share with the clauses that answer them, by wording."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.intervals import Estimate, estimates
from eval.overlap import Overlap, overlap
from eval.parts import of_questions
from eval.report.sources import Texts
from eval.results import QuestionResult, RunResult


@dataclass(frozen=True)
class BiasRow:
    """A wording: mean shares of content words, pairs and triples of words; how many questions copy five in a row."""

    wording: str
    questions: int
    words: Estimate
    pairs: Estimate
    triples: Estimate
    copied: int


def bias_rows(run: RunResult, texts: Texts) -> list[BiasRow]:
    """A row a wording; questions whose best clauses have no words here are left out."""
    found: dict[str, list[tuple[QuestionResult, Overlap]]] = {}
    for question in run.questions:
        if not of_questions(question):
            continue
        grades = run.qrels.get(question.id, {})
        best = max(grades.values(), default=0)
        sources = [texts(uid) for uid, grade in grades.items() if grade == best and grade > 0]
        words = [source.text for source in sources if source is not None]
        if words:
            wording = str(question.metadata.get("wording") or "not labelled")
            found.setdefault(wording, []).append((question, overlap(question.text, words)))
    return [_row(wording, rows) for wording, rows in sorted(found.items())]


def _row(wording: str, rows: Sequence[tuple[QuestionResult, Overlap]]) -> BiasRow:
    values = np.array([(one.words, one.pairs, one.triples) for _, one in rows], dtype=np.float64)
    words, pairs, triples = estimates(values, [question.cluster for question, _ in rows])
    return BiasRow(wording, len(rows), words, pairs, triples, sum(one.copied for _, one in rows))

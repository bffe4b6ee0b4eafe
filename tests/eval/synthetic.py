"""Runs made up for tests: rankings with a chosen skill, measured by ir_measures, answers with a confidence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import ir_measures
import numpy as np
from ir_measures import Qrel, R, ScoredDoc, Success, nDCG

from eval.results import QuestionResult, Ranked, RunConfig, RunResult

MEASURES = {"nDCG@10": nDCG @ 10, "Success@1": Success(rel=2) @ 1, "R@5": R @ 5}
KINDS = ("how-to", "definition", "recital", "paragraph")


def synthetic_run(
    name: str = "ours",
    *,
    skill: float = 1.0,
    seed: int = 0,
    questions: int = 40,
    dialogues: int = 4,
    refused: int = 8,
    pool: Sequence[str] = tuple(f"c/2024/601#pnt_{a}.{b}" for a in range(1, 5) for b in range(1, 11)),
) -> RunResult:
    """A run over `questions` single questions, `dialogues` of three turns and `refused` unanswerable questions.

    The data set is the same for every `skill` and `seed`; a higher skill ranks the relevant clauses higher. `pool` are
    the clauses there are, 20 or more.
    """
    judged = np.random.default_rng(99)
    random = np.random.default_rng(seed)
    found, qrels = [], {}
    names = [(f"q{number:03}", f"q{number:03}") for number in range(questions)]
    names += [(f"d{number:02}.{turn}", f"d{number:02}") for number in range(dialogues) for turn in (1, 2, 3)]
    for place, (name_, cluster) in enumerate(names):
        gold = judged.choice(len(pool), 3, replace=False)
        qrels[name_] = {pool[gold[0]]: 2, pool[gold[1]]: 1, pool[gold[2]]: 0}
        scores = random.normal(0, 1, len(pool))
        scores[gold[:2]] += skill * 2
        order = np.argsort(-scores)[:20]
        ranking = tuple(Ranked(pool[index], float(scores[index])) for index in order)
        metadata = {
            "kind": "dialogue" if cluster != name_ else KINDS[place % len(KINDS)],
            "wording": ("plain", "code")[place % 2],
            "answerable": True,
            "part": "questions" if cluster == name_ else "dialogues",
            **({} if cluster == name_ else {"turn": int(name_[-1])}),
        }
        right = ranking[0].id in (pool[gold[0]], pool[gold[1]])
        answer = {
            "status": "answered",
            "citations": [ranking[0].id],
            "confidence": float(right + random.normal(0, 0.7)),
        }
        found.append(_question(name_, metadata, cluster, ranking, random, answer))
    values = measured(qrels, {question.id: question.ranking for question in found})
    result = [replace(question, measures=_forms(question, values[question.id])) for question in found]
    for number in range(refused):
        ranking = tuple(Ranked(pool[index], 1 - index / 100) for index in range(20))
        answer = {
            "status": ("not_covered", "answered")[number % 4 == 3],
            "citations": [ranking[0].id] if number % 4 == 3 else [],
            "confidence": -1.0 + number / 8,
        }
        metadata = {
            "kind": "unanswerable",
            "wording": "plain",
            "answerable": False,
            "part": "questions",
            "unanswerable": "out-of-domain",
        }
        result.append(_question(f"u{number:02}", metadata, f"u{number:02}", ranking, random, answer))
    config = RunConfig(
        name, "toy", "d" * 64, "test", name, 20, "c" * 64, {"clausewise": "0.1.0"}, {}, "2026-01-01T00:00:00Z", 1.5
    )
    return RunResult(config, tuple(result), qrels)


def _forms(question: QuestionResult, values: Mapping[str, float | None]) -> dict[str, float | None]:
    """The measures of a question; a turn has nDCG@10 in two more forms."""
    if question.metadata["part"] == "questions":
        return dict(values)
    whole = values["nDCG@10"] or 0.0
    return {**values, "nDCG@10 (last turn alone)": whole * 0.8, "nDCG@10 (standalone)": min(1.0, whole * 1.1)}


def measured(
    qrels: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[Ranked]]
) -> dict[str, dict[str, float | None]]:
    """The values that ir_measures gives, by question and measure."""
    judgements = [Qrel(name, uid, grade) for name, grades in qrels.items() for uid, grade in grades.items()]
    run = [ScoredDoc(name, one.id, one.score) for name, ranking in rankings.items() for one in ranking]
    labels = {measure: label for label, measure in MEASURES.items()}
    values: dict[str, dict[str, float | None]] = {name: dict.fromkeys(MEASURES) for name in rankings}
    for metric in ir_measures.iter_calc(list(MEASURES.values()), judgements, run):
        values[metric.query_id][labels[metric.measure]] = float(metric.value)
    return values


def with_value(run: RunResult, question: int, measure: str, value: float | None) -> RunResult:
    """`run` with one value put in place of another."""
    questions = list(run.questions)
    questions[question] = replace(questions[question], measures={**questions[question].measures, measure: value})
    return replace(run, questions=tuple(questions))


def _question(
    name: str,
    metadata: Mapping[str, object],
    cluster: str,
    ranking: tuple[Ranked, ...],
    random: np.random.Generator,
    answer: Mapping[str, object],
) -> QuestionResult:
    text = f"How should we settle matter {name}?"
    return QuestionResult(name, text, metadata, cluster, {}, ranking, float(random.gamma(4, 3)), answer)

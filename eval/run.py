"""Run the retrievers and the assistant over a data set and measure them in the same run.

Retrieval measures are those of trec_eval, computed by ir_measures. Refusal is judged by the assistant's own decision
and by the area under the ROC curve of its confidence (Fawcett, An introduction to ROC analysis, 2006).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import ir_measures
from ir_measures import Qrel, R, ScoredDoc, Success, nDCG

from eval.dataset import Dataset
from ingest.errors import DatasetError
from rag import Assistant
from rag.refusal import judge
from rag.results import Citation
from rag.retrieve import BASELINES, Mixture

DEPTH = 100
MEASURES = {"nDCG@10": nDCG @ 10, "Success@1": Success(rel=2) @ 1, "R@5": R @ 5}


@dataclass(frozen=True)
class Report:
    """`retrieval` by retriever and measure; `answers` are the assistant's, each in [0, 1]."""

    dataset: str
    generation: str
    retrieval: dict[str, dict[str, float]]
    answers: dict[str, float]


def evaluate(
    assistant: Assistant, dataset: Dataset, retrievers: Sequence[str], progress: Callable[[str], None] = lambda _: None
) -> Report:
    """Measure `retrievers` (names of `rag.retrieve.BASELINES`) and the assistant's answers on `dataset`."""
    unknown = sorted(
        {uid for grades in dataset.qrels.values() for uid in grades if assistant.corpus.clause(uid) is None}
    )
    if unknown:
        raise DatasetError(f"No clause has the address {unknown[0]}.", hint="The data set was made for other texts.")
    qrels = [Qrel(query, uid, grade) for query, grades in dataset.qrels.items() for uid, grade in grades.items()]
    answerable = [query for query in dataset.queries if query.answerable]
    retrieval = {}
    for name in retrievers:
        progress(f"{name}: {len(answerable)} questions")
        run = [doc for query in answerable for doc in _ranked(assistant, query.id, query.text, BASELINES[name])]
        found = ir_measures.calc_aggregate(list(MEASURES.values()), qrels, run)
        retrieval[name] = {label: float(found[measure]) for label, measure in MEASURES.items()}
    progress(f"answers: {len(dataset.queries)} questions")
    answers = _answers(assistant, dataset)
    return Report(dataset.name, assistant.generation, retrieval, answers)


def _ranked(assistant: Assistant, query_id: str, text: str, mixture: Mixture) -> list[ScoredDoc]:
    scored = assistant.rank(text, mixture).scored[:DEPTH]
    # trec_eval breaks ties by document name; a falling score keeps our order.
    return [ScoredDoc(query_id, one.clause.uid, one.score - 1e-9 * place) for place, one in enumerate(scored)]


def _answers(assistant: Assistant, dataset: Dataset) -> dict[str, float]:
    confidence: dict[bool, list[float]] = {True: [], False: []}
    refused: dict[bool, list[float]] = {True: [], False: []}
    answered: dict[bool, list[float]] = {True: [], False: []}
    precision, recall = [], []
    for query in dataset.queries:
        answer = assistant.ask(query.text)
        confidence[query.answerable].append(judge(assistant.retriever().rank(query.text, named="")).confidence)
        refused[query.answerable].append(float(answer.status == "not_covered"))
        answered[query.answerable].append(float(answer.status == "answered"))
        if not query.answerable:
            continue
        grades = dataset.qrels[query.id]
        # A stem quoted above its points is context, not a claim of its own, unless nothing stands under it.
        cited = {citation.uid for citation in answer.citations} - _stems(assistant, answer.citations)
        main = {uid for uid, grade in grades.items() if grade == 2}
        recall.append(len(main & {citation.uid for citation in answer.citations}) / len(main))
        if cited:
            precision.append(len(cited & grades.keys()) / len(cited))
    return {
        "citation precision": _mean(precision),
        "citation recall": _mean(recall),
        "answerable refused": _mean(refused[True]),
        "unanswerable refused": _mean(refused[False]),
        "unanswerable answered": _mean(answered[False]),
        "refusal AUROC": auroc(confidence[True], confidence[False]),
    }


def _stems(assistant: Assistant, citations: Sequence[Citation]) -> set[str]:
    found = set()
    for citation in citations:
        clause = assistant.corpus.clause(citation.uid)
        stem = assistant.corpus.document_of(clause).stem(clause) if clause is not None else None
        if stem is not None:
            found.add(stem.uid)
    return found


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The chance that a positive scores above a negative, ties counting half; nan when either is empty."""
    pairs = [(p > n) + 0.5 * (p == n) for p in positive for n in negative]
    return sum(pairs) / len(pairs) if pairs else float("nan")


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")

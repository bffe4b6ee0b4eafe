"""A run in figures: means of the per-question measures, and the measures of a run as a whole."""

from collections.abc import Iterable, Sequence
from statistics import fmean, quantiles

from eval.measures.abstention import aurc, auroc
from eval.results import DIALOGUES, QUESTIONS, REFERENCES, QuestionResult, RunResult

Figures = dict[str, float]
PARTS = (QUESTIONS, DIALOGUES, REFERENCES)


def summarise(run: RunResult) -> dict[str, Figures]:
    """Figures by part ("questions", "dialogues", "references"), then "abstention", "false answers" and "latency".

    A part's figures are means over the questions for which a measure is defined; a measure that is defined for none is
    left out, and so is a part without questions. "false answers" has the rate of each kind of unanswerable question,
    "latency" milliseconds: the median and the 95th percentile.
    """
    found = {part: means(q for q in run.questions if part_of(q) == part) for part in PARTS}
    questions = [question for question in run.questions if part_of(question) == QUESTIONS]
    found["abstention"] = _abstention(questions)
    found["false answers"] = _false_answers(questions)
    found["latency"] = _latency([q.milliseconds for q in run.questions if part_of(q) != REFERENCES])
    return {name: figures for name, figures in found.items() if figures}


def part_of(question: QuestionResult) -> str:
    return str(question.metadata.get("part", QUESTIONS))


def means(questions: Iterable[QuestionResult]) -> Figures:
    """The mean of each measure over the questions for which it is defined."""
    values: dict[str, list[float]] = {}
    for question in questions:
        for name, value in question.measures.items():
            if value is not None:
                values.setdefault(name, []).append(value)
    return {name: fmean(of) for name, of in values.items()}


def confidence(question: QuestionResult) -> float | None:
    """How sure the system was: the assistant's confidence, or the best score where only retrieval was measured."""
    if question.answer is not None and "confidence" in question.answer:
        return float(question.answer["confidence"])
    return question.ranking[0].score if question.ranking else None


def refused(question: QuestionResult) -> bool | None:
    """Whether the assistant cited nothing; None where it was not asked."""
    return None if question.answer is None else not question.answer.get("citations")


def wrong(question: QuestionResult) -> float:
    """Whether an answer from the best clause would be wrong: it is not relevant, or there is no answer at all."""
    return 1.0 if not question.metadata.get("answerable") else 1.0 - (question.measures.get("Success@1") or 0.0)


def _abstention(questions: Sequence[QuestionResult]) -> Figures:
    sure = [(q, value) for q in questions if (value := confidence(q)) is not None]
    answerable = [value for q, value in sure if q.metadata.get("answerable")]
    unanswerable = [value for q, value in sure if not q.metadata.get("answerable")]
    if not answerable or not unanswerable:
        return {}
    area = auroc(answerable, unanswerable)
    mistakes = aurc([value for _, value in sure], [wrong(q) for q, _ in sure])
    return {name: value for name, value in (("AUROC", area), ("AURC", mistakes)) if value is not None}


def _false_answers(questions: Sequence[QuestionResult]) -> Figures:
    kinds: dict[str, list[float]] = {}
    for question in questions:
        value = question.measures.get("false answer")
        if value is not None:
            kinds.setdefault(unanswerable_kind(question), []).append(value)
    return {name: fmean(values) for name, values in kinds.items()}


def unanswerable_kind(question: QuestionResult) -> str:
    """Of which kind a question is that the texts do not answer."""
    return str(question.metadata.get("unanswerable") or question.metadata.get("kind") or "unanswerable")


def _latency(milliseconds: Sequence[float]) -> Figures:
    if len(milliseconds) < 2:
        return {}
    cuts = quantiles(milliseconds, n=20, method="inclusive")
    return {"median": cuts[9], "95th percentile": cuts[18]}

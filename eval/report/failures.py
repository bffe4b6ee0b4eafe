"""Failures worth reading: the worst questions with what was wanted and what came, and answers where there are none."""

from dataclasses import dataclass

from eval.moves import ranks
from eval.pairing import Paired
from eval.parts import of_questions
from eval.report.refusal import answerable
from eval.report.sources import Texts
from eval.results import QuestionResult
from eval.summary import refused

WORST, RETURNED, WANTED = 12, 3, 4


@dataclass(frozen=True)
class Clause:
    """A clause as the page shows it; `text` is empty when its words are not at hand, `rank` None when not retrieved."""

    label: str
    text: str
    grade: int | None
    rank: int | None


@dataclass(frozen=True)
class Failure:
    """A question with what was wanted (best grade first) and what was returned (best rank first)."""

    id: str
    text: str
    traits: str
    value: float | None
    wanted: tuple[Clause, ...]
    returned: tuple[Clause, ...]


def worst(paired: Paired, measure: str, texts: Texts) -> list[Failure]:
    """The subject's questions of the lowest value, worst first; none that is perfect."""
    values = [(question.measures.get(measure), question) for question in paired.questions[0]]
    poor = [(value, question) for value, question in values if value is not None and value < 1 - 1e-9]
    poor.sort(key=lambda one: (one[0], -_depth(paired, one[1]), one[1].id))
    return [_failure(paired, question, value, texts) for value, question in poor[:WORST]]


def answered_without_answer(paired: Paired, texts: Texts) -> list[Failure]:
    """The subject's unanswerable questions that it answered as if they were not, the most confident first."""
    wrong = [
        question
        for question in paired.questions[0]
        if of_questions(question)
        and not answerable(question)
        and (question.answer or {}).get("status") in {"answered", "lookup"}
        and not refused(question)
    ]
    wrong.sort(key=lambda question: (-float((question.answer or {}).get("confidence") or 0.0), question.id))
    return [_failure(paired, question, None, texts) for question in wrong[:WORST]]


def _depth(paired: Paired, question: QuestionResult) -> int:
    """The rank of the first relevant clause: of two zeros, the farther one is the worse failure."""
    place, grades = ranks(question), paired.runs[0].qrels.get(question.id, {})
    return min((place.get(uid, 10**9) for uid, grade in grades.items() if grade > 0), default=10**9)


def _failure(paired: Paired, question: QuestionResult, value: float | None, texts: Texts) -> Failure:
    grades, place = paired.runs[0].qrels.get(question.id, {}), ranks(question)
    best = sorted(
        (uid for uid in grades if grades[uid] > 0), key=lambda uid: (-grades[uid], place.get(uid, 10**9), uid)
    )
    ranked = [one.id for one in question.ranking[:RETURNED]]
    # Without a value it is about the answer, and what was cited is what it gave.
    returned = ranked if value is not None else [str(uid) for uid in (question.answer or {})["citations"][:RETURNED]]
    traits = [question.metadata.get(key) for key in ("kind", "unanswerable", "wording", "asker")]
    return Failure(
        id=question.id,
        text=question.text,
        traits=", ".join(dict.fromkeys(str(trait) for trait in traits if trait)),
        value=value,
        wanted=tuple(_clause(uid, grades.get(uid), place.get(uid), texts) for uid in best[:WANTED]),
        returned=tuple(_clause(uid, grades.get(uid), place.get(uid), texts) for uid in returned),
    )


def _clause(uid: str, grade: int | None, rank: int | None, texts: Texts) -> Clause:
    source = texts(uid)
    return Clause(source.label if source else uid, source.text if source else "", grade, rank)

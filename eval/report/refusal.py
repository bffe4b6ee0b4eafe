"""Whether a run knows what it does not know: statuses by kind of question, and risk against coverage."""

from collections import Counter
from dataclasses import dataclass

from eval.measures.abstention import aurc, auroc, risk_coverage
from eval.pairing import Paired
from eval.parts import of_questions
from eval.results import DIALOGUES, QuestionResult
from eval.summary import confidence, part_of, refused, unanswerable_kind, wrong

STATUSES = ("answered", "partial", "not_covered")


@dataclass(frozen=True)
class StatusRow:
    """How many questions of a group got each status, in the order of `STATUSES`; `refuse` is what they should get."""

    group: str
    refuse: bool
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Curve:
    """Risk against coverage of one run: (coverage, risk) as the threshold falls."""

    label: str
    series: int
    points: tuple[tuple[float, float], ...]
    auroc: float | None
    aurc: float | None


def status_rows(paired: Paired, run: int) -> list[StatusRow]:
    """The answerable questions, then each kind of unanswerable ones; nothing when the run has no answers."""
    counts: dict[tuple[bool, str], Counter[str]] = {}
    for question in paired.questions[run]:
        status = (question.answer or {}).get("status")
        if status in STATUSES or status == "lookup":
            group = "answerable" if answerable(question) else unanswerable_kind(question)
            if part_of(question) == DIALOGUES:
                group += ", in conversations"
            told = "not_covered" if refused(question) else "answered" if status == "lookup" else str(status)
            counts.setdefault((not answerable(question), group), Counter())[told] += 1
    return [
        StatusRow(group, refuse, tuple(found[status] for status in STATUSES))
        for (refuse, group), found in sorted(counts.items())
    ]


def curves(paired: Paired) -> list[Curve]:
    """The curve of each run over single questions: the assistant's confidence, or else the best score."""
    found = []
    for run, label in enumerate(paired.labels):
        told = [(question, confidence(question)) for question in paired.questions[run] if of_questions(question)]
        sure = [(question, value) for question, value in told if value is not None]
        if not sure:
            continue
        confidences, mistakes = [value for _, value in sure], [wrong(question) for question, _ in sure]
        yes = [one for question, one in sure if answerable(question)]
        no = [one for question, one in sure if not answerable(question)]
        points = tuple(risk_coverage(confidences, mistakes))
        found.append(Curve(label, run, points, auroc(yes, no), aurc(confidences, mistakes)))
    return found


def answerable(question: QuestionResult) -> bool:
    """Whether the texts answer the question, as its metadata says."""
    return bool(question.metadata.get("answerable", True))

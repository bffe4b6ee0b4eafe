"""What a curator makes of a report: a curated question, an evaluation question, or nothing.

The two kinds of question are kept apart: the index learns the curated ones, and an evaluation question that the index
has seen measures nothing. So no report becomes both, and no question stands in both sets.

A decision is written to its file while the reports are held: of two curators one comes second and is told. Between the
file and the report a crash leaves the question in its file and the report open; the same decision then takes it over.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

import eval as evaluation
from eval.collected import add_question, measured_in, questions_in, remove_question
from ingest import curating
from ingest.corpus import Corpus
from ingest.errors import FeedbackError
from ingest.questions import FOLDER, LONGEST, Curated, doubt, folded, load_questions, plain
from rag.assistant import MAX_QUESTION
from rag.generation import asked_of, judged_of
from ui.services.feedback import NOBODY, STATE_NAMES, Feedback, Person, Report, decide, decisions, held, now

COLLECTED = Path("datasets") / "feedback"  # in the home folder
SPLIT = "dev"
RUNS = "runs"  # in the home folder, where `clausewise eval run` puts them
SHIPPED = tuple(Path(evaluation.__file__).parent / "datasets" / name for name in ("kv-guidance", "follow-ups"))
MAX_REASON = 500  # characters
_WHY = "An evaluation question that the index has seen measures nothing."


@dataclass(frozen=True)
class Choice:
    """A clause of a report that a question may be about: why it is offered, and its grade unless a curator says else.

    `why` is "named", "cited" or "retrieved".
    """

    uid: str
    why: str
    grade: int


@dataclass(frozen=True)
class Offer:
    """What one click would do: the question, its clause ("" where the curator must choose), and all clauses to choose.

    They are those that a question can find: named first, then cited, then retrieved.
    """

    question: str
    clause: str
    choices: tuple[Choice, ...]

    @property
    def grades(self) -> dict[str, int]:
        return {choice.uid: choice.grade for choice in self.choices if choice.grade}


def offer(report: Report, corpus: Corpus) -> Offer:
    """What a report suggests: a missing clause answers; of a helpful or wrong answer the other cited ones do."""
    cited = [str(citation.get("uid")) for citation in report.trace.get("citations", ())]
    retrieved = [str(uid) for uid in report.trace.get("retrieved", ())]
    named, kind = report.remark.named, report.remark.kind
    searched = _searched(corpus)
    choices = []
    for uid in dict.fromkeys((*named, *cited, *retrieved)):
        if uid not in searched:
            continue
        why = "named" if uid in named else "cited" if uid in cited else "retrieved"
        answers = why == "named" if kind == "missing" else why == "cited" and kind in {"helpful", "wrong"}
        choices.append(Choice(uid, why, 2 if answers else 0))
    question = plain(report.standalone or report.question)
    return Offer(question, next((one.uid for one in choices if one.grade), ""), tuple(choices))


class Review:
    """The decisions on the reports of the folder `home`, whose clauses are those of `corpus`.

    Every decision raises FeedbackError where it cannot be made, StoreError, QuestionsError or DatasetError where the
    disk or a file stands against it; then nothing has changed.
    """

    def __init__(self, home: Path, corpus: Corpus) -> None:
        self.home = home
        self.corpus = corpus
        self.feedback = Feedback(home)
        self.dataset = home / COLLECTED

    def curate(self, number: int, question: str, uid: str, person: Person = NOBODY) -> Report:
        """Make report `number` a curated question of the clause `uid`; `clausewise build` brings it into use."""

        def write(connection: Connection, report: Report) -> Mapping[str, Any]:
            asked = _worded(question, LONGEST)
            self._check_searched(uid)
            if folded(asked) in {folded(one) for folder in (self.dataset, *SHIPPED) for one in questions_in(folder)}:
                raise FeedbackError(f"“{asked}” is an evaluation question already.", hint=f"{_WHY} Word it anew.")
            if (asked, uid) not in {(one["question"], one["clause"]) for one in decisions(connection, "curated")}:
                curating.remove_question(self.home, uid, asked)  # left by a crash
            if (what := doubt(asked, uid, self._curated().by_uid)) is not None:
                raise FeedbackError(f"It cannot be a curated question: {what}.", hint="Change it, or dismiss it.")
            curating.write_question(self.home, uid, asked)
            return {"question": asked, "clause": uid, "file": curating.file_of(self.home, uid).name}

        def unwrite(decision: Mapping[str, Any]) -> None:
            curating.remove_question(self.home, decision["clause"], decision["question"])

        return self._decide(number, "curated", write, unwrite, person)

    def evaluate(
        self, number: int, question: str, grades: Mapping[str, int], *, split: str = SPLIT, person: Person = NOBODY
    ) -> Report:
        """Make report `number` an evaluation question that the clauses of grade 2 answer, those of grade 1 help with.

        Without any it is one that the texts do not answer: then what was retrieved is judged to be beside the point.
        """

        def write(connection: Connection, report: Report) -> Mapping[str, Any]:
            asked = _worded(question, MAX_QUESTION)
            given = {uid: grade for uid, grade in grades.items() if grade}
            for uid in given:
                self._check_searched(uid)
            if set(given.values()) - {1, 2}:
                raise FeedbackError("A grade is 1 (helps) or 2 (answers).", hint="Give each clause one of the two.")
            if given and 2 not in given.values():
                raise FeedbackError("No clause answers it.", hint="Give one the grade 2, or say that none answers it.")
            self._check_unseen(asked)
            name = f"r{hashlib.sha256(folded(asked).encode()).hexdigest()[:10]}"
            if name not in {one["query"] for one in decisions(connection, "evaluation")}:
                remove_question(self.dataset, split, name)  # left by a crash
            if folded(asked) in {folded(one) for one in questions_in(self.dataset)}:
                raise FeedbackError(f"“{asked}” is an evaluation question already.", hint="Change it, or dismiss it.")
            about: dict[str, Any] = {"kind": report.remark.kind, "report": report.id}
            judged = given or {uid: 0 for uid in report.trace.get("retrieved", ()) if uid in _searched(self.corpus)}
            if given:
                about["main"] = next(uid for uid, grade in given.items() if grade == 2)
            add_question(self.dataset, split, name, asked, about, judged)
            return {"question": asked, "grades": given, "query": name, "split": split}

        def unwrite(decision: Mapping[str, Any]) -> None:
            remove_question(self.dataset, decision["split"], decision["query"])

        return self._decide(number, "evaluation", write, unwrite, person)

    def dismiss(self, number: int, reason: str, person: Person = NOBODY) -> Report:
        """Close report `number` without making anything of it; why, in a few words."""
        why = " ".join(reason.split())
        if not why or len(why) > MAX_REASON:
            told = "A reason is wanted." if not why else f"A reason has at most {MAX_REASON} characters."
            raise FeedbackError(told, hint="Say in a sentence why nothing is to be done.")
        return self._decide(number, "dismissed", lambda *_: {"reason": why}, lambda _: None, person)

    def undo(self, number: int) -> Report:
        """Open report `number` again and take back what was written, unless something was made with it meanwhile."""
        with self.feedback.database.writing() as connection:
            report = held(connection, number)
            decision = report.decision
            if report.state == "open":
                raise FeedbackError(f"Nothing has been decided on report {number}.", hint="There is nothing to undo.")
            if (why := self.depending(report)) is not None:
                raise why
            decide(connection, number, "open", {})
            if report.state == "curated":
                curating.remove_question(self.home, decision["clause"], decision["question"])
            elif report.state == "evaluation":
                remove_question(self.dataset, decision["split"], decision["query"])
            return held(connection, number)

    def depending(self, report: Report) -> FeedbackError | None:
        """Why the decision on a report can no longer be undone; None while it can."""
        decision = report.decision
        if report.state == "curated" and folded(decision["question"]) in self._in_index():
            return FeedbackError(
                "The index has been built with this question, so the decision stands.",
                hint=f"To be rid of it, take it out of {self.home / FOLDER / decision['file']} and run "
                "`clausewise build`.",
            )
        if report.state == "evaluation":
            run = measured_in(self.home / RUNS, self.dataset.name, decision["query"])
            if run is not None:
                return FeedbackError(
                    f"The run {run.name} has measured this question, so the decision stands.",
                    hint=f"Remove {run} first if nobody needs it.",
                )
        return None

    def _decide(
        self,
        number: int,
        state: Any,
        write: Callable[[Connection, Report], Mapping[str, Any]],
        unwrite: Callable[[Mapping[str, Any]], None],
        person: Person,
    ) -> Report:
        written: Mapping[str, Any] | None = None
        try:
            with self.feedback.database.writing() as connection:
                report = held(connection, number)
                if report.state != "open":
                    raise _decided(report, state)
                written = write(connection, report)
                decide(connection, number, state, {**written, "at": now(), "by": person.id})
                decided = held(connection, number)
        except BaseException:
            if written is not None:  # the report was not kept, so the file must not be either
                unwrite(written)
            raise
        return decided

    def _check_searched(self, uid: str) -> None:
        if uid not in _searched(self.corpus):
            raise FeedbackError(
                f"“{uid}” is no clause that a question can find.", hint="Choose a clause, not a heading or a footnote."
            )

    def _check_unseen(self, asked: str) -> None:
        curated = self._curated()
        known = {folded(one) for questions in (*curated.by_uid.values(), curated.judged) for one in questions}
        if folded(asked) in known | self._in_index():
            raise FeedbackError(f"“{asked}” is a curated question.", hint=f"{_WHY} Word it anew, or dismiss it.")

    def _curated(self) -> Curated:
        """The curated questions as their files are now, whenever the corpus was read."""
        uids = {clause.uid for clause in self.corpus.clauses()}
        return load_questions(uids, self.corpus.question_folders, (self.home / FOLDER,))

    def _in_index(self) -> set[str]:
        """The questions that the index has seen, folded."""
        return {folded(one) for questions in (*asked_of(self.home).values(), judged_of(self.home)) for one in questions}

    def waiting(self) -> int:
        """How many own curated questions the index does not know yet: they wait for the next build."""
        shipped = load_questions({clause.uid for clause in self.corpus.clauses()}, self.corpus.question_folders)
        known = self._in_index() | {folded(one) for questions in shipped.by_uid.values() for one in questions}
        return sum(folded(one) not in known for questions in self._curated().by_uid.values() for one in questions)


def _worded(question: str, most: int) -> str:
    asked = plain(question)
    if len(asked.split()) < 2:
        raise FeedbackError("The question is missing.", hint="Write it as somebody would ask it, by itself.")
    if len(asked) > most:
        raise FeedbackError(f"The question has {len(asked)} characters; at most {most:,} are read.", hint="Shorten it.")
    return asked


def _decided(report: Report, wanted: str) -> FeedbackError:
    told = f"Report {report.id} has been decided: {STATE_NAMES[report.state].lower()}."
    if {report.state, wanted} == {"curated", "evaluation"}:
        return FeedbackError(f"{told} It cannot be both.", hint=f"{_WHY} Undo that decision first.")
    return FeedbackError(told, hint="Undo that decision first.")


def _searched(corpus: Corpus) -> set[str]:
    return {clause.uid for _, clause in corpus.searched()}

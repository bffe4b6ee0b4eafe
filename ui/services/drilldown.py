"""One question of one or two runs: what was wanted, and what each returned and cited."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from eval.moves import ranks
from eval.pairing import Paired
from eval.report import Texts
from eval.results import QuestionResult
from eval.summary import confidence

GRADES = {2: "answers it", 1: "helps", 0: "not relevant"}
UNJUDGED = "not judged"
CHANGED = "The texts have changed since this was measured: the words shown are those of today."
FIRST_WORDS = 200  # characters shown of a clause


@dataclass(frozen=True)
class Found:
    """A clause or passage: its label and first words ("" where they are not at hand), whether it has a page here.

    `rank` is where it stands in the ranking that lists it, from 1, None in none; `score` belongs to that rank.
    """

    uid: str
    label: str
    words: str
    here: bool
    grade: int | None
    rank: int | None = None
    score: float | None = None
    cited: bool = False


@dataclass(frozen=True)
class Wanted:
    """A judged clause, and its rank in each run, None where it was not retrieved."""

    found: Found
    ranks: tuple[int | None, ...]


@dataclass(frozen=True)
class Side:
    """What one run made of the question: its values, its ranking, its citations.

    `status` is "" where no answer was measured, `searched` where nothing but the question was; `elsewhere` are cited
    clauses that the ranking lacks.
    """

    label: str
    values: dict[str, float]
    status: str
    confidence: float | None
    searched: str
    returned: tuple[Found, ...]
    elsewhere: tuple[Found, ...]


@dataclass(frozen=True)
class QuestionView:
    """A question with its judged clauses, best grade first; `sides` has a run each, in the order of the runs.

    `changed` tells that the clauses shown are of other texts than those that were measured.
    """

    id: str
    text: str
    traits: tuple[str, ...]
    answerable: bool
    earlier: tuple[str, ...]
    wanted: tuple[Wanted, ...]
    sides: tuple[Side, ...]
    changed: bool = False


def question_view(paired: Paired, question: str, texts: Texts, sha256: str) -> QuestionView | None:
    """The question of this id as every run of `paired` has it; None where there is none.

    `texts` are those of the corpus with the fingerprint `sha256`.
    """
    of = next((of for of in zip(*paired.questions, strict=True) if of[0].id == question), None)
    if of is None:
        return None
    grades = paired.runs[0].qrels.get(question, {})
    places = [ranks(one) for one in of]

    def found(uid: str, rank: int | None = None, score: float | None = None, cited: bool = False) -> Found:
        source = texts(uid)
        label, words = (source.label, source.text) if source is not None else (uid, "")
        words = textwrap.shorten(words, FIRST_WORDS, placeholder=" …")
        return Found(uid, label, words, source is not None, grades.get(uid), rank, score, cited)

    def side(label: str, one: QuestionResult) -> Side:
        answer = one.answer or {}
        cited = [str(uid) for uid in answer.get("citations", ())]
        searched = str(answer.get("standalone") or "")
        there = {ranked.id for ranked in one.ranking}
        return Side(
            label=label,
            values={name: value for name, value in one.measures.items() if value is not None},
            status=str(answer.get("status") or ""),
            confidence=confidence(one) if "confidence" in answer else None,
            searched="" if " ".join(searched.split()) == " ".join(one.text.split()) else searched,
            returned=tuple(
                found(ranked.id, rank, ranked.score, ranked.id in cited) for rank, ranked in enumerate(one.ranking, 1)
            ),
            elsewhere=tuple(found(uid, cited=True) for uid in cited if uid not in there),
        )

    best = sorted(grades, key=lambda uid: (-grades[uid], min(at.get(uid, 10**9) for at in places), uid))
    sides = tuple(side(label, one) for label, one in zip(paired.labels, of, strict=True))
    wanted = tuple(Wanted(found(uid), tuple(at.get(uid) for at in places)) for uid in best)
    here = any(one.here for one in (*(one.found for one in wanted), *(one for of in sides for one in of.returned)))
    return QuestionView(
        id=of[0].id,
        text=of[0].text,
        traits=_traits(of[0]),
        answerable=bool(of[0].metadata.get("answerable", True)),
        earlier=tuple(str(said) for said in of[0].metadata.get("history") or ()),
        wanted=wanted,
        sides=sides,
        changed=here and any(run.config.corpus_sha256 != sha256 for run in paired.runs),
    )


def grade_in_words(grade: int | None) -> str:
    """What a grade means; grades beyond 2 are those of other data sets and stay numbers.

    >>> grade_in_words(2), grade_in_words(None), grade_in_words(7)
    ('answers it', 'not judged', 'grade 7')
    """
    return UNJUDGED if grade is None else GRADES.get(grade, f"grade {grade}")


def neighbours(ids: Sequence[str], question: str) -> tuple[str | None, str | None]:
    """The questions before and after this one in a list, None at its ends or where it is not in it.

    >>> neighbours(["a", "b", "c"], "b"), neighbours(["a"], "x")
    (('a', 'c'), (None, None))
    """
    if question not in ids:
        return None, None
    place = ids.index(question)
    return (ids[place - 1] if place else None), (ids[place + 1] if place + 1 < len(ids) else None)


def _traits(question: QuestionResult) -> tuple[str, ...]:
    found = (question.metadata.get(key) for key in ("kind", "unanswerable", "wording", "asker"))
    return tuple(dict.fromkeys(str(trait) for trait in found if trait))

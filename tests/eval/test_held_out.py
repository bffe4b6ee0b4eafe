"""Questions held out: never trained on, never among the views, and the verdict on an adapter drawn from them alone."""

import random
from pathlib import Path

import pytest

from eval.held_out import KEEP, LEAST, SHARE, Gain, HeldOut, gain, hold_out, measure
from ingest.corpus import Corpus
from ingest.errors import AdapterError
from ingest.questions import Curated
from rag import adaptation
from rag.embed import Embedder
from rag.views import asked as views_of


@pytest.fixture(scope="module")
def held_out(corpus: Corpus) -> HeldOut:
    return hold_out(corpus, seed=1)


def test_a_clause_keeps_two_questions_and_gives_a_quarter(corpus: Corpus, held_out: HeldOut) -> None:
    for uid, questions in corpus.questions.by_uid.items():
        kept = held_out.corpus.questions.of(uid)
        given = [question for question, of in held_out.asked if of == uid]
        assert sorted([*kept, *given]) == sorted(questions)
        assert len(given) == (max(1, len(questions) // SHARE) if len(questions) > KEEP else 0)
        assert len(kept) >= min(KEEP, len(questions))


def test_no_held_out_question_is_trained_on_or_among_the_views(held_out: HeldOut) -> None:
    asked = {question for question, _ in held_out.asked}
    assert len(asked) == len(held_out.asked) > 100
    trained = adaptation.lessons(held_out.corpus)
    assert not asked & {one.question for one in trained.examples}
    assert not asked & set(trained.others)
    views = {one.question for one in views_of(held_out.corpus)}
    assert views
    assert not asked & views


def test_what_answers_a_held_out_question_is_what_it_was_judged_by(corpus: Corpus, held_out: HeldOut) -> None:
    for question, uid in held_out.asked:
        judged = corpus.questions.judged[question]
        assert held_out.grades[question].keys() == {uid, *judged.clauses}
        assert all(held_out.grades[question][one] == 2 for one in (uid, *judged.answers))


def test_the_seed_decides_and_other_clauses_do_not(corpus: Corpus, held_out: HeldOut) -> None:
    assert hold_out(corpus, seed=1).asked == held_out.asked
    assert hold_out(corpus, seed=2).asked != held_out.asked
    few = dict(list(corpus.questions.by_uid.items())[40:80])
    some = hold_out(corpus.asked(Curated(few)), seed=1)
    assert set(some.asked) == {(question, uid) for question, uid in held_out.asked if uid in few}


def test_too_few_questions_are_told(corpus: Corpus) -> None:
    with pytest.raises(AdapterError, match="no curated questions"):
        hold_out(corpus.asked(Curated({})), seed=1)
    few = dict(list(corpus.questions.by_uid.items())[: LEAST - 1])
    with pytest.raises(AdapterError, match=f"Only {LEAST - 1} clauses have 3 curated questions or more"):
        hold_out(corpus.asked(Curated(few)), seed=1)
    pairs = {uid: questions[:KEEP] for uid, questions in corpus.questions.by_uid.items()}
    with pytest.raises(AdapterError, match="Only 0 clauses"):
        hold_out(corpus.asked(Curated(pairs)), seed=1)


def test_questions_are_asked_of_the_projects_own_retriever(corpus: Corpus, tmp_path: Path, tiny_model: Path) -> None:
    few = {uid: q for uid, q in corpus.questions.by_uid.items() if uid.startswith("web/ip-code")}
    part = Corpus(corpus.published, corpus.shipped).asked(Curated(few))
    held_out = hold_out(part, seed=1)
    asked = tuple((part.questions.of(uid)[0], uid) for uid in few)
    exact = HeldOut(asked, part, {question: {uid: 1} for question, uid in asked})
    embedder = Embedder.load(str(tiny_model))
    done: list[tuple[str, int, int]] = []
    values = measure(held_out, embedder, tmp_path / "one", lambda *step: done.append(step))
    assert len(values) == len(held_out.asked)
    assert done[-1] == ("asking", len(values), len(values))
    # With the very question among the views even this model finds its clause: the views were what was missing.
    assert sum(values) < sum(measure(exact, embedder, tmp_path / "two"))


def test_a_gain_must_be_positive_and_more_than_chance(corpus: Corpus) -> None:
    held_out = hold_out(corpus, seed=1)
    count, clauses = len(held_out.asked), [uid for _, uid in held_out.asked]
    chance = random.Random(0)
    before = [chance.random() for _ in range(count)]
    better = gain(before, [value + 0.1 for value in before], clauses)
    assert better.sure
    assert better.after - better.before == pytest.approx(0.1)
    assert not gain(before, [value - 0.1 for value in before], clauses).sure
    assert not gain(before, before, clauses).sure
    even = [value + 0.1 * (-1) ** place for place, value in enumerate(before)]
    assert not gain(before, even, clauses).sure
    assert not Gain(158, 0.6, 0.61, 0.051).sure
    assert Gain(158, 0.6, 0.61, 0.05).sure


def test_questions_of_one_clause_are_one_observation() -> None:
    assert gain([0.0] * 40, [1.0] * 40, ["c/2024/601#rct_1"] * 40).p == 1.0

"""What questions like a text say of the clauses."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ingest.corpus import Corpus
from ingest.judged import Judgement
from ingest.questions import Curated
from rag import Assistant
from rag.embed import Embedder
from rag.index import Index, build
from rag.mixture import DEFAULT, Mixture
from rag.questions import NEARNESS, Questions, _largest
from rag.refusal import TYPICAL, signals
from rag.views import HELPS, asked, fingerprint

ONE, TWO, FAR = "c/2024/601#pnt_3.1.1/pnt_c", "c/2024/601#pnt_2.1.1/pnt_a", "web/mle-final-report#unp_7"
SHARED, UNANSWERED = "Who settles what partners quarrel about?", "Which court decides when partners quarrel?"
VOTES = Mixture(votes=1, priors=False)


@pytest.fixture(scope="module")
def judged(corpus: Corpus) -> Corpus:
    """The corpus with one question that two clauses share, one that nothing answers, and a curated one of a third."""
    both = {SHARED: Judgement((ONE,), (TWO,)), UNANSWERED: Judgement()}
    return corpus.asked(Curated({FAR: ("Who reads the final report?",)}, judged=both))


@pytest.fixture(scope="module")
def opened(judged: Corpus, tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Index, Embedder]:
    home, embedder = tmp_path_factory.mktemp("judged"), Embedder.load(str(tiny_model))
    build(home, judged, embedder)
    return Index.open(home, judged, embedder.identity), embedder


def places(corpus: Corpus) -> dict[str, int]:
    """The place of each searched clause."""
    return {clause.uid: place for place, (_, clause) in enumerate(corpus.searched())}


@pytest.fixture(scope="module")
def uids(judged: Corpus) -> dict[str, int]:
    return places(judged)


@pytest.fixture(scope="module")
def questions(opened: tuple[Index, Embedder], uids: dict[str, int]) -> Questions:
    return Questions(opened[0], uids)


def test_every_question_is_a_view_and_votes_for_what_answers_it(judged: Corpus) -> None:
    found = {one.question: one for one in asked(judged)}
    assert found["Who reads the final report?"].votes == {FAR: 1.0}
    assert (found[SHARED].uid, found[SHARED].votes) == ("", {ONE: 1.0, TWO: HELPS})
    assert found[UNANSWERED].votes == {}
    assert len({one.view for one in found.values()}) == 3


def test_a_judgement_changes_what_an_index_is_made_of(judged: Corpus) -> None:
    other = {**judged.questions.judged, SHARED: Judgement((TWO,), (ONE,))}
    changed = judged.asked(Curated(judged.questions.by_uid, judged=other))
    assert fingerprint(changed) != fingerprint(judged)
    assert fingerprint(changed, with_questions=False) == fingerprint(judged, with_questions=False)


def test_a_question_whose_clauses_are_not_searched_is_not_taken_for_one_without_an_answer(judged: Corpus) -> None:
    gone = judged.asked(Curated({}, judged={SHARED: Judgement(("c/2024/601#sct_1",))}))
    assert list(asked(gone)) == []


def test_like_questions_vote_for_their_clauses(
    opened: tuple[Index, Embedder], questions: Questions, uids: dict[str, int]
) -> None:
    _, embedder = opened
    near = questions.near(SHARED, embedder.query(SHARED))
    assert list(near.votes) == ["votes", *NEARNESS]
    for votes in near.votes.values():
        assert votes[uids[ONE]] > votes[uids[FAR]]
        assert votes[uids[TWO]] == pytest.approx(HELPS * votes[uids[ONE]], rel=1e-3)
        assert np.count_nonzero(votes) == 3
    assert near.answered is not None
    assert near.answered > (questions.near(UNANSWERED, embedder.query(UNANSWERED)).answered or 0)


def test_the_nearest_of_either_sort_say_whether_a_text_is_like_those_that_are_answered(
    opened: tuple[Index, Embedder], judged: Corpus, questions: Questions
) -> None:
    (index, embedder), text = opened, "Who settles the report in court?"
    query, everything = embedder.query(text), list(asked(judged))
    scores = index.tokens.scores(query, [one.view for one in everything])
    claims = np.exp(np.array([scores[one.view] for one in everything]) / NEARNESS["near_late"])
    truth = np.array([1.0 if one.votes else -1.0 for one in everything])
    assert questions.near(text, query).akin() == pytest.approx(float(claims @ truth / claims.sum()), abs=1e-3)
    kin = {one: questions.near(one, embedder.query(one)).akin() for one in (SHARED, UNANSWERED)}
    assert kin[SHARED] == pytest.approx(1, abs=0.1)
    assert kin[UNANSWERED] == pytest.approx(-1, abs=0.1)


@pytest.mark.parametrize("most", [0, 1, 4, 9, 20])
def test_the_largest_come_first_and_equal_ones_in_order(most: int) -> None:
    values = np.array([1, 3, -np.inf, 3, 2, 3, 0, 2, -np.inf], dtype=np.float32)
    assert _largest(values, most).tolist() == np.argsort(-values, kind="stable")[:most].tolist()


def test_the_nearest_vote_the_more_the_nearer_they_are(
    opened: tuple[Index, Embedder], judged: Corpus, questions: Questions, uids: dict[str, int]
) -> None:
    (index, embedder), text = opened, "Who settles the report?"
    near = questions.near(text, embedder.query(text))
    answered = [one for one in asked(judged) if one.votes]
    cosines = index.vectors_of([one.view for one in answered]) @ embedder.query(text).vector
    claims = np.exp(cosines / NEARNESS["near_meaning"])
    voted_for = {uid for one in answered for uid in one.votes}
    for one, claim in zip(answered, claims / claims.sum(), strict=True):
        for uid, vote in one.votes.items():
            assert near.votes["near_meaning"][uids[uid]] == pytest.approx(vote * claim, rel=1e-3)
    assert np.count_nonzero(near.votes["near_meaning"]) == len(voted_for)


def test_a_known_question_is_looked_at_as_though_it_were_not_known(
    opened: tuple[Index, Embedder], questions: Questions, uids: dict[str, int]
) -> None:
    _, embedder = opened
    place = next(place for place, one in enumerate(questions.known) if one.question == SHARED)
    known, unknown = questions.near(SHARED, embedder.query(SHARED)), questions.without(place, embedder.query(SHARED))
    assert known.votes["near_late"][uids[ONE]] == pytest.approx(1, abs=0.05)
    assert unknown.votes["votes"][uids[ONE]] == pytest.approx(0, abs=1e-6)  # no other question speaks for it
    for name in NEARNESS:
        assert unknown.votes[name][uids[ONE]] == 0
        assert unknown.votes[name][uids[FAR]] == pytest.approx(1)  # the only other one that is answered
    assert known.answered is not None
    assert unknown.answered is not None
    assert unknown.answered < known.answered


def test_a_clause_of_a_document_that_was_never_judged_votes_for_itself(
    opened: tuple[Index, Embedder], questions: Questions, uids: dict[str, int]
) -> None:
    _, embedder = opened
    strangers = [uid.partition("#")[0] != "c/2024/601" for uid in uids]
    assert questions.unjudged.tolist() == strangers
    own = np.full(len(uids), -9.0)
    own[uids["web/mle-final-report#unp_13"]] = own[uids["c/2024/601#rct_1"]] = 9.0
    for votes in questions.votes(questions.near(SHARED, embedder.query(SHARED)), own).values():
        assert votes[uids["web/mle-final-report#unp_13"]] == pytest.approx(1.0)
        assert votes[uids["c/2024/601#rct_1"]] == votes[uids[ONE]] == pytest.approx(0.0)  # nothing is left for others


def test_an_index_without_questions_has_no_votes_but_those_of_words(
    corpus: Corpus, tiny_model: Path, tmp_path: Path
) -> None:
    bare, embedder = corpus.asked(Curated({})), Embedder.load(str(tiny_model))
    build(tmp_path, bare, embedder)
    uids = places(bare)
    questions = Questions(Index.open(tmp_path, bare, embedder.identity), uids)
    near = questions.near(SHARED, embedder.query(SHARED))
    assert (near.answered, near.akin()) == (None, None)
    for votes in questions.votes(near, np.linspace(0, 1, len(uids))).values():
        assert votes.argmax() == len(uids) - 1


def test_shared_questions_bring_up_a_whole_list(assistant: Assistant) -> None:
    question, judgement = next(
        (question, one) for question, one in assistant.corpus.questions.judged.items() if len(one.answers) == 5
    )
    first = [scored.clause.uid for scored in assistant.rank(question, VOTES).scored[:5]]
    assert set(first) == set(judgement.answers)


def test_nothing_is_held_against_a_question_where_it_is_not_known_what_is_answered(assistant: Assistant) -> None:
    ranking = assistant.rank(SHARED)
    assert ranking.answered is not None
    assert ranking.akin is not None
    assert (signals(ranking).answered, signals(ranking).akin) == (ranking.answered, ranking.akin)
    unknown = signals(replace(ranking, answered=None, kin=None))
    assert (unknown.answered, unknown.akin) == (TYPICAL, TYPICAL)


def test_what_only_a_refusal_asks_for_is_found_once_and_in_no_search(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    find = Questions._akin
    monkeypatch.setattr(Questions, "_akin", lambda *given: (calls.append(1), find(*given))[1])
    retriever = assistant.retriever()
    retriever.forget()
    assistant.search(SHARED)
    assert not calls
    ranking = assistant.rank(SHARED)
    assert ranking.within([]).akin == ranking.akin == assistant.rank(SHARED).akin
    assert len(calls) == 1
    behind = retriever.rank("and who pays?", before=(SHARED,))
    alone, *around = retriever._evidence(
        ["and who pays?", *retriever._around("and who pays?", (SHARED,), DEFAULT)], DEFAULT
    )
    found = [one.akin() or 0.0 for one in (alone, *around)]
    assert behind.akin is not None
    assert min(found) < behind.akin < max(found)

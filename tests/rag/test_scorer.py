"""The network that scores clauses: its file, what it makes of signals, and how it is fitted."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ingest.corpus import Corpus
from ingest.judged import Judgement
from ingest.questions import Curated
from rag import Assistant
from rag.dialogue import behind
from rag.embed import Embedder
from rag.following import FollowUp
from rag.index import Index, build
from rag.listwise import fit
from rag.mixture import DEFAULT, MIXED, MIXTURES, Mixture
from rag.ranking import Ranking
from rag.retrieve import ALONE, AS_ONE, LEAST_AND_MOST, STEEPNESS, USUAL, ClauseRetriever
from rag.scorer import SHIPPED, SIGNALS, Scorer, likely, shipped, signals

QUESTION = "How do we sort out quarrels with our industrial partner?"


def test_a_network_is_read_as_it_was_written() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert shipped().to_json() == text == Scorer.from_json(text).to_json()


def test_a_file_of_other_signals_is_refused() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="other signals"):
        Scorer.from_json(text.replace("near_late", "nearest"))
    with pytest.raises(ValueError, match="other signals"):
        Scorer.from_json(text.replace('"output": [', '"output": [0.5, '))


def test_the_odds_are_those_of_one_hidden_layer() -> None:
    network = Scorer(
        "any", np.array([[1.0, 0, 0, 0, 0, 0, 0, 0.5], [0, -2.0, 0, 0, 0, 0, 0, 0]]), np.array([3.0, 1.0, -0.25])
    )
    seen = np.zeros((2, len(SIGNALS)))
    seen[1, :2] = 0.5, 0.25
    expected = [3 * np.tanh(0.5) - 0.25, 3 * np.tanh(1.0) + np.tanh(-0.5) - 0.25]
    np.testing.assert_allclose(network.odds(seen), expected)
    np.testing.assert_allclose(likely(np.array([0.0, np.log(3)])), [0.5, 0.75])


def test_signals_stand_in_the_order_of_the_network() -> None:
    scores = {name: np.array([place, 10.0 + place]) for place, name in enumerate(SIGNALS[:-1])}
    found = signals(scores, np.array([6.0, 16.0]))
    np.testing.assert_array_equal(found, [np.arange(7), 10 + np.arange(7)])


def synthetic(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """What answers has the first signal or the second, what has both or neither does not: no weighed sum tells."""
    random = np.random.default_rng(seed)
    seen = random.integers(0, 2, size=(300, 12, len(SIGNALS))).astype(float) + random.normal(0, 0.05, (300, 12, 7))
    grades = ((seen[..., 0] > 0.5) != (seen[..., 1] > 0.5)).astype(float)
    grades[:, 0], seen[:, 0, 0], seen[:, 0, 1] = 1, 1, 0  # something always answers
    return seen, grades


def test_it_learns_an_order_that_no_weighed_sum_gives_and_its_scores_are_probabilities() -> None:
    network = fit(*synthetic(1), "any")
    seen, grades = synthetic(2)
    found = likely(network.odds(seen))
    best = np.take_along_axis(grades, found.argmax(axis=1)[:, None], axis=1)
    assert best.mean() > 0.98
    for low in (0.0, 0.5):
        some = (found >= low) & (found < low + 0.5)
        assert found[some].mean() == pytest.approx(grades[some].mean(), abs=0.1)


def test_the_same_seed_gives_the_same_network_and_leaves_chance_alone() -> None:
    import torch

    torch.manual_seed(5)
    first = fit(*synthetic(1), "any", seed=3)
    drawn = float(torch.rand(1))
    torch.manual_seed(5)
    assert drawn == float(torch.rand(1))
    assert fit(*synthetic(1), "any", seed=3).to_json() == first.to_json() != fit(*synthetic(1), "any", seed=4).to_json()


@pytest.mark.parametrize("value", [0.25, 0.1])  # the deviation of the second is not quite zero
def test_a_signal_that_never_varies_is_no_trouble(value: float) -> None:
    seen, grades = synthetic(1)
    seen[..., 3] = value
    network = fit(seen, grades, "any")
    assert abs(network.hidden).max() < 1_000
    assert np.isfinite(network.odds(seen)).all()


def test_the_retriever_scores_by_it_and_adds_nothing_for_the_kind_of_a_text(assistant: Assistant) -> None:
    ranking = assistant.retriever().rank(QUESTION, DEFAULT)
    assert any(scored.prior for scored in ranking.scored)
    assert all(scored.score == scored.similarity for scored in ranking.scored)
    assert all(0 <= scored.score <= 1 for scored in ranking.scored)
    [evidence] = assistant.retriever()._evidence([QUESTION], DEFAULT)
    expected = np.sort(likely(shipped().odds(signals(evidence.scores, evidence.matched))))[::-1]
    np.testing.assert_allclose([scored.score for scored in ranking.scored], expected)
    mixed = assistant.retriever().rank(QUESTION, MIXED)
    assert mixed.scored[0].similarity != ranking.scored[0].similarity
    assert any(scored.score != scored.similarity for scored in mixed.scored)


def test_contexts_add_up_as_odds_by_how_well_the_follow_up_is_understood(assistant: Assistant) -> None:
    retriever, text, rules = assistant.retriever(), "And who pays?", MIXTURES["no-follow-ups"]
    alone, around = (retriever.rank(one, DEFAULT) for one in (text, behind(QUESTION, text)))
    both = retriever.rank(text, rules, before=[QUESTION])
    odds = [{s.clause.uid: np.log(s.score / (1 - s.score)) for s in one.scored} for one in (alone, around, both)]
    share = float(np.clip(ALONE + STEEPNESS * (alone.understood - USUAL), *LEAST_AND_MOST))
    assert 0 < share < 1
    for uid, found in odds[2].items():
        assert found == pytest.approx(share * odds[0][uid] + (1 - share) * odds[1][uid], abs=1e-6)


def test_a_follow_up_seen_as_one_takes_from_the_contexts_and_not_from_itself(assistant: Assistant) -> None:
    retriever, text = assistant.retriever(), "And who pays?"
    assert retriever.embedder.follows
    by_rule = retriever.rank(text, MIXTURES["no-follow-ups"], before=[QUESTION])
    both = retriever.rank(text, DEFAULT, before=[QUESTION])
    [evidence] = retriever._evidence([FollowUp(text, (QUESTION,))], DEFAULT)
    as_one = shipped().odds(signals(evidence.scores, evidence.matched))
    places = {clause.uid: place for place, (_, clause) in enumerate(retriever.corpus.searched())}
    alone = retriever.rank(text, DEFAULT)
    share = float(np.clip(ALONE + STEEPNESS * (alone.understood - USUAL), *LEAST_AND_MOST))
    rankings = (alone, by_rule, both)
    odds = [{s.clause.uid: np.log(s.score / (1 - s.score)) for s in one.scored} for one in rankings]
    for uid, found in odds[2].items():
        around = odds[1][uid] - share * odds[0][uid]
        expected = share * odds[0][uid] + (1 - AS_ONE) * around + AS_ONE * (1 - share) * as_one[places[uid]]
        assert found == pytest.approx(expected, abs=1e-6)


def ranked(retriever: ClauseRetriever, query: str, judged: np.ndarray, mixture: Mixture = DEFAULT) -> Ranking:
    """The ranking as it is where these clauses were judged."""
    [evidence] = retriever._evidence([query], mixture)
    return retriever._ranking(query, [replace(evidence, judged=judged)], np.ones(1), mixture)


def test_where_a_document_was_not_judged_the_kind_of_a_text_still_counts(assistant: Assistant) -> None:
    retriever = assistant.retriever()
    judged = np.array([c.address.document != "c/2024/601" for _, c in retriever.corpus.searched()])
    found = ranked(retriever, QUESTION, judged).scored
    assert any(one.prior for one in found if one.clause.address.document == "c/2024/601")
    for one in found:
        counted = one.prior if one.clause.address.document == "c/2024/601" else 0.0
        assert one.score == pytest.approx(one.similarity + counted)


def test_without_any_judged_document_the_fixed_weights_decide(assistant: Assistant) -> None:
    retriever = assistant.retriever()
    nothing = np.zeros(len(list(retriever.corpus.searched())), dtype=bool)
    [found, fixed] = (ranked(retriever, QUESTION, nothing, mixture) for mixture in (DEFAULT, MIXED))
    assert found.scored == fixed.scored


def test_a_clause_that_was_asked_for_comes_first_however_unlikely_it_is(assistant: Assistant) -> None:
    retriever = assistant.retriever()
    asked = "Who owns what we invent together, does C(2024) 601, recital 1 say?"
    judged = np.array([c.address.document != "c/2024/601" for _, c in retriever.corpus.searched()])
    for some in (judged, np.ones_like(judged)):
        first, *others = ranked(retriever, asked, some).scored
        assert first.clause.uid == "c/2024/601#rct_1"
        assert first.pinned
        assert max(one.similarity for one in others) > first.similarity


def test_another_embedding_model_is_not_scored_by_it(tiny_model: Path, corpus: Corpus, tmp_path: Path) -> None:
    embedder = Embedder.load(str(tiny_model))
    some = corpus.asked(Curated({}, judged={QUESTION: Judgement(("c/2024/601#pnt_3.1.1/pnt_c",))}))
    build(tmp_path, some, embedder)
    retriever = ClauseRetriever(some, Index.open(tmp_path, some, embedder.identity), embedder)
    assert retriever.rank(QUESTION, DEFAULT).scored == retriever.rank(QUESTION, MIXED).scored

"""The network that scores clauses: its file, what it makes of signals, and how it is fitted."""

import numpy as np
import pytest

from rag import Assistant
from rag.evidence import ClauseEvidence
from rag.listwise import fit
from rag.retrieve import DEFAULT, MIXED, Mixture
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
    network = Scorer(np.array([[1.0, 0, 0, 0, 0, 0, 0, 0.5], [0, -2.0, 0, 0, 0, 0, 0, 0]]), np.array([3.0, 1.0, -0.25]))
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
    network = fit(*synthetic(1))
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
    first = fit(*synthetic(1), seed=3)
    drawn = float(torch.rand(1))
    torch.manual_seed(5)
    assert drawn == float(torch.rand(1))
    assert fit(*synthetic(1), seed=3).to_json() == first.to_json() != fit(*synthetic(1), seed=4).to_json()


def test_a_signal_that_never_varies_is_no_trouble() -> None:
    seen, grades = synthetic(1)
    seen[..., 3] = 0.25
    assert np.isfinite(fit(seen, grades).odds(seen)).all()


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


def test_contexts_add_up_as_odds(assistant: Assistant) -> None:
    retriever = assistant.retriever()
    alone, around = (retriever.rank(text, DEFAULT) for text in ("And who pays?", QUESTION))
    both = retriever.rank("And who pays?", DEFAULT, contexts=[QUESTION])
    odds = [{s.clause.uid: np.log(s.score / (1 - s.score)) for s in one.scored} for one in (alone, around, both)]
    shares = {
        uid: (odds[2][uid] - odds[1][uid]) / (odds[0][uid] - odds[1][uid])
        for uid in odds[0]
        if abs(odds[0][uid] - odds[1][uid]) > 1
    }
    assert len(shares) > 20
    assert max(shares.values()) == pytest.approx(min(shares.values()), abs=1e-6)


def test_without_any_judged_document_the_fixed_weights_decide() -> None:
    from rag.retrieve import _similarity

    scores = {name: np.array([0.2, 0.4]) for name in ("late_stem", "questions", "votes")}
    nothing = ClauseEvidence(scores, np.zeros(2), 0.0, None, np.array([False, False]))
    for mixture in (DEFAULT, MIXED):
        np.testing.assert_allclose(_similarity([nothing], np.array([1.0]), mixture), [0.2, 0.4])
    assert Mixture().learnt is False

"""What questions whose answers are known teach of a new one."""

import numpy as np
import pytest

from rag.regression import RIDGE, WORDS, Wording, columns, kernel, learn, left_out
from rag.views import Asked

QUESTIONS = (
    Asked("one", "Who owns the patent?", votes={"a": 1.0, "b": 0.5}),
    Asked("two", "Who pays for the patent?", votes={"b": 1.0}),
    Asked("three", "Which court decides?"),
)
VECTORS = np.eye(3, 4, dtype=np.float32)
NOWHERE = np.array([0, 0, 0, 1], dtype=np.float32)


def words(text: str) -> list[str]:
    return [word for word in text.lower().strip("?").split() if word not in {"who", "the", "for", "which"}]


def told(text: str, vector: np.ndarray, questions: tuple[Asked, ...] = QUESTIONS) -> list[float]:
    wording = Wording([one.question for one in questions], words)
    vectors = VECTORS[: len(questions)]
    return list(kernel(vectors @ vector, wording.shared(text)) @ learn(questions, vectors, wording))


def test_a_question_is_told_what_answers_it_and_whether_anything_does() -> None:
    assert columns(QUESTIONS) == ["a", "b"]
    answered, a, b = told("Who owns the patent?", VECTORS[0])
    assert answered > 0.5
    assert a > b > 0.3
    answered, a, b = told("Which court decides?", VECTORS[2])
    assert answered < -0.5
    assert max(a, b) < 0.1


def test_words_count_where_the_vector_says_nothing() -> None:
    _, owns, _ = told("The owner owns it", NOWHERE)
    _, court, _ = told("A court, no less", NOWHERE)
    assert owns > court


def test_what_is_learnt_is_the_ridge_regression_of_the_kernel() -> None:
    wording = Wording([one.question for one in QUESTIONS], words)
    likeness = kernel(VECTORS @ VECTORS.T, wording.between(np.arange(3), np.arange(3))).astype(np.float64)
    assert likeness[0, 0] == pytest.approx(1 + WORDS)
    truth = np.array([[1, 1, 0.5], [1, 0, 1], [-1, 0, 0]])
    expected = np.linalg.inv(likeness + RIDGE * np.eye(3)) @ truth
    np.testing.assert_allclose(learn(QUESTIONS, VECTORS, wording), expected, rtol=1e-4, atol=1e-5)


def test_of_many_questions_some_are_learnt_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.regression.MOST", 10)
    many = [Asked(str(number), f"question {number}", votes={"a": 1.0}) for number in range(40)]
    weights = learn(many, np.eye(40, dtype=np.float32), Wording([one.question for one in many], words))
    assert weights.shape == (40, 2)
    assert np.count_nonzero(weights.any(axis=1)) == 10


@pytest.mark.parametrize("most", [100, 10])
def test_what_is_left_out_is_predicted_as_though_it_had_never_been_learnt(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.regression.MOST", most)
    random = np.random.default_rng(3)
    vectors = random.normal(size=(25, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    votes = [{"a": 1.0}, {"b": 1.0, "a": 0.5}, {}]
    many = [Asked(str(number), f"word{number % 4} word{number % 7}", votes=votes[number % 3]) for number in range(25)]
    wording = Wording([one.question for one in many], words)
    found = left_out(many, vectors, wording)
    assert found.shape == (25, 3)
    chosen = np.unique(np.linspace(0, 24, min(25, most)).round().astype(int))
    truth = np.array([[1 if one.votes else -1, one.votes.get("a", 0), one.votes.get("b", 0)] for one in many])
    likeness = kernel(vectors @ vectors.T, wording.between(np.arange(25), np.arange(25))).astype(np.float64)
    for place in range(25):
        rest = np.array([one for one in chosen if one != place])
        weights = np.linalg.solve(likeness[np.ix_(rest, rest)] + RIDGE * np.eye(len(rest)), truth[rest])
        np.testing.assert_allclose(found[place], likeness[place, rest] @ weights, rtol=1e-3, atol=1e-4)


def test_without_questions_or_words_nothing_is_learnt_from_them() -> None:
    assert told("Who owns the patent?", NOWHERE, ()) == [0]
    assert left_out((), VECTORS[:0], Wording([], words)).shape == (0, 1)
    silent = (Asked("one", "Who?", votes={"a": 1.0}),)
    assert Wording(["Who?"], words).shared("the patent").tolist() == [0]
    assert told("Who?", VECTORS[0], silent)[1] == pytest.approx(1 / (1 + RIDGE), rel=1e-5)


def test_words_in_common_weigh_as_scikit_learn_has_it() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    questions, text = [one.question for one in QUESTIONS], "Who pays the court for the patent? The patent court!"
    weighed = TfidfVectorizer(analyzer=words, binary=True).fit(questions)
    expected = (weighed.transform(questions) @ weighed.transform([text]).T).toarray()[:, 0]
    np.testing.assert_allclose(Wording(questions, words).shared(text), expected, rtol=1e-6)

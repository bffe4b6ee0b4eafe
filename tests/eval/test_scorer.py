"""Fitting the network that scores clauses: what it is fitted to, and what it is said to be worth."""

import json
import shutil
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import pytest
from command import refuses, run
from known import keep_known

from eval.scorer import LEAST, Observed, fit_scorer, observe
from ingest.corpus import Corpus
from ingest.errors import DatasetError
from ingest.questions import Curated
from rag.embed import Embedder
from rag.index import Index, build
from rag.mixture import DEFAULT
from rag.retrieve import ClauseRetriever
from rag.scorer import SHIPPED, SIGNALS, Scorer


def some_judged(corpus: Corpus, count: int) -> Corpus:
    """The corpus with so many of the judged questions that are no clause's own, and some that nothing answers."""
    own = {question for questions in corpus.questions.by_uid.values() for question in questions}
    judged = [(question, one) for question, one in corpus.questions.judged.items() if question not in own]
    answered = [pair for pair in judged if pair[1]][:count]
    return corpus.asked(Curated({}, judged=dict(answered + [pair for pair in judged if not pair[1]][:20])))


def retriever(corpus: Corpus, tiny_model: Path, home: Path) -> ClauseRetriever:
    embedder = Embedder.load(str(tiny_model))
    build(home, corpus, embedder)
    return ClauseRetriever(corpus, Index.open(home, corpus, embedder.identity), embedder)


def observed(seed: int, *, telling: bool) -> Observed:
    """Questions with ten clauses, one of which answers: that with the best vote, or any."""
    random = np.random.default_rng(seed)
    signals = random.uniform(0, 0.2, size=(200, 10, len(SIGNALS)))
    grades = np.zeros((200, 10))
    right = random.integers(0, 10, size=200)
    grades[np.arange(200), right] = 1
    if telling:
        signals[np.arange(200), right, SIGNALS.index("near_words")] = 1  # which the fixed weights do not look at
    return Observed("any", signals, grades)


def test_it_is_fitted_to_what_was_judged_as_though_that_were_not_known(
    corpus: Corpus, tiny_model: Path, tmp_path: Path
) -> None:
    some = some_judged(corpus, LEAST + 5)
    searched, told = retriever(some, tiny_model, tmp_path), []
    found = observe(searched, lambda *step: told.append(step))
    uids = [clause.uid for _, clause in some.searched()]
    assert told[-1] == ("asking", LEAST + 5, LEAST + 5)
    assert found.signals.shape == (LEAST + 5, len(uids), len(SIGNALS))
    asked = [(question, one) for question, one in some.questions.judged.items() if one]
    for row, (_, one) in zip(found.grades, asked, strict=True):
        assert {uids[place] for place in np.flatnonzero(row == 1)} == set(one.answers)
        assert {uids[place] for place in np.flatnonzero(row == 0.5)} == set(one.helps)
    [known] = searched._evidence([asked[0][0]], DEFAULT)
    answers = found.grades[0] == 1
    for name in ("votes", "near_late", "near_meaning", "near_words"):
        assert known.scores[name][answers].max() > found.signals[0, answers, SIGNALS.index(name)].max()


def test_what_it_is_worth_is_told_of_questions_it_never_saw() -> None:
    good, bad = (fit_scorer(observed(1, telling=telling), seed=1) for telling in (True, False))
    assert good.questions == 200
    assert good.learnt > 0.95 > good.mixed
    assert good.p < 0.01
    assert bad.learnt == pytest.approx(bad.mixed, abs=0.1)
    assert bad.p > 0.05


def test_too_few_questions_are_refused(corpus: Corpus, tiny_model: Path, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=f"Only {LEAST - 1} questions were judged") as error:
        observe(retriever(some_judged(corpus, LEAST - 1), tiny_model, tmp_path))
    assert "corpus/questions/README.md" in error.value.hint


def test_the_command_writes_a_network_that_can_take_the_place_of_the_shipped_one(
    corpus_copy: Path, tiny_model: Path, tmp_path: Path
) -> None:
    home, place = tmp_path / "home", tmp_path / "scorer.json"
    keep_known(corpus_copy, LEAST)
    settings = {"CLAUSEWISE_CORPUS": str(corpus_copy), "CLAUSEWISE_EMBED_MODEL": str(tiny_model)}

    def clausewise(*arguments: str) -> CompletedProcess[str]:
        return run(*arguments, home=home, **settings)

    home.mkdir()
    refuses(clausewise("eval", "scorer"), "There is no index yet.")
    assert clausewise("build").returncode == 0
    found = json.loads(clausewise("eval", "scorer", "--json", "--output", str(place)).stdout)
    assert (found["questions"], found["measure"]) == (LEAST, "nDCG@10")
    assert 0 < found["mixed"] < 1
    assert 0 < found["learnt"] < 1
    assert found["network"] == json.loads(place.read_text(encoding="utf-8"))
    assert (
        Scorer.from_json(place.read_text(encoding="utf-8")).hidden.shape
        == Scorer.from_json(SHIPPED.read_text()).hidden.shape
    )
    refuses(clausewise("eval", "scorer", "--output", str(tmp_path)), "cannot be written")
    shutil.rmtree(corpus_copy / "questions")
    assert clausewise("build").returncode == 0
    refuses(clausewise("eval", "scorer"), "Only 0 questions were judged")

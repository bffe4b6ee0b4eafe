"""Questions that are like known ones, and what a run is worth without them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic import synthetic_run

from eval.familiarity import BOUNDS, Known, familiarity, known_questions
from eval.results import RunResult
from ingest.errors import RunError
from ingest.judged import Judgement
from ingest.questions import Curated

KNOWN = ["Who owns the background knowledge?", "When was the guidance on intermediaries adopted?"]


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("who owns background knowledge", 1.0),
        ("Owning of backgrounds: who knowledges?", 1.0),  # stems count, not forms
        ("Who owns the background?", 2 / 3),
        ("Who owns the foreground knowledge of students?", 2 / 4),
        ("Why?", 0.0),
        ("", 0.0),
    ],
)
def test_the_share_is_of_the_longer_question(question: str, share: float) -> None:
    assert Known(KNOWN).likeness(question) == share


@given(st.lists(st.text(max_size=30), max_size=5), st.text(max_size=30))
def test_a_share_is_a_share_and_a_known_question_is_known(questions: list[str], other: str) -> None:
    known = Known(questions)
    assert 0.0 <= known.likeness(other) <= 1.0
    assert Known([*questions, other]).likeness(other) in (0.0, 1.0)  # none where there is no content word


def test_all_that_was_learnt_from_is_known_once() -> None:
    judged = {KNOWN[0]: Judgement(), "What does it cost to apply?": Judgement()}
    known = known_questions(Curated({"c/2024/601#rct_1": tuple(KNOWN)}, judged=judged))
    assert len(known) == 3
    assert known.likeness("Cost to apply?") == 1.0


def _worded(run: RunResult) -> RunResult:
    """`run` with every other single question in known words, and those that are made perfect."""
    questions = [
        replace(one, text=KNOWN[0], measures={**one.measures, "nDCG@10": 1.0})
        if place % 2 and one.metadata["answerable"]
        else replace(one, text=f"What of subject {place}?")
        for place, one in enumerate(run.questions)
    ]
    return replace(run, questions=tuple(questions))


def test_a_run_without_what_is_known() -> None:
    run = _worded(synthetic_run(skill=0.5, questions=40, refused=8))
    found = familiarity([run], Known(KNOWN))
    assert [band.below for band in found.bands] == [None, *BOUNDS]
    everything, strangers = found.bands[0], found.bands[1]
    assert (everything.answerable, everything.unanswerable) == (40, 8)
    assert (strangers.answerable, strangers.unanswerable) == (20, 8)
    assert strangers.measures["nDCG@10"] < everything.measures["nDCG@10"]
    assert (strangers.measures["nDCG@10"] + 1) / 2 == pytest.approx(everything.measures["nDCG@10"])


def test_each_band_has_the_questions_below_its_bound() -> None:
    texts = [
        "Who owns background knowledge?",
        "Who owns the background?",
        "Who owns the foreground knowledge of students?",
    ]
    run = synthetic_run(questions=4, dialogues=1, refused=0)
    singles = [replace(one, text=text) for one, text in zip(run.questions, [*texts, "Why?"], strict=False)]
    found = familiarity([replace(run, questions=(*singles, *run.questions[4:]))], Known(KNOWN))
    assert [band.answerable for band in found.bands] == [4, 3, 3, 2, 1]


def test_what_cannot_be_taken_together_is_told() -> None:
    run = synthetic_run()
    other = replace(run, config=replace(run.config, dataset="other"))
    assert familiarity([run, other], Known(KNOWN)).bands[0].answerable == 80
    half = replace(run, config=replace(run.config, half="first"), questions=run.questions[:20])
    with pytest.raises(RunError, match="in two of these runs"):
        familiarity([run, half], Known(KNOWN))
    with pytest.raises(RunError, match="not measured alike"):
        familiarity([run, replace(other, config=replace(other.config, settings={"answers": False}))], Known(KNOWN))
    with pytest.raises(RunError, match="different retrievers"):
        familiarity([run, replace(other, config=replace(other.config, retriever="bm25"))], Known(KNOWN))
    with pytest.raises(RunError, match="no single question"):
        familiarity([synthetic_run(questions=0, refused=0)], Known(KNOWN))

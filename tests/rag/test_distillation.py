"""An adapter for follow-ups: what it learns from, that it learns, and how the model uses it."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ingest.corpus import Corpus
from ingest.dialogues import Turn
from ingest.errors import AdapterError
from rag.adapter import FOLDER, FOLLOW_UPS, WEIGHTS, Adapter, chosen, for_follow_ups, read, write
from rag.distillation import Example, Recipe, examples, lessons, train
from rag.embed import Embedder, load_model
from rag.following import FollowUp, SecondCopy, as_one
from rag.imitation import Imitation
from rag.settings import Settings

TALKS = tuple(
    (
        Turn(f"How do we reward {who}?", f"How do we reward {who}?"),
        Turn("who pays?", f"Who pays the reward of {who}?"),
        Turn("and trust?", f"How do {who} build trust?"),
    )
    for who in ("staff", "students", "partners", "firms", "cities")
)
RECIPE = Recipe(epochs=1, batch=4, landmarks=40, clauses=20)
SHORT = FollowUp("who pays?", ("How do we reward staff?",))


@pytest.fixture(scope="module")
def learnt(tiny_model: Path, tiny_adapter: Adapter, few_questions: Corpus) -> Adapter:
    return train(str(tiny_model), tiny_adapter, few_questions, TALKS, RECIPE)


def test_a_turn_is_learnt_behind_those_before_it_as_it_is_searched() -> None:
    talk = (*TALKS[0], Turn("What does a firm that never worked with any university have to do first of all?", "What?"))
    assert list(examples([talk, TALKS[1][:1]])) == [
        Example(SHORT, "Who pays the reward of staff?"),
        Example(FollowUp("and trust?", ("How do we reward staff?", "who pays?")), "How do staff build trust?"),
    ]


def test_the_question_is_read_whatever_was_asked_before(tiny_model: Path) -> None:
    model = load_model(str(tiny_model))  # it spells, and reads 64 tokens with the two around them
    assert as_one(SHORT, model) == "How do we reward staff? [SEP] who pays?"
    long = FollowUp("who pays?", ("left out", "a" * 40 + "b" * 40, "why?"))
    assert as_one(long, model).endswith("ab" + "b" * 39 + " [SEP] why? [SEP] who pays?")
    tokens = model.tokenizer(as_one(long, model))["input_ids"]
    assert len(tokens) == 64
    assert as_one(FollowUp("c" * 80, ("before?",)), model) == "c" * 80  # no room for anything else
    [seen] = Embedder.load(str(tiny_model)).queries(["who pays?"])
    both = Embedder.load(str(tiny_model))
    both._second = SecondCopy("", lambda: load_model(str(tiny_model)), beside=both._model)
    [follow_up] = both.follow_ups([long])
    assert follow_up.ids[-len(seen.ids) :].tolist() == seen.ids.tolist()


def test_without_a_separator_the_questions_stand_side_by_side(tiny_model: Path) -> None:
    model = load_model(str(tiny_model))
    model.tokenizer.sep_token = None
    assert as_one(SHORT, model).split() == ["How", "do", "we", "reward", "staff?", "who", "pays?"]


def test_training_brings_follow_ups_nearer_to_what_they_stand_for(
    tiny_model: Path, tiny_adapter: Adapter, few_questions: Corpus
) -> None:
    learnt = lessons(few_questions, TALKS, RECIPE)

    def loss(*adapters: Adapter) -> float:
        teacher = Embedder.load(str(tiny_model), tiny_adapter)
        pupil = load_model(str(tiny_model), tiny_adapter, *adapters).eval()
        return Imitation(pupil, teacher, learnt, RECIPE).loss(learnt.examples, random.Random(0)).item()

    taught = train(str(tiny_model), tiny_adapter, few_questions, TALKS, replace(RECIPE, epochs=8, rate=1e-2))
    assert loss(taught) < loss() - 0.01


def test_the_same_seed_gives_the_same_weights(
    tiny_model: Path, tiny_adapter: Adapter, few_questions: Corpus, learnt: Adapter
) -> None:
    again = train(str(tiny_model), tiny_adapter, few_questions, TALKS, RECIPE)
    assert (again.model, again.weights) == (learnt.model, learnt.weights)
    assert learnt.model.adapter == tiny_adapter.sha256


def test_what_goes_wrong_while_it_looks_at_the_clauses_is_one_sentence(
    tiny_model: Path, few_questions: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory")

    monkeypatch.setattr(Embedder, "texts", full)
    with pytest.raises(AdapterError, match="could not be trained: DefaultCPUAllocator"):
        train(str(tiny_model), None, few_questions, TALKS, RECIPE)


def test_without_dialogues_there_is_nothing_to_learn(tiny_model: Path, few_questions: Corpus) -> None:
    with pytest.raises(AdapterError, match="no dialogues to learn from"):
        train(str(tiny_model), None, few_questions, (), RECIPE)


def test_follow_ups_alone_are_seen_with_it(tiny_model: Path, tiny_adapter: Adapter, learnt: Adapter) -> None:
    plain = Embedder.load(str(tiny_model), tiny_adapter)
    both = Embedder.load(str(tiny_model), tiny_adapter, learnt)
    assert not plain.follows
    plain.warm_up()
    with pytest.raises(ValueError, match="no adapter for follow-ups"):
        plain.follow_ups([SHORT])
    assert both.follows
    assert both.identity == plain.identity  # an index is of both
    text = as_one(SHORT, both._model)
    assert (both.query(text).vector == plain.query(text).vector).all()
    [seen] = both.follow_ups([SHORT])
    assert (seen.vector != plain.query(text).vector).any()
    assert np.linalg.norm(seen.vector) == pytest.approx(1, abs=1e-5)
    assert (both.query(text).vector == plain.query(text).vector).all()  # nor do the weights that both share change


def test_the_first_follow_ups_wait_for_one_copy_and_what_goes_wrong_is_told_to_each(
    tiny_model: Path, tiny_adapter: Adapter, learnt: Adapter
) -> None:
    loads: list[int] = []
    both = Embedder.load(str(tiny_model), tiny_adapter, learnt)
    assert both._second is not None
    load = both._second._load
    both._second._load = lambda: (loads.append(1), load())[1]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: both.follow_ups([SHORT])[0].vector, range(8)))
    assert len(loads) == 1
    assert all((one == found[0]).all() for one in found)
    misfit = Embedder.load(str(tiny_model), tiny_adapter, replace(learnt, weights=tiny_adapter.weights[:-100]))
    assert len(misfit.query("who pays?").ids)
    for _ in range(2):
        with pytest.raises(AdapterError, match="does not fit"):
            misfit.follow_ups([SHORT])


def test_one_for_another_model_or_of_another_kind_is_passed_over(
    tiny_model: Path, tiny_adapter: Adapter, learnt: Adapter, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path / "home", corpus=tmp_path / "corpus", embed_model=str(tiny_model))
    settings.home.mkdir()
    place = settings.home / FOLLOW_UPS
    model = Embedder.load(str(tiny_model), tiny_adapter).identity
    assert for_follow_ups(settings, model) is None
    write(replace(learnt, about={"seed": 1}), place)
    found = for_follow_ups(settings, model)
    assert found is not None
    assert (found.model, found.weights, found.about["seed"]) == (model, learnt.weights, 1)
    assert read(place).follow_ups
    for other in (replace(model, adapter=None), replace(model, adapter="another")):
        assert for_follow_ups(settings, other) is None
    assert for_follow_ups(replace(settings, adapter="none"), model) is None
    with pytest.raises(AdapterError, match="is one for follow-ups alone"):
        chosen(replace(settings, adapter=str(place)))
    with pytest.raises(AdapterError, match="another kind"):
        write(tiny_adapter, place)
    write(tiny_adapter, settings.home / FOLDER)
    assert chosen(settings) == read(settings.home / FOLDER)
    (place / WEIGHTS).write_bytes(b"cut off")
    with pytest.raises(AdapterError, match="damaged") as told:
        for_follow_ups(settings, model)
    assert "clausewise adapt --follow-ups" in str(told.value.hint)
    assert for_follow_ups(replace(settings, adapter="none"), model) is None

"""Training an adapter: reproducible, on the questions it is given and no others, for the usual encoders."""

import math
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from ingest.corpus import Corpus
from ingest.errors import AdapterError
from ingest.questions import Curated
from rag.adaptation import Recipe, lessons, train
from rag.adapter import Adapter
from rag.contrast import Contrast
from rag.embed import Embedder
from rag.low_rank import _layers
from rag.seen import Reader

SMALL = {"vocab_size": 60, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}


def test_the_same_seed_gives_the_same_weights(
    tiny_model: Path, tiny_adapter: Adapter, tiny_recipe: Recipe, few_questions: Corpus
) -> None:
    torch.manual_seed(99)
    untouched = torch.get_rng_state()
    steps: list[tuple[int, int]] = []
    again = train(str(tiny_model), few_questions, tiny_recipe, lambda done, total: steps.append((done, total)))
    assert (again.config, again.weights) == (tiny_adapter.config, tiny_adapter.weights)
    assert torch.equal(torch.get_rng_state(), untouched)
    total = math.ceil(len(lessons(few_questions).examples) / tiny_recipe.batch)
    assert steps == [(done, total) for done in range(1, total + 1)]
    other = train(str(tiny_model), few_questions, Recipe(seed=2, epochs=1))
    assert other.weights != tiny_adapter.weights


def test_training_brings_questions_nearer_to_their_clauses(tiny_model: Path, few_questions: Corpus) -> None:
    def loss(adapter: Adapter | None) -> float:
        model = Embedder.load(str(tiny_model), adapter)._model.eval()
        learnt = lessons(few_questions)
        return Contrast(model, learnt, Recipe()).loss(learnt.examples[:32], random.Random(0)).item()

    assert loss(train(str(tiny_model), few_questions, Recipe(epochs=2, rate=1e-2))) < loss(None)


def test_only_the_questions_of_the_corpus_at_hand_are_seen(
    tiny_model: Path, few_questions: Corpus, tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: set[str] = set()
    features = Reader._features

    def noted(self: Reader, texts: list[str], **options: Any) -> Any:
        seen.update(texts)
        return features(self, texts, **options)

    monkeypatch.setattr(Reader, "_features", noted)
    train(str(tiny_model), few_questions, tiny_recipe)
    learnt = lessons(few_questions)
    known = {one.question for one in learnt.examples}
    assert known <= seen
    assert seen & set(learnt.others)
    assert seen <= known | {*learnt.others} | {text for both in learnt.clauses.values() for text in both}


def test_a_question_that_shares_no_clause_has_no_sibling(
    tiny_model: Path, few_questions: Corpus, tiny_recipe: Recipe
) -> None:
    alone = Curated({uid: questions[:1] for uid, questions in few_questions.questions.by_uid.items()})
    learnt = lessons(few_questions.asked(alone))
    contrast = Contrast(Embedder.load(str(tiny_model))._model, learnt, tiny_recipe)
    assert all(contrast._sibling(one, random.Random(0)) is None for one in learnt.examples)
    train(str(tiny_model), few_questions.asked(alone), tiny_recipe)


def test_a_sibling_is_answered_by_a_clause_that_answers_the_question(tiny_model: Path, few_questions: Corpus) -> None:
    learnt = lessons(few_questions)
    contrast = Contrast(Embedder.load(str(tiny_model))._model, learnt, Recipe())
    for one in learnt.examples[:100]:
        sibling = contrast._sibling(one, random.Random(0))
        assert sibling is None or sibling.question != one.question
        assert sibling is None or {u for u, v in one.votes.items() if v == 1} & {u for u, v in sibling.votes.items()}


def _families() -> list[Any]:
    def bert() -> Any:
        from transformers import BertConfig, BertModel

        return BertModel(BertConfig(**SMALL))

    def roberta() -> Any:
        from transformers import XLMRobertaConfig, XLMRobertaModel

        return XLMRobertaModel(XLMRobertaConfig(**SMALL))

    def mpnet() -> Any:
        from transformers import MPNetConfig, MPNetModel

        return MPNetModel(MPNetConfig(**SMALL))

    def modern_bert() -> Any:
        from transformers import ModernBertConfig, ModernBertModel

        return ModernBertModel(ModernBertConfig(**SMALL, pad_token_id=0))

    return [pytest.param(bert, 12), pytest.param(roberta, 12), pytest.param(mpnet, 12), pytest.param(modern_bert, 8)]


@pytest.mark.parametrize(("make", "count"), _families())
def test_the_linear_layers_of_the_usual_encoders_are_found(make: Callable[[], Any], count: int) -> None:
    class Holder:
        transformers_model = make()

    names = _layers(Holder(), "a model")  # type: ignore[arg-type]
    assert len(names) == count
    assert not any("pooler" in name or "embeddings" in name for name in names)


def test_a_plain_transformers_folder_is_adapted_as_well(
    tiny_model: Path, few_questions: Corpus, tiny_recipe: Recipe
) -> None:
    plain = str(tiny_model.parent / "bert")
    adapter = train(plain, few_questions, tiny_recipe)
    bare, adapted = Embedder.load(plain), Embedder.load(plain, adapter)
    assert adapted.identity == replace(bare.identity, adapter=adapter.sha256)
    assert (bare.query("trust").vector != adapted.query("trust").vector).any()


def test_a_model_of_other_layers_is_told() -> None:
    class Static:
        transformers_model = None

    with pytest.raises(AdapterError, match="of no kind that can be adapted"):
        _layers(Static(), "static")  # type: ignore[arg-type]


def test_what_goes_wrong_inside_is_one_sentence(
    tiny_model: Path, few_questions: Corpus, tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory\nmore")

    monkeypatch.setattr(Contrast, "loss", full)
    with pytest.raises(AdapterError, match="could not be trained: DefaultCPUAllocator: can't allocate memory"):
        train(str(tiny_model), few_questions, tiny_recipe)
    monkeypatch.setattr(Contrast, "loss", lambda *_: torch.tensor(float("nan")))
    with pytest.raises(AdapterError, match="went astray"):
        train(str(tiny_model), few_questions, tiny_recipe)

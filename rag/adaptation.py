"""Train an adapter: the embedding model learns to bring questions near the clauses that answer them and one another.

The base model stays as it is; small low-rank matrices beside its linear layers are trained (`rag.adapter`), by the two
scores that the retriever rests on: the cosine of whole texts and late interaction word by word (`rag.contrast`).
"""

import json
import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.corpus import Corpus
from ingest.errors import AdapterError
from rag.adapter import Adapter, with_layers
from rag.embed import identify, load_model
from rag.views import asked

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch.nn import Module

Progress = Callable[[int, int], None]  # steps done, steps in all


@dataclass(frozen=True)
class Recipe:
    """How an adapter is trained; the same recipe on the same questions and machine gives the same weights.

    `rank` and `alpha` are LoRA's. `rate` is the highest learning rate, reached after the share `warm_up` of the steps
    and falling to zero from there. `late` weighs late interaction against the cosine, `siblings` two questions that
    clauses have in common against a question and its clauses; `own` is how often a clause is its own words and not its
    stem and its words. A batch has `batch` questions and `others`, which nothing answers. Texts are read up to
    `longest` tokens.
    """

    seed: int = 1
    epochs: int = 4
    rank: int = 16
    alpha: int = 32
    rate: float = 5e-4
    warm_up: float = 0.1
    decay: float = 0.01
    batch: int = 48
    others: int = 16
    temperature: float = 0.05
    late: float = 1.0
    siblings: float = 1.0
    own: float = 2 / 3
    longest: int = 256


@dataclass(frozen=True)
class Example:
    """A question and its votes: how far each clause, by uid, answers it (`rag.views.Asked`)."""

    question: str
    votes: Mapping[str, float]


@dataclass(frozen=True)
class Lessons:
    """What there is to learn from: questions with their clauses, questions that nothing answers, and the clauses.

    `clauses` has the own words of each clause, and its stem and its words.
    """

    examples: tuple[Example, ...]
    others: tuple[str, ...]
    clauses: Mapping[str, tuple[str, str]]


def lessons(corpus: Corpus) -> Lessons:
    """Every question of the index over `corpus`."""
    questions = list(asked(corpus))
    clauses = {clause.uid: (clause.text, document.in_place(clause)) for document, clause in corpus.searched()}
    examples = tuple(Example(one.question, one.votes) for one in questions if one.votes)
    return Lessons(examples, tuple(one.question for one in questions if not one.votes), clauses)


def train(model: str, corpus: Corpus, recipe: Recipe, progress: Progress = lambda *_: None) -> Adapter:
    """An adapter of the model that the setting `model` names, trained on all questions of `corpus`.

    AdapterError when the model has no layers that can be adapted or the training fails, ModelError as in `load_model`.
    """
    import torch
    from peft import LoraConfig

    from rag.contrast import Contrast

    bare = load_model(model)
    bare.max_seq_length = min(bare.max_seq_length or recipe.longest, recipe.longest)
    with torch.random.fork_rng():
        torch.manual_seed(recipe.seed)
        config = LoraConfig(
            r=recipe.rank,
            lora_alpha=recipe.alpha,
            target_modules=_layers(bare, model),
            init_lora_weights="gaussian",
        )
        try:
            adapted = with_layers(bare, config)
            learnt = lessons(corpus)
            _descend(adapted, Contrast(bare, learnt, recipe), learnt.examples, recipe, progress)
        except AdapterError:
            raise
        except Exception as error:  # torch's own, out of memory among them, or a model of an unusual kind
            raise AdapterError(
                f"The adapter of “{model}” could not be trained: {str(error).partition(chr(10))[0][:300]}",
                hint="Free some memory, or take a smaller model.",
            ) from error
    shape, weights = _stored(adapted, config)
    return Adapter(identify(model), shape, weights, {})


def _layers(bare: "SentenceTransformer", model: str) -> list[str]:
    """The names of the linear layers inside the encoder's stack of blocks, which are numbered in every family."""
    from torch.nn import Linear

    encoder = bare.transformers_model
    modules = encoder.named_modules() if encoder is not None else ()
    names = [
        name for name, module in modules if type(module) is Linear and any(part.isdigit() for part in name.split("."))
    ]
    if not names:
        raise AdapterError(
            f"The layers of the embedding model “{model}” are of no kind that can be adapted.",
            hint="Use it without an adapter, or set CLAUSEWISE_EMBED_MODEL to a transformer encoder such as BERT.",
        )
    return names


def _descend(
    adapted: "Module", contrast: Any, questions: Sequence[Example], recipe: Recipe, progress: Progress
) -> None:
    """AdamW over all batches; the learning rate rises, then falls to zero."""
    import torch

    steps = recipe.epochs * math.ceil(len(questions) / recipe.batch)
    trained = [weight for weight in adapted.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=recipe.rate, weight_decay=recipe.decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (recipe.warm_up * steps)) * (steps - step) / steps
    )
    adapted.train()
    chance = random.Random(recipe.seed)
    for done, batch in enumerate(_batches(questions, recipe, chance), 1):
        loss = contrast.loss(batch, chance)
        if not torch.isfinite(loss):
            raise AdapterError("The training went astray.", hint="Try another --seed.")
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        progress(done, steps)


def _batches(questions: Sequence[Example], recipe: Recipe, chance: random.Random) -> Iterator[list[Example]]:
    """Every example once an epoch, in an order of chance."""
    for _ in range(recipe.epochs):
        order = chance.sample(questions, len(questions))
        for start in range(0, len(order), recipe.batch):
            yield order[start : start + recipe.batch]


def _stored(adapted: Any, config: Any) -> tuple[bytes, bytes]:
    """The two files of peft as bytes, the same for the same weights: half precision, and nothing of this machine."""
    from peft import get_peft_model_state_dict
    from safetensors.torch import save

    weights = {name: one.detach().cpu().half() for name, one in get_peft_model_state_dict(adapted).items()}
    shape = config.to_dict() | {"base_model_name_or_path": None, "inference_mode": True}
    shape["target_modules"] = sorted(config.target_modules)
    text = json.dumps(shape, indent=2, sort_keys=True, default=str)
    return text.encode() + b"\n", save(weights, metadata={"format": "pt"})

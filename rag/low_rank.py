"""Low-rank layers beside the linear ones of an encoder (Hu et al., LoRA, 2021), which alone are trained."""

import json
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from ingest.errors import AdapterError
from rag.adapter import with_layers

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor
    from torch.nn import Module

Progress = Callable[[int, int], None]  # steps done, steps in all
E = TypeVar("E")
Loss = Callable[[Sequence[E], random.Random], "Tensor"]


@dataclass(frozen=True)
class Descent:
    """How layers are trained; the same on the same examples and machine gives the same weights.

    `rank` and `alpha` are LoRA's. `rate` is the highest learning rate, reached after the share `warm_up` of the steps
    and falling to zero from there; a step takes `batch` examples.
    """

    seed: int = 1
    epochs: int = 4
    rank: int = 16
    alpha: int = 32
    rate: float = 5e-4
    warm_up: float = 0.1
    decay: float = 0.01
    batch: int = 48


def read_up_to(model: "SentenceTransformer", longest: int) -> "SentenceTransformer":
    """The same model, which reads no more than so many tokens of a text from now on."""
    model.max_seq_length = min(model.max_seq_length or longest, longest)
    return model


def fit_layers(
    name: str,
    model: "SentenceTransformer",
    descent: Descent,
    examples: Sequence[E],
    lesson: "Callable[[], Loss[E]]",
    progress: Progress = lambda *_: None,
) -> tuple[bytes, bytes]:
    """Put layers into `model`, which is called `name`, and train them until the loss of its batches is low.

    `lesson` prepares that loss, of a batch and by chance. Returns the two files of peft, the configuration and the
    weights. AdapterError when the model has no layers that can be adapted or the training fails.
    """
    import torch
    from peft import LoraConfig

    with torch.random.fork_rng():
        torch.manual_seed(descent.seed)
        config = LoraConfig(
            r=descent.rank, lora_alpha=descent.alpha, target_modules=_layers(model, name), init_lora_weights="gaussian"
        )
        try:
            adapted = with_layers(model, config)
            _descend(adapted, lesson(), examples, descent, progress)
        except AdapterError:
            raise
        except Exception as error:  # torch's own, out of memory among them, or a model of an unusual kind
            raise AdapterError(
                f"The adapter of “{name}” could not be trained: {str(error).partition(chr(10))[0][:300]}",
                hint="Free some memory, or take a smaller model.",
            ) from error
    return _stored(adapted, config)


def _layers(model: "SentenceTransformer", name: str) -> list[str]:
    """The names of the linear layers inside the encoder's stack of blocks, which are numbered in every family."""
    from torch.nn import Linear

    encoder = model.transformers_model
    modules = encoder.named_modules() if encoder is not None else ()
    names = [one for one, module in modules if type(module) is Linear and any(map(str.isdigit, one.split(".")))]
    if not names:
        raise AdapterError(
            f"The layers of the embedding model “{name}” are of no kind that can be adapted.",
            hint="Use it without an adapter, or set CLAUSEWISE_EMBED_MODEL to a transformer encoder such as BERT.",
        )
    return names


def _descend(
    adapted: "Module",
    loss: "Loss[E]",
    examples: Sequence[E],
    descent: Descent,
    progress: Progress,
) -> None:
    """AdamW over all batches; the learning rate rises, then falls to zero."""
    import torch

    steps = descent.epochs * math.ceil(len(examples) / descent.batch)
    trained = [weight for weight in adapted.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=descent.rate, weight_decay=descent.decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (descent.warm_up * steps)) * (steps - step) / steps
    )
    adapted.train()
    chance = random.Random(descent.seed)
    for done, batch in enumerate(_batches(examples, descent, chance), 1):
        value = loss(batch, chance)
        if not torch.isfinite(value):
            raise AdapterError("The training went astray.", hint="Try another --seed.")
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        progress(done, steps)


def _batches(examples: Sequence[E], descent: Descent, chance: random.Random) -> Iterator[list[E]]:
    """Every example once an epoch, in an order of chance."""
    for _ in range(descent.epochs):
        order = chance.sample(examples, len(examples))
        for start in range(0, len(order), descent.batch):
            yield order[start : start + descent.batch]


def _stored(adapted: Any, config: Any) -> tuple[bytes, bytes]:
    """The two files of peft as bytes, the same for the same weights: half precision, and nothing of this machine."""
    from peft import get_peft_model_state_dict
    from safetensors.torch import save

    weights = {name: one.detach().cpu().half() for name, one in get_peft_model_state_dict(adapted).items()}
    shape = config.to_dict() | {"base_model_name_or_path": None, "inference_mode": True}
    shape["target_modules"] = sorted(config.target_modules)
    text = json.dumps(shape, indent=2, sort_keys=True, default=str)
    return text.encode() + b"\n", save(weights, metadata={"format": "pt"})

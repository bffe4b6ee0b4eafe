"""Follow-ups as a model sees them that learnt to: each, behind the questions before it, as the question it stands for.

What was learnt is an adapter on top of the model's own (`rag.distillation`). Questions by themselves are still seen by
the model without it, so that there are two copies, which share what they have in common.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.errors import ClausewiseError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MOST_READ = 256  # tokens of a follow-up and what was asked before


@dataclass(frozen=True)
class FollowUp:
    """A question and those asked shortly before it, oldest first, at least one."""

    question: str
    before: tuple[str, ...]


def as_one(asked: FollowUp, model: "SentenceTransformer") -> str:
    """A follow-up and what was asked before as one text that `model` reads to the end, where the question stands.

    Of what was asked before, the oldest is left out first, and of a question its beginning.
    """
    tokenizer = model.tokenizer

    def places(text: str) -> list[tuple[int, int]]:
        """Where the tokens of `text` stand; without places for a tokenizer that does not tell."""
        given = tokenizer(text, add_special_tokens=False, return_offsets_mapping=tokenizer.is_fast, verbose=False)
        found: list[tuple[int, int]] = given.get("offset_mapping") or [(0, 0)] * len(given["input_ids"])
        return found

    separator = f" {tokenizer.sep_token or ''} "
    longest = min(model.max_seq_length or MOST_READ, MOST_READ)
    prompt = model.prompts.get("query") or ""
    room = longest - tokenizer.num_special_tokens_to_add() - len(places(prompt)) - len(places(asked.question))
    text = asked.question
    for earlier in reversed(asked.before):
        room -= 1  # the separator
        tokens = places(earlier)
        if room < len(tokens):
            cut = tokens[len(tokens) - room][0] if room > 0 else 0
            return f"{earlier[cut:]}{separator}{text}" if cut else text
        room -= len(tokens)
        text = f"{earlier}{separator}{text}"
    return text


class SecondCopy:
    """The copy of a model that sees follow-ups, loaded when first needed; safe to share between threads."""

    def __init__(self, learnt: str, load: "Callable[[], SentenceTransformer]", beside: "SentenceTransformer") -> None:
        """`learnt` is the checksum of what the copy learnt, which `load` loads `beside` the model for questions."""
        self.learnt = learnt
        self._load = load
        self._beside = beside
        self._loaded: SentenceTransformer | None = None
        self._broken: ClausewiseError | None = None  # why it could not be loaded
        self._lock = threading.Lock()

    def model(self) -> "SentenceTransformer":
        """The copy; what went wrong with it once (AdapterError, ModelError) is told every time."""
        with self._lock:
            if self._broken is not None:
                raise self._broken.with_traceback(None)
            if self._loaded is None:
                try:
                    self._loaded = _sharing(self._load(), self._beside)
                except ClausewiseError as error:
                    self._broken = error
                    raise
            return self._loaded


def _sharing(model: "SentenceTransformer", other: "SentenceTransformer") -> "SentenceTransformer":
    """`model` with the weights that it has in common with `other` in memory once: half of those of a small model."""
    weights = dict(other.named_parameters())
    for name, weight in model.named_parameters():
        if name in weights and weight.equal(weights[name]):
            weight.data = weights[name].data
    return model

"""Texts as a model sees them while it is trained: as when it embeds, but so that a loss can be traced back.

Imported only while an adapter is trained: torch takes seconds.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn.functional import normalize, pad

from rag.lexical import inverse_document_frequency

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_COUNTED = 256  # texts whose tokens are counted at a time
_TOGETHER = 16  # texts that go through the model at once
_HALF = bool(
    torch.cpu.get_capabilities().get("avx512_bf16")
)  # where the processor has it, it takes a third of the time


@dataclass(frozen=True)
class Seen:
    """A batch of texts as the model sees it; unit vectors.

    `whole` has shape (texts, dimension), `tokens` (texts, length, token dimension), `ids` and `kept` (texts, length);
    `kept` is false for padding and special tokens.
    """

    whole: Tensor
    tokens: Tensor
    ids: Tensor
    kept: Tensor


class Reader:
    """A model that is being trained, and the texts that it is given."""

    def __init__(self, model: "SentenceTransformer") -> None:
        self._model = model
        self._special = torch.tensor(sorted(set(model.tokenizer.all_special_ids)), device=model.device)

    def seen(self, texts: Sequence[str], *, query: bool = False) -> Seen:
        """The texts in their order, with the model's own prompt for questions or for passages."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))  # alike side by side: little padding
        parts = [
            self._part([texts[place] for place in order[start : start + _TOGETHER]], query=query)
            for start in range(0, len(order), _TOGETHER)
        ]
        longest = max(part.ids.shape[1] for part in parts)
        columns = zip(*(_padded(part, longest) for part in parts), strict=True)
        back = torch.tensor(sorted(range(len(order)), key=order.__getitem__))
        return Seen(*(torch.cat(column)[back] for column in columns))

    def rarity(self, clauses: Sequence[str]) -> Tensor:
        """The inverse document frequency of every token of the vocabulary over the clauses."""
        holders: Counter[int] = Counter()
        for start in range(0, len(clauses), _COUNTED):
            for row in self._features(clauses[start : start + _COUNTED])["input_ids"].tolist():
                holders.update(set(row))
        size = max(len(self._model.tokenizer), max(holders, default=0) + 1)
        found = [inverse_document_frequency(holders[token], len(clauses)) for token in range(size)]
        return torch.tensor(found, device=self._model.device)

    def _part(self, texts: Sequence[str], *, query: bool) -> Seen:
        features = self._features(texts, query=query)
        with torch.autocast("cpu", torch.bfloat16, enabled=_HALF):
            out = self._model({name: value.to(self._model.device) for name, value in features.items()})
        kept = out["attention_mask"].bool() & ~torch.isin(out["input_ids"], self._special)
        whole, tokens = out["sentence_embedding"].float(), out["token_embeddings"].float()
        return Seen(normalize(whole, dim=-1), normalize(tokens, dim=-1), out["input_ids"], kept)

    def _features(self, texts: Sequence[str], *, query: bool = False) -> dict[str, Tensor]:
        """Tokens, after the model's own prompt for questions or passages where it has one, as when it embeds."""
        names = ("query",) if query else ("document", "passage", "corpus")
        prompts = self._model.prompts
        name = next((name for name in names if name in prompts), self._model.default_prompt_name)
        features = self._model.preprocess(list(texts), prompt=prompts.get(name) if name else None)
        return {name: value for name, value in features.items() if isinstance(value, Tensor)}


def _padded(seen: Seen, longest: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The tensors of `seen` with room for `longest` tokens."""
    more = longest - seen.ids.shape[1]
    return seen.whole, pad(seen.tokens, (0, 0, 0, more)), pad(seen.ids, (0, more)), pad(seen.kept, (0, more))

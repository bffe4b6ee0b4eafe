"""What an adapter is trained for: a question must be nearer to its own clause than to the others of its batch.

The loss is the cross entropy of the similarities of a batch (InfoNCE: van den Oord, Li and Vinyals, Representation
learning with contrastive predictive coding, 2018), of the cosine of whole texts and of MaxSim as `rag.late` has it.
Imported only while an adapter is trained: torch takes seconds.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, normalize

from rag.lexical import inverse_document_frequency

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from rag.adaptation import Example, Recipe

_FAR = -1e4  # a similarity that no softmax sees
_COUNTED = 256  # texts whose tokens are counted at a time


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

    def rows(self, places: Sequence[int]) -> "Seen":
        """Some of the texts."""
        some = list(places)
        return Seen(self.whole[some], self.tokens[some], self.ids[some], self.kept[some])


class Contrast:
    """The loss of a batch under `model`; `clauses` are the texts that say how rare a token is."""

    def __init__(self, model: "SentenceTransformer", clauses: Sequence[str], recipe: "Recipe") -> None:
        self._model = model
        self._recipe = recipe
        self._special = torch.tensor(sorted(set(model.tokenizer.all_special_ids)), device=model.device)
        self._weights = self._rarity(clauses).to(model.device)

    def loss(self, batch: Sequence["Example"], chance: random.Random) -> Tensor:
        """Questions against their clauses, and against another question of the same clause where there is one."""
        clauses = [one.text for one in batch]  # two clauses of the same words are no contrast
        asked = self._seen([one.question for one in batch], query=True)
        drawn = [one.text if chance.random() < self._recipe.own else one.with_stem for one in batch]
        found = self._both(asked, self._seen(drawn), clauses)
        places = [place for place, one in enumerate(batch) if one.siblings]
        if len(places) > 1 and self._recipe.siblings:
            siblings = self._seen([chance.choice(batch[place].siblings) for place in places])
            pulled = self._both(asked.rows(places), siblings, [clauses[place] for place in places])
            found = found + self._recipe.siblings * pulled
        return found

    def _both(self, asked: Seen, texts: Seen, clauses: Sequence[str]) -> Tensor:
        cosine = self._entropy(asked.whole @ texts.whole.T, clauses)
        return cosine + self._recipe.late * self._entropy(self._maxsim(asked, texts), clauses)

    def _entropy(self, similarities: Tensor, clauses: Sequence[str]) -> Tensor:
        """Cross entropy with the diagonal as truth; what belongs to the same clause is left out."""
        same = torch.tensor([[a == b and i != j for j, b in enumerate(clauses)] for i, a in enumerate(clauses)])
        logits = (similarities / self._recipe.temperature).masked_fill(same.to(similarities.device), _FAR)
        return cross_entropy(logits, torch.arange(len(clauses), device=similarities.device))

    def _maxsim(self, asked: Seen, texts: Seen) -> Tensor:
        """As `TokenIndex.scores`, for every question and text, shape (questions, texts)."""
        products = torch.einsum("qld,cmd->qclm", asked.tokens, texts.tokens)
        best = products.masked_fill(~texts.kept[None, :, None, :], _FAR).max(-1).values
        weights = (self._weights[asked.ids] * asked.kept).unsqueeze(1)
        return (best * weights).sum(-1) / weights.sum(-1).clamp(min=1e-6)

    def _seen(self, texts: Sequence[str], *, query: bool = False) -> Seen:
        features = self._features(texts, query=query)
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

    def _rarity(self, clauses: Sequence[str]) -> Tensor:
        """The inverse document frequency of every token of the vocabulary over the clauses."""
        holders: Counter[int] = Counter()
        for start in range(0, len(clauses), _COUNTED):
            for row in self._features(clauses[start : start + _COUNTED])["input_ids"].tolist():
                holders.update(set(row))
        size = max(len(self._model.tokenizer), max(holders, default=0) + 1)
        return torch.tensor([inverse_document_frequency(holders[token], len(clauses)) for token in range(size)])

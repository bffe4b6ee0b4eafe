"""What an adapter is trained for: a question must be nearer to the clauses that answer it than to others of its batch.

The loss is the cross entropy of the similarities of a batch (InfoNCE: van den Oord, Li and Vinyals, Representation
learning with contrastive predictive coding, 2018) with graded truth, of the cosine of whole texts and of MaxSim as
`rag.late` has it.
Imported only while an adapter is trained: torch takes seconds.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, normalize, pad

from rag.lexical import inverse_document_frequency

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from rag.adaptation import Example, Lessons, Recipe

_FAR = -1e4  # a similarity that no softmax sees
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

    def rows(self, places: Sequence[int]) -> "Seen":
        """Some of the texts."""
        some = list(places)
        return Seen(self.whole[some], self.tokens[some], self.ids[some], self.kept[some])


class Contrast:
    """The loss of a batch under `model`; the words of all clauses say how rare a token is."""

    def __init__(self, model: "SentenceTransformer", learnt: "Lessons", recipe: "Recipe") -> None:
        self._model = model
        self._recipe = recipe
        self._learnt = learnt
        self._alike: dict[str, list[Example]] = {}  # the questions that a clause answers
        for one in learnt.examples:
            for uid in _answering(one):
                self._alike.setdefault(uid, []).append(one)
        self._special = torch.tensor(sorted(set(model.tokenizer.all_special_ids)), device=model.device)
        self._weights = self._rarity([own for own, _ in learnt.clauses.values()]).to(model.device)

    def loss(self, batch: Sequence["Example"], chance: random.Random) -> Tensor:
        """Questions against clauses that answer them, and against other questions that the same clauses answer.

        Among these are some that nothing answers, from which all are to keep away.
        """
        asked = self._seen([one.question for one in batch], query=True)
        uids = list(dict.fromkeys(chance.choice(_answering(one)) for one in batch))
        clauses = [self._learnt.clauses[uid][chance.random() >= self._recipe.own] for uid in uids]
        votes = [[one.votes.get(uid, 0.0) for uid in uids] for one in batch]
        found = self._both(asked, self._seen(clauses), torch.tensor(votes))
        if self._recipe.siblings:
            drawn = {one.question: one for one in (self._sibling(each, chance) for each in batch) if one is not None}
            others = chance.sample(self._learnt.others, min(self._recipe.others, len(self._learnt.others)))
            if drawn:
                alike = [
                    [_FAR if one is other else _overlap(one, other) for other in drawn.values()] + [0.0] * len(others)
                    for one in batch
                ]
                texts = self._seen([*drawn, *others])
                found = found + self._recipe.siblings * self._both(asked, texts, torch.tensor(alike))
        return found

    def _sibling(self, example: "Example", chance: random.Random) -> "Example | None":
        """Another question that a clause which answers this one answers too; the more they share the likelier."""
        near = {other.question: other for uid in _answering(example) for other in self._alike[uid]}
        near.pop(example.question, None)
        weights = [_overlap(example, other) for other in near.values()]
        return chance.choices(list(near.values()), weights)[0] if any(weights) else None

    def _both(self, asked: Seen, texts: Seen, wanted: Tensor) -> Tensor:
        cosine = self._entropy(asked.whole @ texts.whole.T, wanted)
        return cosine + self._recipe.late * self._entropy(self._maxsim(asked, texts), wanted)

    def _entropy(self, similarities: Tensor, wanted: Tensor) -> Tensor:
        """Cross entropy with the shares of `wanted` as truth, in rows that want any; what is `_FAR` is left out."""
        wanted = wanted.to(similarities.device)
        logits = (similarities / self._recipe.temperature).masked_fill(wanted == _FAR, _FAR)
        wanted = wanted.clamp(min=0)
        some = wanted.sum(1) > 0
        truth = wanted[some] / wanted[some].sum(1, keepdim=True)
        return cross_entropy(logits[some], truth) if some.any() else logits.sum() * 0

    def _maxsim(self, asked: Seen, texts: Seen) -> Tensor:
        """As `TokenIndex.scores`, for every question and text, shape (questions, texts)."""
        products = torch.einsum("qld,cmd->qclm", asked.tokens, texts.tokens)
        best = products.masked_fill(~texts.kept[None, :, None, :], _FAR).max(-1).values
        weights = (self._weights[asked.ids] * asked.kept).unsqueeze(1)
        return (best * weights).sum(-1) / weights.sum(-1).clamp(min=1e-6)

    def _seen(self, texts: Sequence[str], *, query: bool = False) -> Seen:
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))  # alike side by side: little padding
        parts = [
            self._part([texts[place] for place in order[start : start + _TOGETHER]], query=query)
            for start in range(0, len(order), _TOGETHER)
        ]
        longest = max(part.ids.shape[1] for part in parts)
        columns = zip(*(_padded(part, longest) for part in parts), strict=True)
        back = torch.tensor(sorted(range(len(order)), key=order.__getitem__))
        return Seen(*(torch.cat(column)[back] for column in columns))

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

    def _rarity(self, clauses: Sequence[str]) -> Tensor:
        """The inverse document frequency of every token of the vocabulary over the clauses."""
        holders: Counter[int] = Counter()
        for start in range(0, len(clauses), _COUNTED):
            for row in self._features(clauses[start : start + _COUNTED])["input_ids"].tolist():
                holders.update(set(row))
        size = max(len(self._model.tokenizer), max(holders, default=0) + 1)
        return torch.tensor([inverse_document_frequency(holders[token], len(clauses)) for token in range(size)])


def _answering(example: "Example") -> list[str]:
    """The clauses that answer an example best."""
    most = max(example.votes.values())
    return [uid for uid, vote in example.votes.items() if vote == most]


def _overlap(one: "Example", other: "Example") -> float:
    """The squared cosine of two questions' votes: how far the same clauses answer both."""
    product = sum(vote * other.votes.get(uid, 0.0) for uid, vote in one.votes.items())
    lengths = [sum(vote * vote for vote in each.votes.values()) for each in (one, other)]
    return product * product / (lengths[0] * lengths[1])


def _padded(seen: Seen, longest: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The tensors of `seen` with room for `longest` tokens."""
    more = longest - seen.ids.shape[1]
    return seen.whole, pad(seen.tokens, (0, 0, 0, more)), pad(seen.ids, (0, more)), pad(seen.kept, (0, more))

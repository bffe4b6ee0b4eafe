"""What an adapter is trained for: a question must be nearer to the clauses that answer it than to others of its batch.

The loss is the cross entropy of the similarities of a batch (InfoNCE: van den Oord, Li and Vinyals, Representation
learning with contrastive predictive coding, 2018) with graded truth, of the cosine of whole texts and of MaxSim as
`rag.late` has it.
Imported only while an adapter is trained: torch takes seconds.
"""

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from rag.seen import Reader, Seen

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from rag.adaptation import Example, Lessons, Recipe

_FAR = -1e4  # a similarity that no softmax sees


class Contrast:
    """The loss of a batch under `model`; the words of all clauses say how rare a token is."""

    def __init__(self, model: "SentenceTransformer", learnt: "Lessons", recipe: "Recipe") -> None:
        self._reader = Reader(model)
        self._recipe = recipe
        self._learnt = learnt
        self._alike: dict[str, list[Example]] = {}  # the questions that a clause answers
        for one in learnt.examples:
            for uid in _answering(one):
                self._alike.setdefault(uid, []).append(one)
        self._weights = self._reader.rarity([own for own, _ in learnt.clauses.values()])

    def loss(self, batch: Sequence["Example"], chance: random.Random) -> Tensor:
        """Questions against clauses that answer them, and against other questions that the same clauses answer.

        Among these are some that nothing answers, from which all are to keep away.
        """
        asked = self._reader.seen([one.question for one in batch], query=True)
        uids = list(dict.fromkeys(chance.choice(_answering(one)) for one in batch))
        clauses = [self._learnt.clauses[uid][chance.random() >= self._recipe.own] for uid in uids]
        votes = [[one.votes.get(uid, 0.0) for uid in uids] for one in batch]
        found = self._both(asked, self._reader.seen(clauses), torch.tensor(votes))
        if self._recipe.siblings:
            drawn = {one.question: one for one in (self._sibling(each, chance) for each in batch) if one is not None}
            others = chance.sample(self._learnt.others, min(self._recipe.others, len(self._learnt.others)))
            if drawn:
                alike = [
                    [_FAR if one is other else _overlap(one, other) for other in drawn.values()] + [0.0] * len(others)
                    for one in batch
                ]
                texts = self._reader.seen([*drawn, *others])
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


def _answering(example: "Example") -> list[str]:
    """The clauses that answer an example best."""
    most = max(example.votes.values())
    return [uid for uid, vote in example.votes.items() if vote == most]


def _overlap(one: "Example", other: "Example") -> float:
    """The squared cosine of two questions' votes: how far the same clauses answer both."""
    product = sum(vote * other.votes.get(uid, 0.0) for uid, vote in one.votes.items())
    lengths = [sum(vote * vote for vote in each.votes.values()) for each in (one, other)]
    return product * product / (lengths[0] * lengths[1])

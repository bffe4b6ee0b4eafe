"""What an adapter for follow-ups is trained for: to see them as the teacher sees the questions that they stand for.

Imported only while one is trained: torch takes seconds.
"""

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn.functional import kl_div, log_softmax, softmax

from rag.embed import BATCH, Embedder
from rag.following import as_one
from rag.seen import Reader

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from rag.distillation import Example, Lessons, Recipe

_FAR = -1e4  # farther than any two tokens


class Sights:
    """What questions are compared with, as the teacher sees it: landmarks by their vectors, clauses word by word."""

    def __init__(
        self, teacher: Embedder, clauses: Sequence[str], landmarks: Sequence[str], device: torch.device
    ) -> None:
        seen = teacher.texts(clauses)
        lengths = torch.tensor([len(one.ids) for one in seen])
        self._tokens = torch.cat([torch.from_numpy(one.tokens) for one in seen]).to(device)
        self._clauses = torch.repeat_interleave(torch.arange(len(seen)), lengths).to(device)
        self._count = len(seen)
        self._landmarks = torch.stack([torch.from_numpy(one.vector) for one in teacher.texts(landmarks)]).to(device)

    def near(self, vectors: Tensor) -> Tensor:
        """The cosine of each of the `vectors` with each landmark."""
        return vectors @ self._landmarks.T

    def late(self, tokens: Tensor, weights: Tensor) -> Tensor:
        """MaxSim with each clause: `tokens` has shape (texts, length, dimension), `weights` (texts, length)."""
        products = tokens @ self._tokens.T
        empty = products.new_full((*products.shape[:2], self._count), _FAR)
        best = empty.scatter_reduce(2, self._clauses.expand_as(products), products, "amax")
        return (best * weights.unsqueeze(-1)).sum(1) / weights.sum(1, keepdim=True).clamp(min=1e-6)


class Imitation:
    """The loss of a batch of follow-ups under the model `pupil`."""

    def __init__(self, pupil: "SentenceTransformer", teacher: Embedder, learnt: "Lessons", recipe: "Recipe") -> None:
        self._pupil = pupil
        self._reader = Reader(pupil)
        self._recipe = recipe
        self._rarity = self._reader.rarity(learnt.clauses)
        self._sights = Sights(teacher, learnt.compared, learnt.landmarks, pupil.device)
        self._wanted: dict[str, tuple[Tensor, Tensor]] = {}  # of a question by itself: its vector, its late interaction
        alone = list(dict.fromkeys(one.standalone for one in learnt.examples))
        for start in range(0, len(alone), BATCH):
            some = alone[start : start + BATCH]
            for question, seen in zip(some, teacher.queries(some), strict=True):
                vector, tokens, ids = (
                    torch.from_numpy(one).to(pupil.device) for one in (seen.vector, seen.tokens, seen.ids)
                )
                self._wanted[question] = vector, self._sights.late(tokens[None], self._rarity[ids.long()][None])[0]

    def loss(self, batch: Sequence["Example"], _: random.Random) -> Tensor:
        """How differently pupil and teacher see the batch."""
        seen = self._reader.seen([as_one(one.asked, self._pupil) for one in batch], query=True)
        vectors, late = map(torch.stack, zip(*(self._wanted[one.standalone] for one in batch), strict=True))
        found = self._sights.late(seen.tokens, self._rarity[seen.ids] * seen.kept)
        apart = (1 - (seen.whole * vectors).sum(1)).mean()
        return apart + self._other(self._sights.near(seen.whole), self._sights.near(vectors)) + self._other(found, late)

    def _other(self, found: Tensor, wanted: Tensor) -> Tensor:
        """The divergence of the shares that similarities make from those `wanted` (Kullback and Leibler)."""
        warmth = self._recipe.temperature
        return kl_div(log_softmax(found / warmth, 1), softmax(wanted / warmth, 1), reduction="batchmean")

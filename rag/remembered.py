"""A model and a retriever that remember questions: several mixtures are measured on the same ones.

`spared_ms` grows by what a question cost whenever it is asked again. Whoever measures latency adds what was spared, so
that no retriever looks faster than it would be alone.
"""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from ingest.corpus import Corpus
from ingest.errors import IndexOutdated
from rag.adapter import Adapter
from rag.assistant import Assistant
from rag.baselines import Evidence, MixedPassages
from rag.collection import Collection
from rag.embed import Embedder, Encoded
from rag.evidence import ClauseEvidence, Text
from rag.fitted import Fitted
from rag.following import FollowUp
from rag.index import Index
from rag.mixture import SCORES, Mixture
from rag.ranking import Ranking
from rag.rerank import Reranker
from rag.retrieve import ClauseRetriever

T = TypeVar("T")


class Memory:
    """Values by question, and what finding each took."""

    def __init__(self) -> None:
        self.spared_ms = 0.0
        self._kept: dict[str, tuple[object, float]] = {}

    def recall(self, question: str, find: Callable[[], T]) -> T:
        """What `find` gave when `question` was first asked."""
        if question in self._kept:
            value, cost = self._kept[question]
            self.spared_ms += cost
            return value  # type: ignore[return-value]  # one memory holds one kind of value
        started, before = time.perf_counter(), self.spared_ms
        found = find()
        self._kept[question] = found, (time.perf_counter() - started) * 1000 + self.spared_ms - before
        return found


class RememberingEmbedder(Embedder):
    """Embeds each question once."""

    memory: Memory

    @classmethod
    def load_with(
        cls, memory: Memory, setting: str, adapter: Adapter | None = None, follow_ups: Adapter | None = None
    ) -> "RememberingEmbedder":
        """As `Embedder.load` (ModelError)."""
        embedder = cls.load(setting, adapter, follow_ups)
        embedder.memory = memory
        return embedder

    def query(self, text: str) -> Encoded:
        name = f"encoded by {self.identity}: {text}"
        return self.memory.recall(name, lambda: super(RememberingEmbedder, self).queries([text])[0])

    def queries(self, texts: Sequence[str]) -> list[Encoded]:
        return [self.query(text) for text in texts]

    def follow_ups(self, asked: Sequence[FollowUp]) -> list[Encoded]:
        return [self._follow_up(one) for one in asked]

    def _follow_up(self, one: FollowUp) -> Encoded:
        name = f"encoded by {self.identity}, {self.learnt}: {one}"
        return self.memory.recall(name, lambda: super(RememberingEmbedder, self).follow_ups([one])[0])


class RememberingAssistant(Assistant):
    """Asks the retriever that remembers."""

    def _retriever_of(self, corpus: Corpus, index: Index, embedder: Embedder, fitted: Fitted) -> ClauseRetriever:
        if not isinstance(embedder, RememberingEmbedder):
            raise IndexOutdated(
                "Another model or adapter came into use during the measurement.", hint="Run the same command again."
            )
        return RememberingRetriever(corpus, index, embedder, reranker=self._reranker, fitted=fitted)


class RememberingRetriever(ClauseRetriever):
    """Gathers the evidence for each question once, whatever the mixture."""

    def __init__(
        self,
        corpus: Corpus,
        index: Index,
        embedder: RememberingEmbedder,
        reranker: Reranker | None = None,
        fitted: Fitted | None = None,
    ) -> None:
        super().__init__(corpus, index, embedder, reranker=reranker, fitted=fitted)
        self._memory = embedder.memory
        self._by = embedder.identity, embedder.learnt

    def _evidence(self, texts: Sequence[Text], mixture: Mixture) -> list[ClauseEvidence]:
        return [self._all_of(text) for text in texts]

    def _all_of(self, text: Text) -> ClauseEvidence:
        name = f"evidence of {self._by}: {text}"
        return self._memory.recall(name, lambda: self._gatherer.evidence([text], SCORES)[0])

    def _pinned(self, query: str) -> frozenset[str]:
        return self._memory.recall(f"pinned {query}", lambda: super(RememberingRetriever, self)._pinned(query))

    def vocabulary(self, query: str) -> Ranking:
        return self._memory.recall(f"vocabulary {query}", lambda: super(RememberingRetriever, self).vocabulary(query))


class RememberingPassages(MixedPassages):
    """Gathers the evidence for each question once, whatever the weights."""

    def __init__(self, collection: Collection, memory: Memory, mixture: Mixture, pool: int) -> None:
        super().__init__(collection, mixture, pool)
        self._memory = memory
        self._kind = f"{'late ' if self._tokens is not None else ''}evidence among {pool}"

    def evidence(self, question: str) -> Evidence:
        return self._memory.recall(
            f"{self._kind}: {question}", lambda: super(RememberingPassages, self).evidence(question)
        )

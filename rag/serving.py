"""The generation that serves now: its texts, and the model and index behind them, read anew when it has changed.

Opening is cheap. Model and index are loaded when first wanted; a build by another process is noticed by whoever asks
next.
"""

import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.corpus import Corpus
from ingest.errors import AdapterError, IndexOutdated, ModelError
from rag.generation import made_of, serving_name
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.embed import Embedder
    from rag.fitted import Fitted
    from rag.index import Index
    from rag.rerank import Reranker
    from rag.retrieve import ClauseRetriever

_MOMENT, _TRIES = 0.2, 15  # seconds between two tries to open an index that is being changed, and how many there are


@dataclass(frozen=True)
class Served:
    """A generation in use: what is retrieved from it and its name, which stay together whatever is built meanwhile."""

    retriever: "ClauseRetriever"
    generation: str

    @property
    def corpus(self) -> Corpus:
        """The texts the generation was made of."""
        return self.retriever.corpus


class Serving:
    """Texts, model and index of the generation that serves now; safe to share between threads."""

    def __init__(
        self,
        corpus: Corpus,
        settings: Settings,
        embedder: "Embedder | None" = None,
        fitted: "Fitted | None" = None,
    ) -> None:
        """Model and what is fitted to it are those that the settings name, unless they are given."""
        self.corpus = corpus
        self.settings = settings
        self._seen = ""  # the generation that `corpus` is known to belong to
        self._lock = threading.Lock()  # of the corpus; never held for long: looking up a clause waits for no model
        self._loading = threading.Lock()  # of model and index, which take seconds to load
        self._loaded: Served | None = None
        self._embedder = embedder
        self._fitted = fitted
        self._stamps: tuple[int, ...] = ()  # of files of the home folder beside the index
        self._reranker: Reranker | None = None
        self._generation = ""

    def close(self) -> None:
        """Let go of model and index; a later question loads them again."""
        with self._loading:
            self._loaded = self._embedder = self._reranker = None

    def warm_up(self) -> None:
        """Load model and index now instead of with the first question and the first follow-up."""
        embedder = self.served().retriever.embedder
        with suppress(AdapterError, ModelError):  # it costs follow-ups alone, and whoever asks one is told
            embedder.warm_up()

    @property
    def loaded(self) -> bool:
        """Whether model and index are there, so that a question need not wait for them."""
        return self._loaded is not None

    @property
    def generation(self) -> str:
        """The generation of the index in use; "" before the first question."""
        return self._generation

    def retriever(self) -> "ClauseRetriever":
        """The llama-index retriever behind `search` and `ask`, over the generation that serves now."""
        return self.served().retriever

    def served(self) -> Served:
        """The generation that serves now.

        Model and index are loaded when first needed; a rebuild, a fit or an adapter for follow-ups by another process
        is picked up by the next question.
        """
        from rag.adapter import FOLLOW_UPS, RECORD
        from rag.fitted import FILE

        corpus = self.current()
        with self._loading:
            folders = (self.settings.home / FOLLOW_UPS, self.settings.corpus / FOLLOW_UPS)
            beside = (self.settings.home / FILE, *(folder / RECORD for folder in folders))
            stamps = tuple(map(_stamp, beside))
            if self._loaded is None or self._seen != self._generation or self._stamps != stamps:
                self._loaded = self._load_patiently(corpus)
                self._stamps = stamps
            return self._loaded

    def current(self) -> Corpus:
        """The corpus of the generation that serves now: read again when a build has changed it."""
        return self._current()[0]

    def _current(self) -> tuple[Corpus, str]:
        """`current`, and the generation of the index in use where it is of these texts, else "".

        The documents change a moment after the index, so a generation counts as seen when its texts are those here.
        """
        home = self.settings.home
        with self._lock:
            name = serving_name(home)
            if name and name != self._seen:
                if made_of(home) != self.corpus.sha256:
                    self.corpus = Corpus.load(self.settings.corpus, home)
                self._seen = name if made_of(home) == self.corpus.sha256 else ""
            return self.corpus, self._generation if self._generation == self._seen else ""

    def _load_patiently(self, corpus: Corpus) -> Served:
        """Index, documents and adapter change in turn: perhaps just now, so what does not fit is looked at again."""
        for _ in range(_TRIES if self._loaded is not None else 1):
            try:
                return self._load(corpus)
            except (IndexOutdated, AdapterError):
                time.sleep(_MOMENT)
                corpus = Corpus.load(self.settings.corpus, self.settings.home)
        return self._load(corpus)

    def _load(self, corpus: Corpus) -> Served:
        # Index and what is fitted first: they are cheap to open, and their errors should not wait for a model.
        from rag.adapter import chosen, for_follow_ups
        from rag.embed import Embedder, identify
        from rag.fitted import fitted_to
        from rag.index import Index

        adapter = chosen(self.settings)
        model = identify(self.settings.embed_model, adapter)
        index = Index.open(self.settings.home, corpus, model)
        fitted = self._fitted or fitted_to(model.name, self.settings.home)
        follow_ups = for_follow_ups(self.settings, model)
        learnt = follow_ups.sha256 if follow_ups is not None else None
        if self._embedder is None or self._embedder.identity != model or self._embedder.learnt != learnt:
            self._embedder = Embedder.load(self.settings.embed_model, adapter, follow_ups)
        if self.settings.reranker and self._reranker is None:
            from rag.rerank import Reranker

            self._reranker = Reranker.load(self.settings.reranker)
        retriever = self._retriever_of(index.corpus, index, self._embedder, fitted)
        with self._lock:  # the corpus may have moved on meanwhile; this index is of the one before
            self.corpus, self._generation, self._seen = index.corpus, index.generation, index.generation
        return Served(retriever, index.generation)

    def _retriever_of(
        self, corpus: Corpus, index: "Index", embedder: "Embedder", fitted: "Fitted"
    ) -> "ClauseRetriever":
        from rag.retrieve import ClauseRetriever

        return ClauseRetriever(corpus, index, embedder, reranker=self._reranker, fitted=fitted)


def _stamp(path: Path) -> int:
    """A number that changes when the file does; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0

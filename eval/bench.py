"""What retrievers are measured on: the passages, and the index and model behind them, loaded when first needed."""

from collections.abc import Callable
from functools import cached_property

from eval.dataset import Dataset
from eval.told import Told
from ingest.corpus import Corpus
from rag import Settings
from rag.adapter import Adapter, chosen, for_follow_ups
from rag.collection import Collection, Passage, clauses_of
from rag.embed import ModelName, identify
from rag.fitted import Fitted, fitted_to
from rag.remembered import Memory, RememberingAssistant, RememberingEmbedder
from rag.retrieve import ClauseRetriever
from rag.settings import AUTO

Progress = Callable[[str], None]


class Bench:
    """One data set and what it is searched in: its own passages, or the corpus and index that `settings` name.

    Share one bench between runs: every text and every question is embedded once.
    """

    def __init__(
        self,
        dataset: Dataset,
        settings: Settings | None = None,
        progress: Progress = lambda _: None,
        fitted: Fitted | None = None,
    ) -> None:
        """`fitted` takes the place of what is fitted to the model that the settings name."""
        self.dataset = dataset
        self.settings = settings or Settings.read()
        self.progress = progress
        self.memory = Memory()
        self._fitted = fitted
        self._loaded: RememberingEmbedder | None = None
        dataset.check_ids(self._known())

    @property
    def on_index(self) -> bool:
        """Whether the index is what is searched: the data set brings no passages of its own."""
        return not self.dataset.passages

    @cached_property
    def adapter(self) -> Adapter | None:
        """The adapter of the embedding model (AdapterError).

        On passages that a data set brings there is none unless the settings name one: an adapter is made for the
        clauses of a corpus, and a benchmark measures the model as published.
        """
        if not self.on_index and self.settings.adapter == AUTO:
            return None
        return chosen(self.settings)

    @cached_property
    def follow_ups(self) -> Adapter | None:
        """The adapter with which it sees follow-ups on the index (AdapterError)."""
        return for_follow_ups(self.settings, self.model) if self.on_index else None

    @property
    def model(self) -> ModelName:
        """What embeds the passages and the questions."""
        return identify(self.settings.embed_model, self.adapter)

    @cached_property
    def fitted(self) -> Fitted:
        """What is fitted to that (ModelError)."""
        return self._fitted or fitted_to(self.model.name, self.settings.home)

    def refitted(self, fitted: Fitted) -> "Bench":
        """The same with something else fitted to its model; what was embedded and gathered serves both (ModelError)."""
        other = Bench(self.dataset, self.settings, self.progress, fitted)
        other._loaded, other.memory = self.embedder(), self.memory
        return other

    @cached_property
    def corpus(self) -> Corpus:
        return Corpus.load(self.settings.corpus, self.settings.home)

    @cached_property
    def assistant(self) -> RememberingAssistant:
        return RememberingAssistant(self.corpus, self.settings, self.embedder(), self.fitted)

    @cached_property
    def told(self) -> Told:
        """What the assistant says in the conversations of the data set."""
        return Told(self.assistant)

    @property
    def waiting(self) -> bool:
        """Whether the user's own questions, curated or judged, have changed since the index was built, which serves as
        it was built (IndexUnusable, ModelError).
        """
        if not self.on_index:
            return False
        now, built_with = self.corpus.questions, self.retriever.corpus.questions
        curated = any(now.of(c.uid) != built_with.of(c.uid) for _, c in self.corpus.searched())
        return curated or now.judged != built_with.judged

    @property
    def retriever(self) -> ClauseRetriever:
        """The clause retriever over the serving index, for mixtures (IndexUnusable, ModelError)."""
        return self.assistant.retriever()

    @cached_property
    def collection(self) -> Collection:
        return Collection(self._passages(), self.embedder, self.settings.home / "vectors", self.progress)

    @property
    def corpus_sha256(self) -> str:
        return self.corpus.sha256 if self.on_index else self.collection.sha256

    @property
    def spared_ms(self) -> float:
        """What remembered questions would have cost so far."""
        return self.memory.spared_ms

    def embedder(self) -> RememberingEmbedder:
        """The embedding model, loaded once (ModelError)."""
        if self._loaded is None:
            model, adapter = self.settings.embed_model, self.adapter
            self._loaded = RememberingEmbedder.load_with(self.memory, model, adapter, self.follow_ups)
        return self._loaded

    def _passages(self) -> tuple[Passage, ...]:
        return clauses_of(self.corpus) if self.on_index else self.dataset.passages

    def _known(self) -> set[str]:
        """Every id that can be judged."""
        if not self.on_index:
            return {passage.id for passage in self.dataset.passages}
        notes = {note.uid for document in self.corpus.documents for note in document.footnotes}
        return {clause.uid for clause in self.corpus.clauses()} | notes

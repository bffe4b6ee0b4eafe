"""The language model of the settings with all that goes with it: what an assistant needs of it, in one object."""

import threading
from collections.abc import Generator, Mapping, Sequence
from typing import TYPE_CHECKING

from ingest.corpus import Corpus
from ingest.errors import ModelError
from rag.entailment import Judge
from rag.llm import LanguageModel
from rag.results import Piece
from rag.rewrite import rewrite
from rag.settings import Settings
from rag.support import Gauge
from rag.written import Task, Written, write

if TYPE_CHECKING:
    from rag.embed import Embedder


class Writer:
    """Words answers and rewrites follow-ups. Opening it costs nothing; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._model = LanguageModel(settings)
        self._nli = settings.nli_model
        self._judge: Judge | None = None
        self._lock = threading.Lock()

    def standalone(self, question: str, history: Sequence[Mapping[str, str]], corpus: Corpus) -> str | None:
        """A follow-up as it can be searched by itself; None where the rules serve better."""
        return rewrite(question, history, self._model, corpus.catalogue)

    def pieces(self, task: Task, corpus: Corpus, embedder: "Embedder") -> Generator[Piece, None, Written]:
        """The checked sentences as they come; returns what was made of it all."""
        try:
            judge = self._entailment()
        except ModelError as error:  # unchecked by what the user wants it checked with, nothing is shown
            return Written(task.plain, "", (), f"{error.message} The language model was not asked.")
        for part in write(task, self._model, corpus, Gauge(embedder), judge):
            if isinstance(part, Written):
                return part
            yield Piece(*part)
        raise RuntimeError("`write` ends with what was written")

    def _entailment(self) -> Judge | None:
        if not self._nli:
            return None
        with self._lock:
            if self._judge is None:
                self._judge = Judge(self._nli)
            return self._judge

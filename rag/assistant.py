"""The façade that the command line, the app, the evaluation and any other door use.

Opening is cheap: `lookup` needs the corpus alone. The model and the index are loaded by the first question.
"""

import re
import threading
import time
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING

from ingest.citation import MAX_REFERENCE
from ingest.corpus import Corpus
from ingest.errors import QuestionError
from ingest.lookup import Lookup, look_up
from ingest.model import Clause
from rag.dialogue import read_history, standalone
from rag.results import Answer, Hit, LookupResult, SearchResult
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.compose import Draft
    from rag.retrieve import ClauseRetriever, Mixture, Ranking

MAX_QUESTION = 2_000  # characters; beyond it nobody asks a question, somebody pastes a document
MAX_RESULTS = 1_000
_ASKS_FOR = re.compile(
    r"(?:please )?(?:(?:show|quote|give|open|read|cite|look up)(?: me)?|what (?:does|is|says|is said in|about))? ?"
    r"(?:the text of )?(?P<reference>.+?)(?: (?:say|says|state|states))?[?. ]*",
    re.IGNORECASE,
)


class Assistant:
    """Ask, search and look up. Safe to share between threads; use as a context manager."""

    def __init__(self, corpus: Corpus, settings: Settings) -> None:
        self.corpus = corpus
        self.settings = settings
        self._lock = threading.Lock()
        self._loaded: ClauseRetriever | None = None
        self._generation = ""

    @classmethod
    def open(cls, settings: Settings | None = None) -> "Assistant":
        """Open with `settings` (default: environment and configuration file); the corpus is read and verified now."""
        chosen = settings or Settings.read()
        return cls(Corpus.load(chosen.corpus), chosen)

    def __enter__(self) -> "Assistant":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of model and index; a later question loads them again."""
        with self._lock:
            self._loaded = None

    def warm_up(self) -> None:
        """Load model and index now instead of with the first question."""
        self.retriever()

    def search(self, query: str, k: int = 10) -> SearchResult:
        """The `k` best clauses for `query`: what retrieval alone returns."""
        text = _checked(query)
        if not 1 <= k <= MAX_RESULTS:
            raise QuestionError(
                f"k must be between 1 and {MAX_RESULTS:,}, not {k}.", hint="Leave it out for 10 results."
            )
        ranking = self.rank(text)
        hits = tuple(
            Hit(rank, s.clause.uid, s.clause.label, s.score, s.clause.text, s.clause.address.document)
            for rank, s in enumerate(ranking.scored[:k], 1)
        )
        return SearchResult(query, self._generation, hits)

    def rank(self, query: str, mixture: "Mixture | None" = None) -> "Ranking":
        """Every clause with its evidence, best first, under `mixture` (default: the one `search` and `ask` use)."""
        retriever = self.retriever()
        return retriever.rank(query) if mixture is None else retriever.rank(query, mixture)

    @property
    def generation(self) -> str:
        """The generation of the index in use; "" before the first question."""
        return self._generation

    def lookup(self, reference: str) -> LookupResult:
        """The clause a reference names, the choices, the gap or the nearest ones; needs no index and no model."""
        return LookupResult(look_up(reference, self.corpus), self.corpus)

    def ask(self, question: str, history: Iterable[Mapping[str, str]] = ()) -> Answer:
        """Answer `question` from the clauses, or say that they do not answer it.

        `history` are the earlier turns, oldest first. Raises QuestionError, HistoryError, index and model errors.
        """
        from rag.compose import compose
        from rag.refusal import judge

        started = time.perf_counter()
        text = _checked(question)
        turns = read_history(history)
        reference = self._reference(text)
        if reference is not None:
            draft = self._show(reference)
            return self._answer(draft, question, text, (), {"total": _ms(started)})
        searched = standalone(text, turns)[-MAX_QUESTION:]
        ranking = self.rank(searched)
        retrieved = _ms(started)
        draft = compose(ranking, judge(ranking), self.corpus)
        timings = {"retrieve": retrieved, "compose": _ms(started) - retrieved, "total": _ms(started)}
        return self._answer(draft, question, searched, tuple(s.clause.uid for s in ranking.scored[:10]), timings)

    def _answer(
        self, draft: "Draft", question: str, searched: str, retrieved: tuple[str, ...], timings: dict[str, float]
    ) -> Answer:
        from rag.compose import ENGINE

        return Answer(
            status=draft.status,
            markdown=draft.markdown,
            sentences=draft.sentences,
            citations=draft.citations,
            retrieved=retrieved or tuple(citation.uid for citation in draft.citations),
            suggestions=draft.suggestions,
            engine=ENGINE,
            timings_ms=timings,
            question=question,
            standalone=searched,
            generation=self._generation,
        )

    def _reference(self, text: str) -> Lookup | None:
        """The lookup a question is, when it asks for a numbered clause and nothing else."""
        match = _ASKS_FOR.fullmatch(text)
        wanted = match["reference"] if match else text
        if len(wanted) > MAX_REFERENCE:
            return None
        lookup = look_up(wanted, self.corpus)
        return lookup if lookup.reference.paths else None

    def _show(self, lookup: Lookup) -> "Draft":
        from rag.compose import quote, quote_note, say

        if lookup.status == "found":
            [target] = lookup.targets
            if not isinstance(target, Clause):
                return quote_note(target, self.corpus)
            document = self.corpus.document_of(target)
            return quote([target, *document.children(target.path)], f"{self.corpus.cite(target)}:", self.corpus)
        nearest = [target for target in (*lookup.targets, *lookup.nearest) if isinstance(target, Clause)]
        return say(lookup.message, nearest[:5], self.corpus, named=lookup.status == "ambiguous")

    def retriever(self) -> "ClauseRetriever":
        """The llama-index retriever behind `search` and `ask`, loaded when first needed."""
        with self._lock:
            if self._loaded is None:
                # Index first: it is cheap to open, and its errors should not wait for a model.
                from rag.embed import Embedder, identify
                from rag.index import Index
                from rag.retrieve import ClauseRetriever

                index = Index.open(self.settings.home, self.corpus, identify(self.settings.embed_model))
                embedder = Embedder.load(self.settings.embed_model)
                self._loaded = ClauseRetriever(self.corpus, index, embedder)
                self._generation = index.generation
            return self._loaded


def _checked(question: str) -> str:
    text = " ".join(question.split())
    if not text:
        raise QuestionError(
            "The question is empty.", hint="Ask something, for example: how do we share results fairly?"
        )
    if len(text) > MAX_QUESTION:
        raise QuestionError(
            f"A question has at most {MAX_QUESTION:,} characters; this one has {len(text):,}.",
            hint="Ask about one thing at a time.",
        )
    return text


def _ms(since: float) -> float:
    return (time.perf_counter() - since) * 1000

"""The façade that the command line, the app, the evaluation and any other door use.

Opening is cheap: `lookup` needs the corpus alone. The model and the index are loaded by the first question.
"""

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from ingest.citation import MAX_REFERENCE, Reference
from ingest.corpus import Corpus
from ingest.errors import AdapterError, IndexOutdated, QuestionError
from ingest.lookup import Lookup, look_up, not_indexed, resolve
from ingest.mentions import Mentions, find_mentions
from ingest.styles import Style
from rag.anchor import step_from
from rag.browser import Browser
from rag.dialogue import contexts, itself, leans_on_history, read_history, standalone
from rag.generation import made_of, serving_name
from rag.results import Answer, Hit, LookupResult, Piece, SearchResult
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.embed import Embedder
    from rag.index import Index
    from rag.quoting import Draft
    from rag.related import RelatedResult
    from rag.rerank import Reranker
    from rag.retrieve import ClauseRetriever, Mixture, Ranking
    from rag.words import Found
    from rag.writer import Writer

MAX_QUESTION = 2_000  # characters; beyond it nobody asks a question, somebody pastes a document
MAX_RESULTS = 1_000
RETRIEVED = 10  # clauses an answer tells of, cited or not
_MOMENT = 0.2  # seconds between two tries to open an index that is being changed


class Assistant:
    """Ask, search and look up. Safe to share between threads; use as a context manager."""

    def __init__(self, corpus: Corpus, settings: Settings, embedder: "Embedder | None" = None) -> None:
        self.corpus = corpus
        self.settings = settings
        self._seen = ""  # the generation that `corpus` is known to belong to
        self._lock = threading.Lock()  # of the corpus: held for moments
        self._loading = threading.Lock()  # of model and index, whose loading takes seconds: no look-up waits for it
        self._browser = Browser(settings.home)
        self._loaded: ClauseRetriever | None = None
        self._embedder = embedder
        self._reranker: Reranker | None = None
        self._generation = ""
        self._wording: Writer | None = None

    @classmethod
    def open(cls, settings: Settings | None = None) -> "Assistant":
        """Open with `settings` (default: environment and configuration file); the corpus is read and verified now."""
        chosen = settings or Settings.read()
        return cls(Corpus.load(chosen.corpus, chosen.home), chosen)

    def __enter__(self) -> "Assistant":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of model and index; a later question loads them again."""
        with self._loading:
            self._loaded = self._embedder = self._reranker = None

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
        corpus = self.current()
        return LookupResult(look_up(reference, corpus), corpus)

    def find(self, words: str, k: int = 10) -> "Found":
        """The clauses that have `words`, the last of them perhaps half typed; needs no index and no model."""
        return self._browser.find(self.current(), _checked(words), k)

    def related(self, reference: str, k: int = 3) -> "RelatedResult":
        """The `k` nearest clauses of other documents to the one that `reference` names; needs no model.

        QuestionError unless it names one clause, and the index errors where there is no index to read from.
        """
        return self._browser.related(self.lookup(reference), k)

    def cite(self, reference: str, style: Style = "short") -> str:
        """The clause that a reference or uid names as a citation to paste: "short", "full", "bibtex" or "csl-json".

        CitationError when it names none, several, or one that the source lacks; nothing half right is ever returned.
        """
        return self.lookup(reference).cite(style)

    def ask(self, question: str, history: Iterable[Mapping[str, str]] = (), *, llm: bool = True) -> Answer:
        """Answer `question` from the clauses, or say that they do not answer it.

        `history` are the earlier turns, oldest first. A language model words the answer where one is configured and
        `llm` is true; whatever it does, there is an answer. Raises QuestionError, HistoryError, index and model errors.
        """
        answers = [piece.answer for piece in self._pieces(question, history, llm=llm) if piece.answer is not None]
        return answers[-1]

    def stream(self, question: str, history: Iterable[Mapping[str, str]] = ()) -> Iterator[Piece]:
        """The answer of `ask` as it comes: each sentence of a language model once it is checked, the answer at last.

        The last piece has the complete answer, which is what counts: it is another one when the model fails midway.
        """
        yield from self._pieces(question, history, llm=True)

    def _pieces(self, question: str, history: Iterable[Mapping[str, str]], *, llm: bool) -> Iterator[Piece]:
        from rag.compose import compose, refuse, show
        from rag.parts import judge_parts
        from rag.refusal import judge

        started = time.perf_counter()
        text = _checked(question)
        turns = read_history(history)
        corpus = self.current()
        if (step := step_from(text, turns, corpus)) is not None:
            draft = show([step.lookup], (), corpus)
            yield Piece(answer=self._answer(draft, question, step.standalone, started))
            return
        writer = self._writer() if llm else None
        searched = standalone(text, turns)[-MAX_QUESTION:]
        turn = itself(text, searched)
        if writer is not None and turns and turn == text and (rewritten := writer.standalone(text, turns, corpus)):
            text = searched = turn = rewritten
            turns = ()
        mentions = find_mentions(turn, corpus.catalogue)
        if lookups := _asked_for(turn, mentions, corpus):
            draft = show(lookups, mentions.foreign, corpus)
            yield Piece(answer=self._answer(draft, question, searched, started))
            return
        retriever = self.retriever()
        before = contexts(turn, turns)
        ranking, corpus = retriever.rank(turn, contexts=before), retriever.corpus
        if before and searched == text:
            searched = before[0]  # nothing in its words says so, but it was searched in the conversation
        entries = mentions.entries
        if not entries and before and leans_on_history(turn):  # the document an earlier question was about
            entries = find_mentions(searched, corpus.catalogue).entries
        here = [entry.key for entry in entries if corpus.document(entry.key) is not None]
        absent = [not_indexed(entry) for entry in entries if entry.key not in here]
        absent += [f"None of the documents here is “{act}”." for act in mentions.foreign]
        written = None
        if absent and not here:
            draft, confidence = refuse(" ".join(absent), ranking, corpus), 0.0
        else:
            ranking = ranking.within(here) if here else ranking
            verdict = judge(ranking)
            parts = judge_parts(turn, retriever, here)
            sure = [part for part in parts if part.verdict.sure]
            if sure and not verdict.covered:  # it answers a part, then, and says which not
                ranking, verdict = sure[0].ranking, sure[0].verdict
            draft = compose(ranking, verdict, corpus, absent, parts, partial(retriever.excerpt, turn))
            confidence = verdict.confidence
            if writer is not None and verdict.covered:
                from rag.written import Task

                task = Task(searched, ranking, verdict, tuple(absent), draft, parts)
                written = yield from writer.pieces(task, corpus, retriever.embedder)
        retrieved = tuple(scored.clause.uid for scored in ranking.scored[:RETRIEVED])
        draft = draft if written is None else written.draft
        answer = self._answer(draft, question, searched, started, retrieved, confidence)
        if written is not None:
            engine = written.engine or answer.engine
            answer = replace(answer, engine=engine, left_out=written.left_out, notice=written.notice)
        yield Piece(answer=answer)

    def _writer(self) -> "Writer | None":
        """The language model of the settings, or None where none is configured."""
        if not self.settings.llm:
            return None
        from rag.writer import Writer

        with self._lock:
            if self._wording is None:
                self._wording = Writer(self.settings)
            return self._wording

    def _answer(
        self,
        draft: "Draft",
        question: str,
        searched: str,
        started: float,
        retrieved: tuple[str, ...] = (),
        confidence: float | None = None,
    ) -> Answer:
        """The answer that `draft` is; without `confidence` the question named what it wants, which is there or not."""
        from rag.compose import ENGINE

        return Answer(
            status=draft.status,
            markdown=draft.markdown,
            sentences=draft.sentences,
            citations=draft.citations,
            retrieved=retrieved or tuple(citation.uid for citation in draft.citations),
            suggestions=draft.suggestions,
            engine=ENGINE,
            timings_ms={"total": _ms(started)},
            question=question,
            standalone=searched,
            generation=self._generation,
            confidence=float(bool(draft.citations)) if confidence is None else confidence,
            versions=_versions(self.settings),
        )

    def retriever(self) -> "ClauseRetriever":
        """The llama-index retriever behind `search` and `ask`, over the generation that serves now.

        Model and index are loaded when first needed; a rebuild by another process is picked up by the next question.
        """
        self.current()
        with self._loading:
            if self._loaded is None or self._seen != self._generation:
                try:
                    self._loaded = self._load()
                except (IndexOutdated, AdapterError):  # index, documents, adapter change in turn: perhaps just now
                    time.sleep(_MOMENT)
                    with self._lock:
                        self.corpus = Corpus.load(self.settings.corpus, self.settings.home)
                    self._loaded = self._load()
            return self._loaded

    def current(self) -> Corpus:
        """The corpus of the generation that serves now: read again when a build has changed it.

        The documents change a moment after the index, so a generation counts as seen when its texts are those here.
        """
        home = self.settings.home
        with self._lock:
            name = serving_name(home)
            if name and name != self._seen:
                if made_of(home) != self.corpus.sha256:
                    self.corpus = Corpus.load(self.settings.corpus, home)
                self._seen = name if made_of(home) == self.corpus.sha256 else ""
            return self.corpus

    def _load(self) -> "ClauseRetriever":
        # Index first: it is cheap to open, and its errors should not wait for a model.
        from rag.adapter import chosen
        from rag.embed import Embedder, identify
        from rag.index import Index

        adapter = chosen(self.settings)
        model = identify(self.settings.embed_model, adapter)
        corpus = self.corpus  # a look-up may read a newer one while the model is loaded
        index = Index.open(self.settings.home, corpus, model)
        if self._embedder is None or self._embedder.identity != model:  # another adapter came with the new index
            self._embedder = Embedder.load(self.settings.embed_model, adapter)
        if self.settings.reranker and self._reranker is None:
            from rag.rerank import Reranker

            self._reranker = Reranker.load(self.settings.reranker)
        self._generation = self._seen = index.generation
        return self._retriever_of(corpus, index, self._embedder)

    def _retriever_of(self, corpus: Corpus, index: "Index", embedder: "Embedder") -> "ClauseRetriever":
        from rag.retrieve import ClauseRetriever

        return ClauseRetriever(corpus, index, embedder, reranker=self._reranker)


def _asked_for(text: str, mentions: Mentions, corpus: Corpus) -> list[Lookup]:
    """What becomes of the clauses a question names: a bare reference, or references inside a sentence."""
    if len(text) <= MAX_REFERENCE and not mentions.foreign:
        whole = look_up(text, corpus)
        only_a_document = whole.reference.entry is not None and not whole.reference.words
        if whole.reference.paths or whole.reference.relative or only_a_document:
            return [whole]
    lookups = [(reference, resolve(reference, corpus)) for reference in mentions.references]
    return [lookup for reference, lookup in lookups if lookup.status != "missing" or not _could_be_a_number(reference)]


def _versions(settings: Settings) -> dict[str, str]:
    """What an answer was made with: the program, and the models the settings name."""
    try:
        program = version("clausewise")
    except PackageNotFoundError:  # run from its folder without being installed
        program = "unknown"
    named = {name: getattr(settings, name) for name in ("embed_model", "reranker", "llm", "nli_model")}
    # Of a folder its name alone: answers are passed on, and where it lies is nobody's business.
    told = {name: Path(model).name if Path(model).is_dir() else model for name, model in named.items() if model}
    return {"clausewise": program} | told


def _checked(question: str) -> str:
    # Lone surrogates come from undecodable bytes on the command line; no tokenizer takes them.
    text = " ".join(question.encode("utf-8", "replace").decode("utf-8").split())
    if not text:
        raise QuestionError(
            "The question is empty.", hint="Ask something, for example: how do we resolve conflicts between partners?"
        )
    if len(text) > MAX_QUESTION:
        raise QuestionError(
            f"A question has at most {MAX_QUESTION:,} characters; this one has {len(text):,}.",
            hint="Ask about one thing at a time.",
        )
    return text


def _could_be_a_number(reference: Reference) -> bool:
    """Whether a reference that leads nowhere is better taken for a number: "point 3 million euro", "3.11.2"."""
    if reference.relative is not None:
        return False
    path = reference.paths[0]
    return reference.entry is None and len(path.steps) == 1 and (reference.noun in {None, "point"})


def _ms(since: float) -> float:
    return (time.perf_counter() - since) * 1000

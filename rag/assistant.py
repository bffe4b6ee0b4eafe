"""The façade that the command line, the app, the evaluation and any other door use.

Opening is cheap: `lookup` needs the corpus alone. The model and the index are loaded by the first question.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from ingest.citation import MAX_REFERENCE, Reference
from ingest.corpus import Corpus
from ingest.errors import QuestionError
from ingest.lookup import Lookup, look_up, resolve
from ingest.mentions import Mentions, find_mentions
from ingest.styles import Style
from rag.browser import Browser
from rag.dialogue import before, behind, itself, leans_on_history, read_history, standalone
from rag.pointing import led_to
from rag.results import Answer, Hit, LookupResult, Piece, SearchResult
from rag.serving import Serving
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.mixture import Mixture
    from rag.quoting import Draft
    from rag.ranking import Ranking, Scored
    from rag.related import RelatedResult
    from rag.words import Found
    from rag.writer import Writer

MAX_QUESTION = 2_000  # characters; beyond it nobody asks a question, somebody pastes a document
MAX_RESULTS = 1_000
RETRIEVED = 10  # clauses an answer tells of, cited or not


class Assistant(Serving):
    """Ask, search and look up. Safe to share between threads; use as a context manager."""

    _wording: "Writer | None" = None

    @cached_property
    def _browser(self) -> Browser:
        return Browser(self.settings.home)

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

    def search(self, query: str, k: int = 10) -> SearchResult:
        """The `k` best clauses for `query`: what retrieval alone returns."""
        text = _checked(query)
        if not 1 <= k <= MAX_RESULTS:
            raise QuestionError(
                f"k must be between 1 and {MAX_RESULTS:,}, not {k}.", hint="Leave it out for 10 results."
            )
        served = self.served()
        ranking = served.retriever.rank(text)
        hits = tuple(
            Hit(rank, s.clause.uid, s.clause.label, s.score, s.clause.text, s.clause.address.document)
            for rank, s in enumerate(ranking.scored[:k], 1)
        )
        return SearchResult(query, served.generation, hits)

    def rank(self, query: str, mixture: "Mixture | None" = None) -> "Ranking":
        """Every clause with its evidence, best first, under `mixture` (default: the one `search` and `ask` use)."""
        retriever = self.retriever()
        return retriever.rank(query) if mixture is None else retriever.rank(query, mixture)

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

    def ask(
        self,
        question: str,
        history: Iterable[Mapping[str, str]] = (),
        *,
        llm: bool = True,
        documents: Iterable[str] = (),
        without: Iterable[str] = (),
    ) -> Answer:
        """Answer `question` from the clauses, or say that they do not answer it.

        `history` are the earlier turns, oldest first. A language model words the answer where one is configured and
        `llm` is true; whatever it does, there is an answer. Names of `documents` restrict the search to these,
        references `without` leave out clauses and what stands under them; the answer says so. A clause that the
        question itself names is shown all the same. Raises QuestionError, HistoryError, index and model errors.
        """
        pieces = self._pieces(question, history, documents, without, llm=llm)
        return [piece.answer for piece in pieces if piece.answer is not None][-1]

    def stream(
        self,
        question: str,
        history: Iterable[Mapping[str, str]] = (),
        *,
        documents: Iterable[str] = (),
        without: Iterable[str] = (),
    ) -> Iterator[Piece]:
        """The answer of `ask` as it comes: each sentence of a language model once it is checked, the answer at last.

        The last piece has the complete answer, which is what counts: it is another one when the model fails midway.
        """
        yield from self._pieces(question, history, documents, without, llm=True)

    def _pieces(
        self,
        question: str,
        history: Iterable[Mapping[str, str]],
        documents: Iterable[str],
        without: Iterable[str],
        *,
        llm: bool,
    ) -> Iterator[Piece]:
        from rag.compose import compose, show
        from rag.finding import find
        from rag.parts import split
        from rag.restriction import Restricted, restriction
        from rag.scope import scope_of

        started = time.perf_counter()
        text = _checked(question)
        turns = read_history(history)
        corpus, generation = self._current()
        documents, without = tuple(documents), tuple(without)  # read twice
        limits = restriction(documents, without, corpus)
        named = "The question names what it wants, so nothing was left out." if limits else ""
        if (step := led_to(text, turns, corpus)) is not None:
            draft = show([step.lookup], (), corpus)
            yield Piece(answer=self._answer(draft, question, step.standalone, started, generation, notice=named))
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
            yield Piece(answer=self._answer(draft, question, searched, started, generation, notice=named))
            return
        served = self.served()
        if served.corpus is not corpus:  # built anew since: what is named is looked for in the texts that are searched
            limits = restriction(documents, without, served.corpus)
            mentions = find_mentions(turn, served.corpus.catalogue)
        retriever = Restricted(served.retriever, limits) if limits else served.retriever
        earlier, corpus = before(turn, turns), retriever.corpus
        if earlier and searched == text:
            searched = behind(earlier[0], turn)  # nothing in its words says so, but it is searched in the conversation
        entries = mentions.entries
        if not entries and earlier and leans_on_history(turn):  # the document an earlier question was about
            entries = find_mentions(searched, served.corpus.catalogue).entries
        scope = scope_of(turn, mentions, entries, corpus, served.corpus)
        retriever.prepare(turn, earlier, [*split(turn), *([scope.plain] if scope.plain else [])])
        finding = find(turn, retriever.rank(turn, before=earlier), scope, retriever)
        draft, written = compose(finding, corpus, retriever.excerpt, limits), None
        if writer is not None and finding.verdict.covered:
            from rag.written import Task

            written = yield from writer.pieces(Task(searched, finding, draft), corpus, retriever.embedder)
        draft = draft if written is None else written.draft
        ranked = finding.ranking.scored[:RETRIEVED]
        confidence = finding.verdict.confidence
        answer = self._answer(draft, question, searched, started, served.generation, ranked, confidence)
        told = [limits.told(served.corpus)]
        if written is not None:
            answer = replace(answer, engine=written.engine or answer.engine, left_out=written.left_out)
            told.append(written.notice)
        notice = " ".join(filter(None, told))
        yield Piece(answer=replace(answer, notice=notice, documents=limits.documents, without=limits.without))

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
        generation: str,
        ranked: "Sequence[Scored]" = (),
        confidence: float | None = None,
        notice: str = "",
    ) -> Answer:
        """The answer that `draft` is; without `confidence` the question named what it wants, which is there or not."""
        from rag.compose import ENGINE

        return Answer(
            status=draft.status,
            markdown=draft.markdown,
            sentences=draft.sentences,
            citations=draft.citations,
            retrieved=tuple(one.clause.uid for one in ranked) or tuple(citation.uid for citation in draft.citations),
            suggestions=draft.suggestions,
            engine=ENGINE,
            timings_ms={"total": _ms(started)},
            question=question,
            standalone=searched,
            generation=generation,
            confidence=float(bool(draft.citations)) if confidence is None else confidence,
            notice=notice,
            versions=_versions(self.settings),
            scores=tuple(one.score for one in ranked),
        )


def _asked_for(text: str, mentions: Mentions, corpus: Corpus) -> list[Lookup]:
    """What becomes of the clauses a question names: a bare reference, or references inside a sentence."""
    if len(text) <= MAX_REFERENCE and not mentions.foreign:
        whole = look_up(text, corpus)
        only_a_document = whole.reference.entry is not None and not whole.reference.words
        if whole.reference.paths or whole.reference.relative or only_a_document:
            return [whole]
    lookups = [(reference, resolve(reference, corpus)) for reference in mentions.references]
    return [lookup for reference, lookup in lookups if lookup.status != "missing" or not _could_be_a_number(reference)]


@cache
def _program() -> str:
    """The version of the program; read once, since its metadata is a file."""
    try:
        return version("clausewise")
    except PackageNotFoundError:  # run from its folder without being installed
        return "unknown"


def _versions(settings: Settings) -> dict[str, str]:
    """What an answer was made with: the program, and the models the settings name."""
    named = {name: getattr(settings, name) for name in ("embed_model", "reranker", "llm", "nli_model")}
    # Of a folder its name alone: answers are passed on, and where it lies is nobody's business.
    told = {name: Path(model).name if Path(model).is_dir() else model for name, model in named.items() if model}
    return {"clausewise": _program()} | told


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

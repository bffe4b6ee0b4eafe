"""What the assistant gives back; each `to_dict` is the very JSON of the command line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ingest.audit import note
from ingest.corpus import Corpus, Target
from ingest.definitions import definitions_used
from ingest.errors import CitationError
from ingest.gaps import describe, touching
from ingest.lookup import Lookup
from ingest.model import Clause
from ingest.spans import Span
from ingest.styles import Style, bibtex, cite, csl, full, short
from rag.links import links_from, links_to

Status = Literal["answered", "partial", "not_covered", "lookup"]
Support = Literal["verbatim", "supported", "unsupported"]
Json = dict[str, Any]


@dataclass(frozen=True)
class Hit:
    """A retrieved clause. `score` is comparable within one result only; higher is better."""

    rank: int
    uid: str
    label: str
    score: float
    text: str
    document: str

    def to_dict(self) -> Json:
        return {
            "rank": self.rank,
            "uid": self.uid,
            "label": self.label,
            "score": round(self.score, 6),
            "text": self.text,
            "document": self.document,
        }


@dataclass(frozen=True)
class SearchResult:
    """Ranked clauses, best first: what retrieval alone returns."""

    query: str
    generation: str
    hits: tuple[Hit, ...]

    def to_dict(self) -> Json:
        return {"query": self.query, "generation": self.generation, "results": [hit.to_dict() for hit in self.hits]}


def scored_to_dict(clause: Clause, score: float, corpus: Corpus) -> Json:
    """A clause that was found beside others, and how near it came."""
    return {
        "uid": clause.uid,
        "label": clause.label,
        "citation": corpus.cite(clause),
        "score": round(score, 6),
        "text": clause.text,
        "document": clause.address.document,
    }


@dataclass(frozen=True)
class LookupResult:
    """What a reference led to; see `ingest.lookup.Lookup` for the meaning of the statuses."""

    lookup: Lookup
    corpus: Corpus = field(repr=False)

    @property
    def status(self) -> str:
        return self.lookup.status

    def cite(self, style: Style = "short") -> str:
        """The clauses found as one citation to paste; CitationError, with the choices, unless the status is "found".

        >>> Assistant.open().lookup("3.1.1(c) and 3.2.1(b)").cite("short")  # doctest: +SKIP
        'C(2024) 601, points 3.1.1(c) and 3.2.1(b)'
        """
        if self.status != "found":
            near = "; ".join(map(self.corpus.cite, self.lookup.targets or self.lookup.nearest))
            named = "Choose one" if self.lookup.targets else "Nearest"
            way_out = f"{named}: {near}." if near else "Check the reference."
            raise CitationError(self.lookup.message, hint=f"Nothing was cited. {way_out}")
        return cite(self.lookup.targets, self.corpus, style)

    def to_dict(self) -> Json:
        """The JSON of `lookup`; a clause that was found has its `citations`, a form a style."""
        clauses = [target_to_dict(target, self.corpus) for target in self.lookup.targets]
        if self.status == "found":
            for clause, target in zip(clauses, self.lookup.targets, strict=True):
                clause["citations"] = {
                    "short": short([target], self.corpus),
                    "full": full([target], self.corpus),
                    "bibtex": bibtex(target, self.corpus),
                    "csl-json": csl(target, self.corpus),
                }
        result: Json = {
            "status": self.lookup.status,
            "message": self.lookup.message,
            "clauses": clauses,
            "nearest": [target_to_dict(target, self.corpus) for target in self.lookup.nearest],
        }
        if self.lookup.gap is not None and self.lookup.nearest:
            result["gap"] = describe(self.lookup.gap, self.lookup.nearest[0].address.document)
        return result


def target_to_dict(target: Target, corpus: Corpus) -> Json:
    """A clause or footnote in its place: what stands above and under it, its footnotes, gaps, its document's audit.
    "questions" are the curated questions it answers, "definitions" those of the terms that its sentence uses.

    "references" lists what it and its footnotes refer to. Each has "status" ("clause", "document", "foreign": outside
    the catalogue, "unresolved"), "text" (its words) and "source" (the uid they stand in); a clause also "uid", "label"
    and "citation", a document as a whole "document", "name" and "citation", and what leads no further a "reason".
    "referred_by" lists what refers to it, with the "uid", "label" and "citation" of each and the words as "text".
    "witness" says which text of its act it stands in, "witnesses" where the act's other texts have it.
    """
    document = corpus.document_at(target.address)
    entry = corpus.entry_of(target.address)
    if isinstance(target, Clause):
        parents = document.ancestors(target)
        children, footnotes = document.children(target.path), document.footnotes_of(target)
        gaps = touching(document, target)
        definitions = definitions_used(document, target)
    else:
        carrier = document.clause(target.clause) if target.clause is not None else None
        parents = (*document.ancestors(carrier), carrier) if carrier is not None else ()
        children, footnotes, gaps, definitions = (), (), (), ()
    return {
        "uid": target.uid,
        "label": target.label,
        "text": target.text,
        "document": document.key,
        "citation": corpus.cite(target),
        "parents": [{"uid": c.uid, "label": c.label, "text": c.text} for c in parents],
        "children": [{"uid": c.uid, "label": c.label, "text": c.text} for c in children],
        "footnotes": [{"uid": n.uid, "label": n.label, "offset": n.offset, "text": n.text} for n in footnotes],
        "gaps": [describe(gap, document.key) for gap in gaps],
        "audit": {"sound": document.audit.sound, "note": note(document), "findings": list(document.audit.findings)},
        "questions": list(corpus.questions.of(target.uid)),
        "definitions": [{"uid": c.uid, "label": c.label, "term": c.term} for c in definitions],
        "references": [link.to_dict() for link in links_from(target, corpus)],
        "referred_by": [link.to_dict() for link in links_to(target, corpus)],
        "url": entry.url,
        "witness": entry.witness,
        "witnesses": [
            {"uid": one.uid, "label": one.label, "citation": corpus.cite(one), "text": one.text}
            for one in corpus.witnesses(target)
        ],
    }


@dataclass(frozen=True)
class Sentence:
    """One sentence of an answer and how the source supports it."""

    text: str
    citations: tuple[str, ...]
    support: Support

    def to_dict(self) -> Json:
        return {"text": self.text, "citations": list(self.citations), "support": self.support}


@dataclass(frozen=True)
class Citation:
    """A quotation and its place: ``document.quote(spans) == quote``; `url` is the act's page from the catalogue."""

    uid: str
    label: str
    quote: str
    spans: tuple[Span, ...]
    url: str | None

    def to_dict(self) -> Json:
        return {
            "uid": self.uid,
            "label": self.label,
            "quote": self.quote,
            "spans": [list(span) for span in self.spans],
            "url": self.url,
        }


@dataclass(frozen=True)
class LeftOut:
    """A sentence of a language model that was kept from the answer: "…, because `reason`"."""

    text: str
    reason: str

    def to_dict(self) -> Json:
        return {"text": self.text, "reason": self.reason}


@dataclass(frozen=True)
class Answer:
    """An answer, or an honest refusal.

    `citations` are in the order of the answer; `retrieved` are the best clauses behind it, in the order of the
    ranking; `suggestions` are clauses to look at instead or as well. `standalone` is the question as searched, which
    differs from `question` in a dialogue. `confidence` orders questions by how sure it is that the texts answer them;
    it has no unit. `engine` is "extractive", or the language model that worded it; `left_out` are the sentences of a
    model that its clauses do not bear out, `notice` tells why there is none of a model's where one was asked, or what
    else a reader must know of it; `versions` name the program and the models. `scores` are those of `retrieved`, in the
    same order and comparable within one answer only; empty where nothing was ranked. `documents` (keys) are the only
    ones searched where there are any, `without` (uids) the clauses left out, both because the reader said so.
    """

    status: Status
    markdown: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    retrieved: tuple[str, ...]
    suggestions: tuple[str, ...]
    engine: str
    timings_ms: dict[str, float]
    question: str
    standalone: str
    generation: str
    confidence: float
    left_out: tuple[LeftOut, ...] = ()
    notice: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    scores: tuple[float, ...] = ()
    documents: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def to_dict(self) -> Json:
        return {
            "status": self.status,
            "answer_markdown": self.markdown,
            "sentences": [sentence.to_dict() for sentence in self.sentences],
            "citations": [citation.to_dict() for citation in self.citations],
            "retrieved": list(self.retrieved),
            "suggestions": list(self.suggestions),
            "engine": self.engine,
            "timings_ms": {stage: round(ms, 1) for stage, ms in self.timings_ms.items()},
            "question": self.question,
            "standalone": self.standalone,
            "generation": self.generation,
            "confidence": round(self.confidence, 6),
            "left_out": [sentence.to_dict() for sentence in self.left_out],
            "notice": self.notice,
            "versions": dict(self.versions),
            "scores": [round(score, 6) for score in self.scores],
            "documents": list(self.documents),
            "without": list(self.without),
        }


@dataclass(frozen=True)
class Piece:
    """A part of an answer as it comes: a checked sentence with its citations, or at last the complete `answer`."""

    sentence: Sentence | None = None
    citations: tuple[Citation, ...] = ()
    answer: Answer | None = None

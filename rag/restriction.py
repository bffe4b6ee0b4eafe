"""What a reader keeps out of an answer: all but some documents, or some clauses with what stands under them.

An answer is then composed over a corpus that lacks them, so that nothing of a clause that was left out can be quoted,
be it as the stem of another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.corpus import Corpus
from ingest.errors import AddressError, QuestionError
from ingest.lookup import look_up, not_indexed
from ingest.model import Clause, Document
from rag.quoting import listed

if TYPE_CHECKING:
    from rag.embed import Embedder
    from rag.excerpt import Range
    from rag.ranking import Ranking
    from rag.refusal import Refusal
    from rag.retrieve import ClauseRetriever

MOST = 100  # names of documents and clauses that one question may come with


@dataclass(frozen=True)
class Restriction:
    """`documents` (keys) are the only ones searched, where there are any; the clauses `without` (uids) are left out.

    Of a further text of an act no more is searched than without a restriction: what the act's first text lacks.
    """

    documents: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.documents or self.without)

    def told(self, corpus: Corpus) -> str:
        """The restriction as a sentence; "" where there is none."""
        clauses = [corpus.cite(clause) for uid in self.without if (clause := corpus.clause(uid)) is not None]
        left_out = f"without {listed(clauses)}" if clauses else ""
        if not self.documents:
            return f"Searched {left_out}, as you asked." if left_out else ""
        entries = [entry for key in self.documents if (entry := corpus.catalogue.get(key)) is not None]
        only = f"Searched in {listed([entry.short for entry in entries])} alone"
        sentences = [f"{only}, and {left_out}, as you asked." if left_out else f"{only}, as you asked."]
        for entry in entries:
            first = corpus.catalogue.get(entry.witness_of or "")
            if first is not None and first.key not in self.documents and corpus.document(first.key) is not None:
                sentences.append(f"Of {entry.short} only what {first.short} lacks is searched: it is the same act.")
        return " ".join(sentences)

    @property
    def unanswered(self) -> str:
        """That nothing which was searched answers, as a sentence."""
        if self.documents:
            chosen = "document you chose does" if len(self.documents) == 1 else "documents you chose do"
            return f"The {chosen} not answer this question."
        left = "What you left of the indexed texts does" if self.without else "The indexed texts do"
        return f"{left} not answer this question."

    def of(self, corpus: Corpus) -> Corpus:
        """The corpus as this restriction leaves it; QuestionError when nothing is left to search."""
        removed = frozenset(self.without)

        def cut(document: Document) -> Document:
            return replace(document, clauses=tuple(c for c in document.clauses if not _goes(c, document, removed)))

        shipped = tuple(cut(document) for document in corpus.shipped if self._keeps(document.key))
        brought = tuple(
            replace(one, document=cut(one.document)) for one in corpus.brought if self._keeps(one.document.key)
        )
        left = replace(corpus, shipped=shipped, brought=brought, curated=corpus.questions)
        # Not what would be searched if this were all there is: the further texts of an act are no more than before.
        if not any(left.clause(clause.uid) is not None for _, clause in corpus.searched()):
            raise QuestionError(
                "Every clause that could answer was left out.", hint="Leave out less, or ask in more documents."
            )
        return left

    def _keeps(self, key: str) -> bool:
        return not self.documents or key in self.documents


EVERYTHING = Restriction()


def restriction(documents: Iterable[str], without: Iterable[str], corpus: Corpus) -> Restriction:
    """The restriction that names of documents and references to clauses make.

    QuestionError for a document that is not here, and for a reference that does not lead to clauses.
    """
    names, references = tuple(dict.fromkeys(documents)), tuple(dict.fromkeys(without))
    if len(names) + len(references) > MOST:
        raise QuestionError(f"A question comes with at most {MOST} restrictions.", hint="Name fewer.")
    keys = [_document(name, corpus) for name in names]
    uids = [uid for reference in references for uid in _clauses(reference, corpus)]
    return Restriction(tuple(dict.fromkeys(keys)), tuple(dict.fromkeys(uids)))


class Restricted:
    """A retriever that ranks only what a restriction leaves; `corpus` is the one it leaves."""

    def __init__(self, retriever: "ClauseRetriever", limits: Restriction) -> None:
        self._retriever = retriever
        self.corpus = limits.of(retriever.corpus)

    @property
    def embedder(self) -> "Embedder":
        return self._retriever.embedder

    @property
    def refusal(self) -> "Refusal":
        """As `ClauseRetriever.refusal`."""
        return self._retriever.refusal

    def excerpt(self, query: str, clause: Clause) -> "tuple[Range, ...]":
        """As `ClauseRetriever.excerpt`."""
        return self._retriever.excerpt(query, clause)

    def prepare(self, query: str, before: Sequence[str], texts: Sequence[str]) -> None:
        """As `ClauseRetriever.prepare`."""
        self._retriever.prepare(query, before, texts)

    def rank(self, query: str, *, before: Sequence[str] = ()) -> "Ranking":
        """As `ClauseRetriever.rank`, in the default mixture."""
        return self._left(self._retriever.rank(query, before=before))

    def rank_parts(self, whole: str, parts: Sequence[str]) -> "list[tuple[Ranking, Ranking]]":
        """As `ClauseRetriever.rank_parts`."""
        ranked = self._retriever.rank_parts(whole, parts)
        return [(self._left(alone), self._left(inside)) for alone, inside in ranked]

    def _left(self, ranking: "Ranking") -> "Ranking":
        return replace(ranking, scored=tuple(s for s in ranking.scored if self.corpus.clause(s.clause.uid) is not None))


def _goes(clause: Clause, document: Document, removed: frozenset[str]) -> bool:
    """Whether a clause was left out, or stands under one that was: without its stem a point says nothing."""
    return clause.uid in removed or any(above.uid in removed for above in document.ancestors(clause))


def _document(name: str, corpus: Corpus) -> str:
    entry = corpus.catalogue.resolve(name)
    if entry is None:
        raise QuestionError(f"No document is called “{name}”.", hint="`clausewise corpus list` shows all.")
    if corpus.document(entry.key) is None:
        raise QuestionError(not_indexed(entry), hint="`clausewise corpus list` shows which texts are here.")
    return entry.key


def _clauses(reference: str, corpus: Corpus) -> list[str]:
    if corpus.clause(reference) is not None:
        return [reference]
    try:
        found = look_up(reference, corpus)
    except AddressError as error:
        raise QuestionError(f"What to leave out is no reference: {error.message}", hint=error.hint) from None
    clauses = [target.uid for target in found.targets if isinstance(target, Clause)]
    if found.status != "found" or not clauses:
        told = found.message if found.status != "found" else f"{found.message} is no clause."
        raise QuestionError(told, hint="Nothing was asked. Name each clause to leave out, such as 3.1.1(f).")
    return clauses

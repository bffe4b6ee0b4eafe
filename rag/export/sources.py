"""The clauses that answers cite: each once, in full, with what it is and what the source lacks beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.address import Address
from ingest.catalogue import Entry
from ingest.corpus import Corpus, Target
from ingest.errors import AddressError, ExportError, QuotationError
from ingest.gaps import heading, touching
from ingest.model import Clause, Document
from ingest.spans import Span, read
from ingest.styles import full
from rag.results import Answer
from rag.verify import verify

CUT = "[…]"  # stands where words of a clause are left out
HINT = "It was made from other texts than those here; ask the question again and export the new answer."


@dataclass(frozen=True)
class Source:
    """A cited clause or footnote.

    `quotes` are the words quoted from it, with "[…]" for what is left out of the clause; `gaps` are sentences on what
    the source lacks near it.
    """

    target: Target
    entry: Entry
    short: str
    full: str
    quotes: tuple[str, ...]
    gaps: tuple[str, ...]

    @property
    def standing(self) -> str:
        """What kind of text it is and whether it binds."""
        return standing(self.entry)

    @property
    def url(self) -> str | None:
        """Its page, where that is a plain web address."""
        url = self.entry.url
        return url if url is not None and url.startswith(("https://", "http://")) else None


def standing(entry: Entry) -> str:
    """A document's kind and force: "Recommendation, not binding", "News item"."""
    kind = entry.kind[:1].upper() + entry.kind[1:]
    if entry.kind == "recommendation":
        return f"{kind}, not binding"
    return f"{kind}, no guidance of the EU" if entry.how == "added" else kind


def sources(answers: Sequence[Answer], corpus: Corpus) -> tuple[Source, ...]:
    """Every clause that `answers` cite, in the order in which they do.

    ExportError for a citation that does not stand in the texts here: no such clause, or other words.
    """
    quotes: dict[str, dict[str, None]] = {}
    targets: dict[str, Target] = {}
    for citation in (citation for answer in answers for citation in answer.citations):
        target = _target(citation.uid, corpus)
        document = corpus.document_at(target.address)
        try:
            verify(citation, document)
            words = with_cuts(citation.spans, target, document)
        except QuotationError:
            raise ExportError(
                f"What is quoted as {corpus.cite(target)} does not stand there in the texts here; nothing is exported.",
                hint=HINT,
            ) from None
        targets[target.uid] = target
        quotes.setdefault(target.uid, {})[words] = None
    return tuple(_source(target, tuple(quotes[uid]), corpus) for uid, target in targets.items())


def cited(uids: Iterable[str], corpus: Corpus) -> list[str]:
    """The short citations of `uids` (ExportError for one that is not here)."""
    return [corpus.cite(_target(uid, corpus)) for uid in uids]


def _target(uid: str, corpus: Corpus) -> Target:
    try:
        target = corpus.target(Address.parse(uid))
    except AddressError:
        target = None
    if target is None:
        raise ExportError(
            f"The answer names “{uid[:80]}”, which is no clause of the texts here; nothing is exported.", hint=HINT
        )
    return target


def with_cuts(spans: Sequence[Span], target: Target, document: Document) -> str:
    """The words at `spans`, and "[…]" wherever words of the clause itself stand between or around them.

    QuotationError for spans that are not in the order of the source: words put together anew are no quotation.
    """
    own = target.spans
    if any(before.end > after.start for before, after in pairwise(spans)):
        raise QuotationError(f"The quotation of {target.uid} is put together anew.", hint=HINT)
    edges = [own[0].start, *(edge for span in spans for edge in span), own[-1].end]
    pieces = [""]
    for place, (start, end) in enumerate(pairwise(edges)):
        if place % 2:
            pieces[-1] += document.source[start:end]
        elif any(document.source[max(start, s) : min(end, e)].strip() for s, e in own if s < end and start < e):
            pieces += [CUT, ""]
    return " ".join(words for piece in pieces if (words := read(piece, [Span(0, len(piece))])))


def _source(target: Target, quotes: tuple[str, ...], corpus: Corpus) -> Source:
    document = corpus.document_at(target.address)
    entry = corpus.entry_of(target.address)
    holes = touching(document, target) if isinstance(target, Clause) else ()
    gaps = tuple(f"{heading(gap.skipped)} ({entry.short}): {gap.reason}" for gap in holes)
    return Source(target, entry, corpus.cite(target), full([target], corpus), quotes, gaps)

"""What a uid names, in words: citation, document, text, printed label, and what stands around it."""

from ingest.catalogue import Entry
from ingest.corpus import Corpus
from ingest.errors import QuotationError
from ingest.model import Clause, Footnote, Gap
from rag.export.sources import with_cuts
from rag.results import Citation


def citation(corpus: Corpus, uid: str) -> str:
    """The full citation of a clause or footnote: "C(2024) 601, point 3.1.1(f)"; the uid itself where it is unknown."""
    found = part(corpus, uid)
    return corpus.cite(found) if found is not None else uid


def document_name(corpus: Corpus, uid: str) -> str:
    """How a citation names the document of `uid`: "C(2024) 601"."""
    entry = corpus.catalogue.get(uid.partition("#")[0])
    return entry.short if entry is not None else uid


def kind_and_force(entry: Entry) -> str:
    """What the document is and whether it binds, as one line.

    The catalogue writes the force as "none: a news item".
    """
    force, _, why = entry.force.partition(":")
    kind = entry.kind[:1].upper() + entry.kind[1:]
    return f"{kind}. Binding force: {force.strip()}{f' — {why.strip()}' if why else ''}."


def wording(corpus: Corpus, uid: str) -> str:
    """The text of the clause or footnote at `uid`, or "" where it is unknown."""
    found = part(corpus, uid)
    return found.text if found is not None else ""


def quoted(corpus: Corpus, citation: Citation) -> str:
    """The words of a citation with "[…]" wherever words of its clause are left out."""
    found, document = part(corpus, citation.uid), corpus.document(citation.uid.partition("#")[0])
    if found is None or document is None:
        return citation.quote
    try:
        return with_cuts(citation.spans, found, document)
    except QuotationError:
        return citation.quote


def printed_label(corpus: Corpus, uid: str) -> str:
    """The label the source prints before the clause or footnote at `uid`: "(f)"; "" where it prints none."""
    found, document = part(corpus, uid), corpus.document(uid.partition("#")[0])
    return document.printed_label(found) if found is not None and document is not None else ""


def gaps_behind(corpus: Corpus, uid: str) -> tuple[Gap, ...]:
    """The gaps right behind the clause at `uid`."""
    clause, document = corpus.clause(uid), corpus.document(uid.partition("#")[0])
    gaps = document.gaps if clause is not None and document is not None else ()
    return tuple(gap for gap in gaps if clause is not None and gap.after == clause.path)


def is_under(corpus: Corpus, uid: str, above: str) -> bool:
    """Whether the clause at `uid` stands directly under the one at `above`."""
    clause, stem = corpus.clause(uid), corpus.clause(above)
    return (
        clause is not None
        and stem is not None
        and clause.address.document == stem.address.document
        and clause.parent == stem.path
    )


def part(corpus: Corpus, uid: str) -> Clause | Footnote | None:
    """The clause or footnote at `uid`, or None."""
    clause = corpus.clause(uid)
    if clause is not None:
        return clause
    document = corpus.document(uid.partition("#")[0])
    return next((note for note in document.footnotes if note.uid == uid), None) if document is not None else None

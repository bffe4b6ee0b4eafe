"""Whether quotations are in the source, read here again and not taken from the assistant's own check."""

from eval.measures.answered import Answered
from ingest.corpus import Corpus
from rag.results import Citation

NAME = "verbatim"
MEANING = "the share of the quotations that stand word for word in the very clause that the citation names"


def measure(one: Answered) -> float | None:
    if not one.answer.citations:
        return None
    return sum(_stands(citation, one.corpus) for citation in one.answer.citations) / len(one.answer.citations)


def _stands(citation: Citation, corpus: Corpus) -> bool:
    document = corpus.document(citation.uid.partition("#")[0])
    if document is None:
        return False
    clauses = [clause.spans for clause in document.clauses if clause.uid == citation.uid]
    notes = [note.spans for note in document.footnotes if note.uid == citation.uid]
    named = [span for spans in (*clauses, *notes) for span in spans]
    found = "".join(document.source[start:end] for start, end in citation.spans)
    inside = all(any(first <= start <= end <= last for first, last in named) for start, end in citation.spans)
    return bool(citation.quote) and citation.quote.split() == found.split() and inside

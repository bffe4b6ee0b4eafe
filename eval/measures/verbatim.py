"""Whether quotations are in the source, read here again and not taken from the assistant's own check."""

from eval.measures.answered import Answered

NAME = "verbatim"
MEANING = "the share of the quotations that stand word for word where the citation says, in a document of the corpus"


def measure(one: Answered) -> float | None:
    if not one.answer.citations:
        return None
    right = 0
    for citation in one.answer.citations:
        document = one.corpus.document(citation.uid.partition("#")[0])
        found = "".join(document.source[start:end] for start, end in citation.spans) if document is not None else ""
        right += bool(citation.quote) and citation.quote.split() == found.split()
    return right / len(one.answer.citations)

"""The last check before a quotation leaves the program: its words stand in the source where it says they do.

It reads the source by itself and shares no code with what composed the answer.
"""

from ingest.errors import QuotationError
from ingest.model import Document
from rag.results import Citation


def verify(citation: Citation, document: Document) -> Citation:
    """`citation` unchanged, or QuotationError: an answer with a wrong quotation is never shown.

    The words must stand in the source, and inside the very clause or footnote that the citation names.
    """
    clauses = [clause.spans for clause in document.clauses if clause.uid == citation.uid]
    notes = [note.spans for note in document.footnotes if note.uid == citation.uid]
    named = [span for spans in (*clauses, *notes) for span in spans]
    inside = all(any(first <= start <= end <= last for first, last in named) for start, end in citation.spans)
    pieces = [document.source[start:end] for start, end in citation.spans]
    found = "".join(pieces).translate(_FOLDED).split(" ")
    same = [word for word in found if word] == [word for word in citation.quote.split(" ") if word]
    if not (citation.quote and same and inside):
        raise QuotationError(
            f"The quotation of {citation.uid} does not match the source.",
            hint="Run `clausewise build`; if this stays, report the address.",
        )
    return citation


_FOLDED = {ord(character): " " for character in "\t\r\n\f\v"}

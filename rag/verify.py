"""The last check before a quotation leaves the program: its words stand in the source where it says they do.

It reads the source by itself and shares no code with what composed the answer.
"""

from ingest.errors import QuotationError
from ingest.model import Document
from rag.results import Citation


def verify(citation: Citation, document: Document) -> Citation:
    """`citation` unchanged, or QuotationError: an answer with a wrong quotation is never shown."""
    pieces = [document.source[start:end] for start, end in citation.spans]
    found = "".join(pieces).translate(_FOLDED).split(" ")
    if [word for word in found if word] != [word for word in citation.quote.split(" ") if word] or not citation.quote:
        raise QuotationError(
            f"The quotation of {citation.uid} does not match the source.",
            hint="Run `clausewise build`; if this stays, report the address.",
        )
    return citation


_FOLDED = {ord(character): " " for character in "\t\r\n\f\v"}

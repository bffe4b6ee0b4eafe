"""Readers: one a format, each giving `Line`s with text, style and source offsets to the outline."""

from ingest.readers.line import Line, Reading
from ingest.readers.pdf import is_pdf, read_pdf
from ingest.readers.text import decode, read_text

__all__ = ["Line", "Reading", "read", "read_pdf", "read_text"]


def read(data: bytes) -> Reading:
    """Read a document by what its bytes are: a PDF by its header, anything else as UTF-8 text.

    Raises SourceUnreadable, or one of its kinds, for bytes that give no text.
    """
    return read_pdf(data) if is_pdf(data) else read_text(decode(data))

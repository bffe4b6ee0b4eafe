"""Readers: one a format, each giving `Line`s with text, style and source offsets to the outline."""

import re
from collections.abc import Sequence

from ingest.readers.line import Line, Reading, joined
from ingest.readers.text import decode, read_text

__all__ = ["Line", "Reading", "read", "read_parts", "read_text"]

_XML = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*<\?xml\b.*?\?>\s*(?:<!DOCTYPE[^>]*>\s*)?"
    rb"(?:<!--(?:(?!-->).)*-->\s*)*<(?P<root>[\w.]+)",  # a comment never runs on over its end: that takes for ever
    re.DOTALL,
)
_DECLARED = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<\?xml\s")
_HTML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE)


def read_parts(parts: Sequence[bytes]) -> Reading:
    """Read a document that comes in several files, in order: an act and its annexes (SourceUnreadable)."""
    if len(parts) > 1 and all(map(_is_formex, parts)):
        from ingest.readers.formex import read_formex

        return read_formex(parts)
    return read(parts[0]) if len(parts) == 1 else joined([read(data) for data in parts])


def _is_formex(data: bytes) -> bool:
    """Whether `data` calls itself XML and is no XHTML."""
    xml = _XML.match(data)
    return xml["root"].lower() != b"html" if xml is not None else _DECLARED.match(data) is not None


def read(data: bytes) -> Reading:
    """Read a document of any format we know, told by its content and not by its name.

    Raises SourceUnreadable for what is in none of them. Formats but text are imported only when they are met.
    """
    head = data[:4000]
    if b"%PDF-" in head[:1024]:
        from ingest.readers.pdf import is_pdf, read_pdf

        if is_pdf(data):
            return read_pdf(data)
    if _is_formex(data):
        from ingest.readers.formex import read_formex

        return read_formex([data])
    if _XML.match(data) or _HTML.match(head):
        from ingest.readers.oj_xhtml import read_oj_xhtml

        return read_oj_xhtml(data)
    return read_text(decode(data))

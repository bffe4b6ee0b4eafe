"""Readers: one a format, each giving `Line`s with text, style and source offsets to the outline."""

import re
from collections.abc import Sequence

from ingest.errors import SourceUnreadable
from ingest.readers.charset import head_of
from ingest.readers.containers import is_zip, refuse_ole
from ingest.readers.line import Line, Reading, joined
from ingest.readers.text import decode, read_text

__all__ = ["Line", "Reading", "read", "read_parts", "read_text"]

_XML = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*<\?xml\b.*?\?>\s*(?:<!DOCTYPE[^>]*>\s*)?"
    rb"(?:<!--(?:(?!-->).)*-->\s*)*<(?P<root>[\w.]+)",  # a comment never runs on over its end: that takes for ever
    re.DOTALL,
)
_HTML = re.compile(
    r"\s*(?:<\?xml\b[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*"
    r"<(?:!doctype html|html|head|body|title|meta|main|article|section|header|nav|div|p|h[1-6]|ol|ul|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_DECLARED = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<\?xml\s")
# The vocabularies and converters of the Official Journal and the Commission.
_OFFICIAL = re.compile(
    rb"""class\s*=\s*["']?(?:oj-|eli-|doc-ti|ti-(?:art|section|annotation|grseq)|sti-art|hd-(?:lg|ti|date|oj))"""
    rb"|title-article-norm|<(?:txt_te|TXT_TE)\b"
    rb"""|class\s*=\s*["']?(?:li )?Manual(?:Considrant|Heading|NumPar)|footnoteRef"""
    rb"|fmx2xhtml|<!--\s*CONVEX|<(?:title|meta)\b[^<]{0,120}EUR-Lex"
)


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
    try:
        return _read(data)
    except RecursionError:
        raise SourceUnreadable(
            "The document is nested too deeply to be read.", hint="Save it again as plain text or PDF."
        ) from None


def _read(data: bytes) -> Reading:
    head = data[:4000]
    if is_zip(data):
        from ingest.readers.docx import read_docx

        return read_docx(data)
    refuse_ole(data)
    if b"%PDF-" in head[:1024]:
        from ingest.readers.pdf import is_pdf, read_pdf

        if is_pdf(data):
            return read_pdf(data)
    if _is_formex(data):
        from ingest.readers.formex import read_formex

        return read_formex([data])
    if _XML.match(data) or _HTML.match(head_of(data)):
        if _OFFICIAL.search(data):
            from ingest.readers.oj_xhtml import read_oj_xhtml

            return read_oj_xhtml(data)
        from ingest.readers.html_page import read_html_page

        return read_html_page(data)
    return read_text(decode(data))

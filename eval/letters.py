"""What a reader left in the file: letters and digits that the file holds and the text read from it does not.

Counted without regard to order, case and spacing, so that footnotes may move and words broken at line ends be joined.
"""

import io
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from lxml import etree
from pypdf import PdfReader

from ingest.readers.xml import parse_html, parse_xml

_SILENT = ("script", "style", "head", "BIB.INSTANCE")  # programs, styles, and where a file was printed


def unread(files: Iterable[Path], text: str) -> int | None:
    """How many letters and digits of `files` are not in `text`; None for a format without a second way to read it."""
    held: Counter[str] = Counter()
    for file in files:
        words = _words_of(file)
        if words is None:
            return None
        held += _letters(words)
    return (held - _letters(text)).total()


def _words_of(file: Path) -> str | None:
    data = file.read_bytes()
    match file.suffix.lower():
        case ".xml":
            return _words(parse_xml(data))
        case ".html" | ".htm" | ".xhtml":
            return _words(parse_html(data))
        case ".pdf":
            return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
        case ".txt" | ".md":
            return data.decode("utf-8-sig")
    return None


def _words(root: etree._Element) -> str:
    for tag in _SILENT:
        for element in list(root.iter(tag)):
            tail = element.tail
            element.clear()
            element.tail = tail
    return "".join(root.itertext())


def _letters(text: str) -> Counter[str]:
    return Counter(character for character in text.casefold() if character.isalnum())

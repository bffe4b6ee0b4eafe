"""PDF → lines, by pypdf alone.

What comes out is a text of our own making, the source: the rows of each page in reading order, a line end between rows
of a paragraph, a blank line between paragraphs, a form feed between pages. All spans refer to it.
"""

import io
import logging
import re

from pypdf import PdfReader
from pypdf.errors import DependencyError

from ingest.errors import SourceDamaged, SourceEncrypted, SourceScanned
from ingest.readers.line import Reading
from ingest.readers.pdf_layout import Page, blocks_of
from ingest.readers.pdf_rows import rows_of
from ingest.readers.pdf_runs import Face, runs_of
from ingest.readers.pdf_text import Writer

_HEADER = re.compile(rb"%PDF-\d")
_HEADER_WITHIN = 1024  # readers of PDF accept some bytes of another kind ahead of the header
_BINARY_WITHIN = 4096  # what has none of its zero bytes here is a text that speaks of PDF


def is_pdf(data: bytes) -> bool:
    """Whether `data` calls itself a PDF.

    >>> is_pdf(b"%PDF-1.7 ..."), is_pdf(b"A text on %PDF-1.7 files")
    (True, False)
    """
    found = _HEADER.search(data[:_HEADER_WITHIN])
    return found is not None and (found.start() == 0 or b"\0" in data[:_BINARY_WITHIN])


def read_pdf(data: bytes) -> Reading:
    """The lines of a PDF, page by page in reading order, footnotes behind the text of their page.

    Footnote marks are cut out by size and rise, page furniture is named, lines of a paragraph are joined. Raises
    SourceEncrypted, SourceScanned or SourceDamaged; a single page that cannot be read gives a warning.
    """
    logging.getLogger("pypdf").addHandler(logging.NullHandler())  # its remarks are for whoever asks for them
    reader, count = _open(data)
    warnings: list[str] = []
    pages: list[Page] = []
    fonts: dict[int, Face] = {}
    for number in range(1, count + 1):
        try:
            page = reader.pages[number - 1]
            pages.append(Page(number, _height(page.mediabox.width, page.mediabox.height, page.rotation), []))
            pages[-1].rows = rows_of(runs_of(page, fonts), number)
        except Exception as error:  # a broken page raises whatever its bytes happen to hit
            warnings.append(f"page {number} could not be read ({type(error).__name__})")
    if not any(page.rows for page in pages):
        if warnings:
            raise SourceDamaged("No page of the PDF could be read.", hint="Get a fresh copy of the file.")
        raise SourceScanned(
            "The PDF has no text, only pictures of its pages.",
            hint="It was probably scanned: run text recognition (OCR) on it first.",
        )
    writer = Writer()
    try:
        lines = writer.write(blocks_of(pages))
    except RecursionError:
        raise
    except Exception as error:  # a page whose pieces contradict each other
        raise SourceDamaged(
            f"The pages of the PDF cannot be put in order ({type(error).__name__}).",
            hint="Get a fresh copy of the file.",
        ) from None
    return Reading(writer.source, tuple(lines), tuple(warnings), styled=True)


def _open(data: bytes) -> tuple[PdfReader, int]:
    """The opened file and how many pages it has."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceEncrypted("The PDF opens only with a password.", hint="Save a copy without a password.")
        count = len(reader.pages)
    except SourceEncrypted:
        raise
    except DependencyError:
        raise SourceEncrypted(
            "The PDF is encrypted in a way that needs a library which is not installed.",
            hint="Install it with `pip install cryptography`, or save a copy without encryption.",
        ) from None
    except Exception:  # malformed input raises far more than pypdf's own errors
        raise SourceDamaged(
            "The file calls itself a PDF but is damaged or cut off.", hint="Get a fresh copy of the file."
        ) from None
    if count == 0:
        raise SourceDamaged("The PDF has no pages.", hint="Get a fresh copy of the file.")
    return reader, count


def _height(width: float, height: float, rotation: int) -> float:
    return float(width if rotation % 180 else height)

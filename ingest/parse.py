"""A document's bytes → a `Document`: read, split off footnotes, outline, audit."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path as FilePath

from ingest import footnotes as notes
from ingest.audit import audit
from ingest.catalogue import Entry
from ingest.errors import NothingOperative, SourceMissing
from ingest.gaps import find_gaps
from ingest.model import OPERATIVE, Clause, Document, Furniture
from ingest.outline import outline_act
from ingest.passages import outline_page
from ingest.quotations import Quoted, suspend
from ingest.readers import Line, Reading, read_parts

ACTS = frozenset({"recommendation", "act"})
_ACT_LINE = re.compile(r"(HAS|HAVE) ADOPTED THIS \w+:?|Whereas:?")
_ARTICLE_LINE = re.compile(r"Article\s+1")


def parse(entry: Entry, data: bytes) -> Document:
    """Parse the bytes of the document that `entry` describes.

    Raises SourceUnreadable for bytes no reader knows, and NothingOperative for an act without a single operative
    clause; every other input gives a document, with warnings where the source is odd.
    """
    return parse_parts([data], key=entry.key, title=entry.title, kind=entry.kind, numbered_as=entry.numbered_as)


def parse_parts(
    parts: Sequence[bytes], *, key: str, title: str, kind: str | None = None, numbered_as: str = "point"
) -> Document:
    """Parse a document that comes in several files, such as an act and its annexes; errors as `parse`."""
    sha256 = hashlib.sha256(b"".join(parts)).hexdigest()
    return parse_reading(read_parts(parts), key=key, kind=kind, title=title, sha256=sha256, numbered_as=numbered_as)


def parse_file(path: FilePath) -> Document:
    """Parse a file of any known format; its key is made of its name (SourceMissing, and as `parse`)."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceMissing(f"{path} cannot be read ({error.strerror}).", hint="Give the path of a file.") from None
    slug = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "document"
    return parse_parts([data], key=f"file/{slug}", title=path.name)


def parse_reading(
    reading: Reading, *, key: str, kind: str | None, title: str, sha256: str, numbered_as: str = "point"
) -> Document:
    """Outline and audit what a reader gave.

    `kind` None lets the text tell: "act"; else "policy" where it numbers its provisions, "report" where it has pages,
    "page" for any other.
    """
    source, lines = reading.source, reading.lines
    dropped = [Furniture(line.furniture, line.extent) for line in lines if line.furniture is not None]
    running, bodies = notes.split(source, [line for line in lines if line.furniture is None])
    quoted = _own_quotations(running) if kind is None else Quoted(running, ())
    running = quoted.lines
    is_act = kind in ACTS if kind is not None else looks_like_act(running)
    outline = (
        outline_act(source, running)
        if is_act
        else outline_page(source, running, numbered_as=numbered_as, styled=reading.styled)
    )
    clauses = outline.sealed(key)
    if is_act and not any(clause.kind in OPERATIVE or clause.path.steps[0].code == "art" for clause in clauses):
        raise NothingOperative(
            f"{title} was read as an act, but no operative clause was found in it.",
            hint="Check that the file is the full text of the act.",
        )
    footnotes = notes.attach(key, source, bodies, clauses)
    return Document(
        key=key,
        kind=kind or ("act" if is_act else _kind(clauses)),
        title=title,
        source=source,
        sha256=sha256,
        clauses=clauses,
        footnotes=footnotes,
        gaps=find_gaps(clauses, footnotes, own=kind is None),
        audit=replace(
            audit(source, lines, clauses, footnotes, [*dropped, *outline.furniture]), quotations=quoted.doubts
        ),
        warnings=(*reading.warnings, *quoted.warnings, *outline.warnings),
    )


def looks_like_act(lines: Sequence[Line]) -> bool:
    """Whether a text has the formal lines of an act: recitals, an enacting formula or articles.

    An article alone is not enough where the format itself shows headings: an institution has articles, too.
    """
    return any(
        not line.quoted
        and (_ACT_LINE.fullmatch(line.text) or (line.heading is None and _ARTICLE_LINE.fullmatch(line.text)))
        for line in lines
    )


def _own_quotations(lines: tuple[Line, ...]) -> Quoted:
    """The lines of a document of one's own with its quotations marked.

    The acts of the Union stay as they are: what they quote are amendments, see `ingest.amendments`.
    """
    quoted = suspend(lines)
    if any(_ACT_LINE.fullmatch(line.text) and not line.quoted for line in quoted.lines):
        return Quoted(lines, ())
    return quoted


def _kind(clauses: Sequence[Clause]) -> str:
    """What a document that is no act is called."""
    if any(clause.kind in OPERATIVE and clause.label_span is not None for clause in clauses):
        return "policy"
    return "report" if any(clause.pages for clause in clauses) else "page"

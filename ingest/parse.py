"""A document's bytes → a `Document`: read, split off footnotes, outline, audit."""

import hashlib

from ingest import footnotes as notes
from ingest.audit import audit
from ingest.catalogue import Entry
from ingest.errors import NothingOperative
from ingest.gaps import find_gaps
from ingest.model import OPERATIVE, Document, Furniture
from ingest.outline import Outline, outline_act
from ingest.passages import outline_page
from ingest.readers import read

ACTS = frozenset({"recommendation"})


def parse(entry: Entry, data: bytes) -> Document:
    """Parse the bytes of the document that `entry` describes.

    Raises SourceUnreadable (or one of its kinds) for bytes that give no text, and NothingOperative for an act without a
    single operative clause; every other input gives a document, with warnings where the source is odd.
    """
    reading = read(data)
    source, lines = reading.source, reading.lines
    furniture = [Furniture(line.furniture, line.extent) for line in lines if line.furniture is not None]
    running, bodies = notes.split(source, [line for line in lines if line.furniture is None])
    outline: Outline
    if entry.kind in ACTS:
        outline = outline_act(source, running)
    else:
        outline = outline_page(source, running, numbered_as=entry.numbered_as)
    clauses = tuple(draft.seal(entry.key, source) for draft in outline.drafts)
    if entry.kind in ACTS and not any(clause.kind in OPERATIVE for clause in clauses):
        raise NothingOperative(
            f"{entry.short} was read, but no operative clause was found in it.",
            hint="Check that the file is the full text of the act.",
        )
    footnotes = notes.attach(entry.key, source, bodies, clauses)
    return Document(
        key=entry.key,
        kind=entry.kind,
        title=entry.title,
        source=source,
        sha256=hashlib.sha256(data).hexdigest(),
        clauses=clauses,
        footnotes=footnotes,
        gaps=find_gaps(clauses, footnotes),
        audit=audit(source, lines, clauses, footnotes, [*furniture, *outline.furniture]),
        warnings=(*reading.warnings, *outline.warnings),
    )

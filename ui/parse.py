"""`clausewise parse`: the clause tree and the audit of any file, added to nothing."""

import hashlib
import re
from pathlib import Path
from typing import Any

from ingest.errors import SourceMissing
from ingest.gaps import describe
from ingest.model import Document
from ingest.parse import parse_reading
from ingest.readers import read


def parse_file(path: Path) -> Document:
    """Parse a file of any known format; its key is made of its name (SourceMissing, SourceUnreadable)."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceMissing(f"{path} cannot be read ({error.strerror}).", hint="Give the path of a file.") from None
    slug = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "document"
    sha256 = hashlib.sha256(data).hexdigest()
    return parse_reading(read(data), key=f"file/{slug}", kind=None, title=path.name, sha256=sha256)


def to_dict(document: Document) -> dict[str, Any]:
    """The JSON of the design; spans are code points of the document's source text."""
    audit = document.audit
    return {
        "document": document.key,
        "kind": document.kind,
        "title": document.title,
        "clauses": [
            {
                "path": str(clause.path),
                "kind": clause.kind.value,
                "label": clause.label,
                "parent": str(clause.parent) if clause.parent is not None else None,
                "text": clause.text,
                "spans": [list(span) for span in clause.spans],
                "pages": list(clause.pages),
            }
            for clause in document.clauses
        ],
        "footnotes": [
            {
                "number": note.number,
                "text": note.text,
                "clause": str(note.clause) if note.clause is not None else None,
                "offset": note.offset,
                "spans": [list(span) for span in note.spans],
            }
            for note in document.footnotes
        ],
        "gaps": [describe(gap, document.key) for gap in document.gaps],
        "audit": {
            "characters": audit.characters,
            "in_clauses": audit.in_clauses,
            "in_footnotes": audit.in_footnotes,
            "furniture": [{"name": piece.name, "span": list(piece.span)} for piece in audit.furniture],
            "lost": [list(span) for span in audit.lost],
            "unmatched_marks": list(audit.unmatched_marks),
            "unmarked_notes": list(audit.unmarked_notes),
        },
        "warnings": list(document.warnings),
    }


def as_text(document: Document) -> str:
    """The tree, a line a clause, and the audit under it."""
    depth = {clause.path: len(document.ancestors(clause)) for clause in document.clauses}
    lines = [f"{document.title}: {document.kind}"]
    for clause in document.clauses:
        words = clause.text if len(clause.text) <= 80 else f"{clause.text[:79]}…"
        lines.append(f"{'  ' * depth[clause.path]}{clause.label}: {words}")
    audit = document.audit
    covered = (audit.in_clauses + audit.in_footnotes) / audit.characters if audit.characters else 0.0
    lines += [
        "",
        f"clauses {len(document.clauses)}, footnotes {len(document.footnotes)}, gaps {len(document.gaps)}",
        f"{covered:.1%} of {audit.characters} characters in clauses and footnotes, {len(audit.furniture)} pieces of "
        f"furniture, {len(audit.lost)} stretches lost",
    ]
    lines += [f"gap: {gap.reason}" for gap in document.gaps]
    lines += [f"marks without a note: {', '.join(map(str, audit.unmatched_marks))}"] if audit.unmatched_marks else []
    lines += [f"notes without a mark: {', '.join(map(str, audit.unmarked_notes))}"] if audit.unmarked_notes else []
    lines += [f"lost: {document.source[start:end][:80]!r}" for start, end in audit.lost]
    return "\n".join([*lines, *(f"warning: {warning}" for warning in document.warnings)])

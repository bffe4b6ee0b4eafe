"""`clausewise parse`, `corpus show` and `corpus audit`: clause trees, and the proof that they lose nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from ingest.audit import verdict
from ingest.corpus import Corpus
from ingest.errors import CatalogueError
from ingest.gaps import describe
from ingest.lookup import not_indexed
from ingest.model import Document


def indexed(corpus: Corpus, name: str) -> Document:
    """The document of the corpus that `name` names (CatalogueError when there is none, or none with a text)."""
    entry = corpus.catalogue.resolve(name)
    document = corpus.document(entry.key) if entry is not None else None
    if entry is None:
        raise CatalogueError(f"No document is called “{name}”.", hint="`clausewise corpus list` shows all.")
    if document is None:
        raise CatalogueError(not_indexed(entry), hint="`clausewise corpus list` shows which texts are here.")
    return document


def audit_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """A paragraph a document."""
    blocks = []
    for row in rows:
        furniture = ", ".join(f"{name} ({count})" for name, count in sorted(row["furniture"].items())) or "none"
        lines = [
            row["document"],
            f"  clauses {row['clauses']}, footnotes {row['footnotes']}; {row['covered']:.2%} of {row['characters']} "
            f"characters in them",
            f"  {verdict(row['sound'])}",
            f"  furniture: {furniture}",
        ]
        lines += [f"  lost: {words[:80]!r}" for words in row["lost"]]
        lines += [f"  in two places: {words[:80]!r}" for words in row["shared"]]
        lines += [f"  finding: {finding}" for finding in row["findings"]]
        lines += [f"  uncertain: {told}" for told in row["quotations"]]
        lines += [f"  {'skipped' if gap['skipped'] else 'gap'}: {gap['reason']}" for gap in row["gaps"]]
        lines += [f"  warning: {warning}" for warning in row["warnings"]]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


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
            "shared": [list(span) for span in audit.shared],
            "sound": audit.sound,
            "findings": list(audit.findings),
            "quotations": list(audit.quotations),
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
    lines += [
        "",
        f"clauses {len(document.clauses)}, footnotes {len(document.footnotes)}, gaps {len(document.gaps)}",
        f"{audit.covered:.1%} of {audit.characters} characters in clauses and footnotes, "
        f"{len(audit.furniture)} pieces of furniture",
        verdict(audit.sound),
    ]
    lines += [f"{'skipped' if gap.skipped else 'gap'}: {gap.reason}" for gap in document.gaps]
    lines += [f"finding: {finding}" for finding in audit.findings]
    lines += [f"uncertain: {told}" for told in audit.quotations]
    lines += [f"lost: {document.source[start:end][:80]!r}" for start, end in audit.lost]
    lines += [f"in two places: {document.source[start:end][:80]!r}" for start, end in audit.shared]
    return "\n".join([*lines, *(f"warning: {warning}" for warning in document.warnings)])

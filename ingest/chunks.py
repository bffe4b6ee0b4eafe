"""Clause tree → llama-index nodes: one clause a node, headings left to the clauses they head."""

import hashlib
from collections.abc import Iterable

from llama_index.core.schema import TextNode

from ingest.model import Clause, Document


def content_hash(text: str) -> str:
    """A fingerprint of what is embedded; a text with the same one keeps its vector in the next build."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def to_nodes(document: Document, clauses: Iterable[Clause]) -> list[TextNode]:
    """A node for each of these clauses of `document`: its id is the uid, its text the clause's own words.

    Metadata is flat, as vector stores want it: document, path, label, kind, stem (a uid or "") and content hash.
    None of it is embedded: headings and stems around a point were measured to blur the point's own vector.
    """
    nodes = []
    for clause in clauses:
        stem = document.stem(clause)
        metadata = {
            "document": document.key,
            "path": str(clause.path),
            "label": clause.label,
            "kind": clause.kind.value,
            "stem": stem.uid if stem is not None else "",
            "content_hash": content_hash(clause.text),
        }
        keys = list(metadata)
        nodes.append(
            TextNode(
                id_=clause.uid,
                text=clause.text,
                metadata=metadata,
                excluded_embed_metadata_keys=keys,
                excluded_llm_metadata_keys=keys,
            )
        )
    return nodes

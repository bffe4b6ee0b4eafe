"""For any llama-index project: a reader and a node parser that give clauses instead of pages or windows.

>>> from llama_index.core import SimpleDirectoryReader
>>> reader = SimpleDirectoryReader(
...     input_dir="corpus/documents", file_extractor={".txt": ClauseReader()}
... )

loads one llama-index document a clause; ``IngestionPipeline(transformations=[ClauseNodeParser()])`` does the same to
documents that another reader has loaded as text or Markdown.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from llama_index.core.node_parser import NodeParser
from llama_index.core.readers.base import BaseReader
from llama_index.core.schema import BaseNode, NodeRelationship, TextNode
from llama_index.core.schema import Document as LlamaDocument
from llama_index.core.utils import get_tqdm_iterable

from ingest.chunks import content_hash, to_nodes
from ingest.errors import NothingOperative, SourceUnreadable
from ingest.model import Clause, Document
from ingest.parse import parse_file, parse_parts

_LEGAL = re.compile(r"[a-z0-9][a-z0-9.-]*")


class ClauseReader(BaseReader):
    """Reads a file of any format clausewise knows; one llama-index document a clause.

    Raises SourceMissing, SourceUnreadable or NothingOperative; a scanned, encrypted or damaged file is told apart.
    """

    def lazy_load_data(
        self, file: Path | str, extra_info: dict[str, Any] | None = None, **_: Any
    ) -> Iterable[LlamaDocument]:
        """The clauses of `file` in reading order, with the metadata of `clause_nodes` and `extra_info`."""
        for node in clause_nodes(parse_file(Path(file))):
            yield LlamaDocument(
                id_=node.id_,
                text=node.text,
                metadata={**(extra_info or {}), **node.metadata},
                excluded_embed_metadata_keys=[*node.excluded_embed_metadata_keys, *(extra_info or {})],
                excluded_llm_metadata_keys=node.excluded_llm_metadata_keys,
            )


class ClauseNodeParser(NodeParser):
    """Splits the text or Markdown of llama-index documents into clauses.

    A node's id is its clause's uid under the key ``text/<id of the document>``. Text without any words gives no node.
    """

    @classmethod
    def class_name(cls) -> str:
        return "ClauseNodeParser"

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **_: Any) -> list[BaseNode]:
        parsed: list[BaseNode] = []
        for node in get_tqdm_iterable(nodes, show_progress, "Parsing clauses"):
            source, key = [node.get_content().encode()], _key(node)
            try:
                document = parse_parts(source, key=key, title=node.node_id)
            except SourceUnreadable:
                continue
            except NothingOperative:  # it opens like an act and has no article or point: prose then
                document = parse_parts(source, key=key, title=node.node_id, kind="page")
            for clause in clause_nodes(document):
                clause.relationships[NodeRelationship.SOURCE] = node.as_related_node_info()
                parsed.append(clause)
        return parsed

    def _postprocess_parsed_nodes(
        self, nodes: list[BaseNode], parent_doc_map: dict[str, LlamaDocument]
    ) -> list[BaseNode]:
        # llama-index looks for a node's text in its document and takes the first place found; we know the place.
        places = [(n.start_char_idx, n.end_char_idx) if isinstance(n, TextNode) else (None, None) for n in nodes]
        done = super()._postprocess_parsed_nodes(nodes, parent_doc_map)
        for node, (start, end) in zip(done, places, strict=True):
            if isinstance(node, TextNode):
                node.start_char_idx, node.end_char_idx = start, end
        return done


def clause_nodes(document: Document) -> list[TextNode]:
    """A node for each clause of `document`, headings included, linked to the clause above and to those under it.

    Beside the metadata of `ingest.chunks.to_nodes`: the title, the parent's uid, the page numbers, and the spans in the
    source, as text. ``start_char_idx`` and ``end_char_idx`` are set where the clause stands in one piece.
    """
    nodes = to_nodes(document, document.clauses)
    by_uid = {node.id_: node for node in nodes}
    for clause, node in zip(document.clauses, nodes, strict=True):
        parent = document.clause(clause.parent) if clause.parent is not None else None
        more = {
            "title": document.title,
            "parent": parent.uid if parent is not None else "",
            "pages": ", ".join(map(str, clause.pages)),
            "spans": " ".join(f"{start}:{end}" for start, end in clause.spans),
        }
        node.metadata.update(more)
        node.excluded_embed_metadata_keys += list(more)
        node.excluded_llm_metadata_keys += list(more)
        node.start_char_idx, node.end_char_idx = _in_one_piece(document, clause)
        if parent is not None:
            node.relationships[NodeRelationship.PARENT] = by_uid[parent.uid].as_related_node_info()
        children = [by_uid[child.uid].as_related_node_info() for child in document.children(clause.path)]
        if children:
            node.relationships[NodeRelationship.CHILD] = children
    return nodes


def _in_one_piece(document: Document, clause: Clause) -> tuple[int | None, int | None]:
    start, end = clause.spans[0].start, clause.spans[-1].end
    return (start, end) if document.source[start:end] == clause.text else (None, None)


def _key(node: BaseNode) -> str:
    """A document key for a llama-index id: the id itself where it is one, else a legal spelling and a fingerprint."""
    if _LEGAL.fullmatch(node.node_id):
        return f"text/{node.node_id}"
    spelt = re.sub(r"[^a-z0-9]+", "-", node.node_id.lower()).strip("-")
    return f"text/{spelt}-{content_hash(node.node_id)}".replace("/-", "/")

"""What llama-index does by default, as a baseline: whole documents, `SentenceSplitter`, `VectorStoreIndex`.

The embedding model is ours, so that only the splitting and the store are compared. A chunk is scored as the clause or
passage it overlaps most, in characters of the document.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llama_index.core import VectorStoreIndex
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import Document as LlamaDocument
from llama_index.core.schema import MetadataMode, TextNode

from ingest.corpus import Corpus
from ingest.spans import Span
from rag.baselines import Ranked
from rag.collection import Passage
from rag.embed import Embedder
from rag.vectors import Progress, embedded


@dataclass(frozen=True)
class Source:
    """A whole document, and where in its text each judged part stands."""

    text: str
    parts: tuple[tuple[str, tuple[Span, ...]], ...]


def sources_of(corpus: Corpus) -> tuple[Source, ...]:
    """The texts of a corpus, with its searched clauses as parts."""
    parts: dict[str, list[tuple[str, tuple[Span, ...]]]] = {}
    for document, clause in corpus.searched():
        parts.setdefault(document.key, []).append((clause.uid, clause.spans))
    return tuple(Source(d.source, tuple(parts[d.key])) for d in corpus.documents if d.key in parts)


def whole(passages: Sequence[Passage]) -> tuple[Source, ...]:
    """Each passage as a document of its own."""
    return tuple(Source(p.searched, ((p.id, (Span(0, len(p.searched)),)),)) for p in passages)


class LlamaIndexDefault:
    """A `Ranker` over llama-index's default chunks; a clause stands where the best of its chunks does."""

    def __init__(
        self,
        sources: Sequence[Source],
        embedder: Embedder,
        cache: Path,
        progress: Progress = lambda *_: None,
        chunk_size: int = 1024,
        chunk_overlap: int = 200,
    ) -> None:
        documents = [LlamaDocument(id_=str(i), text=source.text) for i, source in enumerate(sources)]
        splitter = SentenceSplitter(chunk_size=chunk_size, chunk_overlap=chunk_overlap)
        nodes = [node for node in splitter.get_nodes_from_documents(documents) if isinstance(node, TextNode)]
        texts = [node.get_content(metadata_mode=MetadataMode.EMBED) for node in nodes]
        self._part: dict[str, str] = {}
        for node, vector in zip(nodes, embedded(texts, embedder, cache, progress), strict=True):
            node.embedding = vector.tolist()
            source = sources[int(node.ref_doc_id or 0)]
            start = node.start_char_idx if node.start_char_idx is not None else source.text.find(node.text)
            if (part := _most_overlapped(source, start, start + len(node.text))) is not None:
                self._part[node.node_id] = part
        self._index = VectorStoreIndex(nodes, embed_model=_Model(embedder=embedder))

    def rank(self, question: str, depth: int) -> Ranked:
        best: dict[str, float] = {}
        for found in self._index.as_retriever(similarity_top_k=depth).retrieve(question):
            part = self._part.get(found.node.node_id)
            if part is not None and part not in best:
                best[part] = float(found.score or 0.0)
        return list(best.items())


def _most_overlapped(source: Source, start: int, end: int) -> str | None:
    """The part with the most characters in [start, end); the first of equals, None where there is none."""
    shared = [
        (sum(max(0, min(end, span.end) - max(start, span.start)) for span in spans), part)
        for part, spans in source.parts
    ]
    most, part = max(shared, key=lambda one: one[0], default=(0, None))
    return part if most else None


class _Model(BaseEmbedding):
    """Our embedding model as llama-index calls one."""

    embedder: Any

    def _get_query_embedding(self, query: str) -> list[float]:
        return [float(value) for value in self.embedder.query(query).vector]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return [float(value) for value in self.embedder.texts([text])[0].vector]

"""A flat collection of passages, as benchmarks have it, with the indexes the baselines search.

Each index is made when a baseline first asks for it. Vectors are kept on disk by content (`rag.vectors`).
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import bm25s
import Stemmer

from ingest.corpus import Corpus
from rag.embed import Embedder, Vectors
from rag.late import TokenIndex
from rag.lexical import LexicalIndex
from rag.vectors import embedded, token_index

if TYPE_CHECKING:
    from llama_index.core.schema import TextNode

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Passage:
    """What is retrieved and judged: an id, its text, and a title where the collection has one."""

    id: str
    text: str
    title: str = ""

    @property
    def searched(self) -> str:
        """Title and text, as every baseline reads them."""
        return f"{self.title} {self.text}".strip()


def clauses_of(corpus: Corpus) -> tuple[Passage, ...]:
    """The searched clauses of a corpus as passages: their own words under their uids."""
    return tuple(Passage(clause.uid, clause.text) for _, clause in corpus.searched())


class Collection:
    """Passages and the indexes over them. `embedder` is called when vectors are first needed."""

    def __init__(
        self,
        passages: Iterable[Passage],
        embedder: Callable[[], Embedder],
        cache: Path,
        progress: Progress = lambda _: None,
    ) -> None:
        self.passages = tuple(passages)
        self.ids = tuple(passage.id for passage in self.passages)
        self._embedder = embedder
        self._cache = cache
        self._progress = progress

    @cached_property
    def sha256(self) -> str:
        """A fingerprint of every id and text."""
        digest = hashlib.sha256()
        for passage in self.passages:
            digest.update(f"{passage.id}\0{passage.title}\0{passage.text}\0".encode())
        return digest.hexdigest()

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple(passage.searched for passage in self.passages)

    @cached_property
    def embedder(self) -> Embedder:
        return self._embedder()

    @cached_property
    def terms(self) -> list[list[str]]:
        """The stemmed words of every passage, the usual English stop words left out."""
        return stemmed(self.texts)

    @cached_property
    def lexical(self) -> LexicalIndex:
        """The lexical index of clausewise over these passages."""
        return LexicalIndex.build(self.ids, self.texts)

    @cached_property
    def vectors(self) -> Vectors:
        """Unit vectors, shape (passages, dimension)."""
        return embedded(self.texts, self.embedder, self._cache, self._told)

    @cached_property
    def tokens(self) -> TokenIndex:
        """Late interaction over the token vectors of every passage."""
        return token_index(self.ids, self.texts, self.embedder, self._cache, self._told)

    def nodes(self) -> "list[TextNode]":
        """A llama-index node a passage, with its id; the title is metadata that is embedded with the text."""
        from llama_index.core.schema import TextNode

        return [
            TextNode(id_=passage.id, text=passage.text, metadata={"title": passage.title} if passage.title else {})
            for passage in self.passages
        ]

    def _told(self, done: int, total: int) -> None:
        self._progress(f"embedding: {done} of {total}")


def stemmed(texts: Sequence[str]) -> list[list[str]]:
    """Lower-case words of two letters or more, stemmed, without stop words: what textbook BM25 counts."""
    return [
        list(terms)
        for terms in bm25s.tokenize(
            list(texts), stopwords="en", stemmer=Stemmer.Stemmer("english"), return_ids=False, show_progress=False
        )
    ]

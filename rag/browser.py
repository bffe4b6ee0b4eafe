"""What people who browse the clauses are given at once: clauses by their words, and those that come near a clause.

Both are made when first wanted and again when the corpus or the index has changed; neither loads a model.
"""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.corpus import Corpus
from ingest.errors import QuestionError
from rag.generation import serving_name
from rag.results import LookupResult

if TYPE_CHECKING:
    from rag.related import RelatedResult, Relations
    from rag.words import Found, WordIndex


class Browser:
    """Keeps the word index and the relations of the corpus and generation last seen; safe to share between threads."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._words: WordIndex | None = None
        self._relations: Relations | None = None
        self._generation = ""  # that `_relations` was read from

    def find(self, corpus: Corpus, words: str, k: int) -> "Found":
        """The clauses of `corpus` that have `words`."""
        from rag.words import WordIndex

        with self._lock:
            if self._words is None or self._words.corpus is not corpus:
                self._words = WordIndex(corpus)
            index = self._words
        return index.search(words, k)

    def related(self, found: LookupResult, k: int) -> "RelatedResult":
        """The nearest clauses of other documents to the one that was looked up.

        QuestionError unless that is one clause; IndexUnusable where there is no index of these texts.
        """
        from rag.related import RelatedResult, Relations

        corpus, targets = found.corpus, found.lookup.targets
        if found.status != "found" or len(targets) > 1:
            near = "; ".join(map(corpus.cite, targets or found.lookup.nearest))
            told = found.lookup.message if found.status != "found" else f"{found.lookup.message} are several clauses."
            raise QuestionError(told, hint=f"Choose one: {near}." if near else "Check the reference.")
        generation = serving_name(self._home)
        with self._lock:
            known = self._relations
            if known is None or known.corpus is not corpus or self._generation != generation:
                known = self._relations = Relations.open(self._home, corpus)
                self._generation = generation
        return RelatedResult(targets[0], known.of(targets[0], k), generation, corpus)

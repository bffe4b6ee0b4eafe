"""The lexical index: BM25 over stemmed words (bm25s), kept beside the vectors."""

import json
import math
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from bm25s.stopwords import STOPWORDS_EN
from numpy.typing import NDArray

from ingest.errors import IndexDamaged

# Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009); the values are the usual ones.
K1, B = 1.5, 0.75
_UIDS = "uids.json"
# The words questions are made of, on top of the usual stop words: "how should we…" says nothing about the clause. Found
# to matter on the development questions: BM25 alone goes from nDCG@10 .35 to .43 with them.
QUESTION_WORDS = frozenset(
    """
    how what who whom whose when where why which do does did done doing should shall would could can may might must we
    us our ours you your yours them their theirs he she him her his hers i me my mine am been being has have had
    having about any some each every other others here than so too very just also only own same such from up out over
    again further once more most because until while during before after above below between both few nor get gets got
    one ones say says said tell told let lets need needs want wants way ways thing things make makes like already ever
    yet still much many well back yes please
    """.split()  # noqa: SIM905 - a paragraph reads better than a list of a hundred lines
)
_STOP = QUESTION_WORDS | frozenset(STOPWORDS_EN)
STOP_WORDS = sorted(_STOP)
_WORD = re.compile(r"\b\w\w+\b")
# What an index was made with; another one must be built when any of it changes.
SIGNATURE = f"bm25 k1={K1} b={B} english stemmer, without {' '.join(STOP_WORDS)}"


def inverse_document_frequency(found: int, total: int) -> float:
    """ln(1 + (N - n + ½) / (n + ½)) for a term in n = `found` of N = `total` clauses; never negative."""
    return math.log(1 + (total - found + 0.5) / (found + 0.5))


class LexicalIndex:
    """BM25 scores of every clause for a query."""

    def __init__(self, bm25: bm25s.BM25, uids: Sequence[str]) -> None:
        self._bm25 = bm25
        self.uids = tuple(uids)
        self._stemmer = Stemmer.Stemmer("english")

    @classmethod
    def build(cls, uids: Sequence[str], texts: Sequence[str]) -> "LexicalIndex":
        """Index `texts`; `uids` names them in the same order."""
        index = cls(bm25s.BM25(k1=K1, b=B), uids)
        index._bm25.index(index.terms_of(texts), show_progress=False)
        return index

    def save(self, folder: Path) -> None:
        """Write the index into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        self._bm25.save(folder)
        (folder / _UIDS).write_text(json.dumps(self.uids), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Read what `save` wrote; IndexDamaged when it is incomplete."""
        try:
            return cls(bm25s.BM25.load(folder), json.loads((folder / _UIDS).read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
            raise IndexDamaged(
                f"The lexical index in {folder} is incomplete ({error}).", hint="Run `clausewise build --force`."
            ) from None

    def terms(self, text: str) -> list[str]:
        """The stemmed content words of `text`, in order, each as often as it occurs."""
        # What bm25s.tokenize does, which takes thirty times as long over the few words of a question.
        words = [word for word in _WORD.findall(text.lower()) if word not in _STOP]
        return list(self._stemmer.stemWords(words))

    def terms_of(self, texts: Sequence[str]) -> list[list[str]]:
        """`terms` of each text."""
        return [self.terms(text) for text in texts]

    def knows(self, term: str) -> bool:
        """Whether a stemmed term occurs in any clause."""
        return term in self._bm25.vocab_dict

    def weight(self, term: str) -> float:
        """The term's inverse document frequency; an unknown term weighs most."""
        return inverse_document_frequency(self._frequency.get(term, 0), len(self.uids))

    @cached_property
    def _frequency(self) -> dict[str, int]:
        """In how many clauses each term occurs, read off the posting lists."""
        starts = np.diff(self._bm25.scores["indptr"])
        return {term: int(starts[column]) for term, column in self._bm25.vocab_dict.items() if column < len(starts)}

    def scores(self, query: str) -> NDArray[np.float32]:
        """BM25 as a share of the most this query could score, shape (len(uids),), in [0, 1].

        The most is every query word at saturation, (k1 + 1) x weight, known to the corpus or not: a clause that has one
        common word of a long question stays near zero, where dividing by the best score found would lift it to one.
        """
        terms = self.terms(query)
        known = [term for term in terms if self.knows(term)]
        most = (K1 + 1) * sum(map(self.weight, terms))
        if not known:
            return np.zeros(len(self.uids), dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32) / np.float32(most)

"""Clauses by the words in them: found at once, while somebody types, with neither model nor index.

A word is looked for as it is, in its other forms (one stem), and as the beginning of a longer word, for the last one
may be half typed. It counts most in a heading or a label, then in the clause's own words, the curated questions the
clause answers, its footnotes, and least in the headings and stem above it. What is rare counts more than what is
common, and words that stand together as they were typed count half as much again.
"""

import math
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import Stemmer

from ingest.corpus import Corpus
from ingest.model import Clause, Document, Kind
from rag.results import scored_to_dict

NAMED, OWN, ASKED, NOTED, ABOVE = 3.0, 2.0, 1.5, 1.0, 0.5  # what a word counts in each part of a clause
WHOLE, FORM, BEGINNING = 1.0, 0.9, 0.7  # and how it was found there
TOGETHER = 1.5
LEAST = 0.35  # of the best score: what has less has only the common words
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class WordHit:
    """A clause that has the words; `question` is the curated one that has them where the clause's own text does not."""

    clause: Clause
    score: float
    question: str = ""


@dataclass(frozen=True)
class Found:
    """What a text found in `corpus`, best first; `unknown` are its words that stand nowhere."""

    hits: tuple[WordHit, ...]
    corpus: Corpus = field(repr=False)
    unknown: tuple[str, ...] = ()

    def to_dict(self, query: str) -> dict[str, Any]:
        hits = [{**scored_to_dict(hit.clause, hit.score, self.corpus), "question": hit.question} for hit in self.hits]
        return {"query": query, "results": hits, "unknown_words": list(self.unknown)}


class WordIndex:
    """The words of every clause, headings included; of an act with several texts the first that has the clause."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._clauses = [
            (document, clause)
            for document in corpus.documents
            for clause in document.clauses
            if corpus.first_witness(clause) is clause
        ]
        self._weights: dict[str, dict[int, float]] = defaultdict(dict)  # word → place → what it counts there
        for place, (document, clause) in enumerate(self._clauses):
            for weight, text in self._parts(document, clause):
                for word in set(words_of(text)):
                    self._weights[word][place] = max(weight, self._weights[word].get(place, 0.0))
        self._stemmer = Stemmer.Stemmer("english")
        self._vocabulary = sorted(self._weights)
        self._forms: dict[str, list[str]] = defaultdict(list)
        for word, stem in zip(self._vocabulary, self._stemmer.stemWords(self._vocabulary), strict=True):
            self._forms[stem].append(word)

    def search(self, text: str, k: int) -> Found:
        """At most `k` clauses that have the words of `text`."""
        words = list(dict.fromkeys(words_of(text)))
        found = {word: self._found(word) for word in words}
        scores: dict[int, float] = defaultdict(float)
        for counts in found.values():
            rarity = math.log((len(self._clauses) + 1) / (len(counts) + 1))
            for place, counted in counts.items():
                scores[place] += counted * rarity
        phrase = " ".join(words_of(text))
        if len(words) > 1:
            for place in scores:
                if phrase in self._folded[place]:
                    scores[place] *= TOGETHER
        best = max(scores.values(), default=0.0)
        order = sorted((place for place in scores if scores[place] >= LEAST * best), key=lambda p: (-scores[p], p))
        hits = tuple(WordHit(self._clauses[p][1], scores[p], self._question(p, found)) for p in order[:k])
        return Found(hits, self.corpus, tuple(word for word in words if not found[word]))

    def _parts(self, document: Document, clause: Clause) -> Iterator[tuple[float, str]]:
        yield (NAMED if clause.kind in {Kind.SECTION, Kind.TITLE} else OWN), clause.text
        yield NAMED, f"{clause.label} {clause.term or ''}"
        for question in self.corpus.questions.of(clause.uid):
            yield ASKED, question
        for note in document.footnotes_of(clause):
            yield NOTED, note.text
        for above in document.ancestors(clause):
            yield ABOVE, above.text

    def _found(self, word: str) -> Mapping[int, float]:
        """Where a word stands, and what it counts there."""
        forms = self._forms.get(self._stemmer.stemWord(word), [])
        ways = [(WHOLE, [word]), (FORM, forms), (BEGINNING, self._beginning_with(word))]
        counts: dict[int, float] = {}
        for share, found in ways:
            for form in found:
                for place, weight in self._weights.get(form, {}).items():
                    counts[place] = max(counts.get(place, 0.0), share * weight)
        return counts

    def _beginning_with(self, word: str) -> Iterable[str]:
        for place in range(bisect_left(self._vocabulary, word), len(self._vocabulary)):
            if not self._vocabulary[place].startswith(word):
                return
            yield self._vocabulary[place]

    @cached_property
    def _folded(self) -> list[str]:
        """Every clause's own words, to look for a phrase in."""
        return [" ".join(words_of(clause.text)) for _, clause in self._clauses]

    def _question(self, place: int, found: Mapping[str, Mapping[int, float]]) -> str:
        """The curated question that has most of the words; "" where the clause itself has as many."""
        own = set(self._folded[place].split())
        questions = self.corpus.questions.of(self._clauses[place][1].uid)
        wanted = [word for word, counts in found.items() if place in counts]
        best = max(questions, key=lambda question: _share(wanted, set(words_of(question))), default="")
        return best if _share(wanted, set(words_of(best))) > _share(wanted, own) else ""


def words_of(text: str) -> list[str]:
    """The words of `text` in order: lower case, without accents and punctuation.

    >>> words_of("Know-how of R&I: the Café’s")
    ['know', 'how', 'of', 'r', 'i', 'the', 'cafe', 's']
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return _WORD.findall(plain)


def _share(wanted: Iterable[str], words: set[str]) -> int:
    """How many of the wanted words begin one of `words`."""
    return sum(any(word.startswith(one) for word in words) for one in wanted)

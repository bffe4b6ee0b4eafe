"""How many words a question shares with the clauses that answer it: lexical bias, measured and not hidden.

A question that repeats its clause is easy for any method that matches words, and one copied from it says nothing at
all. Content words are stemmed as the lexical index stems them; longer n-grams are of all words as written.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import Stemmer

from rag.lexical import STOP_WORDS

COPIED = 5  # so many words in a row are hardly an accident
_WORD = re.compile(r"\w+")
_STOP = frozenset(STOP_WORDS)


@dataclass(frozen=True)
class Overlap:
    """Shares in [0, 1] of a question's distinct content words, pairs and triples of words that its clauses contain.

    None for a question too short to have any; `copied` tells whether `COPIED` words in a row are in a clause.
    """

    words: float | None
    pairs: float | None
    triples: float | None
    copied: bool


def overlap(question: str, clauses: Sequence[str]) -> Overlap:
    """The overlap of `question` with `clauses` together; an n-gram never spans two clauses.

    >>> overlap("Who owns the background knowledge?", ["ownership of background knowledge"]).words
    0.6666666666666666
    """
    content = _content(question)
    theirs = set().union(*(_content(clause) for clause in clauses))
    return Overlap(
        words=len(content & theirs) / len(content) if content else None,
        pairs=_share(question, clauses, 2),
        triples=_share(question, clauses, 3),
        copied=bool(_grams(question, COPIED) & _all_grams(clauses, COPIED)),
    )


def _content(text: str) -> set[str]:
    return set(_stemmer().stemWords([word for word in _words(text) if word not in _STOP]))


def _share(question: str, clauses: Iterable[str], n: int) -> float | None:
    ours = _grams(question, n)
    return len(ours & _all_grams(clauses, n)) / len(ours) if ours else None


def _all_grams(clauses: Iterable[str], n: int) -> set[tuple[str, ...]]:
    return set().union(*(_grams(clause, n) for clause in clauses))


def _grams(text: str, n: int) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[start : start + n]) for start in range(len(words) - n + 1)}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")

"""The terms that an act defines, found in the words of its clauses."""

import re
from collections.abc import Iterable

from ingest.model import Clause, Document

_LETTERS = re.compile(r"[^\W_]+")


def definitions_used(document: Document, clause: Clause) -> tuple[Clause, ...]:
    """The definitions of `document` whose terms stand in the sentence of `clause`, in the order of the document.

    The sentence is that of the clause and of the stem it carries on. A term counts in the plural too, and inside a
    longer term only where it stands by itself as well: "open science" uses no ‘science’.
    """
    defined = [one for one in document.clauses if one.term is not None and one != clause]
    words = _words(document.in_place(clause))
    taken = [False] * len(words)
    used = set()
    for one in sorted(defined, key=lambda one: -len(_words(one.term or ""))):
        term = _words(one.term or "")
        for place in _places(term, words):
            if not all(taken[place : place + len(term)]):
                taken[place : place + len(term)] = [True] * len(term)
                used.add(one)
    return tuple(one for one in defined if one in used)


def _places(term: list[str], words: list[str]) -> Iterable[int]:
    if term:
        yield from (place for place in range(len(words) - len(term) + 1) if words[place : place + len(term)] == term)


def _words(text: str) -> list[str]:
    """Words as they are compared: case does not count, and one plural s is forgiven.

    >>> _words("Intellectual assets")
    ['intellectual', 'asset']
    """
    found = _LETTERS.findall(text.lower())
    return [word.removesuffix("s") if len(word) > 3 else word for word in found]

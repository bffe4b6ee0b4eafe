"""The check of each sentence of a written answer, before anyone sees it: who says so, and does the clause say it?

A sentence is cut behind its keys, and each part must be borne out, alone, by a clause it cites: no rule of
`rag.wording` objects, no word of it is new to the clause and enough of it is there (`rag.support`), and a model of
entailment agrees where the user names one. A key whose clause does not bear out its part is taken off; a part left
without one costs the whole sentence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.corpus import Corpus
from rag.entailment import Judge
from rag.prompting import ClosedSet, Source
from rag.results import Support
from rag.sentences import Raw, keys_of, parts_of, without_keys
from rag.support import Gauge
from rag.vocabulary import words
from rag.wording import fault

MOST_KEYS = 3  # for one part of a sentence; more is citing everything
FEWEST_WORDS = 3
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_HEADING = re.compile(r"^#{1,6}\s+")
_MARKUP = re.compile(
    r"\w+://|\bwww\.|\b(?:javascript|data|vbscript|mailto|file):|<|>|\]\(|[`|{}]|!\[|\$\S|:\w+\[|^\s*#|\*\*|__|~~|&#?\w+;"
    r"|https?\b|\b[\w-]+\.(?:com|org|net|eu|io|info|gov)\b",
    re.IGNORECASE,
)
_ENGLISH = frozenset(
    """
    the a an of to and or in on by for with is are be should may that this it as from their its
    """.split()  # noqa: SIM905 - a paragraph reads better than a list
)
_LONG = 6  # words a sentence without an English one among them may have


@dataclass(frozen=True)
class Grounded:
    """A sentence that its clauses bear out: its words without keys, and the keys that are left."""

    text: str
    keys: tuple[str, ...]
    support: Support


@dataclass(frozen=True)
class Refused:
    """A sentence that nobody is shown as an answer, and why."""

    text: str
    reason: str


class Checker:
    """Checks the sentences of one answer against its closed set."""

    def __init__(self, closed: ClosedSet, corpus: Corpus, gauge: Gauge, judge: Judge | None = None) -> None:
        self._closed = closed
        self._corpus = corpus
        self._gauge = gauge
        self._judge = judge

    def check(self, raw: Raw) -> Grounded | Refused:
        """What becomes of a sentence."""
        sentence = _plain(raw.text)
        text = without_keys(sentence)
        if reason := self._form(raw, sentence, text):
            return Refused(text or sentence, reason)
        kept: list[str] = []
        for part, keys in parts_of(sentence):
            sources = [source for source in map(self._closed.get, keys) if source is not None]
            if not keys:
                return Refused(text, "it cites no clause")
            if len(sources) < len(keys):
                return Refused(text, f"it cites “{self._unknown(keys)}”, which it was not given")
            if len(keys) > MOST_KEYS:
                return Refused(text, f"it cites {len(keys)} clauses for one claim")
            reasons = {source.key: self._wrong(part, source) for source in sources}
            bearing = [key for key, reason in reasons.items() if not reason]
            if not bearing:
                return Refused(text, next(iter(reasons.values())))
            kept += bearing
        cited = [source.clause.text for source in map(self._closed.get, kept) if source is not None]
        return Grounded(text, tuple(dict.fromkeys(kept)), "verbatim" if text in cited else "supported")

    def _form(self, raw: Raw, sentence: str, text: str) -> str:
        """What is wrong with a sentence before it is compared with anything."""
        if any(not character.isprintable() or character == "\ufffd" for character in sentence):
            return "it has characters that cannot be read"
        if _MARKUP.search(text):
            return "it holds markup or a link"
        if not raw.finished:
            return "it was not finished"
        if not keys_of(sentence):
            return "it cites no clause"
        spoken = words(text)
        if len(spoken) < FEWEST_WORDS:
            return "it says too little to be checked"
        if len(spoken) >= _LONG and _ENGLISH.isdisjoint(spoken):
            return "it is not in English"
        if text.rstrip('”"’)').endswith("?"):
            return "it is a question"
        return ""

    def _unknown(self, keys: Sequence[str]) -> str:
        return next(key for key in keys if self._closed.get(key) is None)[:40]

    def _wrong(self, part: str, source: Source) -> str:
        if found := fault(part, source, self._corpus):
            return found
        if word := self._gauge.stranger(part, source):
            return f"it speaks of “{word}”, which the clause does not"
        _, enough = self._gauge.support(part, source)
        if not enough:
            return "the clause it cites does not say this"
        if self._judge is not None and not self._judge.entails(source.text, part):
            return "the clause it cites does not entail it, says the model of entailment"
        return ""


def _plain(text: str) -> str:
    """A sentence less what only dresses it: bold and italic signs, the sign of a heading."""
    return _HEADING.sub("", _EMPHASIS.sub(r"\2", text)).strip()

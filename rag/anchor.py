"""Follow-ups that step on from a clause of the turn before: "and the point after it?", "what does the next one say?".

They are answered only from one unambiguous clause: the one the last question named or stepped to, else the only one
the last answer cites. The stem and headings above a cited point stand there for its sake and do not count.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.citation import MAX_REFERENCE
from ingest.corpus import Corpus, Target
from ingest.lookup import look_up, resolve
from ingest.mentions import find_mentions
from ingest.model import Clause
from ingest.outcome import Lookup
from ingest.relative import read_relative
from ingest.steps import fits
from rag.dialogue import itself, standalone

FARTHEST = 10  # turns; a longer chain of steps starts from what the last answer cites
_POINTED = re.compile(r"(after|following|before|preceding|follows|precedes)$")
_CITED = re.compile(r"\*\*(.+?)\*\*")
_ESCAPED = re.compile(r"\\([^\w\s])")


@dataclass(frozen=True)
class Step:
    """What a follow-up led to, and the follow-up as it reads by itself."""

    lookup: Lookup
    standalone: str


def step_from(question: str, history: Sequence[Mapping[str, str]], corpus: Corpus, back: int = FARTHEST) -> Step | None:
    """The outcome of `question` when it steps from a clause it does not name; None for every other question.

    With no clause or several to start from, the lookup says so and names them; none is chosen. Steps from steps are
    followed `back` so many turns.
    """
    if len(question) > MAX_REFERENCE:
        return None
    read = read_relative(question, corpus.catalogue)
    if read is None or read.relative is None or read.relative.way == "of" or read.relative.count == 0:
        return None
    if read.paths or read.term or read.words:
        return None
    start = [target for target in _talked_about(history, corpus, back) if fits(target, read.relative.noun, corpus)]
    if len(start) == 1:
        address = start[0].address
        named = replace(read, entry=corpus.entry_of(address), paths=(address.path,), words=start[0].label)
        words = read.relative.words
        phrase = words if _POINTED.search(words) else f"{words} {read.relative.way}"
        return Step(resolve(named, corpus), f"{phrase} {corpus.cite(start[0])}")
    lookup = resolve(read, corpus)
    if start:
        choices = "; ".join(map(corpus.cite, start))
        told = f"“{question}” could start from {len(start)} clauses: {choices}. Name one of them."
        lookup = replace(lookup, status="ambiguous", targets=tuple(start), message=told)
    return Step(lookup, question)


def _talked_about(history: Sequence[Mapping[str, str]], corpus: Corpus, back: int) -> tuple[Target, ...]:
    """The clauses the last question named or stepped to; those its answer cites where it did neither."""
    last = next((place for place in range(len(history) - 1, -1, -1) if history[place]["role"] == "user"), 0)
    if not history:
        return ()
    asked, before = history[last]["content"], history[:last]
    named = _named(itself(asked, standalone(asked, before)), corpus)
    if named is not None:
        return named
    step = step_from(asked, before, corpus, back - 1) if back else None
    if step is not None and step.lookup.status == "found":
        return step.lookup.targets
    answers = [turn["content"] for turn in history[last:] if turn["role"] == "assistant"]
    return cited(answers[-1], corpus) if answers else ()


def _named(question: str, corpus: Corpus) -> tuple[Target, ...] | None:
    """The clauses a question names, none where one of them does not exist; None when it names no clause."""
    if question.strip() and len(question) <= MAX_REFERENCE:
        whole = look_up(question, corpus)
        if whole.status == "found" or whole.reference.paths:
            return whole.targets
    lookups = [resolve(reference, corpus) for reference in find_mentions(question, corpus.catalogue).references]
    if not lookups:
        return None
    return _found(lookups) if all(lookup.status == "found" for lookup in lookups) else ()


def cited(answer: str, corpus: Corpus) -> tuple[Target, ...]:
    """The clauses an answer cites in the program's own form, else those it names in another."""
    labels = (_ESCAPED.sub(r"\1", label) for label in _CITED.findall(answer))
    found = _found(look_up(label, corpus) for label in labels if len(label) <= MAX_REFERENCE and label.strip())
    if not found:
        return _found(resolve(r, corpus) for r in find_mentions(answer, corpus.catalogue).references)
    above = {
        (clause.address.document, ancestor.path)
        for clause in found
        if isinstance(clause, Clause)
        for ancestor in corpus.document_of(clause).ancestors(clause)
    }
    return tuple(t for t in found if (t.address.document, t.address.path) not in above)


def _found(lookups: Iterable[Lookup]) -> tuple[Target, ...]:
    return tuple(dict.fromkeys(t for lookup in lookups if lookup.status == "found" for t in lookup.targets))

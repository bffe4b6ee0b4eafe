"""Follow-ups that point at one of the points just quoted: "tell me more about the second one", "and point (c)?".

Each place and each label is one of a list in the last answer; where that has no list, or several that come into
question, such a turn is searched in its conversation like any other.
"""

import re
from collections.abc import Mapping, Sequence

from ingest.citation import MAX_REFERENCE, normalise
from ingest.corpus import Corpus
from ingest.lookup import look_up
from ingest.model import Clause
from rag.anchor import Step, cited, step_from
from rag.dialogue import contexts, itself, standalone

_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_OPENING = (
    r"(?:(?:and|or|but|so|then|ok|okay|please|now|no|sorry|yes|thanks)[ ,]+)*"
    r"(?:(?:(?:can|could|would) you |please |i would like (?:you )?to |i want to )*"
    r"(?:go deeper (?:in|into|on)|"
    r"(?:tell|say|hear|know|give|read)(?: me| us)?(?: a bit| a little| some)? more (?:about|on|of)|"
    r"(?:a bit |a little )?more (?:about|on)|(?:what|how) about|"
    r"what(?:'s|’s| is| does| do)(?: (?:in|about|meant by))?|"
    r"(?:explain|expand(?: on)?|elaborate on|detail|quote|cite|show|give|repeat|read)(?: me| us)?|details (?:of|on)|"
    r"i mean|i meant) )?"
)
_NOUN = r"(?:points?|letters?|items?|bullets?|recommendations?|numbers?|no\.?|nr\.?)"
_THING = (
    rf"(?:the (?:very )?)?(?:(?P<place>{'|'.join(_PLACES)}|[1-9][0-9]?(?:st|nd|rd|th)|last|final)"
    rf"(?: (?:one|{_NOUN}))?(?: of (?:these|those|them))?"
    rf"|(?:{_NOUN} )?\((?P<bracketed>[a-z]{{1,4}}|\d{{1,2}})\)|{_NOUN} (?P<label>[a-z]|\d{{1,2}}|{'|'.join(_NUMBERS)}))"
)
_CLOSING = r"(?:[ ,]+(?:say|says|mean|means|recommend|recommends|again|please|exactly|in (?:more )?detail))*"
_POINTED = re.compile(_OPENING + _THING + _CLOSING)


def led_to(question: str, history: Sequence[Mapping[str, str]], corpus: Corpus) -> Step | None:
    """The clause that a follow-up steps to or points at; None for every other question."""
    return step_from(question, history, corpus) or _pointed_at(question, history, corpus)


def searched(question: str, history: Sequence[Mapping[str, str]], corpus: Corpus) -> tuple[str, tuple[str, ...]]:
    """What a turn is searched by, and the contexts it is asked in (`rag.dialogue`): by a clause it leads to, if any."""
    step = led_to(question, history, corpus)
    if step is not None and step.lookup.status == "found":
        return "; ".join(map(corpus.cite, step.lookup.targets)), ()
    turn = itself(question, standalone(question, history))
    return turn, contexts(turn, history)


def _pointed_at(question: str, history: Sequence[Mapping[str, str]], corpus: Corpus) -> Step | None:
    if len(question) > MAX_REFERENCE or not history or history[-1]["role"] != "assistant":
        return None
    match = _POINTED.fullmatch(normalise(question).strip(" ?.!,;:"))
    if match is None or itself(question, standalone(question, history)) != question:
        return None  # or its label takes the place of another one: the question before named its clause itself
    lists = _lists(cited(history[-1]["content"], corpus))
    label = match["bracketed"] or match["label"]
    if label is not None:
        label = str(_NUMBERS.index(label) + 1) if label in _NUMBERS else label
        found = [one for points in lists for one in _siblings(points[0], corpus) if one.path.last.number == label]
    else:
        place = _place(match["place"])
        found = [points[place] for points in lists if len(points) > 1 and -len(points) <= place < len(points)]
    if len(found) != 1:
        return None
    name = corpus.cite(found[0])
    return Step(look_up(name, corpus), name)


def _lists(clauses: Sequence[object]) -> list[list[Clause]]:
    """The quoted points, those of one stem or heading together, in the order in which they are quoted."""
    found: dict[tuple[str, object], list[Clause]] = {}
    for clause in clauses:
        if isinstance(clause, Clause) and clause.path.last.code == "pnt":
            found.setdefault((clause.address.document, clause.parent), []).append(clause)
    return list(found.values())


def _siblings(clause: Clause, corpus: Corpus) -> tuple[Clause, ...]:
    return corpus.document_of(clause).children(clause.parent)


def _place(words: str) -> int:
    """The index in a list that a place names; -1 for the last."""
    if words in {"last", "final"}:
        return -1
    return _PLACES.index(words) if words in _PLACES else int(words[:-2]) - 1

"""Follow-ups that point at a point of a list just quoted: "tell me more about the second one", "and point (c)?".

A place counts from the first of everything that the last answer quotes; a label names a point beside one of these,
quoted or not. Where that is no list, or more than one point comes into question, such a turn is searched in its
conversation like any other.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TypeGuard

from ingest.address import Path
from ingest.citation import MAX_REFERENCE, normalise
from ingest.corpus import Corpus, Target
from ingest.lookup import look_up
from ingest.model import Clause
from ingest.relative import COUNTS, ORDINALS
from rag.anchor import Step, cited, step_from
from rag.dialogue import before, digits, itself, standalone

_FARTHEST = 10  # turns that point one after the other
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
_NOUN = r"(?:points?|letters?|items?|bullets?|recommendations?|numbers?)"
_PLACE = rf"(?:{'|'.join(ORDINALS)}|[1-9][0-9]?(?:st|nd|rd|th)|last|final)"
_OF = rf"(?: of (?:these|those|them)(?: {_NOUN})?)"
_THING = (
    rf"(?:the (?:very )?(?P<the>{_PLACE})(?: (?:one|(?P<the_noun>{_NOUN})))?{_OF}?"
    rf"|(?P<place>{_PLACE}) (?:one|(?P<noun>{_NOUN})){_OF}?"
    rf"|(?:the )?(?:{_NOUN} )?\((?P<bracketed>[a-z]{{1,4}}|\d{{1,2}})\)"
    rf"|(?:the )?{_NOUN} (?P<label>[a-z]|\d{{1,2}}|{'|'.join(COUNTS)})|(?:no|nr)\.? (?P<number>\d{{1,2}}))"
)
_CLOSING = r"(?:[ ,]+(?:say|says|mean|means|recommend|recommends|again|please|exactly|in (?:more )?detail))*"
_POINTING = re.compile(_OPENING + _THING + _CLOSING)


def led_to(question: str, history: Sequence[Mapping[str, str]], corpus: Corpus) -> Step | None:
    """The clause that a follow-up steps to or points at; None for every other question."""
    return step_from(question, history, corpus) or _pointed_at(question, history, corpus)


def searched(question: str, history: Sequence[Mapping[str, str]], corpus: Corpus) -> tuple[str, tuple[str, ...]]:
    """What a turn is searched by, a clause it leads to if any, and the questions it may go on from (`rag.dialogue`)."""
    step = led_to(question, history, corpus)
    if step is not None and step.lookup.status == "found":
        return "; ".join(map(corpus.cite, step.lookup.targets)), ()
    turn = itself(question, standalone(question, history))
    return turn, before(turn, history)


def _pointed_at(
    question: str, history: Sequence[Mapping[str, str]], corpus: Corpus, back: int = _FARTHEST
) -> Step | None:
    if len(question) > MAX_REFERENCE or not history or history[-1]["role"] != "assistant":
        return None
    match = _POINTING.fullmatch(normalise(question).strip(" ?.!,;:"))
    if match is None or itself(question, standalone(question, history)) != question:
        return None  # or its label takes the place of another one: the question before named its clause itself
    quoted = _quoted(history, corpus, back)
    label = match["bracketed"] or match["label"] or match["number"]
    if label is not None:
        label = str(COUNTS.index(label) + 1) if label in COUNTS else label
        lists = {_list(one): one for one in quoted if _is_point(one)}.values()
        found = [one for some in lists for one in _siblings(some, corpus) if one.path.last.number == label]
    else:
        found = _at(match["the"] or match["place"], match["the_noun"] or match["noun"], quoted, corpus)
    if len(found) != 1:
        return None
    name = corpus.cite(found[0])
    return Step(look_up(name, corpus), name)


def _quoted(history: Sequence[Mapping[str, str]], corpus: Corpus, back: int) -> Sequence[Target]:
    """What the last answer quotes; where its question pointed at something, the answer before that."""
    if back and len(history) > 2 and history[-2]["role"] == "user":
        before = history[:-2]
        if _pointed_at(history[-2]["content"], before, corpus, back - 1) is not None:
            return _quoted(before, corpus, back - 1)
    return cited(history[-1]["content"], corpus)


def _at(words: str, noun: str | None, quoted: Sequence[Target], corpus: Corpus) -> list[Clause]:
    """The point at this place of all that is quoted, if all before it, or after it, are of its list.

    With a `noun` the place may be meant as a number: then the point must have both.
    """
    place = -1 if words in {"last", "final"} else int(digits(words)) - 1
    if not -len(quoted) <= place < len(quoted) or not _is_point(one := quoted[place]):
        return []
    beside = [other for other in quoted if _is_point(other) and _list(other) == _list(one)]
    if len(beside) < 2 or not -len(beside) <= place < len(beside) or beside[place] != one:
        return []
    printed = _siblings(one, corpus)
    if noun and (place >= len(printed) or printed[place] != one):
        return []
    return [one]


def _is_point(target: Target) -> TypeGuard[Clause]:
    return isinstance(target, Clause) and target.path.last.code == "pnt"


def _list(point: Clause) -> tuple[str, Path | None]:
    """What the points of one list have in common."""
    return point.address.document, point.parent


def _siblings(point: Clause, corpus: Corpus) -> list[Clause]:
    return [one for one in corpus.document_of(point).children(point.parent) if _is_point(one)]

"""Provisions named in running text: "Article 5(1), point (a)", "points 3.1.1(a) to (c)", "paragraph 2 of this Article".

Grammar only: what a sentence names and in which order, nothing about what exists or whose provision it is.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

Noun = Literal["act part", "article", "annex", "recital", "footnote", "section", "paragraph", "subparagraph", "point"]
# From the outside in; a provision names each level at most once.
LEVELS: dict[Noun, int] = {
    "act part": 0,  # chapter, title, part
    "section": 1,
    "article": 2,
    "annex": 2,
    "recital": 2,
    "footnote": 2,
    "paragraph": 3,
    "subparagraph": 4,
    "point": 5,
}
Labels = tuple[str, ...]
MOST = 60  # items a list goes on for by commas alone

_SUB = r"\s?\((?:\d{1,3}[a-z]?|[a-z]{1,2}|[ivxl]{2,5})\)"
_ROMAN = r"(?:[IVXLC]{1,6}[a-z]?|[A-Z])"
_DOTTED = r"\d{1,3}(?:\.\d{1,3})+"
_END = r"(?![\w/%€°])(?!\.\d)"
_NUMBERS: dict[str, str] = {
    r"[Aa]rticles?": rf"\d{{1,3}}(?:aa|bb|cc|[a-z])?(?:{_SUB})*",
    r"[Pp]aragraphs?": rf"(?:{_DOTTED}|\d{{1,3}}[a-z]?)(?:{_SUB})*|(?:{_SUB})+",
    r"(?:[Pp]oint|[Ll]etter)s?": rf"(?:{_DOTTED}|\d{{1,3}}[a-z]?)(?:{_SUB})*|(?:{_SUB})+",
    r"(?:Annex(?:es)?|ANNEX(?:ES)?)": rf"(?:{_ROMAN}|\d{{1,2}})",
    r"[Rr]ecitals?": r"(?:\d{1,3}|\(\d{1,3}\))",
    r"[Ff]ootnotes?": r"\d{1,3}",
    r"[Ss]ections?": rf"(?:{_DOTTED}|\d{{1,3}}|{_ROMAN})",
    r"(?:Chapter|CHAPTER|Title|TITLE|Part|PART)s?": rf"(?:\d{{1,3}}|{_ROMAN})",
}
_ORDINAL = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last)"
_NAMES = r"Article|Annex|Section|Chapter|Title|Part|[Pp]aragraph|[Pp]oint|[Ss]ubparagraph"


@dataclass(frozen=True)
class Item:
    """One label of a list, as the labels it can stand for ("(ii)" behind "(a)(i)": ``(("a", "ii"),)``)."""

    readings: tuple[Labels, ...]
    ranged: bool = False  # the last one of a range that begins with the item before it


@dataclass(frozen=True)
class Unit:
    """A noun with its numbers; without items it is "the Annex", "this Article", or an ordinal, which is no label."""

    noun: Noun
    start: int
    end: int
    items: tuple[Item, ...] = ()
    pointer: Literal["this", "that"] | None = None
    ordinal: str | None = None
    word: str = ""


@dataclass(frozen=True)
class Provision:
    """Units that make one reference, the outermost first: ``text[start:end]``."""

    start: int
    end: int
    units: tuple[Unit, ...]

    def unit(self, noun: Noun) -> Unit | None:
        """The unit of this noun, or None."""
        return next((unit for unit in self.units if unit.noun == noun), None)

    @property
    def level(self) -> int:
        """How far out the reference begins."""
        return LEVELS[self.units[0].noun]


def find_provisions(text: str) -> tuple[Provision, ...]:
    """Every provision `text` names, in order.

    >>> text = "See points (a) and (b) of Article 5(1) or Article 6."
    >>> [text[provision.start : provision.end] for provision in find_provisions(text)]
    ['points (a) and (b) of Article 5(1)', 'Article 6']
    """
    if not _SOME_NOUN.search(text):
        return ()
    outwards: list[list[Unit]] = []  # "point (a) of paragraph 1": each unit stands in the next
    for unit in _units(text):
        last = outwards[-1][-1] if outwards else None
        inside = last is not None and LEVELS[unit.noun] < LEVELS[last.noun]
        linked = last is not None and _INSIDE.fullmatch(text, last.end, unit.start) is not None
        if last is not None and inside and linked:
            outwards[-1].append(unit)
        elif last is not None and linked and (point := _point_of_point(last, unit)) is not None:
            outwards[-1][-1] = point
        else:
            outwards.append([unit])
    provisions: list[Provision] = []
    for group in outwards:
        units = tuple(reversed(group))
        start, end = min(unit.start for unit in group), max(unit.end for unit in group)
        before = provisions[-1] if provisions else None
        deeper = before is not None and LEVELS[units[0].noun] > LEVELS[before.units[-1].noun]
        # "Without prejudice to Article 5, paragraph 2 shall apply" names two places.
        subject = units[0].noun == "paragraph" and _VERB.match(text, end) is not None
        if before is not None and deeper and not subject and _THEN.fullmatch(text, before.end, start):
            provisions[-1] = Provision(before.start, end, (*before.units, *units))
        else:
            provisions.append(Provision(start, end, units))
    return tuple(provisions)


def _point_of_point(inner: Unit, outer: Unit) -> Unit | None:
    """ "point (h) of point 2.3.1" as one unit, None for anything else."""
    if inner.noun != "point" or outer.noun != "point" or len(outer.items) != 1 or len(outer.items[0].readings) != 1:
        return None
    above = outer.items[0].readings[0]
    items = tuple(replace(item, readings=tuple((*above, *labels) for labels in item.readings)) for item in inner.items)
    return replace(outer, start=inner.start, items=items) if items else None


# No provision without one of these letters: most clauses name none, and this tells so at once.
_SOME_NOUN = re.compile(
    r"rticle|aragraph|oint|etter|nnex|NNEX|ecital|ootnote|ection|hapter|HAPTER|itle|TITLE|[Pp]art|PART"
)
_INSIDE = re.compile(r",?\s(?:of|in|under)\s(?:the\s)?")
_VERB = re.compile(r"\s(?!of\b|and\b|or\b|to\b|in\b|thereof\b)\w")
_THEN = re.compile(r",?\s(?:the\s)?")
_SUB_LABEL = re.compile(r"\(([^()]*)\)")
_NEXT_NOUN = re.compile(r",?\s(?:and|or)\s(?:Article|Annex|paragraph|point|recital)")
_LINK = re.compile(r"(?P<comma>,\s)(?!and|or)|,?\s(?P<word>and\sto|and/or|and|or|to)\s|\s?(?P<dash>[–-])\s?")


@lru_cache(maxsize=1)
def _unit_pattern() -> re.Pattern[str]:
    numbered = "|".join(
        rf"(?P<noun{place}>{noun})\s(?P<number{place}>(?>{number})){_END}"
        for place, (noun, number) in enumerate(_NUMBERS.items())
    )
    return re.compile(
        rf"(?<![\w-])(?:{numbered}"
        rf"|(?P<pointer>[Tt]his|[Tt]hat|[Tt]hose|[Tt]hese)\s(?P<pointed>{_NAMES})s?(?![\w-])"
        rf"|(?:the\s)?(?P<ordinal>{_ORDINAL}(?:(?:,\s{_ORDINAL}){{0,8}},?\s(?:and|or|to)\s{_ORDINAL})?)\s"
        r"(?P<counted>subparagraph|paragraph|indent)s?(?![\w-])"
        r"|[Tt]he\s(?P<bare>Annex)(?![\w-])(?!\s(?:[IVXLC\d]|[A-Z]\b))"
        r"|(?P<alone>Annex)(?=,\s(?:point|section|[Pp]art|Section))(?![\w-]))"
    )


@lru_cache(maxsize=16)
def _number_pattern(place: int) -> re.Pattern[str]:
    number = list(_NUMBERS.values())[place]
    bracketed = rf"|{_SUB}+" if place < 3 else ""  # articles, paragraphs and points have labels in brackets
    return re.compile(rf"(?>{number}{bracketed}){_END}")


@lru_cache(maxsize=1)
def _sentence_pattern() -> re.Pattern[str]:
    counted = rf"{_ORDINAL}(?:\s(?:and|or)\s{_ORDINAL})?\ssentences?"
    return re.compile(rf",?\s(?:the\s)?(?:{counted}|introductory\s(?:wording|part|phrase|sentence))(?!\w)")


def _units(text: str) -> list[Unit]:
    units: list[Unit] = []
    for match in _unit_pattern().finditer(text):
        start, end = match.span()
        if units and start < units[-1].end:
            continue
        if match["pointer"]:
            pointer: Literal["this", "that"] = "this" if match["pointer"].lower() == "this" else "that"
            units.append(Unit(_noun(match["pointed"]), start, end, pointer=pointer, word=match["pointed"]))
        elif match["ordinal"]:
            sentence = _sentence_pattern().match(text, end)
            end = sentence.end() if sentence else end
            units.append(Unit("subparagraph", start, end, ordinal=match["ordinal"], word=match["counted"]))
        elif match["bare"] or match["alone"]:
            units.append(Unit("annex", start, end, word="Annex"))
        else:
            place = next(place for place in range(len(_NUMBERS)) if match[f"noun{place}"])
            word = match[f"noun{place}"]
            items, end = _list(text, match[f"number{place}"], end, place, plural=word.lower().endswith(("s", "es")))
            sentence = _sentence_pattern().match(text, end)
            units.append(Unit(_noun(word), start, sentence.end() if sentence else end, items, word=word))
    return units


def _list(text: str, first: str, end: int, place: int, *, plural: bool) -> tuple[tuple[Item, ...], int]:
    """The items of a list that begins with `first`, and where it ends.

    A comma alone carries a list on only when "and", "or" or "to" follows; behind a singular noun a number without
    brackets needs "or": "Article 5 and 27 Member States" names one article.
    """
    items = [Item((_labels(first),))]
    pending: list[Item] = []
    at = end
    while len(pending) < MOST and (link := _LINK.match(text, at)):
        number = _number_pattern(place).match(text, link.end())
        if number is None:
            break
        labels, last = _labels(number[0]), (pending or items)[-1].readings
        if number[0].lstrip().startswith("(") and place < 3:
            readings = _in_place_of(last, labels, bracketed=first.lstrip().startswith("("))
        else:
            readings = (labels,) if plural or link["comma"] or link["word"] == "or" else ()
        if not readings:
            break
        pending.append(Item(readings, ranged=bool(link["dash"] or (link["word"] or "").endswith("to"))))
        at = number.end()
        if not link["comma"] or (plural and "(" in number[0] and number[0][0].isdigit()):
            items, pending, end = [*items, *pending], [], at
    if pending and plural and _NEXT_NOUN.match(text, at):
        items, end = [*items, *pending], at
    return tuple(items), end


def _in_place_of(before: tuple[Labels, ...], labels: Labels, *, bracketed: bool) -> tuple[Labels, ...]:
    """What "(ii)" can mean behind "(a)(i)": each label of its sort may be the one it takes the place of."""
    return tuple(
        (*reading[:depth], *labels)
        for reading in before
        for depth in range(0 if bracketed else 1, len(reading))
        if reading[depth][0].isdigit() == labels[0][0].isdigit()
    )


def _labels(number: str) -> Labels:
    """The labels of a number: "3.1.1(a)" → ("3.1.1", "a").

    >>> _labels("18a (1)(b)"), _labels("(6)")
    (('18a', '1', 'b'), ('6',))
    """
    head = number.partition("(")[0].strip()
    return (*([head] if head else []), *_SUB_LABEL.findall(number))


def _noun(word: str) -> Noun:
    singular = word.lower().removesuffix("es" if word.lower() == "annexes" else "s")
    if singular in {"chapter", "title", "part"}:
        return "act part"
    found: dict[str, Noun] = {"letter": "point", **{noun: noun for noun in LEVELS}}
    return found[singular]

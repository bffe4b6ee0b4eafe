"""Words as the checks of a written answer see them: stems, content words, and lists of words of one kind."""

import re
from functools import lru_cache

import Stemmer

from rag.lexical import STOP_WORDS

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
_STEMMER = Stemmer.Stemmer("english")
_STOP = frozenset(STOP_WORDS)
# What sentences about guidance are made of beside their subject.
_TELLING = frozenset(
    """
    recommend recommends recommended recommendation recommending advise advises advised suggest suggests suggested
    encourage encourages encouraged encouraging say says state states stated mention mentions according guidance text
    clause clauses point points include includes including included also example e.g i.e such use using used etc
    organisation organisations help helps ensure ensuring need needs order well various different relevant provide
    """.split()  # noqa: SIM905 - a paragraph reads better than a list
)
NUMBERS = {
    **{
        word: str(number)
        for number, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 2)
    },
    **{"eleven": "11", "twelve": "12", "fifteen": "15", "eighteen": "18", "twenty": "20", "thirty": "30"},
    **{"forty": "40", "fifty": "50", "sixty": "60", "ninety": "90", "hundred": "100", "thousand": "1000"},
    **{"million": "million", "billion": "billion", "half": "half", "third": "third", "quarter": "quarter"},
    **{"twice": "twice", "double": "twice", "dozen": "12", "percent": "percent"},
}
# A word, and the stems of words that say as much.
STRONG: dict[str, frozenset[str]] = {
    "all": frozenset({"all", "everi", "each", "any", "whole"}),
    "every": frozenset({"all", "everi", "each", "any"}),
    "each": frozenset({"each", "everi", "all"}),
    "everyone": frozenset({"all", "everi"}),
    "always": frozenset({"alway"}),
    "only": frozenset({"onli", "sole", "exclus"}),
    "solely": frozenset({"onli", "sole", "exclus"}),
    "exclusively": frozenset({"onli", "sole", "exclus"}),
    "immediately": frozenset(),
    "automatically": frozenset(),
    "annually": frozenset({"annual", "year"}),
    "yearly": frozenset({"annual", "year"}),
    "annual": frozenset({"annual", "year"}),
    "monthly": frozenset({"month"}),
    "weekly": frozenset({"week"}),
    "daily": frozenset({"day"}),
    "guarantee": frozenset(),
    "guarantees": frozenset(),
    "guaranteed": frozenset(),
    "permanently": frozenset({"perman"}),
    "least": frozenset(),
    "most": frozenset({"most"}),
    "entirely": frozenset({"entir"}),
    "completely": frozenset({"complet"}),
    "strictly": frozenset({"strict"}),
    "before": frozenset({"befor", "prior"}),
    "after": frozenset({"after"}),
    "unless": frozenset({"unless"}),
    "some": frozenset({"some"}),
    "few": frozenset({"few"}),
    "several": frozenset({"sever"}),
    "many": frozenset({"mani"}),
    "than": frozenset({"than"}),
    "because": frozenset({"becaus", "sinc"}),
    "therefore": frozenset({"therefor", "thus", "henc"}),
    "thus": frozenset({"therefor", "thus", "henc"}),
    "hence": frozenset({"therefor", "thus", "henc"}),
    "consequently": frozenset({"consequ"}),
}
# Words that add nothing of their own to what a clause says, and its readers, whom it need not name.
LIGHT = frozenset(
    """
    partner partners party parties people among across within cover covers covering concern concerns count counts aim
    aims aimed way ways give gives given giving take takes taken taking bring brings part parts kind kinds consist
    consists mean means meant put set sets seek seeks contain contains allow
    """.split()  # noqa: SIM905 - a paragraph reads better than a list
)
_OPPOSED = (
    "low high, external internal, public private, short long, old new, large small, more less, open closed, "
    "early late, formal informal, joint separate, joint individual, national international, local global, "
    "positive negative, strong weak, increase decrease, increasing decreasing, maximum minimum, "
    "first last, senior junior, free paid, rich poor, industry academia, "
    "qualitative quantitative, expected unexpected, direct indirect"
)
_PREFIX = re.compile(r"^(?:un|in|im|ir|il|dis|non|mis)(?=\w{4})")
# Who can act or be acted on; a line is a group whose members may stand for each other.
_GROUPS = """
    commission
    parliament
    council
    ministry ministries minister ministers
    court courts judge judges
    regulator regulators
    member government governments
    authority authorities administration administrations
    university universities academia academic academics institution institutions professor professors faculty
    company companies firm firms business businesses industry industries industrial enterprise enterprises sme smes
    employer employers
    startup startups
    student students
    candidate candidates doctorate doctorates
    researcher researchers scientist scientists
    staff employee employees personnel
    intermediary intermediaries broker brokers brokerage facilitator facilitators
    agency agencies funder funders
    investor investors bank banks shareholder shareholders angel angels capitalist capitalists
    citizen citizens
    policymaker policymakers politician politicians
    expert experts specialist specialists
    lawyer lawyers legal solicitor solicitors attorney attorneys
    auditor auditors
    manager managers
    teacher teachers lecturer lecturers
    tto ttos kto ktos
    team teams
    association associations
    alumni alumnus
    ngo ngos
    consumer consumers customer customers
    city cities municipality municipalities
    inventor inventors
    arbitrator arbitrators mediator mediators
    """
OPPOSITES = [tuple(pair.split()) for pair in _OPPOSED.split(", ")]
ACTORS = {word: line.split()[0] for line in _GROUPS.splitlines() for word in line.split()}


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The stem of a lower-case word."""
    return str(_STEMMER.stemWord(word))


def words(text: str) -> list[str]:
    """The words of a text in lower case, compounds taken apart, possessives cut: "partners' aims" → partners, aims."""
    return [re.sub(r"[’']s?$", "", match[0].lower()) for match in _WORD.finditer(text)]


def content(text: str) -> list[str]:
    """The words that say what a text is about."""
    return [word for word in words(text) if word not in _STOP and word not in _TELLING and len(word) > 1]


def opposite(word: str, others: set[str]) -> str:
    """The one of `others` that `word` is the opposite of, as "unfair" is of "fair"; "" for none."""
    bare = _PREFIX.sub("", word)
    for one, other in OPPOSITES:
        against = other if word == one else one if word == other else ""
        if against in others:
            return against
    if bare != word:
        return next((other for other in others if stem(other) == stem(bare)), "")
    return next(
        (other for other in others if _PREFIX.sub("", other) != other and stem(_PREFIX.sub("", other)) == stem(word)),
        "",
    )

"""References and documents named inside a question: "what does point 3.1.1(f) of C(2024) 601 say about patents?"

Stricter than `ingest.citation`, since a wrong clause is worse than none:

1. a bare number counts only when it is dotted and no unit stands before it ("version 2.1.1", "task 3.1.1");
2. what stands behind a reference ("of the grant agreement", "in the GDPR") must be one of our documents or a general
   word for them, else the reference is foreign and never looked up here;
3. with several documents named, a reference belongs to the nearest one.
"""

import re
from dataclasses import dataclass, replace

from ingest.catalogue import Catalogue, Entry
from ingest.citation import Reference, normalise, parse_number
from ingest.labels import Series, readings
from ingest.naming import named_documents, unlink
from ingest.relative import begins

MOST = 20  # clauses one question can name

# Abbreviations are left out: in a sentence "note 5" and "art 5" are words.
_NOUN = "recitals?|footnotes?|sections?|recommendations?|definitions?|points?|paragraphs?|articles?|§"
_SUB = r"(?: ?\( ?(?:[a-z]{1,4}|[0-9]{1,2}) ?\))"
_LETTERED = rf"(?:{_SUB}+|\.?[b-hj-z](?![\w'’])|\.a(?!\w)|,? (?:letter|lit\.?) \(?[a-z]\)?| [b-hj-z](?![\w'’]))?"
_DOTTED = r"[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}"
_LINK = r"(?:,|and|or|&|to|-|–)"
_REFERENCE = re.compile(
    r"(?<![\w.])(?:"
    rf"(?P<whole>(?:annex|article) ?(?:[0-9]{{1,3}}|[ivxlc]{{1,5}}){_SUB}*(?:,? ?points? ?\(?\w{{1,4}}\)?)?)"
    rf"|(?:letters?|points?|items?) (?P<inner>{_SUB}(?: ?{_LINK} ?{_SUB})*) "
    rf"(?:of|in|under) (?:point |paragraph |section )?(?P<outer>{_DOTTED})"
    rf"|(?P<noun>{_NOUN}|whereas(?= \()) ?(?P<number>\(?(?:{_DOTTED}|[0-9]{{1,3}})\)?{_LETTERED})"
    rf"|(?P<bare>(?:[0-9]{{1,2}}\.){{2,3}}[0-9]{{1,2}}{_LETTERED}|{_DOTTED}{_SUB}+)"
    r")(?![\w/%€$]|\.[0-9])"
    rf"(?P<more>(?: ?{_LINK}(?: (?:and|or))? ?(?:\([a-z]{{1,4}}\)|\(?[0-9]{{1,3}}\)?(?![\w./(])))*)"
)
_MORE = re.compile(
    rf"(?P<link>{_LINK})(?: (?:and|or))? ?(?:\((?P<letter>[a-z]{{1,4}})\)|\(?(?P<number>[0-9]{{1,3}})\)?)"
)
_UNIT = re.compile(
    r"(?:\b(?:version|release|v|task|wp|work package|deliverable|milestone|trl|level|floor|room|python|ipv?4?|chapter|"
    r"figure|table|slide|page|exercise|step|phase|on|by|until|since)\.? ?)$"
)
_BEHIND = re.compile(
    r" (?:of|in|under|from) (?:the |this |that |these |those )?(?P<what>[^,.;:?!()]{1,80}?)"
    r"(?= (?:say|mean|recommend|require|state|allow|apply|about|on|and|or|is|are|for)|[,.;:?!()]|$)"
)
_GENERAL = re.compile(
    r"(?:(?:commission|council|eu|indexed|shipped|web) )*(?:recommendations?|codes?(?: of practice)?|texts?|documents?|"
    r"guidance|acts?|page|source|list|sections?|points?|paragraphs?)?"
)
_ACT = re.compile(
    r"\b(?:(?:regulation|directive|decision|recommendation) (?:\(e[uc](?:, euratom)?\) )?(?:no )?[0-9]+/[0-9]+"
    r"|\(e[uc]\) (?:no )?[0-9]{2,4}/[0-9]+|(?:c|com|swd|join)\([0-9]{4}\) ?[0-9]+|3[0-9]{4}[a-z][0-9]{4})"
)
_TO_ITS_ACT = re.compile(r",? ?(?:(?:of|in|under|from) )?(?:(?:the|commission|council|implementing|delegated) )*")
_FROM_ACT = re.compile(r"(?:['’]s)?[ ,:(]*(?:(?:in|at) )?")
# An act known by its name: "AI Act", "European Chips Act".
_NAMED_ACT = re.compile(
    r"\b(?!(?:What|Which|The|This|That|Does|Do|Is|Are|An?|How|Why|Can|Should|Universities|We)\b)"
    r"(?:[A-Z][A-Za-z-]*\s+){1,4}Act\b(?!\s+(?:[Oo]n|[Ii]n|[Aa]s|[Tt]o|[Uu]pon|[Tt]ogether)\b)"
)


@dataclass(frozen=True)
class Mentions:
    """What a question names.

    `references` are clauses to look up; `entries` documents of the catalogue in the order named; `foreign` what is
    named and is neither: acts the catalogue does not have, and clauses of other texts. `rest` are the words left over.
    """

    references: tuple[Reference, ...]
    entries: tuple[Entry, ...]
    foreign: tuple[str, ...]
    rest: str


@dataclass(frozen=True)
class _Found:
    start: int
    entry: Entry


def find_mentions(question: str, catalogue: Catalogue) -> Mentions:
    """Everything `question` names, in order.

    A short title of a document of one's own is a name only beside a clause: "what does the IP policy say in 2.1?".
    """
    named = _find(question, catalogue, spoken=False)
    if any(reference.entry is not None and reference.entry.how == "added" for reference in named.references):
        return named
    return _find(question, catalogue, spoken=True)


def _find(question: str, catalogue: Catalogue, *, spoken: bool) -> Mentions:
    folded = normalise(unlink(question, catalogue))
    rest, named = _documents(folded, catalogue, spoken=spoken)
    foreign: list[str] = []
    acts = list(_ACT.finditer(rest))
    foreign += [_as_typed(match[0], question) for match in acts]
    rest = _ACT.sub(lambda match: " " * len(match[0]), rest)
    foreign += [match[0] for match in _NAMED_ACT.finditer(question)]
    references: list[Reference] = []
    left = rest
    for match in _REFERENCE.finditer(rest):
        uncounted = match["bare"] and re.search("[0-9]", match["more"])  # "2.1-3": of what?
        if uncounted or (match["bare"] and _UNIT.search(rest[: match.start()])):
            continue
        if any(
            _TO_ITS_ACT.fullmatch(rest, match.end(), act.start()) or _FROM_ACT.fullmatch(rest, act.end(), match.start())
            for act in acts
        ):
            continue  # "Article 5(1) of Regulation (EU) 2016/679" is no article of ours
        behind = _BEHIND.match(rest, match.end())
        words = behind["what"].strip() if behind else ""
        owners = [found for found in named if behind is not None and behind.start() <= found.start <= behind.end() + 1]
        if words and not owners and not _GENERAL.fullmatch(words):
            foreign.append(_as_typed(match[0] + (behind[0] if behind is not None else ""), question))
            continue
        nearest = sorted(owners or named, key=lambda found: abs(found.start - match.start()))
        entry = nearest[0].entry if nearest else None
        found_here = [
            Reference(written, entry, paths, words=written, noun=noun)
            for written in _written(match)
            for noun, paths in [parse_number(written)]
            if paths
        ]
        relative = begins(rest[: match.start()])
        if relative is not None:
            if len(found_here) > 1:  # the point after 3.1.1(f) and (g): after which of them?
                found_here = [Reference(match[0], entry)]
            found_here = [replace(r, text=f"{relative.words} {r.text}", relative=relative) for r in found_here]
        references += found_here
        if found_here:
            end = match.end() if len(found_here) > 1 or not match["more"] else match.start("more")
            left = left[: match.start()] + " " * (end - match.start()) + left[end:]
    entries = tuple(dict.fromkeys(found.entry for found in sorted(named, key=lambda found: found.start)))
    return Mentions(tuple(references[:MOST]), entries, tuple(foreign), " ".join(left.split()))


def _documents(folded: str, catalogue: Catalogue, *, spoken: bool) -> tuple[str, list[_Found]]:
    """`folded` with every document name blanked out, and the documents with their places; the longest name wins."""
    found: list[_Found] = []
    for match, entry in named_documents(folded, catalogue, spoken=spoken):
        start, end = match.span()
        if folded[start:end].strip() and not any(character == "\0" for character in folded[start:end]):
            found.append(_Found(start, entry))
            folded = folded[:start] + "\0" * (end - start) + folded[end:]
    return folded.replace("\0", " "), found


def _written(match: re.Match[str]) -> list[str]:
    """Each member of a reference, list or range, written out in full."""
    if match["inner"]:
        first, *others = re.findall(r"\(? ?([a-z]{1,4}|[0-9]{1,2}) ?\)", match["inner"])
        links = re.findall(rf"\) ?({_LINK}) ?\(", match["inner"])
        letters = [first]
        for link, letter in zip(links, others, strict=False):
            letters += _between(letters[-1], letter) if link in {"to", "-", "–"} else [letter]
        return [f"point {match['outer']}({letter})" for letter in letters]
    noun, number = match["noun"] or "", match["number"] or match["bare"] or match["whole"]
    number = re.sub(r"(?<=[0-9])\.?([a-z])$", r"(\1)", number)
    written = [f"{noun} {number}".strip()]
    stem, _, last_sub = number.rpartition("(")
    last = last_sub.strip(" )") if stem else number.strip("() ")
    for more in _MORE.finditer(match["more"]):
        ranged = more["link"] in {"to", "-", "–"}
        if more["letter"] and stem:
            members = _between(last, more["letter"]) if ranged else [more["letter"]]
            written += [f"{noun} {stem}({letter})".strip() for letter in members]
            last = members[-1] if members else last
        elif more["number"] and noun and last.isdigit():
            members = _between(last, more["number"]) if ranged else [more["number"]]
            written += [f"{noun} {member}" for member in members]
            last = members[-1] if members else last
    return written


def _between(first: str, last: str) -> list[str]:
    """The labels after `first` up to `last`, at most `MOST`; only `last` when they are counted differently."""
    start, end = readings(first), readings(last)
    for series in (Series.ARABIC, Series.ALPHA):
        if series in start and series in end and start[series] < end[series]:
            numbers = range(start[series] + 1, min(end[series], start[series] + MOST) + 1)
            return [str(n) if series is Series.ARABIC else chr(ord("a") + n - 1) for n in numbers]
    return [last]


def _as_typed(folded: str, question: str) -> str:
    """`folded` as the question spells it."""
    match = re.search(r"\s+".join(map(re.escape, folded.split())), question, re.IGNORECASE)
    return match[0] if match else folded

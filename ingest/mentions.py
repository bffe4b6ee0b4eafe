"""References and documents named inside a question: "what does point 3.1.1(f) of C(2024) 601 say about patents?"

Stricter than `ingest.citation`: in running text a number is a reference only behind a noun or when it is dotted and
long enough, and a letter only in brackets, so that "3 partners" and "3.1.1 a framework" stay what they are.
"""

import re
from dataclasses import dataclass

from ingest.catalogue import Catalogue, Entry
from ingest.citation import Reference, normalise, parse_number, split_document

MOST = 20  # clauses one question can name

# Abbreviations are left out: in a sentence "note 5" and "art 5" are words.
_NOUN = "recitals?|whereas|footnotes?|sections?|recommendations?|points?|paragraphs?|articles?|§"
_SUBS = r"(?: ?\( ?(?:[a-z]{1,4}|[0-9]{1,2}) ?\)|\.[a-z](?![a-z]))*"
_WHOLE = rf"(?:annex|article) ?(?:[0-9]{{1,3}}|[ivxlc]{{1,5}}){_SUBS}(?:,? ?points? ?\(?\w{{1,4}}\)?)?"
_BEHIND_NOUN = rf"\(?[0-9]{{1,3}}(?:\.[0-9]{{1,3}})*\)?{_SUBS}"
_BARE = rf"[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{2,3}}{_SUBS}|[0-9]{{1,3}}\.[0-9]{{1,3}}(?: ?\([a-z]{{1,4}}\))+"
_REFERENCE = re.compile(
    rf"(?<![\w.])(?:(?P<whole>{_WHOLE})|(?P<noun>{_NOUN}) ?(?P<number>{_BEHIND_NOUN})|(?P<dotted>{_BARE}))"
    r"(?![\w/]|\.[0-9])"
    r"(?P<more>(?: ?(?:,|and|or|&|to|-|–) ?(?:\([a-z]{1,4}\)|[0-9]{1,3}(?![\w./(])))*)"
)
_MORE = re.compile(r"(?P<link>,|and|or|&|to|-|–) ?(?:\((?P<letter>[a-z]{1,4})\)|(?P<number>[0-9]{1,3}))")
_ACT = re.compile(
    r"\b(?:(?:regulation|directive|decision|recommendation) (?:\(e[uc](?:, euratom)?\) )?(?:no )?[0-9]+/[0-9]+"
    r"|(?:19|20)[0-9]{2}/[0-9]+|\(e[uc]\) (?:no )?[0-9]{2,4}/[0-9]+"
    r"|(?:c|com|swd|join)\([0-9]{4}\) ?[0-9]+|3[0-9]{4}[a-z][0-9]{4})"
)
# An act known by its name: "AI Act", "European Chips Act".
_NAMED_ACT = re.compile(
    r"\b(?!(?:What|Which|The|This|That|Does|Do|Is|Are|An?|How|Why|Can|Should)\b)(?:[A-Z][A-Za-z-]*\s+){1,4}Act\b"
)


@dataclass(frozen=True)
class Mentions:
    """What a question names: clauses, a document of the catalogue, and acts the catalogue does not have."""

    references: tuple[Reference, ...]
    entry: Entry | None
    unknown_acts: tuple[str, ...]


def find_mentions(question: str, catalogue: Catalogue) -> Mentions:
    """Everything `question` names, in order; a clause belongs to the document named, if one is."""
    entry, rest = split_document(normalise(question), catalogue)
    numbered = [match[0] for match in _ACT.finditer(rest)]
    for act in numbered:
        rest = rest.replace(act, " ")
    acts = tuple(_as_typed(act, question) for act in numbered) + tuple(m[0] for m in _NAMED_ACT.finditer(question))
    references: list[Reference] = []
    for match in _REFERENCE.finditer(rest):
        noun, number = match["noun"] or "", match["number"] or match["dotted"] or match["whole"]
        written = [f"{noun} {number}".strip(), *_listed(noun, number, match["more"])]
        for words in written:
            kind, paths = parse_number(words)
            if paths:
                references.append(Reference(words, entry, paths, words=words, noun=kind))
    return Mentions(tuple(references[:MOST]), entry, acts)


def _as_typed(folded: str, question: str) -> str:
    """`folded` as the question spells it."""
    match = re.search(r"\s+".join(map(re.escape, folded.split())), question, re.IGNORECASE)
    return match[0] if match else folded


def _listed(noun: str, number: str, more: str) -> list[str]:
    """The further members of a list or range: "3.1.1(f) and (g)", "recommendations 1-3"."""
    written: list[str] = []
    stem, _, _ = number.rpartition("(")
    last = number.strip("()")
    for match in _MORE.finditer(more):
        if match["letter"] and stem:
            written.append(f"{noun} {stem}({match['letter']})".strip())
        elif match["number"] and noun and last.isdigit():
            if match["link"] in {"to", "-", "–"}:
                written += [
                    f"{noun} {n}" for n in range(int(last) + 1, min(int(match["number"]), int(last) + MOST) + 1)
                ]
            else:
                written.append(f"{noun} {match['number']}")
            last = match["number"]
    return written

"""What people write → clause addresses: "§3.1.1(f)", "whereas (6)", "letter (h) of paragraph 2.3.1", "2.3.1 g ii".

`read_reference` understands a text that is a reference and nothing else; `ingest.mentions` finds references inside a
question, `ingest.lookup` finds what exists. Nothing is guessed: a text with several readings keeps them all, and a word
that is no part of a reference makes it none.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.address import Address, Path, Step, roman_value
from ingest.catalogue import Catalogue, Entry
from ingest.errors import AddressError

MAX_REFERENCE = 400  # characters; the longest real citation with a document's title stays below
_HINT = (
    "Write a reference such as 3.1.1(f), recital 6, footnote 38, definition of academia or C(2024) 601, point 2.3.1(g)."
)

# What each word says about the number behind it; "" says nothing but that a number comes.
NOUNS: dict[str, tuple[str, ...]] = {
    "recital": ("recital", "recitals", "whereas", "rct", "considérant", "erwägungsgrund"),
    "footnote": ("footnote", "footnotes", "fn", "note", "ftn", "fußnote"),
    "section": ("section", "sections", "sec", "sct", "heading", "headings"),
    "recommendation": ("recommendation", "recommendations"),
    "definition": ("definition", "definitions"),
    "rec": ("rec",),  # a recital or a recommendation
    "passage": ("passage", "unp"),
    "article": ("article", "articles", "art", "artikel"),
    "annex": ("annex", "annexes", "anhang"),
    "point": (
        "point",
        "points",
        "pt",
        "paragraph",
        "paragraphs",
        "para",
        "paras",
        "par",
        "clause",
        "clauses",
        "§",
        "punkt",
    ),
    "letter": ("letter", "letters", "lit", "item", "items", "buchstabe", "subpoint", "subparagraph", "sub"),
    "": ("the", "no", "nos", "number", "numbers"),
}
_NOUN_OF = {word: noun for noun, words in NOUNS.items() for word in words}
_CODES: dict[str | None, tuple[str, ...]] = {
    "recital": ("rct",),
    "footnote": ("ftn",),
    "section": ("sct",),
    "passage": ("unp",),
    "recommendation": ("pnt",),
    "rec": ("rct", "pnt"),
    "point": ("pnt", "sct"),
    "letter": ("pnt",),
}

_DEFINITION = re.compile(
    r"(?:the )?(?:definitions? of|definition for|define|meaning of|what (?:is|counts as)) "
    r"(?:the term |an? |the )?(?P<term>.+)"
)
_INSIDE_OUT = re.compile(r" (?:of|in|under|from) ")
_TOKEN = re.compile(r"[^\W\d_]+|[0-9]+|\S")
_PART = re.compile(r"[a-z]+|[0-9]+")
_SUPERSCRIPTS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_WRITTEN = re.compile(r"(?:(?P<key>[a-z0-9][a-z0-9./-]*)#)?(?P<path>[a-z]{3}_\S+)", re.IGNORECASE)


Way = Literal["after", "before", "of"]


@dataclass(frozen=True)
class Relative:
    """A step from a clause: `count` clauses after or before it, or the `count`-th (-1: the last) of those under it.

    `count` 0 is a plural that does not say how many. `noun` is the key of `NOUNS` for what is asked for, None for
    another one of the same; `words` is how the step was put: "the point after".
    """

    way: Way
    count: int
    noun: str | None
    words: str


@dataclass(frozen=True)
class Reference:
    """A reference as understood: the document it names, if any, and what to look for in it.

    `paths` are all readings of the number; `noun` is the key of `NOUNS` for the word before it, or None for a bare
    number; `term` is a defined term asked for; `words` is the text without the document, to compare with labels. With
    `relative`, what is meant stands beside or under the clause that all this names.
    """

    text: str
    entry: Entry | None
    paths: tuple[Path, ...] = ()
    term: str | None = None
    words: str = ""
    noun: str | None = None
    relative: Relative | None = None


def read_reference(text: str, catalogue: Catalogue) -> Reference:
    """Understand `text`; AddressError when it is empty or too long to be a reference.

    A text with no number in it gives a `Reference` without paths; whether it means anything is for the lookup to say.
    """
    if not text.strip():
        raise AddressError("The reference is empty.", hint=_HINT)
    if len(text) > MAX_REFERENCE:
        raise AddressError(
            f"A reference has at most {MAX_REFERENCE} characters; this one has {len(text):,}.", hint=_HINT
        )
    if (written := _written(text.strip(), catalogue)) is not None:
        return written
    entry, rest = split_document(normalise(text), catalogue)
    rest = rest.strip(" ,;:.")
    if match := _DEFINITION.fullmatch(rest):
        return Reference(text, entry, term=match["term"].strip("‘’“”'\" ?"), words=rest)
    noun, paths = parse_number(rest)
    return Reference(text, entry, paths, words=rest, noun=noun)


def normalise(text: str) -> str:
    """Lower case, compatibility forms folded, footnote marks and invisible characters dropped, single spaces."""
    visible = "".join(ch for ch in _SUPERSCRIPTS.sub("", text) if unicodedata.category(ch) != "Cf")
    folded = unicodedata.normalize("NFKC", visible).lower()
    return " ".join(re.sub(r"#(?=[0-9])", "", folded).split())


def split_document(folded: str, catalogue: Catalogue) -> tuple[Entry | None, str]:
    """The document that `folded` (normalised) names, and the rest of the words; the longest name wins."""
    named = named_documents(folded, catalogue)
    if not named:
        return None, folded
    match, entry = named[0]
    before, after = folded[: match.start()], folded[match.end() :]
    before = re.sub(r"(?:\b(?:commission|council|the|eli|celex|oj)\b|\(eu\)|[(,:]| )+$", "", before)
    before = re.sub(r"\b(?:commission |council )?recommendation$", "", before)
    before = re.sub(r"\b(?:of|in|from|under) *$", "", before.rstrip(" ,("))
    return entry, " ".join(f"{before} {after}".split())


def parse_number(text: str) -> tuple[str | None, tuple[Path, ...]]:
    """The noun and every path that a normalised reference without its document can mean; none when it has other words.

    >>> noun, paths = parse_number("letter (h) of paragraph 2.3.1")
    >>> noun, [str(path) for path in paths]
    ('point', ['pnt_2.3.1/pnt_h', 'sct_2.3.1/pnt_h'])
    """
    tokens = [token for part in reversed(_INSIDE_OUT.split(text)) for token in _TOKEN.findall(part)]
    nouns: list[str] = []
    numbers: list[str] = []
    dotted = True  # whether a number behind a full stop still belongs to the one before
    index = 0
    while index < len(tokens):
        token = tokens[index]
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        if token in _NOUN_OF:
            nouns.append(_NOUN_OF[token])
            if numbers and _NOUN_OF[token] not in {"letter", "point", ""}:
                return None, ()
            dotted = not numbers
        elif token in {"(", "["}:
            if index + 2 >= len(tokens) or tokens[index + 2] not in {")", "]"} or not _is_sublabel(following):
                return None, ()
            numbers.append(following)
            dotted = False
            index += 2
        elif token.isascii() and token.isdigit():
            token = token.lstrip("0") or "0"
            if not numbers or (nouns[-1:] == ["point"] and {"annex", "section"} & set(nouns) and len(numbers) == 1):
                numbers.append(token)
            elif dotted and len(numbers) == 1 and (tokens[index - 1] == "." or "." in numbers[0]):
                numbers[0] += f".{token}"  # "3 . 1 . 1", and "3.1 1" typed for "3.1.1"
            else:
                return None, ()
        elif (numbers and _is_letter(token)) or (
            nouns[-1:] == ["annex"] and not numbers and roman_value(token) is not None
        ):
            numbers.append(token)
            dotted = False
        elif token not in {".", ",", ")", "-"} or (token == "-" and numbers) or (token == "," and len(numbers) > 1):
            return None, ()
        index += 1
    noun = next((noun for noun in nouns if noun and noun != "letter"), nouns[0] if nouns else None)
    return noun, _readings(noun, numbers)


def _is_sublabel(token: str) -> bool:
    return token.isascii() and (_is_letter(token) or (token.isdigit() and len(token) <= 3))


def _is_letter(token: str) -> bool:
    """Whether `token` can be the letter or roman numeral of a list item."""
    return (
        token.isascii() and token.isalpha() and (len(token) == 1 or token[0] * 2 == token or bool(roman_value(token)))
    )


def _readings(noun: str | None, numbers: Sequence[str]) -> tuple[Path, ...]:
    if not numbers or (not numbers[0][0].isdigit() and noun != "annex"):
        return ()
    first, rest = numbers[0], numbers[1:]
    if noun == "article":
        return (_article(first, rest),)
    if noun == "annex":
        return (Path((Step("anx", first.upper()), *(Step("pnt", part) for part in rest))),)
    if noun == "definition":
        return (Path((Step("pnt", first),)),) if not rest else ()
    if noun == "point" and not rest and "." not in first:
        return (Path((Step("pnt", first),)),)  # "point 3" is no section 3
    any_code = ("pnt", "sct") if rest or "." in first else ("pnt", "sct", "rct", "ftn")
    codes = _CODES.get(noun, any_code)
    return tuple(Path((Step(code, first), *(Step("pnt", part) for part in rest))) for code in codes)


def _article(number: str, rest: Sequence[str]) -> Path:
    steps = [Step("art", number)]
    for part in rest:
        steps.append(Step("par" if part.isdigit() and len(steps) == 1 else "pnt", part))
    return Path(tuple(steps))


def named_documents(folded: str, catalogue: Catalogue, *, spoken: bool = False) -> list[tuple[re.Match[str], Entry]]:
    """Every place where `folded` (normalised) names a document, the longest name first; places may overlap.

    `spoken` tells that it is a sentence, in which some names are just words.
    """
    found = [
        (match, entry)
        for entry in catalogue.entries
        for name in (entry.spoken if spoken else entry.names)
        for match in re.finditer(_name_pattern(name), folded)
    ]
    return sorted(found, key=lambda named: -len(named[0][0]))


def _name_pattern(name: str) -> str:
    """A pattern for a document name that forgives spacing and punctuation, but never a letter or digit more."""
    return r"(?<![a-z0-9])" + r"[^a-z0-9]*".join(_PART.findall(name.lower())) + r"(?: *final)?(?![a-z0-9])\)?"


def _written(text: str, catalogue: Catalogue) -> Reference | None:
    """A reference in the program's own form, with or without the document key; None when it is in another."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    try:
        path = Path.parse(match["path"])
        if match["key"] is None:
            return Reference(text, None, (path,))
        key = Address(match["key"].lower(), path).document
    except AddressError:
        return None
    entry = catalogue.get(key)
    return Reference(text, entry, (path,) if entry is not None else ())

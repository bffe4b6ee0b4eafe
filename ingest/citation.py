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
from ingest.naming import split_document, unlink
from ingest.nouns import NOUN_OF

MAX_REFERENCE = 400  # characters; the longest real citation with a document's title stays below
_HINT = (
    "Write a reference such as 3.1.1(f), recital 6, footnote 38, definition of academia or C(2024) 601, point 2.3.1(g)."
)

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
_NO_TERM = re.compile(
    r"(?:the )?(?:definitions?|meaning|define|what is|what counts as)(?: of| for)?"
)  # a title took it
# "definition: open science" and "open science (definition)", but not "definition 5"
_DEFINED = re.compile(r"(?:definition:? (?P<before>[^\d]+)|(?P<behind>[^\d]+) \(definition\))")
_LEADING = re.compile(r"\A(?:(?:see(?: also)?|cf|at|in|under|per|pursuant to|as in|siehe|vgl|voir)\b\.?,? )+")
_AROUND = {'"': '"', "“": "”", "„": "“", "‘": "’", "'": "'", "«": "»", "(": ")", "[": "]"}
_PHRASES = {"foot note": "footnote", "foot-note": "footnote", "note de bas de page": "footnote", "n°": "no "}
_INSIDE_OUT = re.compile(r" (?:of|in|under|from) ")
_TOKEN = re.compile(r"[^\W\d_]+|[0-9]+|\S")
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
    linked = unlink(text.strip(), catalogue)
    if (written := _written(linked, catalogue)) is not None:
        return written
    whole = normalise(linked)
    entry, rest = split_document(whole, catalogue)
    rest = _LEADING.sub("", _bare(rest))
    asked = _DEFINITION.fullmatch(_LEADING.sub("", _bare(whole)))
    if asked and entry is not None and entry.how == "added" and _NO_TERM.fullmatch(rest):
        return Reference(text, None, term=asked["term"].strip("‘’“”'\" ?"), words=_bare(whole))
    if match := _DEFINITION.fullmatch(rest) or _DEFINED.fullmatch(rest):
        term = next(term for term in match.groups() if term)
        return Reference(text, entry, term=term.strip("‘’“”'\" ?"), words=rest)
    noun, paths = parse_number(rest)
    return Reference(text, entry, paths, words=rest, noun=noun)


def _bare(words: str) -> str:
    """A reference without the punctuation, the quotation marks and the brackets around the whole of it."""
    words = words.strip(" ,;:.")
    while len(words) > 2 and words[0] in _AROUND and words[-1] == _AROUND[words[0]]:
        inside = words[1:-1]
        if inside.count(words[0]) != inside.count(words[-1]) or (
            words[0] == "(" and inside.find(")") < inside.find("(")
        ):
            break  # "(ii) of 2.3.1(g)" is not in brackets
        words = inside.strip(" ,;:.")
    return words


def normalise(text: str) -> str:
    """Lower case, compatibility forms folded, footnote marks and invisible characters dropped, single spaces."""
    hidden = {"Cf", "Cc", "Co"}  # signs that are not seen, control characters, signs for private use
    visible = "".join(
        ch for ch in _SUPERSCRIPTS.sub("", text) if ch.isspace() or unicodedata.category(ch) not in hidden
    )
    folded = unicodedata.normalize("NFKC", visible).lower()
    for said, meant in _PHRASES.items():
        folded = folded.replace(said, meant)
    return " ".join(re.sub(r"#(?=[0-9])", " ", folded).split())


def parse_number(text: str) -> tuple[str | None, tuple[Path, ...]]:
    """The noun and every path that a normalised reference without its document can mean; none when it has other words.

    >>> noun, paths = parse_number("letter (h) of paragraph 2.3.1")
    >>> noun, [str(path) for path in paths]
    ('point', ['pnt_2.3.1/pnt_h', 'sct_2.3.1/pnt_h'])
    """
    tokens = [token for part in reversed(_INSIDE_OUT.split(text)) for token in _TOKEN.findall(part)]
    nouns: list[str] = []
    numbers: list[str] = []
    page = False  # whether "p" stood before the number: "p 3.1.1" is a point, "p 3" a page
    dotted = True  # whether a number behind a full stop still belongs to the one before
    index = 0
    while index < len(tokens):
        token = tokens[index]
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        if token == "p" and not numbers:
            nouns.append("point")
            page = True
        elif token in NOUN_OF:
            nouns.append(NOUN_OF[token])
            if numbers and NOUN_OF[token] not in {"letter", "point", ""}:
                return None, ()
            if _contradict(nouns):  # "recital 6 of the recommendation" is no recommendation 6
                return None, ()
            dotted = not numbers
        elif token in {"(", "[", "{"}:
            closed = index + 2 < len(tokens) and tokens[index + 2] in {")", "]", "}"}
            cut_off = index + 2 == len(tokens) and bool(numbers)  # "3.1.1(f" at the end
            if not (closed or cut_off) or not _is_sublabel(following):
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
        elif token == "," and len(numbers) > 1:
            if not _goes_deeper(tokens[index + 1 :]):
                return None, ()
        elif token not in {".", ",", ")", "-"} or (token == "-" and numbers):
            return None, ()
        index += 1
    noun = next((noun for noun in nouns if noun and noun != "letter"), nouns[0] if nouns else None)
    if page and not (numbers and "." in numbers[0]):
        return None, ()
    return noun, _readings(noun, numbers)


def _contradict(nouns: Sequence[str]) -> bool:
    """Whether the last noun calls the same clause something else than those before it do."""
    kinds = {"recital", "footnote", "recommendation", "rec", "definition", "passage"}
    return nouns[-1] in kinds and any(noun in kinds and noun != nouns[-1] for noun in nouns)


def _goes_deeper(tokens: Sequence[str]) -> bool:
    """Whether what follows a comma is the numeral of a list below: "2.3.1, letter g, sub (ii)".

    One letter would leave open whether the list below or the same list goes on: "(g), letter (i)".
    """
    label = next((token for token in tokens[1:] if token != "(" and token != "."), "")
    return bool(tokens) and NOUN_OF.get(tokens[0]) in {"letter", "point"} and len(label) > 1 and _is_letter(label)


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

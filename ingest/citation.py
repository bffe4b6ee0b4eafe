"""What people write → clause addresses: "§3.1.1(f)", "whereas (6)", "letter (h) of paragraph 2.3.1", "2.3.1 g ii".

Two stages: `read_reference` understands the words alone; `ingest.lookup` finds what exists. Nothing is guessed: a text
with several readings keeps them all.
"""

import re
import unicodedata
from dataclasses import dataclass

from ingest.address import Address, Path, Step, roman_value
from ingest.catalogue import Catalogue, Entry
from ingest.errors import AddressError

MAX_REFERENCE = 400  # characters; the longest real citation with a document's title stays below
_HINT = (
    "Write a reference such as 3.1.1(f), recital 6, footnote 38, definition of academia or C(2024) 601, point 2.3.1(g)."
)

_NUMBER = r"\(?(?P<number>\d{1,4})\)?\.?"
_SIMPLE = tuple(
    (code, re.compile(rf"(?:{words})\s*{_NUMBER}"))
    for code, words in (
        ("rct", r"recitals?|whereas|rec\.?|rct"),
        ("ftn", r"footnotes?|fn\.?|foot note|note|ftn"),
        ("unp", r"passage|unp"),
    )
)
_DEFINITION = re.compile(
    r"(?:the )?(?:definitions? of|definition for|define|meaning of|what (?:is|counts as)) "
    r"(?:the term |an? |the )?(?P<term>.+)"
)
# Words that say "here comes a number" and nothing else.
_NOUN = re.compile(
    r"(?:§+|\b(?:points?|pt|paragraphs?|paras?|par|sub-?points?|sub-?paragraphs?|letters?|lit|items?|no|numbers?|clauses?|sections?|sec|"
    r"sct|headings?|recommendations?|rec)\b\.?)",
)
_INSIDE_OUT = re.compile(r"\b(?:of|in|under|from)\b")
_DOTTED = re.compile(
    r"(?P<dotted>\d{1,3}(?:\s*\.\s*\d{1,3})*)(?P<rest>(?:[\s.,()/-]*(?:[a-z]{1,5}|\d{1,3})\b[\s.,()]*){0,4})"
)
_PART = re.compile(r"[a-z]+|\d+")
_ARTICLE = re.compile(
    r"art(?:icle|\.)?\s*(?P<article>\d{1,3}[a-z]?)(?P<rest>(?:[\s.,()]*(?:[a-z]{1,5}|\d{1,3})\b[\s.,()]*){0,4})"
)
_ANNEX = re.compile(r"annex\s*(?P<annex>[ivxlc]+|\d{1,2})\b[\s,]*(?P<rest>.*)")


@dataclass(frozen=True)
class Reference:
    """A reference as understood: the document it names, if any, and what to look for in it.

    `paths` are all readings of the number; `term` is a defined term asked for; `words` is what is left to compare with
    labels and terms when there is no number. `noun` is "recommendation" or "section" where the reference used it.
    """

    text: str
    entry: Entry | None
    paths: tuple[Path, ...] = ()
    term: str | None = None
    words: str = ""
    noun: str | None = None


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
    if "#" in text or re.match(r"\s*[a-z]{3}_", text):
        return _written(text.strip(), catalogue)
    folded = _fold(text)
    entry, rest = split_document(folded, catalogue)
    rest = rest.strip(" ,;:.")
    if match := _DEFINITION.fullmatch(rest):
        return Reference(text, entry, term=match["term"].strip("‘’“”'\" ?"), words=rest)
    for code, pattern in _SIMPLE:
        if match := pattern.fullmatch(rest):
            return Reference(text, entry, (Path((Step(code, str(int(match["number"]))),)),), words=rest)
    noun = next((word for word in ("recommendation", "section") if word in rest), None)
    return Reference(text, entry, tuple(_numbered(rest)), words=rest, noun=noun)


def split_document(folded: str, catalogue: Catalogue) -> tuple[Entry | None, str]:
    """The document that `folded` (lower case) names, and the rest of the words; the longest name wins."""
    best: tuple[int, Entry, re.Match[str]] | None = None
    for entry in catalogue.entries:
        for name in entry.names:
            parts = _PART.findall(name.lower())
            pattern = r"(?<![a-z0-9])" + r"[^a-z0-9]*".join(parts) + r"(?:\s*final)?(?![a-z0-9])\)?"
            match = re.search(pattern, folded)
            if match and (best is None or len(match[0]) > best[0]):
                best = (len(match[0]), entry, match)
    if best is None:
        return None, folded
    _, entry, match = best
    before, after = folded[: match.start()], folded[match.end() :]
    before = re.sub(r"(?:\b(?:commission|council|the|eli|celex|oj)\b|\(eu\)|[(,:]|\s)+$", "", before)
    before = re.sub(r"\b(?:commission |council )?recommendation$", "", before)
    before = re.sub(r"\b(?:of|in|from|under)\s*$", "", before.rstrip(" ,("))
    return entry, f"{before} {after}".strip()


def _written(text: str, catalogue: Catalogue) -> Reference:
    """A reference in the program's own form, with or without the document key."""
    if "#" not in text:
        return Reference(text, None, (Path.parse(text),))
    address = Address.parse(text)
    entry = catalogue.get(address.document)
    if entry is None:
        raise AddressError(
            f"No document has the key {address.document}.", hint="`clausewise corpus list` shows all keys."
        )
    return Reference(text, entry, (address.path,))


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"\s+", " ", folded).strip()


def _numbered(text: str) -> list[Path]:
    """Every path that a numbered reference can mean, or none when it has no such form."""
    if match := _ARTICLE.fullmatch(text):
        return [_article(match["article"], _PART.findall(match["rest"]))]
    if match := _ANNEX.fullmatch(text):
        annex = Path((Step("anx", match["annex"].upper()),))
        inner = _numbered(match["rest"]) if match["rest"] else []
        return [Path((*annex.steps, *path.steps)) for path in inner] or ([annex] if not match["rest"] else [])
    parts = [_NOUN.sub(" ", part) for part in _INSIDE_OUT.split(text)][::-1]
    plain = re.sub(r"\s+", " ", " ".join(parts)).strip(" ,;:.")
    match = _DOTTED.fullmatch(plain)
    if match is None:
        return []
    dotted = re.sub(r"\s", "", match["dotted"])
    steps = tuple(Step("pnt", part) for part in _PART.findall(match["rest"]))
    return _readings(dotted, steps)


def _readings(dotted: str, steps: tuple[Step, ...]) -> list[Path]:
    heads = [Step("pnt", dotted), Step("sct", dotted)]
    paths = [Path((head, *steps)) for head in heads]
    if steps and steps[0].number.isdigit() and "." in dotted:  # "3.1 1 f" typed for "3.1.1(f)"
        paths += [path for path in _readings(f"{dotted}.{steps[0].number}", steps[1:]) if path not in paths]
    elif not steps and dotted.isdigit():
        paths += [Path((Step(code, dotted),)) for code in ("rct", "ftn")]
    return paths


def _article(number: str, rest: list[str]) -> Path:
    steps = [Step("art", number)]
    for part in rest:
        is_paragraph = part.isdigit() and len(steps) == 1 and roman_value(part) is None
        steps.append(Step("par" if is_paragraph else "pnt", part))
    return Path(tuple(steps))

"""Clause addresses: the value, its one written form and its label; how printed numbers sort.

An address is a document key and a path: ``c/2024/601#pnt_3.1.1/pnt_f``. A path is a tuple of steps, each a subdivision
code and a number, with the codes of the European Legislation Identifier where it has one. Dotted numbers are absolute,
so ``pnt_3.1.1/pnt_f`` does not name the sections above it.

Guarantee: ``Address.parse(str(address)) == address`` for every address this module can build.
Labels follow the Interinstitutional Style Guide: descending order, no spaces inside ("point 3.1.1(f)").
"""

import re
from dataclasses import dataclass

from ingest.errors import AddressError

CODES = {
    "rct": "recital",
    "sct": "section",
    "pnt": "point",
    "art": "Article",
    "par": "paragraph",
    "anx": "Annex",
    "ftn": "footnote",
    "unp": "passage",
    "frg": "fragment",
}

_STEP = re.compile(r"(?P<code>[a-z]{3})_(?P<number>[0-9A-Za-z]+(?:\.[0-9A-Za-z]+)*)")
_KEY = re.compile(r"[a-z0-9][a-z0-9.-]*(?:/[a-z0-9][a-z0-9.-]*)*")
_NUMERALS = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_HINT = "An address looks like c/2024/601#pnt_3.1.1/pnt_f."


@dataclass(frozen=True)
class Step:
    """One subdivision: a code of `CODES` and its number as printed, without brackets."""

    code: str
    number: str

    def __post_init__(self) -> None:
        if self.code not in CODES or not _STEP.fullmatch(f"{self.code}_{self.number}"):
            raise AddressError(f"“{self.code}_{self.number}” is not a subdivision.", hint=_HINT)

    def __str__(self) -> str:
        return f"{self.code}_{self.number}"


@dataclass(frozen=True)
class Path:
    """The place of a clause in its document; never empty.

    >>> str(Path.parse("pnt_2.3.1/pnt_g/pnt_i").parent)
    'pnt_2.3.1/pnt_g'
    """

    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        if not self.steps:
            raise AddressError("An address needs at least one subdivision.", hint=_HINT)

    @classmethod
    def parse(cls, text: str) -> "Path":
        """Read the written form; anything else raises AddressError."""
        steps = []
        for part in text.split("/"):
            match = _STEP.fullmatch(part)
            if match is None:
                raise AddressError(f"“{text[:80]}” is not a clause path.", hint=_HINT)
            steps.append(Step(match["code"], match["number"]))
        return cls(tuple(steps))

    def __str__(self) -> str:
        return "/".join(map(str, self.steps))

    def __truediv__(self, step: Step) -> "Path":
        return Path((*self.steps, step))

    @property
    def last(self) -> Step:
        return self.steps[-1]

    @property
    def parent(self) -> "Path | None":
        """The path without its last step: where the *address* hangs, which need not be the heading above it."""
        return Path(self.steps[:-1]) if len(self.steps) > 1 else None

    @property
    def label(self) -> str:
        """What a citation prints, without the document.

        >>> [Path.parse(p).label for p in ("rct_8", "pnt_2.3.1/pnt_g/pnt_i", "sct_1/pnt_5", "art_5/par_1/pnt_a")]
        ['recital 8', 'point 2.3.1(g)(i)', 'point 1(5)', 'Article 5(1)(a)']
        """
        first, rest = self.steps[0], self.steps[1:]
        if rest and rest[-1].code == "frg":
            within = Path(self.steps[:-1]).label
            return f"text in {within}, label missing in the source"
        if first.code == "sct" and rest and rest[0].code == "pnt":
            head = f"point {first.number}"
        elif first.code == "anx":
            head = "Annex" if first.number.startswith("x") else f"Annex {first.number}"
            if rest and all(step.code == "pnt" and not step.number[0].isdigit() for step in rest):
                return f"{head}, point " + "".join(f"({step.number})" for step in rest)
            return f"{head}, {Path(rest).label}" if rest else head
        elif first.code == "art" and rest and rest[0].code == "pnt":  # a paragraph's number stands in brackets as well
            inner = "".join(f"({step.number})" for step in rest if step.code == "pnt")
            return f"Article {first.number}, point {inner}"
        else:
            head = f"{CODES[first.code]} {first.number}"
        tail = ""
        for step in rest:
            tail += f"({step.number})" if step.code in {"pnt", "par"} else f", {CODES[step.code]} {step.number}"
        return head + tail


@dataclass(frozen=True)
class Address:
    """A clause of a document: the `uid` of everything indexed, retrieved, quoted, judged and shown.

    >>> Address.parse("c/2024/601#rct_6").path.label
    'recital 6'
    """

    document: str
    path: Path

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.document):
            raise AddressError(f"“{self.document[:80]}” is not a document key.", hint=_HINT)

    @classmethod
    def parse(cls, uid: str) -> "Address":
        """Read a uid; anything else raises AddressError."""
        document, hash_sign, path = uid.partition("#")
        if not hash_sign:
            raise AddressError(f"“{uid[:80]}” is not a clause address.", hint=_HINT)
        return cls(document, Path.parse(path))

    def __str__(self) -> str:
        return f"{self.document}#{self.path}"


def natural(number: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key for printed numbers: parts at dots, digits by value before letters.

    >>> sorted(["10", "9", "3.1.10", "3.1.9", "b", "a"], key=natural)
    ['3.1.9', '3.1.10', '9', '10', 'a', 'b']
    """
    return tuple(
        (0, int(part), "") if part.isascii() and part.isdigit() else (1, len(part), part) for part in number.split(".")
    )


def roman(number: int) -> str:
    """The lower-case roman numeral of 1 to 3999."""
    written = ""
    for value, numeral in _NUMERALS:
        count, number = divmod(number, value)
        written += numeral * count
    return written


def roman_value(numeral: str) -> int | None:
    """The value of a well-formed roman numeral in either case, else None ("iiii" and "ic" are not well formed).

    >>> roman_value("iv"), roman_value("iiii")
    (4, None)
    """
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
    digits = [values.get(letter, 0) for letter in numeral.lower()]
    if not digits or 0 in digits or len(digits) > 15:
        return None
    total = sum(-d if d < max(digits[i + 1 :], default=0) else d for i, d in enumerate(digits))
    return total if 0 < total < 4000 and roman(total) == numeral.lower() else None

"""The labels of an institution's own texts, which print more forms than the acts of the Union.

Besides "3.1.1." and "(f)" there are "a)", "A.", "iv.", "Article 3", "§ 4", "Section 2:", "Appendix B", "2.3 (a)".
"""

import re
from dataclasses import dataclass

from ingest.address import roman_value

# What each printed word numbers: a subdivision code, or "" for divisions whose numbers are no address of their own.
_CODES = {
    **dict.fromkeys(("article", "art.", "artikel"), "art"),
    **dict.fromkeys(("section", "sec.", "abschnitt"), "sct"),
    **dict.fromkeys(("§", "clause", "rule"), "pnt"),
    **dict.fromkeys(("annex", "appendix", "schedule", "annexe", "anhang", "anlage"), "anx"),
    **dict.fromkeys(("chapter", "part", "kapitel", "teil"), ""),
}
_WORD = "|".join(re.escape(form) for word in _CODES for form in sorted({word.capitalize(), word.upper()}))
_WORDED = re.compile(
    rf"(?P<word>{_WORD})\s*(?P<number>\d{{1,3}}[a-z]?(?:\.\d{{1,3}})*|[IVXLC]{{1,6}}|[A-Z])(?![^\W_])"
    r"(?P<behind>[.)]?(?:\s*[:–—-])?)(?:\s+|$)"
)
_NUMBER = r"\d{1,3}|[a-z]{1,2}|[A-Z]|[ivxlcdm]{1,7}|[IVXLCDM]{1,7}"
_DOTTED = re.compile(r"(?P<number>[1-9]\d{0,2}(?:\.\d{1,3})+[a-z]?)[.)]?(?P<tail>(?: ?\([A-Za-z0-9]{1,5}\))*)(?:\s+|$)")
_ENCLOSED = re.compile(rf"\((?P<number>{_NUMBER})\)(?:\s+|$)")
_CLOSED = re.compile(rf"(?P<number>{_NUMBER})\)(?:\s+|$)")
_STOPPED = re.compile(rf"(?P<number>{_NUMBER})\.(?:\s+|$)")
_BARE = re.compile(r"(?P<number>\d{1,2})(?:\s+|$)")
_FORMS = (("()", _ENCLOSED), (")", _CLOSED), (".", _STOPPED))


@dataclass(frozen=True)
class Numbering:
    """A label at the start of a line.

    `number` is as printed, without the signs around it, and `length` covers the space behind it. `style` is the rest
    of its form: items printed in different styles ("1)", "A.") are never counted together. `word` is the noun spelt
    out before the number; `tail` the letters that follow a dotted number ("2.3 (a)").
    """

    number: str
    length: int
    style: str
    word: str = ""
    tail: tuple[str, ...] = ()

    @property
    def dotted(self) -> bool:
        """Whether the number has several parts, so that it tells its place in the document by itself."""
        return "." in self.number


def code_of(word: str) -> str:
    """The subdivision code that a label's word stands for, "" when its numbers are no address of their own.

    >>> code_of("Appendix"), code_of("Chapter")
    ('anx', '')
    """
    return _CODES[word.lower()]


def understand(text: str, *, bare: bool = False) -> Numbering | None:
    """The label `text` begins with; with `bare`, a number with nothing but space behind it is one as well.

    >>> understand("a) staff"), understand("3.5% of the income")
    (Numbering(number='a', length=3, style=')a', word='', tail=()), None)
    >>> understand("2.3 (a) The University").tail, understand("§ 4 Erfindungen").word
    (('a',), '§')
    """
    if match := _WORDED.match(text):
        return Numbering(match["number"], match.end(), match["word"].lower(), match["word"])
    if match := _DOTTED.match(text):
        tail = tuple(re.findall(r"\w+", match["tail"]))
        return Numbering(match["number"], match.end(), "1.1", tail=tail)
    for sign, pattern in _FORMS:
        if match := pattern.match(text):
            number = match["number"]
            if len(number) > 1 and number.isalpha() and len(set(number)) > 1 and roman_value(number) is None:
                return None
            return Numbering(number, match.end(), sign + _case(number))
    if bare and (match := _BARE.match(text)):
        return Numbering(match["number"], match.end(), ".1")
    return None


def _case(number: str) -> str:
    return "1" if number.isdigit() else "a" if number.islower() else "A"

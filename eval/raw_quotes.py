"""Whether quoted words stand in the raw text where a citation says, and nothing is silently left out between them."""

import re
from collections.abc import Sequence
from itertools import pairwise

CUT = "[…]"
_WHITE = re.compile(r"[ \t\r\n\f\v]+")
_NOTES = re.compile(r"^[⁰¹²³⁴⁵⁶⁷⁸⁹]+ .*$", re.MULTILINE)
# Between the pieces of one clause may stand marks of footnotes, signs of emphasis, tables and links, and what the web
# pages print behind a link.
_MARKUP = re.compile(
    r"Search for available translations of the preceding linkEN•••|\]\([^)\s]*\)|[⁰¹²³⁴⁵⁶⁷⁸⁹*\[\]<>|\\•#\-\s\u00a0]"
)


def fold(text: str) -> str:
    """`text` with runs of white space made one space; no-break spaces are characters and stay."""
    return _WHITE.sub(" ", text).strip(" \t\r\n\f\v")


def shown(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The words at `spans`, with "[…]" wherever words of the text stand between them.

    >>> shown("by¹ all, not some, means", [(0, 2), (3, 7), (18, 24)])
    'by all […] means'
    """
    words = ""
    for place, (start, end) in enumerate(spans):
        between = text[spans[place - 1][1] : start] if place else ""
        left = _MARKUP.sub("", _NOTES.sub("", between))
        words += f" {CUT} " * bool(left) + text[start:end]
    return fold(words)


def wrong_quote(quote: str, text: str, spans: Sequence[tuple[int, int]]) -> str | None:
    """What is wrong with a quotation, or None: its spans lie in the text, in order, and hold its words."""
    if not quote.strip():
        return "nothing is quoted"
    if not spans or any(not 0 <= start < end <= len(text) for start, end in spans):
        return f"the spans {list(spans)} are not within the text of {len(text)} characters"
    if any(before[1] > after[0] for before, after in pairwise(spans)):
        return "the spans are not in the order of the text"
    exact = shown(text, spans)
    kept = fold(exact.replace(CUT, " "))
    if fold(quote) == exact or (fold(quote) == kept and CUT not in quote):
        return None
    return f"the text has “{_begin(exact)}” there, the quotation “{_begin(quote)}”"


def within(words: str, quoted: str) -> bool:
    """Whether `words` are `quoted`, or stretches of it in its order with "[…]" between them."""
    parts = [fold(part) for part in words.split(CUT)]
    at = 0
    for part in filter(None, parts):
        if (found := quoted.find(part, at)) < 0:
            return False
        at = found + len(part)
    return any(parts)


def _begin(words: str) -> str:
    return words if len(words) <= 80 else f"{words[:80]}…"

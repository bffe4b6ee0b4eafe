"""The numbers a browser prints before list items and stores nowhere."""

import re
from dataclasses import dataclass

from lxml import etree

from ingest.address import roman

_STYLE = re.compile(
    r"list-style(?:-type)?\s*:\s*(?:[\w-]+\s+)?(?P<kind>none|disc|decimal|(?:lower|upper)-\w+)", re.IGNORECASE
)
_KINDS = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_INTEGER = re.compile(r"\s*[+-]?[0-9]{1,6}")


@dataclass
class Counter:
    """The counter of one list; `bullet` for a list that prints bullets."""

    kind: str
    value: int
    step: int = 1
    bullet: bool = False

    def take(self, item: etree._Element) -> str:
        """What is printed before the next item, "" for a bullet or nothing."""
        if (own := _integer(item.get("value"))) is not None:
            self.value = own
        number = self.value
        self.value += self.step
        kind = _kind(item) or self.kind
        return "" if self.bullet or kind == "none" else f"{_written(number, kind)}."


def counter_of(element: etree._Element) -> Counter:
    """The counter that a list begins with.

    >>> from lxml import html
    >>> counter = counter_of(html.fromstring("<ol type=a start=3><li>x</ol>"))
    >>> counter.take(html.fromstring("<li>x")), counter.take(html.fromstring("<li value=9>x"))
    ('c.', 'i.')
    """
    kind = _kind(element)
    if element.tag != "ol":
        return Counter(kind or "disc", 1, bullet=kind in {None, "none"} or kind == "disc")
    items = sum(child.tag == "li" for child in element)
    backwards = element.get("reversed") is not None
    start = _integer(element.get("start"))
    start = start if start is not None else (items if backwards else 1)
    return Counter(kind or "decimal", start, -1 if backwards else 1)


def _kind(element: etree._Element) -> str | None:
    match = _STYLE.search(element.get("style") or "")
    if match:
        return match["kind"].lower().replace("latin", "alpha")
    return _KINDS.get(element.get("type") or "")


def _integer(text: str | None) -> int | None:
    match = _INTEGER.match(text or "")
    return int(match[0]) if match else None


def _written(number: int, kind: str) -> str:
    """A number in a style; one the style cannot write is decimal, as in browsers."""
    if kind in {"lower-roman", "upper-roman"} and 0 < number < 4000:
        return roman(number) if kind == "lower-roman" else roman(number).upper()
    if kind in {"lower-alpha", "upper-alpha"} and number > 0:
        letters = ""
        while number:
            number, place = divmod(number - 1, 26)
            letters = chr(ord("a") + place) + letters
        return letters if kind == "lower-alpha" else letters.upper()
    return str(number)

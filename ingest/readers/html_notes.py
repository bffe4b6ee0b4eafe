"""Footnotes of a web page: the links that are marks, and the elements that are the notes' bodies."""

import re

from lxml import etree

from ingest.readers.html_rules import BLOCKS, HEADINGS

_NUMBER = re.compile(r"[\s\[(]*([0-9]{1,3})[\s\])]*")
_LEADING = re.compile(r"^\s*(?:[\[(]?(\d{1,3})[\])]?[.:]?\s+)?(?:[\^↑]\s*)?")
_NAMED = re.compile(r"(?:^|[_-])(?:f(?:oot)?n(?:ote)?|endnote|note|cite_note|ftn|edn)", re.IGNORECASE)
_RETURN = re.compile(r"[\s\ufe0e\ufe0f↩↑^⏎↵]+")


class Notes:
    """Knows every mark and body of a page; built once for it.

    A link is a mark when its words are a number, when it is raised or in brackets or its target is named like a note,
    and when the target comes after it: what comes before it is the way back.
    """

    def __init__(self, body: etree._Element) -> None:
        order = {element: at for at, element in enumerate(body.iter())}
        targets: dict[str, etree._Element] = {}
        for element in order:
            for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
                if name:
                    targets.setdefault(name, element)
        self._marks: dict[etree._Element, int] = {}
        self._bodies: dict[etree._Element, int] = {}
        self._returns: set[etree._Element] = set()
        for link in body.iter("a"):
            href = link.get("href") or ""
            target = targets.get(href[1:]) if href.startswith("#") and len(href) > 1 else None
            if target is None:
                continue
            words = "".join(link.itertext())
            number = _NUMBER.fullmatch(words)
            if order[target] < order[link]:
                if number or _RETURN.fullmatch(words):
                    self._returns.add(link)
                continue
            if number is None or not self._is_raised(link, words, href[1:]):
                continue
            block = self._block(target)
            if block is not None and self._bodies.get(block, int(number[1])) == int(number[1]):
                self._marks[link] = int(number[1])
                self._bodies[block] = int(number[1])
        if not self._marks:
            self._returns = set()

    def mark(self, element: etree._Element) -> int | None:
        """The number of the note that `element` calls: the link itself, or what raises it."""
        if element in self._marks:
            return self._marks[element]
        if element.tag == "sup" and len(element) == 1 and not (element.text or "").strip(" [("):
            return self._marks.get(element[0])
        return None

    def number_of(self, element: etree._Element) -> int | None:
        """The number of the note whose body `element` is."""
        return self._bodies.get(element)

    def is_return(self, element: etree._Element) -> bool:
        """Whether `element` is a link back from a note to its mark."""
        return element in self._returns

    def without_number(self, text: str) -> str:
        """A note's words without the number printed before them."""
        return text[found.end() :] if (found := _LEADING.match(text)) else text

    def _is_raised(self, link: etree._Element, words: str, name: str) -> bool:
        raised = link.getparent().tag == "sup" or any(child.tag == "sup" for child in link)
        return raised or "[" in words or _NAMED.search(name) is not None

    def _block(self, target: etree._Element) -> etree._Element | None:
        """The smallest block a note's target stands in; None for a heading or a whole part of the page."""
        block = target
        while block is not None and block.tag not in BLOCKS:
            block = block.getparent()
        if block is None or block.tag in HEADINGS or block.tag in {"body", "main", "article", "section", "ol", "ul"}:
            return None
        return None if any(child.tag in HEADINGS for child in block.iter()) else block

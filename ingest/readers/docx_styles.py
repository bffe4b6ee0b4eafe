"""The styles of a Word document: what a paragraph is by its style and by the styles that one is based on."""

import re
from collections.abc import Iterator

from lxml import etree

from ingest.readers.xml import children

_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"toc (\d|heading)|table of (figures|authorities)|toa heading", re.IGNORECASE)
_QUOTES = re.compile(
    r"(?:intense )?quote|block text|(?:block|long|intense)[ -]?(?:quotes?|quotations?)|quotations?"
    r"|(?:intensives )?zitat|citation(?: intense)?",
    re.IGNORECASE,
)
_BODY = 9  # the outline level of text that is no heading


def local(element: etree._Element) -> str:
    """The name of an element without its namespace: documents in the strict form of the format use another one."""
    return str(element.tag).rpartition("}")[2]


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The first descendant along `names`, one generation a name."""
    for name in names:
        if element is None:
            return None
        element = next((one for one in children(element) if local(one) == name), None)
    return element


def attribute(element: etree._Element | None, name: str = "val") -> str | None:
    """The value of an attribute, whatever its namespace; None when there is no such element or attribute."""
    if element is None:
        return None
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), None)


def integer(element: etree._Element | None, name: str = "val") -> int | None:
    """An attribute that is a whole number, None for anything else."""
    value = attribute(element, name)
    return int(value) if value is not None and re.fullmatch(r"-?[0-9]{1,9}", value) else None


def is_on(element: etree._Element | None) -> bool | None:
    """What a switch such as <w:b/> says: on, off, or (None) nothing."""
    if element is None:
        return None
    return attribute(element) not in {"0", "false", "off", "none"}


class Styles:
    """The paragraph styles of a document, by their ids."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self.default: str | None = None
        for style in children(root) if root is not None else []:
            name = attribute(style, "styleId")
            if local(style) == "style" and name is not None:
                self._styles.setdefault(name, style)
                if attribute(style, "type") == "paragraph" and attribute(style, "default") in {"1", "true", "on"}:
                    self.default = name

    def chain(self, name: str | None) -> Iterator[etree._Element]:
        """A style and all it is based on, nearest first."""
        seen: set[str] = set()
        while name is not None and name not in seen and name in self._styles:
            seen.add(name)
            yield self._styles[name]
            name = attribute(child(self._styles[name], "basedOn"))

    def found(self, name: str | None, *path: str) -> etree._Element | None:
        """The nearest definition of a property (`path` within the style) along the chain of a style."""
        return next((hit for style in self.chain(name) if (hit := child(style, *path)) is not None), None)

    def level(self, name: str | None, properties: etree._Element | None) -> int | None:
        """The heading level of a paragraph: 0 for the title, 1 to 9, or None.

        The outline level decides, wherever it is set; built-in styles are known by their English names, which files
        keep in every language of the program.
        """
        outline = integer(child(properties, "outlineLvl"))
        if outline is not None:
            return outline + 1 if 0 <= outline < _BODY else None
        for style in self.chain(name):
            title = attribute(child(style, "name")) or ""
            if title.lower() == "title":
                return 0
            outline = integer(child(style, "pPr", "outlineLvl"))
            if outline is not None:
                return outline + 1 if 0 <= outline < _BODY else None
            if match := _HEADING.fullmatch(title):
                return int(match[1])
        return None

    def is_quotation(self, name: str | None) -> bool:
        """Whether a style is one of those that programs set quotations in."""
        return any(_QUOTES.fullmatch(attribute(child(style, "name")) or "") for style in self.chain(name))

    def is_contents(self, name: str | None) -> bool:
        """Whether a style is one of those that tables of contents are set in."""
        return any(_CONTENTS.fullmatch(attribute(child(style, "name")) or "") for style in self.chain(name))

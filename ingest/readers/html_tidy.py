"""Words that stand where HTML allows none, put where a browser shows them.

Text straight inside a list, a list of terms or a table is shown by every browser; the readers of lists and tables look
only at items and cells.
"""

import re

from lxml import etree

from ingest.readers.html_rules import UNSEEN

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # characters that lxml takes from files only
_LISTS = ("ol", "ul", "menu", "dir")
_SECTIONS = frozenset({"thead", "tbody", "tfoot"})
_CELLS = frozenset({"td", "th"})


def tidy(body: etree._Element) -> None:
    """Wrap or move what is out of place inside `body`, keeping the order of its words."""
    for element in list(body.iter(*_LISTS)):
        _wrap(element)
    for element in list(body.iter("dl")):
        for group in list(element.iterchildren("div")):
            if all(child.tag in {"dt", "dd"} and not _words(child.tail) for child in group) and not _words(group.text):
                _unwrap(element, group)
        _wrap(element)
    for table in list(body.iter("table")):
        _put_before(table, table, _SECTIONS | {"tr", "caption", "colgroup", "col"})
        for section in [one for one in table.iterchildren() if one.tag in _SECTIONS]:
            _put_before(table, section, frozenset({"tr"}))
        for row in [one for one in table.iter("tr") if next(one.iterancestors("table")) is table]:
            _put_before(table, row, _CELLS)


def _words(text: str | None) -> bool:
    return bool(text and text.strip())


def _box(text: str | None) -> etree._Element:
    box = etree.Element("div")
    box.text = _NO_XML.sub(" ", text or "")
    return box


def _wrap(element: etree._Element) -> None:
    """Make each stray text inside `element` a division of its own."""
    for child in list(element):
        if _words(child.tail):
            box = _box(child.tail)
            child.tail = None
            element.insert(element.index(child) + 1, box)
    if _words(element.text):
        element.insert(0, _box(element.text))
        element.text = None


def _unwrap(element: etree._Element, group: etree._Element) -> None:
    """Put the children of `group`, and a stray text behind it, in its place."""
    place = element.index(group)
    inner = list(group) + ([_box(group.tail)] if _words(group.tail) else [])
    element.remove(group)
    for offset, child in enumerate(inner):
        element.insert(place + offset, child)


def _put_before(table: etree._Element, part: etree._Element, allowed: frozenset[str]) -> None:
    """Move before the table what is not `allowed` in this part of it; cells without a row get one."""
    row: etree._Element | None = None
    if _words(part.text):
        table.addprevious(_box(part.text))
        part.text = None
    for child in list(part):
        tail, child.tail = child.tail, None
        if child.tag in _CELLS and "tr" in allowed:
            if row is None:
                row = etree.Element("tr")
                child.addprevious(row)
            row.append(child)
        elif child.tag not in allowed and child.tag not in UNSEEN:
            table.addprevious(child)
        else:
            row = None
        if _words(tail):
            table.addprevious(_box(tail))

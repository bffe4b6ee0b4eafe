"""Letters told from numerals, measured where the truth is published: the LIST TYPE of Formex files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from ingest.labels import Item, Series, place
from ingest.readers.xml import parse_xml

_SERIES = {"ARAB": Series.ARABIC, "alpha": Series.ALPHA, "roman": Series.ROMAN}


@dataclass(frozen=True)
class Score:
    """How many labels were given their published depth and series."""

    right: int
    total: int


def score_labels(files: Iterable[Path]) -> Score:
    """Place the items of every list in Formex files by their labels alone and compare with the published types."""
    right = total = 0
    for file in files:
        for listing in parse_xml(file.read_bytes()).iter("LIST"):
            if next(listing.iterancestors("LIST"), None) is not None:
                continue
            lead = listing.getprevious()
            run = list(_items(listing, 0, lead.xpath("string()") if lead is not None else ":"))
            for (_, depth, series), found in zip(run, place([item for item, _, _ in run]), strict=True):
                total += 1
                right += found is not None and (found.depth, found.series) == (depth, series)
    return Score(right, total)


def _items(listing: etree._Element, depth: int, before: str) -> Iterator[tuple[Item, int, Series]]:
    """Every numbered item of a list and the lists inside it, in reading order, with its true depth and series."""
    series = _SERIES.get(listing.get("TYPE", ""))
    for item in listing.findall("ITEM"):
        number = item.findtext("NP/NO.P")
        if number is None or series is None:
            continue
        yield Item(number.strip("(). "), before.rstrip().endswith(":")), depth, series
        before = _words(item.find("NP/TXT"))
        for inner in item.iter("LIST"):
            if next(inner.iterancestors("LIST")) is listing:
                before = _words(inner.getprevious()) or before
                yield from _items(inner, depth + 1, before)
                before = _words(inner)


def _words(element: etree._Element | None) -> str:
    return "".join(element.itertext()) if element is not None else ""

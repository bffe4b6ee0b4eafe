"""Letters told from numerals, measured where the truth is published: the LIST TYPE of Formex files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from ingest.labels import Item, Series, place

FORMEX = Path(__file__).resolve().parents[3] / "shared" / "eu-acts" / "formex"
TYPES = {"ARAB": Series.ARABIC, "alpha": Series.ALPHA, "roman": Series.ROMAN}


def items_of(listing: etree._Element, depth: int, before: str) -> Iterator[tuple[Item, int, Series]]:
    """Every numbered item of a list and the lists inside it, in reading order, with its true depth and series."""
    for item in listing.findall("ITEM"):
        number = item.findtext("NP/NO.P")
        if number is None or listing.get("TYPE") not in TYPES:
            continue
        bare = number.strip("().")
        yield Item(bare, before.rstrip().endswith(":")), depth, TYPES[str(listing.get("TYPE"))]
        before = "".join(item.find("NP/TXT").itertext())
        for inner in item.iter("LIST"):
            if next(inner.iterancestors("LIST")) is listing:
                before = inner.getprevious().xpath("string()") if inner.getprevious() is not None else before
                yield from items_of(inner, depth + 1, before)
                before = "".join(inner.itertext())


@pytest.mark.skipif(not FORMEX.is_dir(), reason="the official acts to test against are not on this machine")
def test_labels_agree_with_the_published_list_types() -> None:
    right = total = 0
    for path in sorted(FORMEX.rglob("*.xml")):
        for listing in etree.parse(path).iter("LIST"):
            if next(listing.iterancestors("LIST"), None) is not None:
                continue
            lead = listing.getprevious()
            run = list(items_of(listing, 0, lead.xpath("string()") if lead is not None else ":"))
            for (_, depth, series), found in zip(run, place([item for item, _, _ in run]), strict=True):
                total += 1
                right += found is not None and (found.depth, found.series) == (depth, series)
    assert total > 100
    assert right == total

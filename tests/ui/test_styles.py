"""The style sheets, which all stand on every page: none reaches into another."""

import re
from collections import Counter
from pathlib import Path

import pytest
from driving import open_app

from ui import shared

SHEETS = sorted(shared.STYLES.glob("*.css"))


def _plain(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_every_block_ends_before_the_next_rule_of_the_page_begins(sheet: Path) -> None:
    depth = 0
    for line in _plain(sheet).splitlines():
        if re.match(r"[.:@\[a-z]", line):  # it begins at the margin: no rule inside another does
            assert depth == 0, line
        depth += line.count("{") - line.count("}")
    assert depth == 0


def test_a_class_of_ours_gets_its_look_in_one_sheet() -> None:
    rules = {
        (sheet.stem, selector)
        for sheet in SHEETS
        for selector in re.findall(r"^((?:dl)?\.cw-[\w-]+) \{", _plain(sheet), flags=re.MULTILINE)
    }
    assert len(rules) > 50
    twice = [selector for selector, times in Counter(selector for _, selector in rules).items() if times > 1]
    assert twice == []


def test_every_sheet_is_on_the_page() -> None:
    assert sorted(shared.SHEETS) == [sheet.stem for sheet in SHEETS]
    [styles] = [html.body for html in open_app().get("html") if html.body.startswith("<style>")]
    assert all(sheet.read_text(encoding="utf-8") in styles for sheet in SHEETS)

"""The style sheet: every rule reaches the page, and no two pages write the same rule."""

import re
from collections import Counter
from pathlib import Path

SHEETS = sorted((Path(__file__).resolve().parents[2] / "ui").rglob("*.css"))
RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")
FLUSH = re.compile(r"^(?:@media[^{]*\{|\S.*\{.*\})$", re.MULTILINE)


def _sheet() -> str:
    written = "\n".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)
    return re.sub(r"/\*.*?\*/", "", written, flags=re.DOTALL)


def test_what_begins_a_line_of_the_sheet_stands_in_no_other_block() -> None:
    sheet = _sheet()
    nested = [
        found[0]
        for found in FLUSH.finditer(sheet)
        if (before := sheet[: found.start()]).count("{") != before.count("}")
    ]
    assert nested == []
    assert sheet.count("{") == sheet.count("}")


def test_no_selector_is_written_twice() -> None:
    outside = re.sub(r"@[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", _sheet())
    selectors = Counter(" ".join(rule[1].split()) for rule in RULE.finditer(outside))
    assert [selector for selector, count in selectors.items() if count > 1] == []

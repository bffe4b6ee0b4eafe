"""Rows of a PDF that belong together: a paragraph, a footnote, a row of a table, or a piece of furniture."""

import re
from dataclasses import dataclass

from ingest.labels import recognise
from ingest.policy_labels import understand
from ingest.readers.pdf_rows import Row

BULLET = re.compile(r"[-*•‣▪–—·◦●○■□➢]\s+(?=\S)")
HYPHEN = re.compile(r"[^\W\d_][-‐\u00ad]$")
CAPTION = re.compile(r"(Table|Figure|Chart|Graph|Map|Box|Tab\.|Fig\.|Sources?|Notes?|NB)\b", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.;:!?][)\]’”'\"]*(\s(and|or))?$")


@dataclass
class Block:
    """Rows of one page that make one line of the reading: a paragraph, a footnote, or a piece of furniture."""

    rows: list[Row]
    furniture: str | None = None
    note: int | None = None
    in_note: bool = False
    carries_on: bool = False
    heading: int | None = None

    @property
    def is_table_row(self) -> bool:
        """Whether this is a row of cells."""
        return len(self.rows) == 1 and self.rows[0].cells > 1 and not self.in_note and self.furniture is None

    @property
    def page(self) -> int:
        return self.rows[0].page

    @property
    def text(self) -> str:
        return " ".join(row.text.strip() for row in self.rows)


def labelled(row: Row) -> bool:
    """Whether a row begins with a label or a bullet; forms such as "a)" and "A." count with a tab behind them."""
    text = row.text.lstrip()
    if recognise(text) is not None or BULLET.match(text) is not None:
        return True
    label = understand(text) if row.inner is not None else None
    return label is not None and not label.word

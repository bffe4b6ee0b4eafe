"""Which clauses may be words for another act: "in Article 5, paragraph 2 is replaced by the following: ‘…’"."""

import re
from functools import lru_cache

from ingest.address import Path
from ingest.model import Document, Kind


@lru_cache(maxsize=1)
def _formula() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:is|are)\s(?:hereby\s)?(?:amended\s(?:as\sfollows|in\saccordance\swith)|replaced\sby|inserted|deleted)\b"
        r"|\bthe\sfollowing\s[^.;:]{1,80}\s(?:is|are)\s(?:hereby\s)?added\b|\b(?:is|are)\s(?:hereby\s)?added:"
    )


def amending(text: str) -> bool:
    """Whether `text` orders a change of another text."""
    return _formula().search(text) is not None


def quoted_for_another_act(document: Document) -> frozenset[Path]:
    """The clauses whose words may be meant for an amended act, the amending ones included.

    A quotation's end cannot be told from the outline. So everything from the first amending article on counts, save the
    articles behind it when they go on with its own numbering to the end: new text would have broken it.
    """
    clauses = document.clauses
    first = next((at for at, c in enumerate(clauses) if c.path.steps[0].code != "rct" and amending(c.text)), None)
    if first is None:
        return frozenset()
    number = clauses[first].path.steps[0].number if clauses[first].path.steps[0].code == "art" else None
    while first and number is not None and clauses[first - 1].path.steps[0].number == number:
        first -= 1
    own: set[str] = set()
    behind = [c for c in clauses[first:] if c.path.steps[0].code == "art" and len(c.path.steps) == 1]
    numbers = [c.path.steps[0].number for c in behind if c.path.steps[0].number != number]
    again = any(" text labelled " in c.label and c.kind is Kind.PASSAGE for c in clauses[first:])
    if number is not None and number.isdigit() and not again:
        expected = [str(int(number) + step) for step in range(1, len(numbers) + 1)]
        own = set(numbers) if numbers == expected else set()
    amended = {c.path.steps[0].number for c in clauses[first:] if c.path.steps[0].code == "art" and amending(c.text)}
    return frozenset(
        c.path
        for c in clauses[first:]
        if not (c.path.steps[0].code == "art" and c.path.steps[0].number in own - amended)
        and c.path.steps[0].code != "rct"
    )

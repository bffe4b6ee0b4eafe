"""The shipped texts as raw files, and where in them a character stands, told from the printed labels alone.

It shares nothing with the parser: a few patterns for the lines of these very texts, read from the file each time.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ingest.errors import DatasetError

Place = tuple[str, ...]  # ("3.1.1", "f"), ("recital", "4"), ("footnote", "38"), ("bullet", "2"), ("loose",)
LOOSE: Place = ("loose",)
_HEADING = re.compile(r"(?P<number>\d+(?:\.\d+)*)\. (?=\S)")
_ITEM = re.compile(r"(?P<indent> *)- \((?P<label>\w+)\) ")
_NUMBERED = re.compile(r" +(?P<number>\d+)\. ")
_BULLET = re.compile(r" *• ")
_NOTE = re.compile(r"(?P<number>[⁰¹²³⁴⁵⁶⁷⁸⁹]+) ")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_FINISHED = re.compile(r"[.;:!?][⁰¹²³⁴⁵⁶⁷⁸⁹*\])]*\s*\Z")
_ADOPTED = "HAS ADOPTED THIS RECOMMENDATION:"


@dataclass(frozen=True)
class RawText:
    """A shipped file: its words as they are, how citations name it, and what its numbered points are called."""

    key: str
    title: str
    short: str
    noun: str
    text: str

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    @cached_property
    def _is_act(self) -> bool:
        return _ADOPTED in self.text

    def line_of(self, offset: int) -> int:
        """The number of the line (from 0) that the character at `offset` stands in."""
        return bisect_right(self._starts, offset) - 1

    def line(self, number: int) -> str:
        """A line without its end."""
        end = self._starts[number + 1] - 1 if number + 1 < len(self._starts) else len(self.text)
        return self.text[self._starts[number] : end]

    def place(self, offset: int) -> Place:
        """The printed labels that the character at `offset` stands under."""
        return self._place(self.line_of(offset))

    def before(self, number: int) -> int | None:
        """The line before line `number` that is neither blank nor of a footnote."""
        number -= 1
        while number >= 0 and (not self.line(number).strip() or (self._is_act and _NOTE.match(self.line(number)))):
            number -= 1
        return number if number >= 0 else None

    def _place(self, number: int) -> Place:
        line = self.line(number)
        if not self._is_act:
            return self._place_on_page(number)
        if match := _NOTE.match(line):
            return ("footnote", match["number"].translate(_DIGITS))
        if match := _HEADING.match(line):
            return (match["number"],)
        if _ITEM.match(line):
            return self._items(number)
        # A line without a label goes on with the one before it only where that one breaks off.
        above = self.before(number)
        if above is None or _FINISHED.search(self.line(above)) or _HEADING.match(self.line(above)):
            return LOOSE
        return self._place(above)

    def _items(self, number: int) -> Place:
        """The chain of an item: those it is indented under, and the numbered heading above them all."""
        labels: list[str] = []
        indent: float = float("inf")
        above: int | None = number
        while above is not None:
            line = self.line(above)
            if (match := _ITEM.match(line)) and len(match["indent"]) < indent:
                labels.insert(0, match["label"])
                indent = len(match["indent"])
            elif heading := _HEADING.match(line):
                return (heading["number"], *labels)
            above = self.before(above)
        return ("recital", *labels)

    def _place_on_page(self, number: int) -> Place:
        if match := _NUMBERED.match(self.line(number)):
            return (match["number"],)
        above: int | None = number
        if not self.line(number).startswith(" ") or not self.line(number).strip():
            return LOOSE
        while above is not None and not _BULLET.match(self.line(above)):
            above = self.before(above) if self.line(above).startswith(" ") else None
        bullets = 0
        while above is not None and self.line(above).startswith(" "):
            bullets += bool(_BULLET.match(self.line(above)))
            above = self.before(above)
        return ("bullet", str(bullets)) if bullets else LOOSE


def read_raw(corpus: Path) -> Mapping[str, RawText]:
    """The shipped texts of a corpus folder by key (DatasetError)."""
    try:
        with (corpus / "catalogue.toml").open("rb") as file:
            rows = tomllib.load(file)["document"]
        shipped = [row for row in rows if row["text"]["how"] == "shipped"]
        return {
            row["key"]: RawText(
                row["key"],
                row["title"],
                row["short"],
                row.get("numbered_as", "point"),
                (corpus / "documents" / row["text"]["file"]).read_bytes().decode("utf-8"),
            )
            for row in shipped
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"The texts in {corpus} cannot be read ({error}).", hint="Restore them.") from None

"""The automatic numbers of a Word document: what Word prints before a paragraph and stores nowhere.

Source: ECMA-376 part 1, 17.9. A paragraph names an instance (`num`) of a list definition (`abstractNum`) and a level;
all instances of one definition count on together unless an instance restarts a level.
"""

from dataclasses import dataclass, field

from lxml import etree

from ingest.address import roman
from ingest.readers.docx_styles import Styles, attribute, child, integer, is_on, local
from ingest.readers.xml import children

_LEVELS = 9
_DIGITS = 6  # a counter with more of them is no number anyone printed


@dataclass(frozen=True)
class Number:
    """What is printed before a paragraph: `text` ("3.1", "(f)"; "" for a bullet), its level, its left indent if set."""

    text: str
    bullet: bool
    level: int
    left: int | None


@dataclass
class Numbering:
    """The counters of a document, moved on by each `take`; `unknown` collects formats that cannot be written."""

    styles: Styles
    root: etree._Element | None
    unknown: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        kinds = children(self.root) if self.root is not None else []
        self._abstract = {attribute(e, "abstractNumId"): e for e in reversed(kinds) if local(e) == "abstractNum"}
        self._nums = {attribute(e, "numId"): e for e in reversed(kinds) if local(e) == "num"}
        self._counters: dict[str | None, dict[int, int]] = {}
        self._restarted: set[tuple[str, int]] = set()

    def take(self, style: str | None, properties: etree._Element | None) -> Number | None:
        """Count a paragraph and give what is printed before it; None when it is in no list."""
        where = self._where(style, properties)
        if where is None:
            return None
        num, level = where
        abstract_id, abstract = self._definition(num)
        if abstract is None:
            return None
        levels = {n: self._level(num, abstract, n) for n in range(_LEVELS)}
        mine = levels[level]
        if mine is None:
            return None
        counters = self._count(num, abstract_id, level, levels)
        kind = attribute(child(mine, "numFmt")) or "decimal"
        left = integer(child(mine, "pPr", "ind"), "left")
        left = left if left is not None else integer(child(mine, "pPr", "ind"), "start")
        if kind == "bullet":
            return Number("", True, level, left)
        if is_on(child(mine, "rPr", "vanish")):
            return Number("", False, level, left)
        return Number(self._text(mine, levels, counters), False, level, left)

    # --- which list ---------------------------------------------------------------------------------------------------

    def _where(self, style: str | None, properties: etree._Element | None) -> tuple[str, int] | None:
        """Instance and level of a paragraph: its own, or those of its style."""
        own = child(properties, "numPr")
        styled = self.styles.found(style, "pPr", "numPr", "numId")
        num = attribute(child(own, "numId")) or attribute(styled)
        if num is None or num == "0" or num not in self._nums:
            return None
        level = integer(child(own, "ilvl"))
        if level is None and child(own, "numId") is None:
            level = self._level_of_style(num, style)
        if level is None:
            level = integer(self.styles.found(style, "pPr", "numPr", "ilvl")) or 0
        return (num, level) if 0 <= level < _LEVELS else None

    def _level_of_style(self, num: str, style: str | None) -> int | None:
        """The level that a list definition ties to a style, or to one that style is based on."""
        _, abstract = self._definition(num)
        tied = {attribute(child(lvl, "pStyle")): integer(lvl, "ilvl") for lvl in self._all_levels(abstract)}
        ids = (attribute(one, "styleId") for one in self.styles.chain(style))
        return next((tied[name] for name in ids if name is not None and name in tied), None)

    def _definition(self, num: str) -> tuple[str | None, etree._Element | None]:
        """The list definition of an instance; one that only names a list style is followed to that style's own."""
        for _ in range(_LEVELS):
            abstract_id = attribute(child(self._nums.get(num), "abstractNumId"))
            abstract = self._abstract.get(abstract_id)
            link = attribute(child(abstract, "numStyleLink"))
            following = attribute(self.styles.found(link, "pPr", "numPr", "numId")) if link is not None else None
            if following is None or following == num:
                return abstract_id, abstract
            num = following
        return None, None

    def _level(self, num: str, abstract: etree._Element, level: int) -> etree._Element | None:
        override = self._override(num, level)
        own = child(override, "lvl")
        if own is not None:
            return own
        return next((lvl for lvl in self._all_levels(abstract) if integer(lvl, "ilvl") == level), None)

    def _all_levels(self, abstract: etree._Element | None) -> list[etree._Element]:
        return [one for one in children(abstract) if local(one) == "lvl"] if abstract is not None else []

    def _override(self, num: str, level: int) -> etree._Element | None:
        overrides = (one for one in children(self._nums[num]) if local(one) == "lvlOverride")
        return next((one for one in overrides if integer(one, "ilvl") == level), None)

    # --- counting -----------------------------------------------------------------------------------------------------

    def _count(
        self, num: str, abstract_id: str | None, level: int, levels: dict[int, etree._Element | None]
    ) -> dict[int, int]:
        counters = self._counters.setdefault(abstract_id, {})
        restarts = child(self._override(num, level), "startOverride") is not None
        if level not in counters or (restarts and (num, level) not in self._restarted):
            self._restarted.add((num, level))
            counters[level] = self._start(num, level, levels) - 1
        counters[level] += 1
        for deeper in [one for one in counters if one > level]:
            restart = integer(child(levels[deeper], "lvlRestart"))
            if restart is None or level < restart:
                del counters[deeper]
        return counters

    def _start(self, num: str, level: int, levels: dict[int, etree._Element | None]) -> int:
        start = integer(child(self._override(num, level), "startOverride"))
        start = start if start is not None else integer(child(levels[level], "start"))
        return start if start is not None else 0

    def _text(self, mine: etree._Element, levels: dict[int, etree._Element | None], counters: dict[int, int]) -> str:
        """The level's text with each "%n" replaced by the counter of level n, written as that level writes it."""
        legal = is_on(child(mine, "isLgl"))
        written = attribute(child(mine, "lvlText")) or ""
        for level in range(_LEVELS):
            if f"%{level + 1}" not in written:
                continue
            start = integer(child(levels[level], "start"))
            value = counters.get(level, start if start is not None else 1)
            kind = attribute(child(levels[level], "numFmt")) or "decimal"
            shown = self._shown(value, "decimal" if legal and kind not in {"none", "bullet"} else kind)
            if shown is None:
                self.unknown.add(kind)
                return ""
            written = written.replace(f"%{level + 1}", shown)
        return " ".join(written.split())

    def _shown(self, value: int, kind: str) -> str | None:
        """A counter in a format; None for formats that are not known."""
        if kind in {"none", "bullet"}:
            return ""
        if not 0 <= value < 10**_DIGITS:
            return None
        match kind:
            case "decimal":
                return str(value)
            case "decimalZero":
                return f"{value:02}"
            case "decimalEnclosedParen":
                return f"({value})"
            case "decimalEnclosedFullstop":
                return f"{value}."
            case "lowerLetter" | "upperLetter" if value:
                letters = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
                return (letters if kind == "lowerLetter" else letters.upper())[:_DIGITS]
            case "lowerRoman" | "upperRoman" if 0 < value < 4000:
                return roman(value) if kind == "lowerRoman" else roman(value).upper()
            case "ordinal" if value:
                last = "th" if value % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
                return f"{value}{last}"
        return None

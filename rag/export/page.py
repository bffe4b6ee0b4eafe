"""What an export says, before it takes a format: headings, paragraphs, quotations and lists of plain text.

Every text that enters a page has been through `plain`, so no format sees control characters or half a direction mark.
"""

import datetime
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Kind = Literal["heading", "text", "point", "tick", "note"]
_OPENERS = {**dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"), **dict.fromkeys("\u2066\u2067\u2068", "\u2069")}
_WHITE = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029 ]+")
_NOWHERE = frozenset({"Cc", "Cs"})  # control characters and lone surrogates: no format has a place for them


@dataclass(frozen=True)
class Run:
    """Words shown in one way; `link` is a plain web address."""

    text: str
    strong: bool = False
    slanted: bool = False
    link: str | None = None


@dataclass(frozen=True)
class Block:
    """A paragraph. `level` is that of a heading (from 1), or how deep a point stands in its list (0: in none).

    A "point" is of a bulleted list and a "tick" of one to tick off; a "note" is a remark, such as a gap in the source.
    """

    kind: Kind
    runs: tuple[Run, ...]
    level: int = 0
    quoted: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Page:
    """A whole export: its title, its paragraphs in order, and the day it was made on."""

    title: str
    blocks: tuple[Block, ...]
    made: datetime.date


def plain(text: str) -> str:
    """`text` on one line, without what XML has no place for; a direction it opens is closed again at its end.

    No-break spaces and direction marks are characters of a text and stay; closed, they cannot turn our words around.

    >>> plain(" a\\n\\x00b\\u202ec "), plain("x\\ud800y")
    ('a b\\u202ec\\u202c', 'xy')
    """
    line = _WHITE.sub(" ", text).strip(" ")
    kept = [ch for ch in line if unicodedata.category(ch) not in _NOWHERE and ord(ch) & 0xFFFE != 0xFFFE]
    open_: list[str] = []
    for ch in kept:
        if ch in _OPENERS:
            open_.append(_OPENERS[ch])
        elif ch == "\u2069" and ch in open_:
            while open_.pop() != ch:
                pass
        elif open_ and ch == open_[-1]:
            open_.pop()
    return "".join([*kept, *reversed(open_)])


def heading(text: str, level: int) -> Block:
    return Block("heading", (Run(plain(text)),), level)


def text(words: str, *, quoted: bool = False) -> Block:
    return Block("text", (Run(plain(words)),), quoted=quoted)


def note(words: str, level: int = 0) -> Block:
    return Block("note", (Run(plain(words), slanted=True),), level)

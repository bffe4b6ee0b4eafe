"""A stream of text cut into sentences as it arrives, each given out once it is complete.

A sentence must be true by itself, since others may be left out. So a list item carries the words that lead in to it
("Partners should not:" and then "- set up …" is one sentence), and half a sentence is marked as such.
"""

import re
from dataclasses import dataclass

MAX_SENTENCE = 800  # characters; a longer one is no sentence
_END = re.compile(r"[.!?…]+[\"”’»)*_]*|\n")
_BULLET = re.compile(r"[ \t]*(?:[-*•–—+]|\d{1,2}[.)]|\(?[a-z]\))[ \t]+")
_KEYS_BEHIND = re.compile(r"(?:\s*(?:\[[^\[\]\n]{0,60}\]|\(c\d{1,3}(?:[,;] ?c\d{1,3})*\)))+[.;,]?")
_KEY = re.compile(r"\[[^\[\]\n]{0,60}\]|\(c\d{1,3}(?:[,;] ?c\d{1,3})*\)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“\"])(?:e\.?g|i\.?e|cf|vs|no|nos|art|para|pp?|fig|al|dr|mrs?|ms|prof|st|inc|ltd|incl|approx|sec|ch|vol|"
    r"eds?|ca|[a-z])\.$",
    re.IGNORECASE,
)
_MAY_END = re.compile(r"(?:^|[\s(])etc\.$", re.IGNORECASE)
_FINISHED = re.compile(r"[.!?…][\"”’»)*_]*$")


@dataclass(frozen=True)
class Raw:
    """A sentence as the model wrote it, keys and all, white space folded; `finished` unless it was cut off."""

    text: str
    finished: bool = True


class Splitter:
    """Feed it pieces of text; it gives back the sentences that are complete.

    >>> splitter = Splitter()
    >>> splitter.feed("Agree on goals [c1]. Build tr"), splitter.feed("ust [c2]."), splitter.close()
    ([Raw(text='Agree on goals [c1].', finished=True)], [], [Raw(text='Build trust [c2].', finished=True)])
    """

    def __init__(self) -> None:
        self._buffer = ""
        self._lead = ""  # the words that lead in to the items of a list
        self._items = 0  # that it has led in to
        self._overlong = False

    def feed(self, text: str) -> list[Raw]:
        """The sentences that `text` completes."""
        self._buffer += text.replace("\r\n", "\n").replace("\r", "\n")
        return self._taken(final=False)

    def close(self) -> list[Raw]:
        """What is left at the end of the stream."""
        found = self._taken(final=True)
        rest = self._buffer.strip()
        self._buffer = ""
        if rest and not self._overlong:
            bullet = _BULLET.match(rest)
            done = bool(_FINISHED.search(_without_keys_at_end(rest)) or (bullet and _without_keys_at_end(rest) != rest))
            found.append(Raw(self._led(rest), done))
        elif self._lead and not self._items:
            found.append(Raw(self._lead, finished=False))
        return found

    def _taken(self, *, final: bool) -> list[Raw]:
        found: list[Raw] = []
        while (cut := self._cut(final=final)) is not None:
            end, leads = cut
            text, self._buffer = self._buffer[:end].strip(), self._buffer[end:]
            if self._overlong:
                self._overlong = False
            elif leads:
                self._lead, self._items = " ".join(text.split()), 0
            elif text:
                found.append(Raw(self._led(text[:MAX_SENTENCE]), finished=len(text) <= MAX_SENTENCE))
        if len(self._buffer) > MAX_SENTENCE and not self._overlong:
            found.append(Raw(self._led(self._buffer[:MAX_SENTENCE]), finished=False))
            self._overlong = True
        if self._overlong:
            self._buffer = self._buffer[-200:]  # its end is still looked for
        return found

    def _led(self, text: str) -> str:
        """An item behind its lead; anything else as it is, and the list is over."""
        bullet = _BULLET.match(text)
        plain = " ".join(text[bullet.end() if bullet else 0 :].split())
        if bullet and self._lead:
            self._items += 1
            return f"{self._lead.rstrip(' .:')}: {plain}"
        self._lead = ""
        return plain

    def _cut(self, *, final: bool) -> tuple[int, bool] | None:
        """Where the first sentence of the buffer ends, and whether it leads in to a list; None: not to be seen yet."""
        self._buffer = self._buffer.lstrip()
        bullet = _BULLET.match(self._buffer)
        for match in _END.finditer(self._buffer, bullet.end() if bullet else 0):
            before, rest = self._buffer[: match.end()], self._buffer[match.end() :]
            behind = rest.lstrip()
            if not behind and not final:
                sure = match[0] != "\n" and rest and _has_key(before)
                if sure and not _ABBREVIATION.search(before) and not _MAY_END.search(before):
                    return match.end(), False
                return None
            if match[0] == "\n":
                listed = _BULLET.match(behind) is not None
                if _BULLET.match(behind[:8]) is None and not final and len(behind) < 4:
                    return None  # "1" may become "1." yet
                if listed or not behind or bullet or _FINISHED.search(_without_keys_at_end(before.rstrip())):
                    return match.end(), listed and bullet is None
                continue  # a line broken in the middle of a sentence
            if rest[:1] not in {"", "[", "("} and not rest[:1].isspace():
                continue  # "3.1.1", "e.g.x"
            if _ABBREVIATION.search(before) or (_MAY_END.search(before) and not _opens(behind)):
                continue
            if _has_key(before):
                return match.end(), False
            if behind[:1] in {"[", "("}:
                keys = _KEYS_BEHIND.match(rest)
                more = rest[keys.end() :].lstrip() if keys is not None else ""
                if keys is not None and (final or (more and more[0] not in "[(")):
                    return match.end() + keys.end(), False
                if behind[0] == "[" and not final and len(behind) < 80:
                    return None
                if behind[0] == "(" and not final and len(behind) < 12:
                    return None
            on_a_new_line = "\n" in rest[: len(rest) - len(behind)]
            if on_a_new_line and not final and len(behind) < 4:
                return None
            listed = on_a_new_line and bullet is None and _BULLET.match(behind) is not None
            return match.end(), listed
        return None


def keys_of(text: str) -> list[str]:
    """What stands between brackets as a key, each as it is written: "c1" of "[c1]", "c1" and "c2" of "[c1, c2]"."""
    return [key.strip().lower() for match in _KEY.finditer(text) for key in re.split("[,;]", match[0][1:-1])]


def parts_of(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """A sentence cut behind each run of keys: what is said, and the keys that stand for it.

    >>> parts_of("Agree on goals [c1] and on money [c2][c3].")
    [('Agree on goals', ('c1',)), ('and on money', ('c2', 'c3'))]
    """
    parts: list[tuple[str, tuple[str, ...]]] = []
    at = 0
    said = ""
    keys: list[str] = []
    for match in _KEY.finditer(text):
        between = text[at : match.start()]
        if keys and re.search(r"\w", between):
            parts.append((said, tuple(dict.fromkeys(keys))))
            said, keys = "", []
        said = f"{said}{between}" if not keys else said
        keys += keys_of(match[0])
        at = match.end()
    tail = text[at:]
    if keys:
        parts.append((said + tail if re.search(r"\w", tail) else said, tuple(dict.fromkeys(keys))))
    elif re.search(r"\w", tail):
        parts.append((tail, ()))
    return [(" ".join(words.split()).strip(" ,;"), found) for words, found in parts]


def without_keys(text: str) -> str:
    """A sentence less its keys and the space before them."""
    return " ".join(re.sub(rf"\s*(?:{_KEY.pattern})", "", text).split())


def _without_keys_at_end(text: str) -> str:
    return re.sub(rf"(?:\s*(?:{_KEY.pattern}))+$", "", text)


def _has_key(text: str) -> bool:
    return _KEY.search(text) is not None


def _opens(text: str) -> bool:
    return text[:1].isupper() or text[:1] in {"[", "(", ""}

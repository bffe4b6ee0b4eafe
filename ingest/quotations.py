"""Other texts that a document quotes: their numbers are not its own.

A policy that quotes a statute prints “Article 14 (1) …” in its Article 3. A quotation that is not closed in the line it
opens in, or that the format sets as one, suspends labels and headings until it ends; its words stay in the clause that
quotes it. A missing or stray mark must not swallow the rest of the document:

1. a quotation ends with its closing mark; in English custom every paragraph of it may open it anew;
2. it ends before a number that goes on with the document's own count and not with the count inside the quotation, when
   the closing mark is missing, or when the document goes on from that number behind it;
3. without closing mark and without such a number it is none, unless it begins with a number foreign to the document.

What rests on 2 or 3 is told (`Quoted.doubts`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.heads import candidate
from ingest.list_places import goes_on, greater, holds, values_of
from ingest.policy_labels import Numbering, understand
from ingest.quotation_marks import Family, balance, closes_at_end, opening
from ingest.readers import Line

LONGEST = 150  # lines of a quotation that begins a line or follows a colon
_INSIDE = 30  # of one that begins within a sentence
_UNCLOSED = 60  # of one that has no closing mark
_APOSTROPHES = "'’"  # open so many words of their own that nothing is told of them
_WHOLE = 0.9  # of the characters
_LISTED = 5
_SHOWN = 40  # characters
_LEADING = re.compile("[\\s“”„‟\"«»‹›‘’‚‛']+")


@dataclass(frozen=True)
class Quoted:
    """Lines, those inside quotations marked as `quoted`.

    `doubts` has a sentence for each quotation whose end is not certain, `warnings` one that names the quotations whose
    numbers were left alone.
    """

    lines: tuple[Line, ...]
    doubts: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def suspend(lines: Sequence[Line]) -> Quoted:
    """Mark the lines that quote another text; their words, spans and order stay as they are."""
    finder = _Finder(lines)
    finder.run()
    marked = tuple(replace(line, quoted=at in finder.quoted) for at, line in enumerate(lines))
    return Quoted(marked, tuple(finder.doubts), finder.warnings())


@dataclass(frozen=True)
class _Opening:
    """A mark that its line leaves open; `apart` tells that it begins the words of the line or follows a colon."""

    place: int
    family: Family
    apart: bool
    label: Numbering | None  # the number the quoted words begin with


class _Finder:
    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.labels = [candidate(line) for line in lines]
        self.quoted: set[int] = set()
        self.doubts: list[str] = []
        self.numbered: list[str] = []  # how each quotation begins that has numbers in it
        self.own: dict[str, Numbering] = {}  # the last own number of each style

    def run(self) -> None:
        """Find every quotation, in reading order."""
        told = self._told()
        at = 0
        while at < len(self.lines):
            if at in told:
                at = self._block(at, told)
                continue
            if at not in self.quoted:
                self._count(self.own, self.labels[at])
            found = self._opening(at)
            if found is None:
                at += 1
                continue
            end = self._end(at, found)
            if end > at + 1:
                self._quote(at, end, found.place)
            # What closes one quotation may open the next.
            at = end - 1 if end > at + 1 and self._opens_anew(end - 1, found) else end

    def warnings(self) -> tuple[str, ...]:
        """Which quotations have numbers, that nobody look for them in vain."""
        if not self.numbered:
            return ()
        more = f" and {len(self.numbered) - _LISTED} more" if len(self.numbered) > _LISTED else ""
        listed = ", ".join(self.numbered[:_LISTED])
        return (f"numbers inside quotations are not counted as the document's own: {listed}{more}",)

    def _quote(self, at: int, end: int, place: int) -> None:
        """Mark a quotation that begins at a place of a line; what stands before it there is the document's own."""
        within = range(at if place == 0 and not self.lines[at].bullet else at + 1, end)
        self.quoted.update(within)
        if any(self.labels[line] or understand(_bare(self.lines[line].text)) for line in within):
            self.numbered.append(_short(_bare(self.lines[at].text[place:]) or self._shown_behind(at)))

    # --- quotations that the format tells -----------------------------------------------------------------------------

    def _told(self) -> set[int]:
        """The lines that the format sets as quotations, unless those are the whole text but for its title."""
        told = {at for at, line in enumerate(self.lines) if line.quote}
        length = sum(len(self.lines[at].text) for at in told)
        first = min(told, default=0)
        titled = all(line.heading is not None for line in self.lines[1:first])
        if told and titled and first < 3 and length > _WHOLE * sum(len(line.text) for line in self.lines):
            self.doubts.append("The whole text is set as a quotation; it is read as the document's own.")
            return set()
        return told

    def _block(self, at: int, told: set[int]) -> int:
        """Take the quotation that the format begins at a line; the place behind it."""
        end = at
        while end in told:
            end += 1
        labels = [label for label in self.labels[at:end] if label is not None]
        own = self.own.get(labels[0].style) if labels else None
        if own is not None and goes_on(own, labels[0]):
            last = next(label for label in reversed(labels) if _alike(label, labels[0]))
            behind = self._next_alike(last, end)
            if behind is not None and goes_on(last, behind):
                why = "is set as one, but carries on the document's own numbers"
                self.doubts.append(f"{self._named(at, 0)} {why}; it is read as the document's own.")
                for label in labels:
                    self._count(self.own, label)
                return end
        self._quote(at, end, 0)
        return end

    # --- quotations in marks ------------------------------------------------------------------------------------------

    def _opening(self, at: int) -> _Opening | None:
        line, label = self.lines[at], self.labels[at]
        head = line.label_length or (label.length if label is not None else 0)
        found = opening(line.text, head)
        if found is None:
            return None
        place, family = found
        before = line.text[head:place].rstrip()
        return _Opening(place, family, not before or before.endswith(":"), understand(_bare(line.text[place:])))

    def _opens_anew(self, at: int, before: _Opening) -> bool:
        found = self._opening(at)
        return found is not None and bool(balance(self.lines[at].text, before.family).closings) and found.place > 0

    def _end(self, at: int, found: _Opening) -> int:
        """The place behind the quotation that opens at a line: ``at + 1`` where none does."""
        most = LONGEST if found.apart else _INSIDE
        end = self._nested(at, found, most)
        if end is None and found.apart:
            end = self._anew(at, found, most)
        if end is None:
            return self._unclosed(at, found)
        if not found.apart and any(line.heading is not None for line in self.lines[at + 1 : end + 1]):
            return at + 1
        doubtful: int | None = None
        for place in self._resumed(at, end, found):
            label = self._at(place)
            behind = self._next_alike(label, end + 1)
            if behind is None and found.label is None and not found.apart:
                return at + 1
            if behind is not None and greater(behind, label):
                if not found.apart:
                    return at + 1
                told = f"{self._named(at, found.place)} has a closing mark behind further numbers of the document's own"
                self.doubts.append(f"{told}; it is taken to end before {self._shown(place)}.")
                return place
            if doubtful is None and behind is None and label.style[0] not in "()":
                doubtful = place
        if doubtful is not None and not found.apart:
            return at + 1
        if doubtful is not None:
            told = f"{self._named(at, found.place)} holds {self._shown(doubtful)}"
            self.doubts.append(f"{told}, which could be the document's own; it is read as quoted.")
        return end + 1

    def _nested(self, at: int, found: _Opening, most: int) -> int | None:
        """The line of the closing mark, every opening mark inside being closed as well."""
        depth = len(balance(self.lines[at].text, found.family, self._start(at, found)).openings) or 1
        for place in range(at + 1, min(at + 1 + most, len(self.lines))):
            told = balance(self.lines[place].text, found.family)
            depth -= len(told.closings)
            if depth <= 0:
                return place
            depth += len(told.openings)
        return None

    def _anew(self, at: int, found: _Opening, most: int) -> int | None:
        """The line of the closing mark, where each paragraph opens the quotation anew and the last one closes it."""
        for place in range(at + 1, min(at + 1 + most, len(self.lines))):
            line = self.lines[place]
            leads = balance(line.text, found.family).leads
            if not leads and (self.labels[place] is not None or line.heading is not None):
                return None
            closings = balance(line.text, found.family, 1 if leads else 0).closings
            if closings and closes_at_end(line.text, closings[-1]):
                return place
        return None

    def _start(self, at: int, found: _Opening) -> int:
        return found.place if found.family == "single" else 0

    def _unclosed(self, at: int, found: _Opening) -> int:
        """The place behind a quotation without closing mark."""
        label = found.label
        if label is None or not found.apart:
            if found.apart and self.lines[at].text[found.place] not in _APOSTROPHES:
                self._tell_open(at, found, "what follows is read as the document's own")
            return at + 1
        own = self.own.get(label.style)
        if own is not None and goes_on(own, label):
            self._tell_open(at, found, "it is read as the document's own")
            return at + 1
        last = min(at + _UNCLOSED, len(self.lines) - 1)
        headed = self.lines[at].heading is not None
        resumed = next(self._resumed(at, last, found), None)
        for place in range(at + 1, last + 1 if resumed is None else resumed):
            if self.lines[place].heading is not None and not headed:
                resumed = place
                break
        if resumed is not None:
            self._tell_open(at, found, f"it is taken to end before {self._shown(resumed)}")
            return resumed
        if 1 in values_of(label) or last + 1 < len(self.lines):
            self._tell_open(at, found, "what follows is read as the document's own")
            return at + 1
        self._tell_open(at, found, "it is taken to go on to the end of the document")
        return last + 1

    def _tell_open(self, at: int, found: _Opening, taken: str) -> None:
        self.doubts.append(f"{self._named(at, found.place)} is not closed; {taken}.")

    # --- numbers inside and around a quotation ------------------------------------------------------------------------

    def _resumed(self, at: int, last: int, found: _Opening) -> Iterator[int]:
        """The lines behind `at` whose numbers go on with the own count, and not with the quoted one."""
        inside: dict[str, Numbering] = {}
        self._count(inside, found.label)
        for place in range(at + 1, last + 1):
            label = self.labels[place]
            own = self.own.get(label.style) if label is not None else None
            if label is not None and own is not None and goes_on(own, label):
                quoted = inside.get(label.style)
                explained = quoted is not None and goes_on(quoted, label)
                if not explained and not any(holds(one, label) for one in inside.values()):
                    yield place
            self._count(inside, label or understand(_bare(self.lines[place].text)))
        return None

    def _next_alike(self, label: Numbering, begin: int) -> Numbering | None:
        """The next number printed like `label` from a place on; one in brackets under the same number alone."""
        for place in range(begin, len(self.lines)):
            other = self.labels[place]
            if other is not None and _alike(other, label):
                return other
            if label.style[0] in "()" and other is not None and other.style[0] not in "()":
                return None
        return None

    def _at(self, place: int) -> Numbering:
        label = self.labels[place]
        assert label is not None
        return label

    @staticmethod
    def _count(counts: dict[str, Numbering], label: Numbering | None) -> None:
        """Note a number as the last of its style; an article or section begins the counts in brackets anew."""
        if label is None:
            return
        if label.word or label.dotted:
            for style in [style for style in counts if style[0] in "()"]:
                del counts[style]
        counts[label.style] = label

    # --- words --------------------------------------------------------------------------------------------------------

    def _named(self, at: int, place: int) -> str:
        return f"The quotation {_short(_bare(self.lines[at].text[place:]) or self._shown_behind(at))}"

    def _shown(self, at: int) -> str:
        return _short(self.lines[at].text)

    def _shown_behind(self, at: int) -> str:
        return self.lines[at + 1].text if at + 1 < len(self.lines) else ""


def _bare(text: str) -> str:
    """`text` without quotation marks and space at its head."""
    return _LEADING.sub("", text, count=1) if _LEADING.match(text) else text


def _short(text: str) -> str:
    return f"“{text}”" if len(text) <= _SHOWN else f"“{text[:_SHOWN].rstrip()}…”"


def _alike(one: Numbering, other: Numbering) -> bool:
    return one.style == other.style

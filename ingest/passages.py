"""Lines of a web page → clause drafts: headings, numbered recommendations, list items and paragraphs.

A page has no citable numbers of its own but those it prints. A paragraph is labelled with its heading and its place.
Guarantees as in `ingest.outline`: every line ends in one draft or in named furniture, and no number is invented.
"""

import re
from collections import Counter
from collections.abc import Sequence

from ingest.address import Path, Step
from ingest.draft import Draft, Outline
from ingest.furniture import name_of, strip_inline
from ingest.labels import recognise
from ingest.model import Furniture, Kind
from ingest.readers import Line

_HEADING_LENGTH = 80
_SENTENCE = re.compile(r"[.!?:;,][)\]’”'\"]*$")
_DATE = re.compile(r"(\w+day )?\d{1,2}(-\d{1,2})? \w+ \d{4}")
# Headings of link lists: what follows them is short lines, so their neighbours cannot give them away.
_LINK_LIST = re.compile(r"(Further|More) information|See also:?|Publication date", re.IGNORECASE)


def outline_page(source: str, lines: Sequence[Line], *, numbered_as: str) -> Outline:
    """Outline a page; its numbered points are labelled ``f"{numbered_as} {n}"``."""
    page = _Page(source, numbered_as)
    kept: list[Line] = []
    for line in lines:
        name = name_of(line) if line.spans else "table rule"
        if name is not None:
            page.result.furniture.append(Furniture(name, line.extent))
            continue
        stripped, dropped = strip_inline(source, line)
        page.result.furniture += dropped
        if stripped.text:
            kept.append(stripped)
    if kept:
        page.title(kept[0])
    rest = kept[1:]
    while rest and rest[0].text == kept[0].text:
        page.result.furniture += [Furniture("title printed again", span) for span in rest.pop(0).spans]
    page.body(rest)
    return page.result


class _Page:
    def __init__(self, source: str, numbered_as: str) -> None:
        self.source = source
        self.numbered_as = numbered_as
        self.result = Outline(source)
        self.headings = self.passages = self.paragraphs = 0
        self.items: Counter[Path] = Counter()  # by the heading or paragraph they hang under
        self.heading: Draft | None = None
        self.place = ""  # how labels name the heading
        self.stem: Draft | None = None  # the paragraph whose colon opened a list
        self.numbered: set[str] = set()

    def title(self, line: Line) -> None:
        self._passage([line], "title", Kind.TITLE)

    def body(self, lines: Sequence[Line]) -> None:
        """Sort the lines after the title into headings, points, items and paragraphs."""
        index = 0
        while index < len(lines):
            line = lines[index]
            label = recognise(line.text)
            if line.carries_on and self.result.drafts:
                self.result.drafts[-1].add(self.source, line)
            elif self._is_heading(lines, index):
                self._open_heading(line)
            elif label is not None and label.dotted and label.number.isdigit() and line.indent:
                self._point(line, label.number, label.length)
            elif line.bullet:
                taken = [line]
                while index + 1 < len(lines) and lines[index + 1].indent > line.indent and not lines[index + 1].bullet:
                    index += 1
                    taken.append(lines[index])
                self._item(taken)
            elif self._is_short(line):
                run = [line]
                while index + 1 < len(lines) and self._joins_run(lines, index + 1):
                    index += 1
                    run.append(lines[index])
                self._paragraph(run)
            else:
                self._paragraph([line])
            index += 1

    def _is_short(self, line: Line) -> bool:
        return not line.bullet and len(line.text) <= _HEADING_LENGTH and not _ends_sentence(line.text)

    def _is_heading(self, lines: Sequence[Line], index: int) -> bool:
        line = lines[index]
        if line.bullet or line.indent or len(line.text) > _HEADING_LENGTH:
            return False
        if _LINK_LIST.fullmatch(line.text):
            return True
        if _ends_sentence(line.text) and not line.text.endswith("?"):
            return False
        following = lines[index + 1] if index + 1 < len(lines) else None
        opens_text = (
            following is not None and not self._is_short(following) and not _LINK_LIST.fullmatch(following.text)
        )
        return opens_text and not _DATE.fullmatch(line.text)

    def _joins_run(self, lines: Sequence[Line], index: int) -> bool:
        return self._is_short(lines[index]) and not self._is_heading(lines, index)

    def _open_heading(self, line: Line) -> None:
        self.headings += 1
        path = Path((Step("sct", f"x{self.headings}"),))
        self.place = f"“{line.text.rstrip(':').strip()}”, "
        self.heading = Draft(path, Kind.SECTION, None, label=f"heading {self.place[:-2]}").add(self.source, line)
        self.result.drafts.append(self.heading)
        self.paragraphs = 0
        self.stem = None

    def _paragraph(self, lines: Sequence[Line]) -> None:
        self.paragraphs += 1
        draft = self._passage(lines, f"{self.place}paragraph {self.paragraphs}")
        self.stem = draft if lines[-1].text.rstrip().endswith(":") else None

    def _passage(self, lines: Sequence[Line], label: str, kind: Kind = Kind.PASSAGE) -> Draft:
        self.passages += 1
        draft = Draft(Path((Step("unp", str(self.passages)),)), kind, self._above(), label=label)
        for line in lines:
            draft.add(self.source, line)
        self.result.drafts.append(draft)
        return draft

    def _point(self, line: Line, number: str, length: int) -> None:
        if number in self.numbered:  # lists on pages restart at 1: only the first is citable by number alone
            self._item([line])
            return
        self.numbered.add(number)
        above = self.stem.path if self.stem else self._above()
        draft = Draft(Path((Step("pnt", number),)), Kind.POINT, above, label=f"{self.numbered_as} {number}")
        self.result.drafts.append(draft.add(self.source, line, length))

    def _item(self, lines: Sequence[Line]) -> None:
        above = self.stem or self.heading
        if above is None:
            self._paragraph(lines)
            return
        self.items[above.path] += 1
        number = self.items[above.path]
        label = f"{self.stem.label}, item {number}" if self.stem else f"{self.place}item {number}"
        draft = Draft(above.path / Step("pnt", f"x{number}"), Kind.PASSAGE, above.path, label=label)
        for line in lines:
            draft.add(self.source, line)
        self.result.drafts.append(draft)

    def _above(self) -> Path | None:
        return self.heading.path if self.heading is not None else None


def _ends_sentence(text: str) -> bool:
    return _SENTENCE.search(text.strip()) is not None

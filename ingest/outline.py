"""Lines of an act → clause drafts: front matter, recitals, articles, sections, points, lists, signature, annexes.

Guarantees, for any input:
1. every line ends in exactly one draft or in one named piece of furniture;
2. a number is never invented: text whose label is lost becomes a fragment, other unnumbered text a passage;
3. no two drafts share a path; a label printed twice gives a passage and a warning.
"""

import re
from collections.abc import Sequence

from ingest.address import Path, Step
from ingest.draft import Draft, Outline
from ingest.labels import Label, recognise
from ingest.lists import DASH, Waiting
from ingest.model import Furniture, Kind
from ingest.readers import Line

_TITLE = re.compile(
    r"((COMMISSION|COUNCIL) )?((IMPLEMENTING|DELEGATED) )?(RECOMMENDATION|REGULATION|DIRECTIVE|DECISION)\b"
)
_ARTICLE = re.compile(r"Article\s+(?P<number>\d{1,3}[a-z]?)")
_DIVISION = re.compile(r"(?P<level>PART|TITLE|CHAPTER|SECTION)\s+(?P<number>[IVXLC]+|\d{1,2})", re.IGNORECASE)
_ANNEX = re.compile(r"ANNEX(?:\s+(?P<number>[IVXLC]+|\d{1,2}|[A-Z]))?")
_ANNEX_OF_OWN = re.compile(r"(?:Annex|Appendix)\s+(?P<number>[IVXLC]+|\d{1,2}|[A-Z])")
_LEVELS = ("PART", "TITLE", "CHAPTER", "SECTION")
_COVER_ENDS = ("Delegations will find", "Encl.")
_PREAMBLE = re.compile(r"(THE EUROPEAN (COMMISSION|PARLIAMENT)|THE COUNCIL OF THE EUROPEAN|Having regard to)\b")
_WHEREAS = re.compile(r"Whereas:?$")
_ENACTING = re.compile(r"(HAS|HAVE) ADOPTED THIS \w+:?$|HEREBY RECOMMENDS\b")
_CLOSING = re.compile(r"Done at ")
_SENTENCE_END = re.compile(r"[.;:!?][)\]’”'\"]*(\s(and|or))?$")


def ends_sentence(text: str) -> bool:
    """Whether `text` closes a sentence or list item, so that an unlabelled line after it starts something new."""
    return _SENTENCE_END.search(text) is not None


def _ends_title(line: Line) -> bool:
    """Whether a line under a title is no part of it: a heading of its own, a labelled line, or prose."""
    return line.text.isupper() or recognise(line.text) is not None or (ends_sentence(line.text) and len(line.text) > 60)


def outline_act(source: str, lines: Sequence[Line]) -> Outline:
    """Outline the running text of an act (footnote bodies already taken out)."""
    builder = _Act(source)
    for line in builder.front_matter(lines):
        builder.feed(line)
    builder.finish()
    return builder.result


class _Act:
    def __init__(self, source: str) -> None:
        self.source = source
        self.result = Outline(source)
        self.part = "preamble"
        self.point: Draft | None = None  # the dotted point (or section, for definitions) that lists hang under
        self.container: Path | None = None  # the article or annex that numbered paragraphs stand in
        self.divisions: list[tuple[str, Path]] = []  # the open part, title, chapter, section
        self.untitled: Draft | None = None  # a heading whose own words may follow on the next line
        self.waiting = Waiting(self.result)  # what follows the point, until all labels of its lists are known

    # --- front matter -----------------------------------------------------------------------------------------------

    def front_matter(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Read cover note and title; give back the lines from the preamble on."""
        body = next((i for i, line in enumerate(lines) if not line.quoted and _PREAMBLE.match(line.text)), 0)
        starts = [i for i, line in enumerate(lines[:body]) if not line.quoted and _TITLE.match(line.text)]
        if not starts:
            return lines
        titles = [lines[a:b] for a, b in zip(starts, [*starts[1:], body], strict=True)]
        cover = next((i for i, line in enumerate(lines[: starts[0]]) if line.text == "COVER NOTE"), None)
        head = 0  # where the act's own head ("Brussels, 1.3.2024", "C(2024) 601 final") begins
        if cover is not None:
            ends = [i + 1 for i in range(cover, starts[0]) if lines[i].text.startswith(_COVER_ENDS)]
            head = ends[-1] if ends else starts[0]
            self.result.passage("cover note", lines[:head])
        first: Sequence[Line] = ()
        for number, block in enumerate(titles):
            end = next((i for i, line in enumerate(block) if i and _ends_title(line)), len(block))
            title, rest = block[:end], block[end:]
            if number == 0:
                first = title
                self.result.passage("title", [*lines[head : starts[0]], *title], Kind.TITLE)
            elif " ".join(line.text for line in title) == " ".join(line.text for line in first):
                self.result.furniture += [Furniture("title printed again", line.extent) for line in title]
            else:
                self.result.passage("title, printed again in other words", title)
            for line in rest:  # an explanatory memorandum between cover page and act
                self.result.passage(None, [line])
        return lines[body:]

    # --- body -------------------------------------------------------------------------------------------------------

    def feed(self, line: Line) -> None:
        """Take the next line of the body."""
        if not line.spans:
            self.result.furniture.append(Furniture("table rule", line.extent))
            return
        if line.quoted:
            self._quoted(line)
            return
        label = recognise(line.text)
        if (self.part in {"operative", "closing"} or _ARTICLE.fullmatch(line.text)) and self._heading(line, label):
            return
        if self.part == "closing":
            self.result.drafts[-1].add(self.source, line)
        elif _ENACTING.match(line.text):
            self._flush()
            self.part = "operative"
            self.result.passage("enacting formula", [line])
        elif _CLOSING.match(line.text) and label is None and self.part == "operative":
            self._flush()
            self.part = "closing"
            self.result.passage("signature", [line])
        elif self.part == "preamble":
            self._preamble(line)
        elif self.part == "recitals":
            self._recital(line, label)
        elif label is not None and label.dotted:
            self._flush()
            self._dotted(line, label)
        elif label is not None:
            self.waiting.item(line, label, after_colon=self._last_text().endswith(":"))
        elif not self._carries_on(line):
            self.waiting.text(line)
        elif self.waiting:
            self.waiting.carry_on(line)
        else:
            self.result.drafts[-1].add(self.source, line)

    def _quoted(self, line: Line) -> None:
        """Take words of another text: they stay in the clause that quotes them."""
        self.untitled = None
        if self.waiting:
            self.waiting.carry_on(line)
        elif self.result.drafts and self.result.drafts[-1].kind is not Kind.SECTION:
            self.result.drafts[-1].add(self.source, line)
        elif self.result.drafts:
            self.waiting.text(line)
        else:
            self.result.passage(None, [line])

    def finish(self) -> None:
        """Place what is still waiting, and tell stems from points."""
        self._flush()
        parents = {draft.parent for draft in self.result.drafts if draft.kind is Kind.POINT}
        for draft in self.result.drafts:
            numbered = len(draft.path.steps) == 1 or draft.path.last.code == "par"
            if draft.kind is Kind.POINT and numbered and draft.path in parents:
                draft.kind = Kind.STEM

    def _preamble(self, line: Line) -> None:
        if self.result.drafts and self.result.drafts[-1].label == "preamble":
            self.result.drafts[-1].add(self.source, line)
        else:
            self.result.passage("preamble", [line])
        if _WHEREAS.match(line.text):
            self.part = "recitals"

    def _recital(self, line: Line, label: Label | None) -> None:
        if label is not None and not label.dotted and label.number.isdigit():
            draft = Draft(Path((Step("rct", label.number),)), Kind.RECITAL, parent=None)
            self.result.append(draft.add(self.source, line, label.length))
        elif self.result.drafts and self.result.drafts[-1].kind is Kind.RECITAL:
            self.result.drafts[-1].add(self.source, line)
        else:
            self.result.passage(None, [line])

    def _heading(self, line: Line, label: Label | None) -> bool:
        """Take the heading of an article, division or annex, or the words under it; False for any other line."""
        untitled, self.untitled = self.untitled, None
        if match := _ARTICLE.fullmatch(line.text):
            above = self.divisions[-1][1] if self.divisions else None
            self._open(Path((Step("art", match["number"]),)), above, line)
            self.container = self.untitled.path if self.untitled is not None else None
        elif (match := _ANNEX.fullmatch(line.text)) or (
            (match := _ANNEX_OF_OWN.fullmatch(line.text)) and ends_sentence(self._last_text())
        ):
            number = match["number"]
            path = Path((Step("anx", number),)) if number else self.result.free("anx", prefix="x")
            self.divisions = []
            self._open(path, None, line)
            self.container = self.untitled.path if self.untitled is not None else None
        elif (match := _DIVISION.fullmatch(line.text)) and self.part == "operative":
            level = match["level"].upper()
            self.divisions = [
                (above, path) for above, path in self.divisions if _LEVELS.index(above) < _LEVELS.index(level)
            ]
            above = self.divisions[-1][1] if self.divisions else None
            step = Step("sct", match["number"])
            opened = self._open(above / step if above is not None else Path((step,)), above, line)
            opened.label = f"{level.capitalize()} {match['number']}" + (
                f" of {self.result.label_of(above)}" if above else ""
            )
            self.divisions.append((level, opened.path))
            self.container = None
        elif untitled is not None and label is None and not ends_sentence(line.text) and len(line.text) < 240:
            untitled.retitle(self.source, line)
        else:
            return False
        return True

    def _open(self, path: Path, parent: Path | None, line: Line) -> Draft:
        self._flush()
        self.part = "operative"
        self.point = self.untitled = self.result.append(Draft(path, Kind.SECTION, parent).add(self.source, line))
        return self.point

    def _dotted(self, line: Line, label: Label) -> None:
        if self.container is not None:
            single = label.number.isdigit() and self.container.steps[0].code == "art"
            path = self.container / Step("par" if single else "pnt", label.number)
            draft = Draft(path, Kind.POINT, self.container)
            self.point = self.result.append(draft.add(self.source, line, label.length))
            return
        rest = line.text[label.length :]
        heading = label.number.count(".") < 2 and not ends_sentence(rest) and len(rest) < 160
        step = Step("sct" if heading else "pnt", label.number)
        draft = Draft(Path((step,)), Kind.SECTION if heading else Kind.POINT, parent=self._section_above(label.number))
        self.point = self.result.append(draft.add(self.source, line, label.length))

    def _section_above(self, number: str) -> Path | None:
        while "." in number:
            number = number.rpartition(".")[0]
            for code in ("sct", "pnt"):
                path = Path((Step(code, number),))
                if path in self.result.at:
                    return path
        return None

    def _carries_on(self, line: Line) -> bool:
        """Whether an unlabelled line finishes the open sentence of the clause before it."""
        if not (self.waiting or self.result.drafts):
            return False
        if line.carries_on:
            return True
        if ends_sentence(self._last_text()) or DASH.match(line.text):
            return False
        labelled = self.waiting.ends_with_item if self.waiting else self.result.drafts[-1].kind is Kind.POINT
        return labelled or line.text[:1].islower()

    def _last_text(self) -> str:
        return self.waiting.last_text or self.result.last_text

    def _flush(self) -> None:
        """Place what waits under the open point."""
        self.waiting.place_under(self.point)

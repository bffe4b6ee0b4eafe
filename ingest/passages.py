"""Lines of any document that is no act → clause drafts: headings, points, list items, table rows and paragraphs.

Such a document has no citable numbers but those it prints (`ingest.heads` tells which count). What prints none is
labelled with its heading and its place, and with its page where the document has pages. Guarantees as in
`ingest.outline`: every line ends in one draft or in named furniture, no number is invented, no two drafts share a path.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.address import Path
from ingest.draft import Draft, Outline
from ingest.furniture import name_of, strip_inline
from ingest.heads import number, short
from ingest.list_places import Head
from ingest.model import Furniture, Kind
from ingest.numbered_rows import sort_rows
from ingest.policy_labels import understand
from ingest.quotation_marks import opening
from ingest.readers import Line
from ingest.sections import Sections

_HEADING_LENGTH = 80
_SENTENCE_LENGTH = 100
_SENTENCE = re.compile(r"[.!?:;,][)\]’”'\"]*$")
_DATE = re.compile(r"(\w+day )?\d{1,2}(-\d{1,2})? \w+ \d{4}")
# Headings of link lists: what follows them is short lines, so their neighbours cannot give them away.
_LINK_LIST = re.compile(r"(Further|More) information|See also:?|Publication date", re.IGNORECASE)
_TABLE = re.compile(r"(?P<name>(?:Table|Tab\.|Tabelle|Tableau)\s+[\w.-]*\w)", re.IGNORECASE)
_CAPTION = re.compile(r"(Table|Figure|Chart|Graph|Map|Tab\.|Fig\.|Sources?|Notes?|NB)\b", re.IGNORECASE)
_TERM = re.compile(r"[‘'“\"„](?P<term>[^’'”\"“]{1,80})[’'”\"“] (?:shall )?(?:means?|refers to|is defined as)\b")


def outline_page(source: str, lines: Sequence[Line], *, numbered_as: str, styled: bool = False) -> Outline:
    """Outline a document; its numbered points are labelled ``f"{numbered_as} {n}"``.

    `styled` says that the lines tell their own headings, so that none is guessed from the words around it.
    """
    page = _Page(source, numbered_as, styled)
    kept: list[Line] = []
    for line in lines:
        name = name_of(line) if line.spans else "table rule"
        if name is not None:
            page.result.furniture.append(Furniture(name, line.extent))
            continue
        stripped, dropped = strip_inline(source, line)
        page.result.furniture += dropped
        if len(line.text) > _SENTENCE_LENGTH and (_ends_sentence(line.text) or len(line.text) > 2 * _SENTENCE_LENGTH):
            stripped = replace(stripped, heading=None)  # a provision in the style of a heading
        if stripped.text:
            kept.append(stripped)
    page.read(sort_rows(kept))
    return page.result


class _Page:
    def __init__(self, source: str, numbered_as: str, styled: bool) -> None:
        self.source = source
        self.styled = styled
        self.result = Outline(source)
        self.sections = Sections(self.result, numbered_as)
        self.paragraphs = self.tables = self.rows = 0
        self.bullets: list[tuple[int, Draft]] = []  # the open ones, innermost last, with their indents
        self.counted: Counter[Path] = Counter()  # items by the clause they hang under
        self.stem: Draft | None = None  # the paragraph whose colon opened a list
        self.lead: Draft | None = None  # the numbered clause just before, which bullets may belong to
        self.lead_indent = 0
        self.table = ""  # how labels name the open table

    def read(self, lines: Sequence[Line]) -> None:
        """Take the document's lines: its title, then what follows it."""
        rest = list(lines)
        if rest and self._is_title(rest[0]):
            first = rest.pop(0)
            self._passage([first], "title", Kind.TITLE)
            while rest and rest[0].text == first.text and rest[0].heading in {None, 0}:
                self.result.furniture += [Furniture("title printed again", span) for span in rest.pop(0).spans]
        self.body(rest)
        self.sections.finish()

    def _is_title(self, line: Line) -> bool:
        if line.quoted:
            return False
        if not self.styled:
            return line.heading is not None or understand(line.text) is None
        if line.heading is not None:
            return line.heading == 0 or (line.heading == 1 and understand(line.text, bare=True) is None)
        return short(line.text) and not (line.row or line.bullet) and understand(line.text) is None

    def body(self, lines: Sequence[Line]) -> None:
        """Sort the lines after the title into headings, points, items, rows and paragraphs."""
        plain = [self._is_heading(lines, index) for index in range(len(lines))]
        heads = number(lines, plain)
        index = 0
        while index < len(lines):
            line, head = lines[index], heads[index]
            behind_row = bool(self.table)
            if not line.row or line.quoted:
                self.table = ""
            if line.carries_on and self.result.drafts:
                self.result.drafts[-1].add(self.source, line)
            elif line.quoted:
                self._quoted(line, behind_row=behind_row)
            elif head is not None:
                self._numbered(line, head)
            elif self.sections.takes_title(line):
                pass
            elif plain[index]:
                self.sections.open_unnumbered(line)
                self._under_new_heading()
            elif line.row:
                self._row(line)
            elif line.bullet:
                taken = [line]
                while not self.styled and self._hangs(lines, heads, index + 1, line):
                    index += 1
                    taken.append(lines[index])
                self._bullet(taken)
            else:
                run = [line]
                while not self.styled and self._is_short(run[-1]) and self._joins_run(lines, heads, index + 1):
                    index += 1
                    run.append(lines[index])
                self._paragraph(run)
            index += 1

    # --- what a line is -----------------------------------------------------------------------------------------------

    def _is_short(self, line: Line) -> bool:
        return not line.bullet and len(line.text) <= _HEADING_LENGTH and not _ends_sentence(line.text)

    def _is_heading(self, lines: Sequence[Line], index: int) -> bool:
        line = lines[index]
        if line.quoted:
            return False
        if line.heading is not None:
            return True
        if line.bullet or line.row or line.label_length or line.carries_on:
            return False
        following = lines[index + 1] if index + 1 < len(lines) else None
        if self.styled:
            return line.bold and short(line.text) and not _CAPTION.match(line.text) and self._is_text(following)
        if line.indent or len(line.text) > _HEADING_LENGTH:
            return False
        if following is not None and following.quoted and opening(line.text, 0) is not None:
            return False
        if _LINK_LIST.fullmatch(line.text):
            return True
        if _ends_sentence(line.text) and not line.text.endswith("?"):
            return False
        opens_text = (
            following is not None and not self._is_short(following) and not _LINK_LIST.fullmatch(following.text)
        )
        return opens_text and not _DATE.fullmatch(line.text)

    def _is_text(self, line: Line | None) -> bool:
        """Whether a line can stand under a heading in bold, so that the bold words above it are no cells of a table."""
        if line is None or line.row:
            return False
        told = line.heading is not None or line.bold or line.bullet or understand(line.text) is not None
        return told or len(line.text) > _HEADING_LENGTH or _ends_sentence(line.text)

    def _joins_run(self, lines: Sequence[Line], heads: Sequence[Head | None], index: int) -> bool:
        if index == len(lines) or heads[index] is not None or lines[index].quoted:
            return False
        return self._is_short(lines[index]) and not self._is_heading(lines, index)

    def _hangs(self, lines: Sequence[Line], heads: Sequence[Head | None], index: int, item: Line) -> bool:
        """Whether the line at `index` goes on with a bullet's text, set further in."""
        if index == len(lines) or heads[index] is not None or lines[index].quoted:
            return False
        return lines[index].indent > item.indent and not lines[index].bullet

    # --- what becomes of it -------------------------------------------------------------------------------------------

    def _numbered(self, line: Line, head: Head) -> None:
        above = self.stem.path if self.stem else None
        self.bullets = []
        if head.role == "heading":
            self.sections.open_numbered(line, head)
            self._under_new_heading()
        elif head.role == "point":
            self.lead = self.sections.point(line, head, above)
            self.stem = self.stem if self.lead.parent == above else None
        else:
            self.lead = self.sections.item(line, head, above)
        self.lead_indent = line.indent

    def _under_new_heading(self) -> None:
        self.paragraphs = self.tables = 0
        self.bullets = []
        self.stem = self.lead = None

    def _quoted(self, line: Line, *, behind_row: bool) -> None:
        """Take words of another text: they stay in the clause that quotes them, or begin one under a heading."""
        last = self.result.drafts[-1] if self.result.drafts else None
        self.sections.untitled = None
        if last is None or last.kind in {Kind.SECTION, Kind.TITLE} or behind_row:
            self._paragraph([line])
        else:
            last.add(self.source, line)
        if not self.bullets:
            self.stem = self.lead = None  # the quotation is what the colon led to

    def _paragraph(self, lines: Sequence[Line]) -> None:
        inside = self.sections.holding(lines[0]) if not _CAPTION.match(lines[0].text) else None
        label = self.sections.unnumbered(inside) if inside is not None else None
        if label is None:
            self.paragraphs += 1
            label = f"{self.sections.place}paragraph {self.paragraphs}"
        draft = self._passage(lines, label, above=inside)
        if match := _TERM.match(lines[0].text):
            draft.term = match["term"]
        self.bullets = []
        self.lead = None
        self.stem = draft if lines[-1].text.rstrip().endswith(":") else None

    def _passage(
        self, lines: Sequence[Line], label: str, kind: Kind = Kind.PASSAGE, above: Path | None = None
    ) -> Draft:
        draft = Draft(self.result.free("unp"), kind, above or self.sections.above, label=label)
        for line in lines:
            draft.add(self.source, line)
        return self.result.append(draft)

    def _row(self, line: Line) -> None:
        last = self.result.drafts[-1] if self.result.drafts else None
        if not self.table:
            self.rows = 0
            caption = _TABLE.match(last.tail.strip()) if last is not None else None
            if caption is not None:
                self.table = caption["name"]
            else:
                self.tables += 1
                self.table = f"{self.sections.place}table {self.tables}"
        self.rows += 1
        self.stem = self.lead = None
        self._passage([line], f"{self.table}, row {self.rows}")

    def _bullet(self, lines: Sequence[Line]) -> None:
        indent = lines[0].indent
        while self.bullets and self.bullets[-1][0] >= indent:
            self.bullets.pop()
        inner = self.bullets[-1][1] if self.styled and self.bullets else None
        lead, container = self.lead, self.sections.container
        if lead is not None and indent <= self.lead_indent and not lead.tail.endswith(":"):
            lead, container = None, self.sections.heading  # beside the numbered clause, not inside it
        above = inner or lead or self.stem or container
        if above is None:
            self._paragraph(lines)
            return
        self.counted[above.path] += 1
        place = self.sections.place if above is self.sections.heading else f"{self.sections.name(above)}, "
        draft = Draft(
            self.result.free("pnt", above.path, "x"),
            Kind.PASSAGE,
            above.path,
            label=f"{place}item {self.counted[above.path]}",
        )
        for line in lines:
            draft.add(self.source, line)
        self.bullets.append((indent, self.result.append(draft)))


def _ends_sentence(text: str) -> bool:
    return _SENTENCE.search(text.strip()) is not None

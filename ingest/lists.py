"""What follows a point → drafts: list items, and the unlabelled texts between them.

An item can be placed only when the labels behind it are known ("(i)" before "(j)" or before "(ii)"), so everything
under a point waits until the next point or heading.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.address import Path, Step
from ingest.draft import Draft, Outline
from ingest.labels import Item, Label, place
from ingest.model import Kind
from ingest.readers import Line

DASH = re.compile(r"[—–•]\s+")
_TERM = re.compile(r"[‘'“\"](?P<term>[^’'”\"]{1,80})[’'”\"] means\b")


@dataclass
class _Entry:
    """A list item (or, without label, a piece of text between items) waiting to be placed."""

    lines: list[Line]
    label: Label | None
    after_colon: bool


class Waiting:
    """The items and texts read since the last point; true while there are any."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.entries: list[_Entry] = []

    def __bool__(self) -> bool:
        return bool(self.entries)

    @property
    def last_text(self) -> str:
        """The last line that waits; "" when none does."""
        return self.entries[-1].lines[-1].text if self.entries else ""

    @property
    def ends_with_item(self) -> bool:
        """Whether the last text that waits has a label."""
        return bool(self.entries) and self.entries[-1].label is not None

    def item(self, line: Line, label: Label, *, after_colon: bool) -> None:
        """Take a labelled line; `after_colon` tells whether the text just before it ends with a colon."""
        self.entries.append(_Entry([line], label, after_colon))

    def text(self, line: Line) -> None:
        """Take a line without label that begins something new."""
        self.entries.append(_Entry([line], None, after_colon=False))

    def carry_on(self, line: Line) -> None:
        """Take a line that goes on with the last one."""
        self.entries[-1].lines.append(line)

    def place_under(self, point: Draft | None) -> None:
        """Append all that waits to the outline, under `point` (None: as passages), and wait for more."""
        entries, self.entries = self.entries, []
        places = iter(place([Item(e.label.number, e.after_colon) for e in entries if e.label is not None]))
        above: list[Path] = []  # above[d] is the last item of the open list at depth d
        indent = 0  # of that item
        for entry in entries:
            found = next(places) if entry.label is not None else None
            if point is None:
                self.outline.passage(None, entry.lines)
            elif entry.label is None and (dash := DASH.match(entry.lines[0].text)):
                self._dash_item(entry.lines, dash.end(), above[-1] if above else point.path)
            elif entry.label is None:
                # Set further in than the item before it, a text is that item's own second paragraph.
                inside = above[-1] if above and entry.lines[0].indent > indent else None
                self._unlabelled(entry.lines, point, inside)
            elif found is None:
                self._unlabelled(entry.lines, point, None)
            else:
                del above[found.depth :]
                indent = entry.lines[0].indent
                above.append(self._item(entry.lines, entry.label, point, above[-1] if above else point.path).path)

    def _item(self, lines: Sequence[Line], label: Label, point: Draft, parent: Path) -> Draft:
        draft = Draft(parent / Step("pnt", label.number), Kind.POINT, parent)
        if point.kind is Kind.SECTION and (match := _TERM.match(lines[0].text, label.length)):
            draft.kind, draft.term = Kind.DEFINITION, match["term"]
        return self.outline.append(self._filled(draft, lines, label.length))

    def _dash_item(self, lines: Sequence[Line], length: int, parent: Path) -> None:
        path = self.outline.free("pnt", parent, prefix="x")
        label = f"{self.outline.label_of(parent)}, item {path.last.number[1:]}"
        self.outline.append(self._filled(Draft(path, Kind.POINT, parent, label), lines, length))

    def _unlabelled(self, lines: Sequence[Line], point: Draft, inside: Path | None) -> None:
        last = self.outline.drafts[-1]
        under = inside or point.path
        if inside is None and lines[0].text[:1].islower() and not lines[0].quoted:
            draft = Draft(self.outline.free("frg", under), Kind.FRAGMENT, under)
            draft.label = f"text after {last.path.label}, label missing in the source"
        else:
            draft = Draft(self.outline.free("unp", under), Kind.PASSAGE, under)
            introduces = last is point and last.kind is Kind.SECTION
            number = draft.path.last.number
            draft.label = f"{self.outline.label_of(under)}, {'introductory words' if introduces else 'unnumbered text'}"
            draft.label += f" {number}" if number != "1" else ""
        self.outline.append(self._filled(draft, lines))

    def _filled(self, draft: Draft, lines: Sequence[Line], label_length: int = 0) -> Draft:
        draft.add(self.outline.source, lines[0], label_length)
        for line in lines[1:]:
            draft.add(self.outline.source, line)
        return draft

"""The headings, points and list items of a document that is no act: where each hangs, its address and its label."""

from collections import Counter

from ingest.address import Path, Step
from ingest.draft import Draft, Outline
from ingest.heads import short
from ingest.list_places import Head
from ingest.model import Kind
from ingest.readers import Line

_UNTOLD = 50  # the level of a heading whose level nothing tells: below all others
_LEVELS = {"anx": -1, "": 0, "sct": 1, "art": 2, "pnt": 2}  # of headings that spell out what they number


class Sections:
    """The open headings, point and lists; `result` grows by their drafts."""

    def __init__(self, result: Outline, numbered_as: str) -> None:
        self.result = result
        self.numbered_as = numbered_as
        self.open: list[tuple[int, Draft]] = []  # headings, outermost first, with their levels
        self.point_open: Draft | None = None
        self.listed: int | None = None  # the indent of the open point, where it is one of a list under a sentence
        self.items: list[tuple[int, Draft]] = []  # the open item at each depth, with its indent
        self.annex: Path | None = None
        self.untitled: Draft | None = None  # a heading whose words may follow on the next line
        self.unnumbered_headings = 0
        self.words: Counter[str] = Counter()  # of headings so far: two may be worded alike
        self.texts: Counter[Path] = Counter()  # unnumbered texts inside a point or item

    # --- where we are -------------------------------------------------------------------------------------------------

    @property
    def heading(self) -> Draft | None:
        """The innermost open heading."""
        return self.open[-1][1] if self.open else None

    @property
    def container(self) -> Draft | None:
        """What lists hang under: the open point, else the heading."""
        return self.point_open or self.heading

    @property
    def above(self) -> Path | None:
        """The path of the innermost heading."""
        return self.heading.path if self.heading is not None else None

    @property
    def place(self) -> str:
        """How labels name the innermost heading, with the comma behind it; "" before the first."""
        return f"{self.name(self.heading)}, " if self.heading is not None else ""

    def name(self, draft: Draft) -> str:
        """A draft's label as the labels under it begin."""
        label = draft.label or draft.path.label
        return label.replace("heading “", "“", 1)

    def holding(self, line: Line) -> Path | None:
        """The point or item that an unlabelled paragraph is part of: the point above it, or the item it is set under.

        A point in a list under a sentence ends with the first paragraph that is not set in.
        """
        for indent, item in reversed(self.items):
            if line.indent > indent:
                return item.path
        if self.listed is not None and line.indent <= self.listed:
            self.point_open, self.listed = None, None
        return self.point_open.path if self.point_open is not None else None

    def unnumbered(self, path: Path) -> str:
        """The label of the next unnumbered text inside the point or item at `path`."""
        self.texts[path] += 1
        count = self.texts[path]
        inside = self.result.at[path]
        return f"{self.name(inside)}, unnumbered text{f' {count}' if count > 1 else ''}"

    # --- headings -----------------------------------------------------------------------------------------------------

    def open_unnumbered(self, line: Line) -> None:
        """Open a heading that prints no number."""
        level = line.heading if line.heading is not None else _UNTOLD
        self._close(level)
        words = line.text.rstrip(":").strip()
        self.words[words] += 1
        again = f"{_ordinal(self.words[words])} " if self.words[words] > 1 else ""
        self._open(level, self._free_heading(), self.above, line, label=f"{again}heading “{words}”")

    def open_numbered(self, line: Line, head: Head) -> None:
        """Open a heading with a number; one printed on several headings counts only within the heading above it."""
        label, code = head.label, head.code
        depth = 10 + label.number.count(".") if not label.word else _LEVELS[code]
        level = line.heading if line.heading is not None else depth
        self._close(level)
        parent = self._with_number(label.number) or self.above
        named = f"{label.word} {label.number}".strip() if label.word else None
        if code == "anx":
            self.open.clear()
            path, parent = Path((Step("anx", label.number),)), None
            self.annex = path
            named = None if label.word.lower() == "annex" else named
        elif code == "":
            path = self._free_heading()
        else:
            step = Step(code, label.number)
            base = self.annex or (self.above if head.shared else None)
            path = base / step if base is not None else Path((step,))
            if base is not None and base is not self.annex:
                named = f"{self.place}{named or Path((step,)).label}"
            elif code != "pnt":
                named = None
        draft = self._open(level, path, parent, line, label=named, length=label.length)
        self.untitled = draft if label.length >= len(line.text) else None

    def takes_title(self, line: Line) -> bool:
        """Whether `line` is the wording of the heading just opened ("Article 3" on a line of its own); it is taken."""
        untitled, self.untitled = self.untitled, None
        if untitled is None or line.row or line.bullet or not short(line.text):
            return False
        untitled.retitle(self.result.source, line)
        return True

    def _open(
        self, level: int, path: Path, parent: Path | None, line: Line, *, label: str | None, length: int = 0
    ) -> Draft:
        whole = length >= len(line.text)
        draft = Draft(path, Kind.SECTION, parent, label=label).add(self.result.source, line, 0 if whole else length)
        self.untitled = None
        self.open.append((level, self.result.append(draft)))
        return draft

    def _close(self, level: int) -> None:
        while self.open and self.open[-1][0] >= level:
            self.open.pop()
        if self.annex is not None and not any(draft.path == self.annex for _, draft in self.open):
            self.annex = None
        self.point_open = None
        self.items = []

    def _free_heading(self) -> Path:
        self.unnumbered_headings += 1
        return Path((Step("sct", f"x{self.unnumbered_headings}"),))

    def _with_number(self, number: str) -> Path | None:
        """The section or point whose number begins `number`."""
        while "." in number:
            number = number.rpartition(".")[0]
            for code in ("sct", "pnt", "art"):
                step = Step(code, number)
                path = self.annex / step if self.annex is not None else Path((step,))
                if path in self.result.at:
                    return path
        return None

    # --- points and items ---------------------------------------------------------------------------------------------

    def point(self, line: Line, head: Head, stem: Path | None) -> Draft:
        """Take a numbered paragraph: its number stands for itself in the whole document."""
        label = head.label
        base = self.annex or (self.above if head.shared else None)
        step = Step(head.code if head.code in {"pnt", "art", "sct"} else "pnt", label.number)
        path = base / step if base is not None else Path((step,))
        named = f"{self.numbered_as} {label.number}" if step.code == "pnt" else path.label
        if label.word and step.code == "pnt":
            named = f"{label.word} {label.number}"
        if base is not None:
            named = path.label if base is self.annex else f"{self.place}{named}"
        if label.tail:
            section = (base / Step("sct", label.number)) if base is not None else Path((Step("sct", label.number),))
            parent = section if section in self.result.at else path
            path = Path((*parent.steps, *(Step("pnt", part) for part in label.tail)))
            above = parent if parent in self.result.at else self._with_number(label.number) or self.above
            named += "".join(f"({part})" for part in label.tail)
        else:
            above = self._with_number(label.number) or stem or self.above
        draft = Draft(path, Kind.POINT, above, label=named)
        self.items = []
        self.listed = line.indent if stem is not None and above == stem else None
        self.point_open = self.result.append(draft.add(self.result.source, line, label.length))
        return draft

    def item(self, line: Line, head: Head, stem: Path | None) -> Draft:
        """Take a list item; it hangs under the item, point or heading that its list stands in."""
        label = head.label
        while len(self.items) > head.depth or (self.items and head.first):
            self.items.pop()
        container = self.container
        above = self.items[-1][1] if self.items else container
        plain_paragraph = container is not None and container.path.last.code == "art" and label.style.startswith(".1")
        step = Step("par" if plain_paragraph and not self.items else "pnt", label.number)
        if head.of is not None and head.depth == 0:
            place = "" if container is None else f"{self.name(container)}, "
            path = self.result.free("pnt", container.path if container is not None else None, "x")
            named: str | None = f"{place}list {head.of}, point {_shown(label.number)}"
        elif above is None:
            path, named = Path((step,)), f"{self.numbered_as} {label.number}"
        else:
            path = above.path / step
            named = self._item_label(above, path)
        draft = Draft(path, Kind.POINT, stem if not self.items and stem is not None else self._path(above), label=named)
        self.items.append((line.indent, self.result.append(draft.add(self.result.source, line, label.length))))
        return draft

    def _item_label(self, above: Draft, path: Path) -> str | None:
        """The label of an item under `above`: that of its address where every step of it is a printed number."""
        if above.label is None or above.label == above.path.label:
            return None
        number = path.last.number
        unnumbered = above.kind is Kind.SECTION and (above.path.last.number[0] == "x" or above.path.last.code != "pnt")
        return f"{self.name(above)}, point {_shown(number)}" if unnumbered else f"{self.name(above)}({number})"

    # --- bookkeeping --------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Tell stems from points, and make every label lead to one place: with its page, and with its order."""
        parents = {draft.parent for draft in self.result.drafts}
        seen: Counter[str] = Counter()
        for draft in self.result.drafts:
            if draft.kind is Kind.POINT and draft.path in parents:
                draft.kind = Kind.STEM
            label = draft.label or draft.path.label
            if draft.pages and any(step.code == "unp" or step.number[0] == "x" for step in draft.path.steps):
                draft.label = f"{label} (page {draft.pages[0]})"
            seen[label] += 1
            if seen[label] > 1:
                draft.label = f"{_ordinal(seen[label])} {draft.label or label}"

    def _path(self, draft: Draft | None) -> Path | None:
        return draft.path if draft is not None else None


def _shown(number: str) -> str:
    """A number as it stands behind "point": a letter keeps its brackets."""
    return number if number[0].isdigit() else f"({number})"


def _ordinal(number: int) -> str:
    """A number as labels count: 2nd, 3rd, 11th."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"

"""A clause while it is being read, and an outline of such clauses: both grow, then they are sealed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.address import Address, Path, Step
from ingest.footnotes import join
from ingest.model import FIRST, Clause, Furniture, Kind, Mark
from ingest.readers import Line
from ingest.spans import Span, cut, read, trim

_ORDINALS = {1: "second", 2: "third"}
_TAIL = 200  # characters: more than the end of any sentence takes


@dataclass
class Draft:
    """The mutable twin of `Clause`; only parsers see it."""

    path: Path
    kind: Kind
    parent: Path | None
    label: str | None = None  # None: the path's own label
    term: str | None = None
    spans: list[Span] = field(default_factory=list)
    length: int = 0  # of the text so far
    tail: str = ""  # the end of the text so far
    label_span: Span | None = None
    marks: list[Mark] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)

    def add(self, source: str, line: Line, label_length: int = 0) -> "Draft":
        """Append a line, less the first `label_length` characters of its text, which are the printed label."""
        if label_length:
            printed = cut(source, line.spans, 0, label_length)
            self.label_span = trim(source, printed[0].start, printed[-1].end)
            line_spans = cut(source, line.spans, label_length, len(line.text))
        else:
            line_spans = line.spans
        before = self.length + 1 if self.spans else 0
        join(source, self.spans, line_spans)
        words = line.text[label_length:]
        self.length = before + len(words)
        self.tail = f"{self.tail} {words}"[-_TAIL:]
        self.marks += [Mark(m.number, max(0, m.offset - label_length) + before, m.span) for m in line.marks]
        if line.page is not None and line.page not in self.pages:
            self.pages.append(line.page)
        return self

    def retitle(self, source: str, line: Line) -> "Draft":
        """Take `line` as the heading's words; what was read so far ("Article 5") becomes its printed label."""
        self.label_span = trim(source, self.spans[0].start, self.spans[-1].end)
        self.spans, self.marks = list(line.spans), list(line.marks)
        self.length, self.tail = len(line.text), line.text[-_TAIL:]
        return self

    def seal(self, key: str, source: str) -> Clause:
        """The finished clause."""
        return Clause(
            address=Address(key, self.path),
            kind=self.kind,
            label=self.label or self.path.label,
            text=read(source, self.spans),
            spans=tuple(self.spans),
            parent=self.parent,
            label_span=self.label_span,
            marks=tuple(self.marks),
            term=self.term,
            pages=tuple(self.pages),
        )


@dataclass
class Outline:
    """What an outliner gives: drafts in reading order, furniture and warnings.

    Drafts that come through `append` never share a path.
    """

    source: str
    drafts: list[Draft] = field(default_factory=list)
    furniture: list[Furniture] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    at: dict[Path, Draft] = field(default_factory=dict)
    repeated: Counter[Path] = field(default_factory=Counter)  # how often a path's label was printed again
    following: dict[tuple[str, Path | None, str], int] = field(default_factory=dict)  # where `free` goes on looking

    @property
    def last_text(self) -> str:
        """The last words of the last draft; "" before the first."""
        return self.drafts[-1].tail if self.drafts else ""

    def append(self, draft: Draft) -> Draft:
        """Take `draft`; one whose number was printed before becomes a passage, with a warning."""
        if draft.path in self.at:
            label = draft.label or draft.path.label
            self.repeated[draft.path] += 1
            order = _ORDINALS.get(self.repeated[draft.path], f"{self.repeated[draft.path] + 1}th")
            times = "twice" if order == "second" else "again"
            self.warnings.append(f"{label} is printed {times}; the {order} one is kept as a passage")
            draft.kind, draft.label = Kind.PASSAGE, f"{order} text labelled {label}"
            draft.path = self.free("unp", draft.parent)
        self.at[draft.path] = draft
        self.drafts.append(draft)
        return draft

    def sealed(self, key: str) -> tuple[Clause, ...]:
        """The finished clauses; where a label is printed on several, the first one is told from the others, too."""
        for path in self.repeated:
            self.at[path].label = f"{FIRST}{self.label_of(path)}"
        return tuple(draft.seal(key, self.source) for draft in self.drafts)

    def passage(self, label: str | None, lines: Sequence[Line], kind: Kind = Kind.PASSAGE) -> None:
        """Append `lines` as one passage under nothing."""
        draft = Draft(self.free("unp"), kind, parent=None, label=label)
        for line in lines:
            if line.spans:
                draft.add(self.source, line)
            else:
                self.furniture.append(Furniture("table rule", line.extent))
        if draft.spans:
            self.append(draft)

    def label_of(self, path: Path) -> str:
        """How the draft at `path` is labelled."""
        draft = self.at.get(path)
        return (draft.label if draft is not None else None) or path.label

    def free(self, code: str, under: Path | None = None, prefix: str = "") -> Path:
        """The first path of this code under `under` that no draft has."""
        key = (code, under, prefix)
        number = self.following.get(key, 1)
        while True:
            step = Step(code, f"{prefix}{number}")
            path = under / step if under is not None else Path((step,))
            if path not in self.at:
                self.following[key] = number
                return path
            number += 1

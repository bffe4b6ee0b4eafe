"""A clause while it is being read: spans and marks grow, then it is sealed."""

from dataclasses import dataclass, field

from ingest.address import Address, Path
from ingest.footnotes import join
from ingest.model import Clause, Kind, Mark
from ingest.readers import Line
from ingest.spans import Span, cut, read, trim


@dataclass
class Draft:
    """The mutable twin of `Clause`; only parsers see it."""

    path: Path
    kind: Kind
    parent: Path | None
    label: str | None = None  # None: the path's own label
    term: str | None = None
    spans: tuple[Span, ...] = ()
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
        before = len(read(source, self.spans)) + 1 if self.spans else 0
        self.spans = join(source, self.spans, line_spans)
        self.marks += [Mark(m.number, max(0, m.offset - label_length) + before, m.span) for m in line.marks]
        if line.page is not None and line.page not in self.pages:
            self.pages.append(line.page)
        return self

    def retitle(self, source: str, line: Line) -> "Draft":
        """Take `line` as the heading's words; what was read so far ("Article 5") becomes its printed label."""
        self.label_span = trim(source, self.spans[0].start, self.spans[-1].end)
        self.spans, self.marks = line.spans, list(line.marks)
        return self

    def seal(self, key: str, source: str) -> Clause:
        """The finished clause."""
        return Clause(
            address=Address(key, self.path),
            kind=self.kind,
            label=self.label or self.path.label,
            text=read(source, self.spans),
            spans=self.spans,
            parent=self.parent,
            label_span=self.label_span,
            marks=tuple(self.marks),
            term=self.term,
            pages=tuple(self.pages),
        )

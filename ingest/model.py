"""The records that cross every boundary: what a parsed document is.

All are frozen and hold no open file. Offsets are code points in the document's decoded source (`Document.source`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from ingest.address import Address, Path
from ingest.spans import Span, read


class Kind(StrEnum):
    """What part a clause plays in its document."""

    TITLE = "title"
    RECITAL = "recital"
    SECTION = "section"  # a heading, numbered or not
    STEM = "stem"  # the chapeau: a point whose sentence is carried on by its sub-points
    POINT = "point"
    DEFINITION = "definition"
    PASSAGE = "passage"  # unnumbered prose
    FRAGMENT = "fragment"  # a text whose label the source lost


OPERATIVE = frozenset({Kind.STEM, Kind.POINT, Kind.DEFINITION, Kind.FRAGMENT})
FIRST = "first text labelled "  # begins the label of a clause whose number the document prints again


@dataclass(frozen=True)
class Mark:
    """A footnote mark: footnote `number` is called at `offset` of the text that carries the mark."""

    number: int
    offset: int
    span: Span


@dataclass(frozen=True)
class Clause:
    """One addressable piece of a document.

    Guarantee: ``read(document.source, clause.spans) == clause.text``. The printed label ("(f)", "3.1.1.") and footnote
    marks are not part of the text; `label_span` and `marks` say where they stand.
    """

    address: Address
    kind: Kind
    label: str
    text: str
    spans: tuple[Span, ...]
    parent: Path | None = None  # the clause it stands under: a stem, else a heading
    label_span: Span | None = None
    marks: tuple[Mark, ...] = ()
    term: str | None = None  # the term a definition defines
    pages: tuple[int, ...] = ()

    @property
    def uid(self) -> str:
        return str(self.address)

    @property
    def path(self) -> Path:
        return self.address.path


@dataclass(frozen=True)
class Footnote:
    """A footnote's body, and the clause and offset its mark stands at (None when the source has no mark for it)."""

    address: Address
    number: int
    text: str
    spans: tuple[Span, ...]
    label_span: Span
    clause: Path | None
    offset: int | None

    @property
    def uid(self) -> str:
        return str(self.address)

    @property
    def label(self) -> str:
        return self.address.path.label


@dataclass(frozen=True)
class Gap:
    """A place where the source itself lacks text.

    `after` is the last clause before the hole and `resumes` the first one that follows it in the numbering (None at the
    end). `footnotes` are numbers without mark and body that prove the loss. `skipped` says that nothing but a number
    left out tells of it, in a document of the user's own: its author may never have given the number.
    """

    after: Path
    resumes: Path | None
    footnotes: tuple[int, ...]
    reason: str
    skipped: bool = False


@dataclass(frozen=True)
class Furniture:
    """Source characters that are no clause, and the name of what they are ("skip link", "repeated title")."""

    name: str
    span: Span


@dataclass(frozen=True)
class Audit:
    """Where every character of a source went; white space between pieces is not counted.

    `lost` lists what is in no clause, no footnote and no named furniture, `shared` what is in more than one of them; a
    parser without faults leaves both empty. `findings` are sentences on the numbering of the source: what is missing,
    there twice or out of order; `quotations` on those whose end is not certain.
    """

    characters: int
    in_clauses: int
    in_footnotes: int
    furniture: tuple[Furniture, ...]
    lost: tuple[Span, ...]
    unmatched_marks: tuple[int, ...] = ()  # footnotes with a mark and no body
    unmarked_notes: tuple[int, ...] = ()  # footnotes with a body and no mark
    shared: tuple[Span, ...] = ()
    findings: tuple[str, ...] = ()
    quotations: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether every character is in exactly one place."""
        return not self.lost and not self.shared

    @property
    def covered(self) -> float:
        """The share of the characters that is in clauses and footnotes, 0 for a text without any."""
        return (self.in_clauses + self.in_footnotes) / self.characters if self.characters else 0.0


@dataclass(frozen=True)
class Document:
    """A parsed document: its clauses in reading order, and everything known about its holes."""

    key: str
    kind: str
    title: str
    source: str = field(repr=False)
    sha256: str
    clauses: tuple[Clause, ...] = field(repr=False)
    footnotes: tuple[Footnote, ...] = field(repr=False)
    gaps: tuple[Gap, ...]
    audit: Audit
    warnings: tuple[str, ...] = ()

    @cached_property
    def _by_path(self) -> dict[Path, Clause]:
        return {clause.path: clause for clause in self.clauses}

    @cached_property
    def _children(self) -> dict[Path | None, tuple[Clause, ...]]:
        children: dict[Path | None, list[Clause]] = {}
        for clause in self.clauses:
            children.setdefault(clause.parent, []).append(clause)
        return {parent: tuple(found) for parent, found in children.items()}

    @cached_property
    def _notes_by_path(self) -> dict[Path, Footnote]:
        return {note.address.path: note for note in self.footnotes}

    @cached_property
    def _notes_by_clause(self) -> dict[Path | None, tuple[Footnote, ...]]:
        notes: dict[Path | None, list[Footnote]] = {}
        for note in self.footnotes:
            notes.setdefault(note.clause, []).append(note)
        return {clause: tuple(found) for clause, found in notes.items()}

    def clause(self, path: Path) -> Clause | None:
        """The clause at `path`, or None."""
        return self._by_path.get(path)

    def clause_at(self, path: str) -> Clause:
        """The clause at a written path; KeyError when there is none."""
        return self._by_path[Path.parse(path)]

    def footnote(self, path: Path) -> Footnote | None:
        """The footnote at `path`, or None."""
        return self._notes_by_path.get(path)

    def children(self, path: Path | None) -> tuple[Clause, ...]:
        """The clauses directly under `path` in reading order; None gives those under nothing."""
        return self._children.get(path, ())

    def ancestors(self, clause: Clause) -> tuple[Clause, ...]:
        """The stem and headings above `clause`, outermost first."""
        return tuple(self._upwards(clause))[::-1]

    def _upwards(self, clause: Clause) -> Iterator[Clause]:
        while clause.parent is not None and (above := self.clause(clause.parent)) is not None:
            yield above
            clause = above

    def stem(self, clause: Clause) -> Clause | None:
        """The clause whose sentence `clause` carries on, or None where a heading or nothing stands above it."""
        above = self.clause(clause.parent) if clause.parent is not None else None
        return above if above is not None and above.kind is not Kind.SECTION else None

    def in_place(self, clause: Clause) -> str:
        """The words of `clause` behind those of its stem; its own alone where it has none."""
        stem = self.stem(clause)
        return f"{stem.text} {clause.text}" if stem is not None else clause.text

    def footnotes_of(self, clause: Clause) -> tuple[Footnote, ...]:
        """The footnotes called in `clause`, in the order of their marks."""
        return self._notes_by_clause.get(clause.path, ())

    def printed_label(self, part: Clause | Footnote) -> str:
        """The label as the source prints it before `part`: "(f)"; "" where it prints none."""
        return self.quote((part.label_span,)) if part.label_span is not None else ""

    def quote(self, spans: tuple[Span, ...]) -> str:
        """The words that stand at `spans`."""
        return read(self.source, spans)

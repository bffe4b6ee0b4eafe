"""Measure the parser on files: what it finds, what it leaves out, and where published truth lets it be checked.

A file, or a folder of Formex files that make up one act, is a `Source`. A `Row` is what came of it; a source that
cannot be read is a row with its error, never a crash.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from eval.labels import Score, score_labels
from eval.letters import unread
from ingest.errors import ClausewiseError, SourceMissing
from ingest.model import Document, Kind
from ingest.parse import parse_parts

_FORMEX = re.compile(rb"<(ACT|ANNEX|CONS\.ACT|GENERAL)\b")
_ENVELOPE = re.compile(rb"<(DOC|PUBLICATION)\b")  # which files make up an act, and where it was printed: no text
_MARKUP = {".xhtml": "XHTML", ".html": "HTML", ".htm": "HTML"}
_READ = frozenset({".xml", ".pdf", ".txt", ".md", ".docx", *_MARKUP})
_CELEX = re.compile(r"[1-9]\d{4}[A-Z]{1,2}\d{4}")
_ACT = re.compile(r"\((?:EU|EC|EEC)\)\s(?:No\s)?(?P<first>\d{1,4})/(?P<second>\d{1,4})")


@dataclass(frozen=True)
class Source:
    """One document: its name without any folder of this machine, its format and its files in reading order."""

    name: str
    format: str
    files: tuple[Path, ...]


@dataclass(frozen=True)
class Row:
    """What came of a source; `clauses` counts by kind, `labels` only where the file publishes its lists' numbering."""

    name: str
    format: str
    error: str | None = None
    pages: int = 0
    clauses: dict[str, int] = field(default_factory=dict)
    characters: int = 0
    covered: float = 0.0
    gaps: int = 0
    furniture: int = 0
    lost: int = 0
    shared: int = 0
    unread: int | None = None
    findings: tuple[str, ...] = ()
    labels: Score | None = None


@dataclass(frozen=True)
class Agreement:
    """How far two formats of one act agree: clauses with the same address and words, of those in either."""

    name: str
    formats: tuple[str, str]
    same: int
    either: int


@dataclass(frozen=True)
class Report:
    """Rows by source, and the agreement of every two formats of one act."""

    rows: tuple[Row, ...]
    agreements: tuple[Agreement, ...]

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON, with the sums of each format."""
        return {**asdict(self), "sums": [asdict(row) for row in sums(self.rows)]}


def find_sources(paths: Iterable[Path]) -> tuple[Source, ...]:
    """Every document in the files and folders given, in order of format and name (SourceMissing for a wrong path)."""
    found: list[Source] = []
    for path in paths:
        if not path.exists():
            raise SourceMissing(f"There is nothing at {path}.", hint="Give files or folders with documents.")
        files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
        found += _sources([one for one in files if one.suffix.lower() in _READ and one.stem != "README"])
    return tuple(sorted(dict.fromkeys(found), key=lambda source: (source.format, source.name)))


def _sources(files: Sequence[Path]) -> Iterator[Source]:
    acts: dict[Path, list[Path]] = {}
    for file in files:
        if file.suffix.lower() != ".xml":
            yield Source(file.name, _MARKUP.get(file.suffix.lower(), _format(file)), (file,))
            continue
        head = file.read_bytes()[:4000]
        if _FORMEX.search(head):
            acts.setdefault(file.parent, []).append(file)
        elif not _ENVELOPE.search(head):
            yield Source(file.name, "XML", (file,))
    for parts in acts.values():
        yield Source(parts[0].name, "Formex", tuple(parts))


def _format(file: Path) -> str:
    return {".txt": "text", ".md": "text"}.get(file.suffix.lower(), file.suffix[1:].upper())


def parse_source(source: Source) -> Document:
    """Parse a source (OSError, SourceUnreadable, NothingOperative)."""
    return parse_parts([file.read_bytes() for file in source.files], key="measured/document", title=source.name)


def measure(sources: Sequence[Source]) -> Report:
    """Parse every source once and compare the formats of one act."""
    rows: list[Row] = []
    parsed: list[tuple[Source, Document]] = []
    for source in sources:
        try:
            document = parse_source(source)
        except (ClausewiseError, OSError) as error:
            rows.append(Row(source.name, source.format, error=getattr(error, "message", str(error))))
            continue
        parsed.append((source, document))
        labels = score_labels(source.files) if source.format == "Formex" else None
        rows.append(row_of(source, document, labels))
    return Report(tuple(rows), tuple(_agreements(parsed)))


def row_of(source: Source, document: Document, labels: Score | None) -> Row:
    """The figures of a parsed document."""
    audit = document.audit
    return Row(
        source.name,
        source.format,
        pages=max((page for clause in document.clauses for page in clause.pages), default=0),
        clauses=_count(document),
        characters=audit.characters,
        covered=audit.covered,
        gaps=len(document.gaps),
        furniture=len(audit.furniture),
        lost=sum(end - start for start, end in audit.lost),
        shared=sum(end - start for start, end in audit.shared),
        unread=unread(source.files, document.source),
        findings=audit.findings,
        labels=labels,
    )


def _count(document: Document) -> dict[str, int]:
    counts = Counter[str]()
    for clause in document.clauses:
        code = clause.path.last.code
        if clause.kind is Kind.RECITAL:
            counts["recitals"] += 1
        elif clause.kind is Kind.DEFINITION:
            counts["definitions"] += 1
        elif code == "art":
            counts["articles"] += 1
        elif clause.kind in {Kind.POINT, Kind.STEM}:
            counts["points"] += 1
        else:
            counts["other"] += 1
    counts["footnotes"] = len(document.footnotes)
    return dict(counts)


def sums(rows: Iterable[Row]) -> list[Row]:
    """One row a format: sums, the coverage of all its characters, the label scores together."""
    formats: dict[str, list[Row]] = {}
    for row in rows:
        formats.setdefault(row.format, []).append(row)
    return [_sum(name, members) for name, members in formats.items()]


def _sum(name: str, rows: Sequence[Row]) -> Row:
    good = [row for row in rows if row.error is None]
    characters = sum(row.characters for row in good)
    clauses: Counter[str] = Counter()
    for row in good:
        clauses.update(row.clauses)
    scores = [row.labels for row in good if row.labels is not None]
    bad = len(rows) - len(good)
    return Row(
        f"all {len(rows)}",
        name,
        error=f"{bad} not read" if bad else None,
        pages=sum(row.pages for row in good),
        clauses=dict(clauses),
        characters=characters,
        covered=sum(row.covered * row.characters for row in good) / characters if characters else 0.0,
        gaps=sum(row.gaps for row in good),
        furniture=sum(row.furniture for row in good),
        lost=sum(row.lost for row in good),
        shared=sum(row.shared for row in good),
        unread=sum(row.unread or 0 for row in good),
        findings=tuple(finding for row in good for finding in row.findings),
        labels=Score(sum(s.right for s in scores), sum(s.total for s in scores)) if scores else None,
    )


def _agreements(parsed: Sequence[tuple[Source, Document]]) -> Iterator[Agreement]:
    acts: dict[str, list[tuple[Source, Document]]] = {}
    for source, document in parsed:
        name = _celex(source.name) or _celex_of_title(document)
        if name is not None and "cons" not in source.name:  # a consolidated text is another text
            acts.setdefault(name, []).append((source, document))
    for name, versions in acts.items():
        for place, (one, first) in enumerate(versions):
            for other, second in versions[place + 1 :]:
                if one.format != other.format:
                    a, b = _words(first), _words(second)
                    same = sum(b.get(path) == words for path, words in a.items())
                    yield Agreement(name, (one.format, other.format), same, len(a.keys() | b.keys()))


def _celex(name: str) -> str | None:
    match = _CELEX.match(name)
    return match[0] if match else None


def _celex_of_title(document: Document) -> str | None:
    """The CELEX number of a regulation, made of the number its text names first, for files not named by it."""
    match = _ACT.search(document.source[:1000])
    if match is None or "REGULATION" not in document.source[: match.start()].upper():
        return None
    year, number = match["first"], match["second"]
    if len(year) < 4 or "No" in match[0]:  # before 2015 the number came first: "(EU) No 910/2014"
        year, number = number, year
    return f"3{year}R{int(number):04}"


def _words(document: Document) -> dict[str, str]:
    clauses = {str(clause.path): clause.text for clause in document.clauses}
    notes = {str(note.address.path): note.text for note in document.footnotes}
    return {path: " ".join(text.split()) for path, text in (clauses | notes).items()}

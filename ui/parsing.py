"""`clausewise eval parsing`: the figures of the parser as a table for the terminal and as a Markdown page."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.parsing import Report, Row, find_sources, measure, sums
from eval.throughput import Throughput, compare
from ingest.errors import SourceMissing
from ui.progress import say

COMMAND = "clausewise eval parsing"
ROUNDS = 5
_KINDS = ("recitals", "articles", "points", "definitions", "other", "footnotes")
_HEAD = ("format", "document", *_KINDS, "covered", "gaps", "furniture", "lost", "twice", "unread", "findings", "labels")
_MEANING = """\
*covered*: the share of the characters in clauses and footnotes; *lost*: characters in neither these nor named
furniture; *twice*: characters in more than one of them; *unread*: letters and digits of the file that are not in the
text read from it; *findings*: breaks in the numbering of the source; *labels*: list items whose depth and series the
labels alone gave as the file publishes them (Formex only)."""


def run_parsing(corpus: Path, paths: Sequence[Path], *, throughput: bool) -> tuple[Report, Throughput | None]:
    """Measure the shipped texts and whatever `paths` hold."""
    sources = find_sources([corpus / "documents", *paths])
    pdfs = [source.files[0] for source in sources if source.format == "PDF"]
    if throughput and not pdfs:
        raise SourceMissing("There is no PDF to time.", hint="Give a folder with PDFs.")
    say(f"  {len(sources)} documents")
    report = measure(sources)
    if not throughput:
        return report, None
    say(f"  {ROUNDS} rounds over {len(pdfs)} PDFs")
    return report, compare(pdfs, ROUNDS)


def to_dict(report: Report, speed: Throughput | None) -> dict[str, Any]:
    """The figures as JSON."""
    found = report.to_dict()
    if speed is not None:
        found["throughput"] = {**asdict(speed), "ratios": speed.ratios, "ratio": speed.ratio}
    return found


def as_markdown(report: Report, speed: Throughput | None, arguments: str) -> str:
    """The figures as a page whose head says how to make it again."""
    parts = [
        "# What the parser finds and loses",
        f"Written by `{COMMAND} {arguments} --output …`; do not edit. Its folders are no part of the project.",
        _MEANING,
        "## By format",
        _table([_cells(row) for row in sums(report.rows)]),
        "## By document",
        _table([_cells(row) for row in report.rows]),
    ]
    if report.agreements:
        lines = [
            f"- {found.name}, {found.formats[0]} and {found.formats[1]}: {found.same} of {found.either} clauses and "
            "footnotes have the same address and the same words"
            for found in report.agreements
        ]
        parts += ["## Two formats of one act", "\n".join(lines)]
    told = [f"- {row.name}: {finding}" for row in report.rows for finding in row.findings]
    parts += ["## Findings", "\n".join(told)] if told else []
    failed = [f"- {row.name}: {row.error}" for row in report.rows if row.error is not None]
    parts += ["## Not read", "\n".join(failed)] if failed else []
    parts += ["## Speed of the PDF reader", _speed(speed)] if speed is not None else []
    return "\n\n".join(parts) + "\n"


def as_text(report: Report, speed: Throughput | None) -> str:
    """The same for the terminal: a line a document, the sums under them."""
    rows = [_HEAD, *(_cells(row) for row in report.rows), *(_cells(row) for row in sums(report.rows))]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines += [
        f"{found.name}: {found.same} of {found.either} alike in {' and '.join(found.formats)}"
        for found in report.agreements
    ]
    lines += [f"{row.name}: {row.error}" for row in report.rows if row.error is not None]
    return "\n".join([*lines, *([_speed(speed)] if speed is not None else [])])


def _cells(row: Row) -> tuple[str, ...]:
    if not row.characters:
        return (row.format, row.name, *("–" for _ in _HEAD[2:]))
    counts = (str(row.clauses.get(kind, 0)) for kind in _KINDS)
    labels = f"{row.labels.right}/{row.labels.total}" if row.labels is not None and row.labels.total else "–"
    unread = str(row.unread) if row.unread is not None else "–"
    return (
        row.format,
        row.name,
        *counts,
        f"{row.covered:.2%}",
        *map(str, (row.gaps, row.furniture, row.lost, row.shared)),
        unread,
        str(len(row.findings)),
        labels,
    )


def _table(rows: Sequence[Sequence[str]]) -> str:
    rule = "|".join(["---", "---", *("--:" for _ in _HEAD[2:])])
    lines = [" | ".join(_HEAD), rule, *(" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows)]
    return "\n".join(f"| {line} |" if line is not rule else f"|{line}|" for line in lines)


def _speed(speed: Throughput) -> str:
    ours, bare = (speed.pages / (sum(times) / len(times)) for times in (speed.ours, speed.bare))
    low, high = min(speed.ratios), max(speed.ratios)
    return (
        f"{speed.pages} pages, {len(speed.ratios)} rounds, processor time: {ours:.0f} pages a second against "
        f"{bare:.0f} of pypdf's bare `extract_text`.\n"
        f"That is {speed.ratio:.2f} times as long (median; {low:.2f} to {high:.2f}); the goal is at most 2."
    )

"""Proof that nothing was lost: every source character is in a clause, a footnote or named furniture."""

from collections.abc import Iterable, Sequence

from ingest.model import Audit, Clause, Footnote, Furniture
from ingest.readers import Line
from ingest.spans import Span, trim


def audit(
    source: str,
    lines: Iterable[Line],
    clauses: Sequence[Clause],
    footnotes: Sequence[Footnote],
    furniture: Sequence[Furniture],
) -> Audit:
    """Count where the non-space characters of `source` went.

    Markup around a clause's words (bullets, bold, link targets, escapes) counts with the line it stands in, since it is
    neither text nor furniture of its own.
    """
    owner = bytearray(len(source))  # 0 lost, 1 clause, 2 footnote, 3 furniture
    in_clause = [span for clause in clauses for span in _extents(clause.spans, clause.label_span)]
    in_note = [span for note in footnotes for span in _extents(note.spans, note.label_span)]
    for kind, spans in ((1, in_clause), (2, in_note), (3, [piece.span for piece in furniture])):
        for start, end in spans:
            owner[start:end] = bytes([kind]) * (end - start)
    for line in lines:
        if line.spans:
            whose = owner[line.spans[0].start]
            for offset in range(*line.extent):
                owner[offset] = owner[offset] or whose
    counted = [0, 0, 0, 0]
    for offset, character in enumerate(source):
        if not character.isspace():
            counted[owner[offset]] += 1
    marked = {mark.number for clause in clauses for mark in clause.marks}
    bodied = {note.number for note in footnotes}
    return Audit(
        characters=sum(counted),
        in_clauses=counted[1],
        in_footnotes=counted[2],
        furniture=tuple(furniture),
        lost=_runs(source, owner),
        unmatched_marks=tuple(sorted(marked - bodied)),
        unmarked_notes=tuple(sorted(bodied - marked)),
    )


def _extents(spans: Sequence[Span], label: Span | None) -> Iterable[Span]:
    yield from spans
    if label is not None:
        yield label


def _runs(source: str, owner: bytearray) -> tuple[Span, ...]:
    """The stretches without owner, white space at their ends left out."""
    runs: list[Span] = []
    start = None
    for offset in range(len(source) + 1):
        free = offset < len(source) and (owner[offset] == 0 or (source[offset].isspace() and start is not None))
        if free and start is None and not source[offset].isspace():
            start = offset
        elif not free and start is not None:
            span = trim(source, start, offset)
            if span.start < span.end:
                runs.append(span)
            start = None
    return tuple(runs)

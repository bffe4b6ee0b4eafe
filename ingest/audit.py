"""Proof that nothing was lost: every source character is in exactly one clause, footnote or named furniture."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ingest.gaps import describe
from ingest.model import Audit, Clause, Document, Footnote, Furniture
from ingest.numbering import findings
from ingest.readers import Line
from ingest.spans import Span, trim

_CLAUSE, _NOTE, _FURNITURE = 1, 2, 3


def audit(
    source: str,
    lines: Iterable[Line],
    clauses: Sequence[Clause],
    footnotes: Sequence[Footnote],
    furniture: Sequence[Furniture],
) -> Audit:
    """Count where the non-space characters of `source` went, and check the numbering of what was found.

    The words of a line must be in a clause, a footnote or furniture themselves. Only the markup around them (bullets,
    bold, link targets, escapes, footnote marks) counts with the line it stands in, since it is neither text nor
    furniture of its own.
    """
    owner = bytearray(len(source))  # 0 lost
    again = bytearray(len(source))  # 1 where a second owner asks for the character
    for kind, span in _claims(clauses, footnotes, furniture):
        start, end = span
        if owner.count(0, start, end) == end - start:
            owner[start:end] = bytes([kind]) * (end - start)
        else:
            for offset in range(start, end):
                again[offset] = owner[offset] != 0 or again[offset]
                owner[offset] = owner[offset] or kind
    for kind, (start, end) in _labels(clauses, footnotes):
        for offset in range(start, end):
            again[offset] = owner[offset] in {_CLAUSE, _NOTE} or again[offset]
            owner[offset] = owner[offset] or kind
    _give_markup_to_its_line(owner, lines)
    counted = [0, 0, 0, 0]
    for offset, character in enumerate(source):
        if not character.isspace():
            counted[owner[offset]] += 1
    marked = {mark.number for clause in clauses for mark in clause.marks}
    bodied = {note.number for note in footnotes}
    return Audit(
        characters=sum(counted),
        in_clauses=counted[_CLAUSE],
        in_footnotes=counted[_NOTE],
        furniture=tuple(furniture),
        lost=_runs(source, owner, 0),
        shared=_runs(source, again, 1),
        unmatched_marks=tuple(sorted(marked - bodied)),
        unmarked_notes=tuple(sorted(bodied - marked)),
        findings=findings(clauses, footnotes),
    )


def report(document: Document) -> dict[str, Any]:
    """What the audit of a document proves, as JSON; `covered` is the share of characters in clauses and footnotes."""
    audit = document.audit
    furniture: dict[str, int] = {}
    for piece in audit.furniture:
        furniture[piece.name] = furniture.get(piece.name, 0) + 1
    return {
        "document": document.key,
        "clauses": len(document.clauses),
        "footnotes": len(document.footnotes),
        "characters": audit.characters,
        "covered": round(audit.covered, 4),
        "sound": audit.sound,
        "furniture": furniture,
        "lost": [document.source[start:end] for start, end in audit.lost],
        "shared": [document.source[start:end] for start, end in audit.shared],
        "findings": list(audit.findings),
        "quotations": list(audit.quotations),
        "marks_without_note": list(audit.unmatched_marks),
        "notes_without_mark": list(audit.unmarked_notes),
        "gaps": [describe(gap, document.key) for gap in document.gaps],
        "warnings": list(document.warnings),
    }


def verdict(sound: bool) -> str:
    """Whether a text was lost or counted twice, in words."""
    if sound:
        return "sound: every character is in exactly one clause, footnote or piece of furniture"
    return "NOT sound: some characters are lost or in two places"


def note(document: Document) -> str:
    """The audit of a document in one line, to stand beside its clauses."""
    audit = document.audit
    told = [verdict(audit.sound), f"{audit.covered:.1%} of the text in clauses and footnotes"]
    skipped = sum(gap.skipped for gap in document.gaps)
    if len(document.gaps) > skipped:
        told.append(f"gaps in the source: {len(document.gaps) - skipped}")
    if skipped:
        told.append(f"places where it skips numbers: {skipped}")
    if audit.findings:
        told.append(f"breaks in its numbering: {len(audit.findings)}")
    if audit.quotations:
        told.append(f"quotations whose end is not certain: {len(audit.quotations)}")
    return "; ".join(told)


def _claims(
    clauses: Iterable[Clause], footnotes: Iterable[Footnote], furniture: Iterable[Furniture]
) -> Iterator[tuple[int, Span]]:
    for kind, pieces in ((_CLAUSE, clauses), (_NOTE, footnotes)):
        for piece in pieces:
            for span in piece.spans:
                yield kind, span
    for dropped in furniture:
        yield _FURNITURE, dropped.span


def _labels(clauses: Iterable[Clause], footnotes: Iterable[Footnote]) -> Iterator[tuple[int, Span]]:
    """The printed labels; each is one stretch of the source, which may hold furniture, but no other label and text."""
    for kind, pieces in ((_CLAUSE, clauses), (_NOTE, footnotes)):
        for piece in pieces:
            if piece.label_span is not None:
                yield kind, piece.label_span


def _give_markup_to_its_line(owner: bytearray, lines: Iterable[Line]) -> None:
    for line in lines:
        place = line.spans[0] if line.spans else line.note_span  # a note may have a number and no words
        if place is None:
            continue
        whose = owner[place.start]
        at = line.extent.start
        for start, end in (*line.spans, Span(line.extent.end, line.extent.end)):
            for offset in range(at, start):
                owner[offset] = owner[offset] or whose
            at = max(at, end)


def _runs(source: str, flags: bytearray, wanted: int) -> tuple[Span, ...]:
    """The stretches of `wanted` flags, joined across white space and without white space at their ends."""
    runs: list[Span] = []
    start = None
    for offset in range(len(source) + 1):
        inside = offset < len(source) and (flags[offset] == wanted or (source[offset].isspace() and start is not None))
        if inside and start is None and not source[offset].isspace():
            start = offset
        elif not inside and start is not None:
            runs.append(trim(source, start, offset))
            start = None
    return tuple(runs)

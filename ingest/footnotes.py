"""Footnotes: take the bodies out of the running text, and join each to the clause and offset of its mark."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.address import Address, Path, Step
from ingest.labels import recognise
from ingest.model import Clause, Footnote
from ingest.readers import Line
from ingest.spans import FOLDED, Span, read


@dataclass(frozen=True)
class Body:
    """A footnote's body before its mark is found."""

    number: int
    spans: list[Span]
    label_span: Span


def split(source: str, lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Body, ...]]:
    """Running text and footnote bodies, each in source order.

    A line that goes on directly under a body, with no blank line and no label, belongs to that body.
    """
    running: list[Line] = []
    bodies: list[Body] = []
    in_note = False
    for line in lines:
        if line.note is not None and line.note_span is not None:
            bodies.append(Body(line.note, list(line.spans), line.note_span))
            in_note = True
        elif in_note and line.spans and not (line.blank_before or line.bullet or recognise(line.text)):
            join(source, bodies[-1].spans, line.spans)
        else:
            running.append(line)
            in_note = False
    return tuple(running), tuple(bodies)


def join(source: str, first: list[Span], second: Iterable[Span]) -> None:
    """Append `second` to `first`, another stretch of its text, with the white space behind the first between them.

    Markup and marks may stand between the words and that white space; they stay outside.

    >>> spans = [Span(0, 6)]
    >>> join("within¹\\nlocal", spans, [Span(8, 13)])
    >>> spans
    [Span(start=0, end=6), Span(start=7, end=8), Span(start=8, end=13)]
    """
    if first:
        tail = first[-1]
        space = next((at for at in range(tail.end, len(source)) if source[at] in FOLDED), tail.end)
        if space == tail.end:
            first[-1] = Span(tail.start, space + 1)
        else:
            first.append(Span(space, space + 1))
    first += second


def attach(key: str, source: str, bodies: Iterable[Body], clauses: Iterable[Clause]) -> tuple[Footnote, ...]:
    """A `Footnote` for each body; the first mark with its number in reading order owns it.

    When a number is printed on a second body, that one is kept without a mark, as ``ftn_7x2``; nothing says which mark
    it belongs to.
    """
    marked: dict[int, tuple[Path, int]] = {}
    for clause in clauses:
        for mark in clause.marks:
            marked.setdefault(mark.number, (clause.path, mark.offset))
    printed: Counter[int] = Counter()
    notes = []
    for body in bodies:
        printed[body.number] += 1
        again = printed[body.number] > 1
        where, offset = (None, None) if again else marked.get(body.number, (None, None))
        number = f"{body.number}x{printed[body.number]}" if again else str(body.number)
        address = Address(key, Path((Step("ftn", number),)))
        text = read(source, body.spans)
        notes.append(Footnote(address, body.number, text, tuple(body.spans), body.label_span, where, offset))
    return tuple(notes)

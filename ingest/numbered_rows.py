"""Tables whose rows begin with a number: a list set as a table, or a table that happens to be numbered."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.heads import candidate
from ingest.list_places import counts_on
from ingest.readers import Line


def sort_rows(lines: Sequence[Line]) -> list[Line]:
    """The lines, with the rows that are no list items of the text marked as rows.

    Behind a numbered point the numbers of a table are its own: the point does not go on in it, unless it leads to it
    with a colon or the table counts on from the point's number.
    """
    sorted_lines: list[Line] = []
    above: Line | None = None  # the last heading or numbered text
    rows = False  # whether the table being read is one of rows
    for at, line in enumerate(lines):
        if line.numbered_row and not line.quoted:
            if not (at and lines[at - 1].numbered_row):
                rows = above is not None and not _leads_to(above, lines[at - 1], line)
            line = replace(line, row=rows)
        if not line.row and (line.heading is not None or candidate(line) is not None):
            above = line
        sorted_lines.append(line)
    return sorted_lines


def _leads_to(above: Line, before: Line, row: Line) -> bool:
    """Whether a table goes on with the text: `above` is the last number or heading, `before` the line right before."""
    last, label = candidate(above), candidate(row)
    if above.heading is not None or last is None or last.word or label is None or label.dotted:
        return True
    return before.text.rstrip().endswith(":") or (last.style == label.style and counts_on(last, label))

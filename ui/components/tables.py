"""Figures as HTML tables: read by screen readers, stacked on a phone, everything escaped."""

from collections.abc import Sequence

import streamlit as st

from ui.components import markup


def show_table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, words: int = 1) -> None:
    """A table; the first `words` columns are words, the others figures; the first cell of a row names it.

    What stands behind a line break in a cell is set under the rest, in small type.

    On a narrow screen each row becomes a block with the heads before the figures, so the roles are said in words:
    browsers forget them when the layout changes.
    """
    heads = "".join(
        f'<th role="columnheader" scope="col"{_kind(place, words)}>{markup.text(one)}</th>'
        for place, one in enumerate(head)
    )
    body = "".join(f'<tr role="row">{_cells(head, row, words)}</tr>' for row in rows)
    st.html(
        f'<table class="cw-table" role="table"><caption>{markup.text(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
    )


def _cells(head: Sequence[str], row: Sequence[str], words: int) -> str:
    first, *others = row
    cells = [f'<th role="rowheader" scope="row" dir="auto">{_words(first)}</th>']
    for place, one in enumerate(others, 1):
        label = f' data-label="{markup.text(head[place])}"'
        cells.append(f'<td role="cell"{label}{_kind(place, words)} dir="auto">{_words(one)}</td>')
    return "".join(cells)


def _kind(place: int, words: int) -> str:
    return "" if place < words else ' class="cw-figure"'


def _words(cell: str) -> str:
    """The HTML of a cell.

    >>> _words("0.5\\n[0.4, 0.6]")
    '<span>0.5 <small>[0.4, 0.6]</small></span>'
    """
    first, _, under = cell.partition("\n")
    small = f" <small>{markup.text(under)}</small>" if under else ""
    return f"<span>{markup.text(first)}{small}</span>"

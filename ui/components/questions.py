"""The questions of a run, to be filtered, sorted and opened."""

from collections.abc import Sequence

import streamlit as st

from eval.figures import number, signed
from ui import state
from ui.components import markup
from ui.services.benchmarks import QuestionRow, picked

PER_PAGE = 20
OUTCOMES = {"": "All", "won": "Won", "lost": "Lost", "tied": "Tied"}
ORDERS = {
    "difference": "Largest difference first",
    "lost first": "Lost first",
    "won first": "Won first",
    "lowest first": "Lowest value first",
    "highest first": "Highest value first",
    "data set": "As in the data set",
}
_OF_TWO = ("difference", "lost first", "won first")


def show_filters(rows: Sequence[QuestionRow], *, two: bool) -> list[QuestionRow]:
    """Fields that choose and sort questions; those of `rows` that they choose.

    `two`: one run is held against another.
    """
    orders = [name for name in ORDERS if two or name not in _OF_TWO]
    columns = st.columns(4 if two else 3, gap="small")
    with columns[0]:
        _field("Kind", ["", *dict.fromkeys(row.kind for row in rows if row.kind)], state.BENCHMARK_KIND)
    with columns[1]:
        _field("Wording", ["", *dict.fromkeys(row.wording for row in rows if row.wording)], state.BENCHMARK_WORDING)
    with columns[2]:
        _field("Order", orders, f"{state.BENCHMARK_ORDER}-{two:d}", ORDERS)
    if two:
        with columns[3]:
            _field("Outcome", list(OUTCOMES), state.BENCHMARK_OUTCOME, OUTCOMES)
    return filtered(rows, two=two)


def filtered(rows: Sequence[QuestionRow], *, two: bool) -> list[QuestionRow]:
    """Those of `rows` that the fields choose, whether or not the fields are on the page."""
    order = state.field(f"{state.BENCHMARK_ORDER}-{two:d}") or ("difference" if two else "lowest first")
    return picked(
        rows,
        kind=state.field(state.BENCHMARK_KIND),
        wording=state.field(state.BENCHMARK_WORDING),
        outcome=state.field(state.BENCHMARK_OUTCOME) if two else "",
        order=order,
    )


def show_rows(rows: Sequence[QuestionRow], measure: str) -> None:
    """The questions, a page of them; each opens what was wanted and returned."""
    counted = "No question fits." if not rows else f"{len(rows):,} question{'s' if len(rows) > 1 else ''}"
    st.html(f'<p class="cw-quiet" role="status">{counted}</p>')
    pages = -(-len(rows) // PER_PAGE)
    page = 1
    if pages > 1:
        slot = st.container()
        page = min(slot.pagination(pages, key=state.BENCHMARK_PAGE, persist_state="page"), pages)
    with st.container(key="questions", gap=None):
        for place, row in enumerate(rows[(page - 1) * PER_PAGE : page * PER_PAGE]):
            with st.container(key=f"near-question-{place}", gap=None):
                st.button(
                    markup.label(row.text),
                    key=f"question-{place}",
                    type="tertiary",
                    on_click=state.show_benchmark,
                    kwargs={"question": row.id},
                )
                st.html(f'<p class="cw-quiet">{markup.text(_told(row, measure))}</p>')


def _told(row: QuestionRow, measure: str) -> str:
    traits = ", ".join(filter(None, (row.id, row.kind, row.wording)))
    value = f"{measure} {number(row.value)}"
    if row.other is None:
        return f"{value} · {traits}"
    outcome = f"{OUTCOMES[row.outcome or '']} ({signed(row.difference)})" if row.outcome != "tied" else "Tied"
    return f"{outcome} · {value} against {number(row.other)} · {traits}"


def _field(name: str, options: Sequence[str], key: str, words: dict[str, str] | None = None) -> None:
    def told(option: str) -> str:
        return (words or {}).get(option) or option or "All"

    st.selectbox(name, options, key=key, format_func=told, persist_state="page")

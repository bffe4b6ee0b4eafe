"""What readers reported, to be turned into an evaluation question or a curated question."""

import streamlit as st

from ingest.errors import ClausewiseError
from rag import Settings
from ui import access, state
from ui.components.motion import bring_back_from_source
from ui.components.page import opened, show_error, show_heading
from ui.components.review import show_report, show_reports
from ui.components.source import show_source
from ui.services.asking import Asks, current
from ui.services.review import Review

LEAD = (
    "What readers reported under an answer. A report can become a question that its clause answers from then on, or "
    "one that the benchmarks measure with."
)


def _page() -> None:
    assistant = opened()
    if assistant is None:
        return
    show_heading("Review", LEAD if state.opened_report() is None else "")
    if not access.may("curator"):
        show_error("Reports are for curators.", "Ask an admin of this service to make you one.")
        return
    try:
        _reports(assistant)
    except ClausewiseError as error:
        show_error(error.message, error.hint)
    uid = state.opened_clause()
    if uid is not None:
        show_source(current(assistant), uid)
    else:
        bring_back_from_source()


def _reports(assistant: Asks) -> None:
    review = Review(Settings.read().home, current(assistant))
    number = state.opened_report()
    with st.container(gap="small", key="review"):
        if number is None:
            show_reports(review)
        else:
            show_report(review, review.feedback.get(number))


_page()

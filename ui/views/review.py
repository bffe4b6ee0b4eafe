"""What readers reported, to be turned into an evaluation question or a curated question."""

import streamlit as st

from ingest.errors import ClausewiseError
from rag import Settings
from ui import access, state
from ui.components.page import opened, show_error
from ui.components.review import show_report, show_reports
from ui.components.source import show_source
from ui.services.asking import Asks
from ui.services.review import Review


def _page() -> None:
    assistant = opened()
    if assistant is None:
        return
    st.html('<h1 class="cw-heading1">Review</h1>')
    if not access.may("curator"):
        show_error("Feedback is for curators.", "Ask an admin of this service to make you one.")
        return
    try:
        _reports(assistant)
    except ClausewiseError as error:
        show_error(error.message, error.hint)
    uid = state.opened_clause()
    if uid is not None:
        show_source(assistant.corpus, uid)


def _reports(assistant: Asks) -> None:
    review = Review(Settings.read().home, assistant.corpus)
    number = state.opened_report()
    with st.container(gap="small", key="review"):
        if number is None:
            show_reports(review)
        else:
            show_report(review, review.feedback.get(number))


_page()

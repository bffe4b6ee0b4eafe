"""The clauses, for those who look them up: one box, the tree of each act, and the page of a clause."""

import streamlit as st

from ui import state
from ui.components.finder import show_finder
from ui.components.leaf import show_clause
from ui.components.links import watch_links
from ui.components.page import opened, show_heading
from ui.services.asking import current

WELCOME = (
    "Type a reference as you would write it, or words that stand in the clause. Every clause has an address of its "
    "own: what the address bar shows can be kept and passed on. "
    '<span class="cw-keys"><kbd>/</kbd> goes to the box, <kbd>↓</kbd> into what was found, <kbd>Enter</kbd> opens the '
    "first.</span>"
)


def _page() -> None:
    assistant = opened()
    if assistant is None:
        return
    uid = state.opened_clause()
    with st.container(key="desk", gap=None):
        with st.container(key="finder", gap="small"):
            watch_links()
            show_heading("Clauses", WELCOME if uid is None else "")
            show_finder(assistant, uid)
        if uid is not None:
            with st.container(key="leaf", gap="small"):
                show_clause(assistant, current(assistant), uid)


_page()

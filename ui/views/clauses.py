"""The clauses, for those who look them up: one box, the tree of each act, and the page of a clause."""

import streamlit as st

from ui.components.page import opened


def _page() -> None:
    assistant = opened()
    if assistant is None:
        return
    st.html('<h1 class="cw-heading1">Clauses</h1>')


_page()

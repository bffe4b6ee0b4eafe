"""The documents: what is here, what its audit found, and how to add, fetch and remove one."""

import streamlit as st

from ui.components.page import opened


def _page() -> None:
    assistant = opened()
    if assistant is None:
        return
    st.html('<h1 class="cw-heading1">Documents</h1>')


_page()

"""What readers reported, to be turned into an evaluation question or a curated question."""

import streamlit as st

from ui.components.page import opened


def _page() -> None:
    assistant = opened()
    if assistant is None:
        return
    st.html('<h1 class="cw-heading1">Review</h1>')


_page()

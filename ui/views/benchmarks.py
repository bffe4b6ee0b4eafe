"""What `clausewise eval run` measured: runs side by side, and question by question."""

import streamlit as st

from ui.components.page import opened


def _page() -> None:
    assistant = opened()
    if assistant is None:
        return
    st.html('<h1 class="cw-heading1">Benchmarks</h1>')


_page()

"""The web app: ``clausewise serve`` runs this file."""

from pathlib import Path

import streamlit as st

from ui.access import may
from ui.components.sign_in import entered, show_account

HERE = Path(__file__).parent
# Drawn here because Streamlit fetches its own icons for browser tabs from the internet.
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#17566b"/>'
    '<path d="M9 9.5h14M9 16h14M9 22.5h8" stroke="#fff" stroke-width="3" stroke-linecap="round"/></svg>'
)

st.set_page_config(page_title="clausewise", page_icon=ICON, layout="centered")
st.html(HERE / "styles.css")


def _run() -> None:
    if not entered():
        return
    pages = [
        st.Page("views/ask.py", title="Ask", default=True),
        st.Page("views/clauses.py", title="Clauses", url_path="clauses"),
        st.Page("views/documents.py", title="Documents", url_path="documents"),
        st.Page("views/benchmarks.py", title="Benchmarks", url_path="benchmarks"),
    ]
    if may("curator"):
        pages.append(st.Page("views/review.py", title="Review", url_path="review"))
    page = st.navigation(pages, position="top")
    show_account()
    page.run()


_run()

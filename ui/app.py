"""The web app: ``clausewise serve`` runs this file."""

import streamlit as st

from ui import shared
from ui.access import may
from ui.components.motion import lead_into_popovers
from ui.components.sign_in import entered, show_account

# Drawn here because Streamlit fetches its own icons for browser tabs from the internet.
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#17566b"/>'
    '<path d="M9 9.5h14M9 16h14M9 22.5h8" stroke="#fff" stroke-width="3" stroke-linecap="round"/></svg>'
)

# The mark and the name in one picture: Streamlit shows no words beside the navigation.
BRAND = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 150 32" width="150" height="32">'
    "<style>text{font:650 21px -apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',sans-serif;"
    "letter-spacing:-.5px;fill:#1b242c}@media(prefers-color-scheme:dark){text{fill:#e7e9e6}}</style>"
    '<rect y="3" width="26" height="26" rx="6" fill="#17566b"/>'
    '<path d="M7 11h12M7 16h12M7 21h7" stroke="#fff" stroke-width="2.5" stroke-linecap="round"/>'
    '<text x="36" y="23" textLength="112" lengthAdjust="spacingAndGlyphs">clausewise</text></svg>'
)

st.set_page_config(page_title="clausewise", page_icon=ICON, layout="centered")
st.html(f"<style>{shared.styles()}</style>")
st.logo(BRAND, size="medium")


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
    lead_into_popovers()
    page.run()


_run()

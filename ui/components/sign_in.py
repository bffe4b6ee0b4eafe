"""The door, where people have to sign in, and the way out again."""

import streamlit as st

from ingest.errors import ClausewiseError
from ui import access, shared
from ui.components import markup
from ui.components.motion import go_to_kept_address, keep_address
from ui.components.page import show_error, show_heading

ROLES = {
    "reader": "You may ask and look up.",
    "curator": "You may ask, look up and review feedback.",
    "admin": "You may ask, look up, review feedback and change documents.",
}


def entered() -> bool:
    """Whether the visitor is in; if not, the page says how to get in and nothing else is to be shown."""
    try:
        inside = access.signed_in()
    except ClausewiseError as error:
        show_error(error.message, error.hint)
        return False
    if not inside:
        with st.container(key="door"):
            show_heading("clausewise", "To ask or look up a clause, please sign in.")
            st.button("Sign in", type="primary", on_click=st.login)
            keep_address()
    return inside


def show_account() -> None:
    """Who is signed in, and as what; nothing where nobody has to sign in."""
    if shared.sign_in() is None:
        return
    said = access.claims()
    name = str(said.get("name") or said.get("email") or "Signed in")
    with st.container(key="account", gap=None):
        with st.popover(markup.label(name), type="tertiary"):
            told = markup.text(str(said.get("email") or access.person()))
            st.html(
                f'<p class="cw-account">{told}<br>{ROLES[access.role()]}<br>Your id here: '
                f"{markup.text(access.person())}</p>"
            )
            st.button("Sign out", on_click=st.logout)
        go_to_kept_address()

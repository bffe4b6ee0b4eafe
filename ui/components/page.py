"""What every page begins with: its heading, and the assistant, or one clear sentence why there is none."""

import streamlit as st

from ingest.errors import ClausewiseError
from ui import shared, state
from ui.components import markup
from ui.services.asking import Asks, current


def opened() -> Asks | None:
    """The assistant all sessions share, its documents as they are now; None, and the reason on the page, where they
    cannot be read.
    """
    try:
        assistant = shared.assistant()
        state.read_in(current(assistant).sha256)
    except ClausewiseError as error:
        show_heading("clausewise")
        show_error(error.message, error.hint)
        return None
    return assistant


def show_heading(title: str, lead: str = "") -> None:
    """The head of a page: its title and, below it, what it is for; both are HTML."""
    intro = f'<p class="cw-intro">{lead}</p>' if lead else ""
    st.html(f'<h1 class="cw-heading1">{title}</h1>{intro}')


def show_error(message: str, hint: str) -> None:
    """An error in the words of the error tree: what is wrong, and the way out."""
    st.error(markup.message(f"{message} {hint}"))

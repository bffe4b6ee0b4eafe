"""What every page begins with: the assistant, or one clear sentence why there is none."""

import streamlit as st

from ingest.errors import ClausewiseError
from ui import shared
from ui.components import markup
from ui.services.asking import Asks


def opened() -> Asks | None:
    """The assistant all sessions share; None, and the reason on the page, where it cannot be opened."""
    try:
        return shared.assistant()
    except ClausewiseError as error:
        st.html('<h1 class="cw-wordmark">clausewise</h1>')
        show_error(error.message, error.hint)
        return None


def show_error(message: str, hint: str) -> None:
    """An error in the words of the error tree: what is wrong, and the way out."""
    st.error(markup.message(f"{message} {hint}"))

"""What is folded away under its title or behind a button, and sent to the browser only once somebody opens it."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st


@contextmanager
def folded(title: str, key: str) -> Iterator[bool]:
    """Whether what stands under `title` is open: draw it only then.

    All turns of a conversation are drawn again with each question, and most of what an answer has to offer is never
    looked at.
    """
    with st.expander(title, key=key, type="compact", on_change="rerun") as opened:
        yield bool(opened.open)


@contextmanager
def popped(title: str, key: str) -> Iterator[bool]:
    """The same for what comes up over the page beside a button."""
    with st.popover(title, key=key, type="tertiary", on_change="rerun") as opened:
        yield bool(opened.open)

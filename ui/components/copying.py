"""An answer to paste: its words with their quotations, or its citations alone."""

import streamlit as st

from ingest.corpus import Corpus
from ingest.styles import STYLES, cite
from rag.results import Answer
from ui import state
from ui.components.arrangement import plain
from ui.components.source import COPIED
from ui.services import naming


def show_copying(answer: Answer, corpus: Corpus, place: int) -> None:
    """The answer to question number `place` ready to copy, with what a reader must know of how it was made."""
    told = f"{answer.notice}\n\n" if answer.notice else ""
    st.code(f"{told}{plain(answer, corpus)}", language=None, wrap_lines=True)
    st.html('<h3 class="cw-eyebrow">Copy its citations alone</h3>')
    style = st.segmented_control(
        "Copy the citations as",
        STYLES,
        key=f"{state.CITE_AS}-{place}",
        default=STYLES[0],
        required=True,
        format_func=lambda one: COPIED[one],
        label_visibility="collapsed",
    )
    parts = [part for citation in answer.citations if (part := naming.part(corpus, citation.uid)) is not None]
    st.code(cite(parts, corpus, style or STYLES[0]), language=None, wrap_lines=True)

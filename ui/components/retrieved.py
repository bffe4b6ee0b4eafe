"""Everything retrieved for a question, cited or not, and from there the way to ask it again in less."""

import streamlit as st

from ingest.corpus import Corpus
from rag.results import Answer
from ui import state
from ui.components import markup
from ui.components.folded import folded
from ui.services import naming

SCORES = (
    "Best first. A score orders the clauses of this one question; it is no percentage, and nothing to compare between "
    "questions."
)


def show_retrieved(answer: Answer, corpus: Corpus, place: int, *, kept: bool) -> None:
    """The clauses behind the answer to question number `place`; nothing where none was ranked.

    Where the answer is `kept` and no turn of a conversation, it cannot be asked again.
    """
    if not answer.scores:
        return
    count = len(answer.retrieved)
    title = f"Show everything retrieved ({count} clauses)" if count > 1 else "Show everything retrieved"
    with folded(title, f"{state.RETRIEVED}-{place}") as opened:
        if not opened:
            return
        st.html(f'<p class="cw-quiet">{SCORES}</p>')
        cited = {citation.uid for citation in answer.citations}
        with st.container(key=f"found-{place}", gap=None):
            for number, (uid, score) in enumerate(zip(answer.retrieved, answer.scores, strict=True)):
                _clause(corpus, f"{place}-{number}", uid, score, cited=uid in cited)
                if not kept:
                    _without(answer, corpus, place, number, uid)
        if not kept:
            _documents(answer, corpus, place)


def show_unrestricted(answer: Answer, place: int) -> None:
    """The way back from an answer that was restricted."""
    if answer.documents or answer.without:
        st.button("Ask again in all texts", key=f"everything-{place}", on_click=state.ask_again, args=(place,))


def _clause(corpus: Corpus, key: str, uid: str, score: float, *, cited: bool) -> None:
    name = markup.label(naming.citation(corpus, uid))
    with st.container(key=f"hit-{key}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"head-{key}"):
            st.button(name, key=f"hit-open-{key}", type="tertiary", on_click=state.open_clause, args=(uid,), wrap=True)
            told = "Cited" if cited else "Not cited"
            st.html(
                f'<p class="cw-hit" data-cited="{str(cited).lower()}"><span>{told}</span> Score {score:.3f}</p>',
                width="content",
            )
        st.html(f'<p class="cw-dimmed" dir="auto">{markup.text(naming.wording(corpus, uid))}</p>')


def _without(answer: Answer, corpus: Corpus, place: int, number: int, uid: str) -> None:
    part = naming.part(corpus, uid)
    st.button(
        f"Ask again without {markup.label(part.label if part is not None else uid)}",
        key=f"hit-without-{place}-{number}",
        type="tertiary",
        wrap=True,
        on_click=state.ask_again,
        args=(place, answer.documents, (*answer.without, uid)),
    )


def _documents(answer: Answer, corpus: Corpus, place: int) -> None:
    names = {entry.key: entry.short for document in corpus.documents if (entry := corpus.catalogue.get(document.key))}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"restrict-{place}"):
        chosen = st.multiselect(
            "Ask again in these documents alone",
            list(names),
            default=[key for key in answer.documents if key in names] or None,
            format_func=lambda key: names[key],
            key=f"{state.ONLY_IN}-{place}",
            placeholder="All documents",
            select_all=False,
        )
        st.button(
            "Ask again",
            key=f"restricted-{place}",
            disabled=tuple(chosen) == answer.documents,
            on_click=state.ask_again_in,
            args=(place, answer.without),
        )

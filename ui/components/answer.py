"""An answer on the page: its status in words, what it says, and every quoted clause as a card."""

import streamlit as st

from ingest.corpus import Corpus
from rag.results import Answer, Citation
from ui import state
from ui.components import markup
from ui.components.arrangement import Aside, Card, Quoted, Said, arrange
from ui.components.copying import show_copying
from ui.components.export import show_export
from ui.components.feedback import show_feedback
from ui.components.folded import folded
from ui.components.retrieved import show_retrieved, show_unrestricted
from ui.components.written import show_left_out, show_notice
from ui.services import naming

STATUS = {
    "answered": "Answered",
    "partial": "Partly answered",
    "not_covered": "Not covered by these texts",
    "lookup": "Clause lookup",
}
SUPPORT = {
    "verbatim": "Word for word",
    "supported": "Supported by the clause",
    "unsupported": "Not found in the clause",
}
NEAREST = {
    "answered": "Related clauses",
    "partial": "Related clauses",
    "not_covered": "Closest clauses, not an answer",
    "lookup": "Clauses to look at",
}


def show_answer(answer: Answer, corpus: Corpus, place: int, *, kept: bool = False, earlier: bool = False) -> None:
    """Show `answer` as turn number `place` of the conversation; one that is `kept` elsewhere is only to be read.

    Of an `earlier` one stand the status and its sources until somebody wants to see it again.
    """
    _status(answer, corpus)
    if earlier and not st.toggle("Show this answer", key=f"{state.SHOWN}-{place}"):
        return
    show_notice(answer)
    if not kept:
        show_unrestricted(answer, place)
    for number, part in enumerate(arrange(answer, corpus)):
        key = f"{place}-{number}"
        if isinstance(part, Said):
            _said(part, corpus, key, lead=number == 0)
        elif isinstance(part, Card):
            _card(part, corpus, key)
        else:
            _aside(part)
    show_left_out(answer, place)
    _suggestions(answer, corpus, place)
    show_retrieved(answer, corpus, place, kept=kept)
    if answer.citations:
        with folded("Copy this answer", f"{state.COPY}-{place}") as opened:
            if opened:
                show_copying(answer, corpus, place)
        with folded("Export this answer", f"{state.SAVE}-{place}") as opened:
            if opened:
                show_export([answer], corpus, "answer", str(place))
    if not kept:
        show_feedback(answer, corpus, place)


def _status(answer: Answer, corpus: Corpus) -> None:
    words = [f'<span class="cw-pill" data-status="{markup.text(answer.status)}">{STATUS[answer.status]}</span>']
    quoted = len(answer.citations)
    if quoted:
        documents = dict.fromkeys(naming.document_name(corpus, citation.uid) for citation in answer.citations)
        clauses = "1 clause" if quoted == 1 else f"{quoted} clauses"
        words.append(f"<span>{clauses} from {markup.text(', '.join(documents))}</span>")
    lines = [f'<p class="cw-status">{"".join(words)}</p>']
    if " ".join(answer.standalone.split()) not in {"", " ".join(answer.question.split())}:
        lines.append(f'<p class="cw-searched" dir="auto">Searched as: {markup.text(answer.standalone)}</p>')
    st.html("".join(lines))


def _said(said: Said, corpus: Corpus, key: str, *, lead: bool) -> None:
    kind = "cw-lead" if lead else "cw-said"
    doubt = f' <span class="cw-doubt">{SUPPORT["unsupported"]}</span>' if said.support == "unsupported" else ""
    st.html(f'<p class="{kind}" dir="auto">{markup.text(said.text)}{doubt}</p>')
    if said.citations:
        with st.container(horizontal=True, gap="small", key=f"said-{key}"):
            for number, citation in enumerate(said.citations):
                _chip(citation, corpus, f"{key}-{number}")


def _card(card: Card, corpus: Corpus, key: str) -> None:
    with st.container(key=f"card-{key}", gap="xsmall"):
        _quoted(card.head, corpus, f"{key}-head")
        if card.points:
            with st.container(key=f"points-{key}", gap="xsmall"):
                for number, point in enumerate(card.points):
                    _quoted(point, corpus, f"{key}-{number}")


def _quoted(quoted: Quoted, corpus: Corpus, key: str) -> None:
    citation = quoted.citation
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small", key=f"named-{key}"
    ):
        _chip(citation, corpus, key)
        support = f'<p class="cw-support" data-support="{quoted.support}">{SUPPORT[quoted.support]}</p>'
        st.html(support, width="content")
    printed = f'<span class="cw-label">{markup.text(quoted.printed)}</span>' if quoted.printed else ""
    st.html(
        f'<div class="cw-quoted">{printed}<blockquote class="cw-quote" dir="auto">{markup.text(quoted.words)}'
        "</blockquote></div>"
    )
    for gap in quoted.gaps:
        st.html(markup.gap(gap, "here"))


def _chip(citation: Citation, corpus: Corpus, key: str) -> None:
    """The citation as a button that opens the source panel at the quoted words."""
    st.button(
        markup.label(naming.citation(corpus, citation.uid)),
        key=f"cite-{key}",
        on_click=state.open_clause,
        args=(citation.uid, citation.spans),
        wrap=True,
    )


def _aside(aside: Aside) -> None:
    st.html(f'<p class="cw-aside" role="note" dir="auto">{markup.text(aside.text)}</p>')


def _suggestions(answer: Answer, corpus: Corpus, place: int) -> None:
    cited = {citation.uid for citation in answer.citations}
    uids = [uid for uid in dict.fromkeys(answer.suggestions) if uid not in cited]
    if not uids:
        return
    with st.container(key=f"suggested-{place}", gap=None):
        st.html(f'<h3 class="cw-eyebrow">{NEAREST[answer.status]}</h3>')
        for number, uid in enumerate(uids):
            with st.container(key=f"near-{place}-{number}", gap=None):
                st.button(
                    markup.label(naming.citation(corpus, uid)),
                    key=f"suggestion-{place}-{number}",
                    type="tertiary",
                    on_click=state.open_clause,
                    args=(uid,),
                )
                st.html(f'<p class="cw-dimmed" dir="auto">{markup.text(naming.wording(corpus, uid))}</p>')

"""Under an answer: a thumb, or what is wrong with it; it can be taken back, and the page says what became of it."""

import hashlib
import json

import streamlit as st

from ingest.citation import MAX_REFERENCE
from ingest.corpus import Corpus
from ingest.errors import ClausewiseError, FeedbackError
from rag.results import Answer
from ui import access, shared, state
from ui.components import markup
from ui.components.folded import folded
from ui.components.page import show_error
from ui.services import naming
from ui.services.feedback import KIND_NAMES, LONGEST, NOBODY, Kind, Person, Remark, named_by
from ui.services.turns import history

_OFFERED: tuple[Kind, ...] = ("wrong", "missing", "unsupported", "other")
_ABOUT_CITATIONS = frozenset({"wrong", "unsupported"})
_EXPLAINED: dict[Kind, str] = {
    "wrong": "A clause is cited that does not answer the question.",
    "missing": "A clause that answers it is not there.",
    "unsupported": "Something is said that its clause does not bear out.",
    "other": "",
}


@st.fragment
def show_feedback(answer: Answer, corpus: Corpus, place: int) -> None:
    """The control under the answer of turn number `place`; using it draws nothing else of the page anew."""
    about = _about(answer, place)
    with st.container(key=f"feedback-{place}", gap="small"):
        control = st.empty()
        if state.sent_feedback(about) is None:
            with control.container(gap="small", key=f"judge-{place}"):
                st.button(
                    "Helpful",
                    key=f"helpful-{place}",
                    icon=":material/thumb_up:",
                    type="tertiary",
                    on_click=_send,
                    args=(answer, Remark("helpful"), about, place),
                )
                with folded("Report a problem", f"{state.PROBLEM}-{place}") as opened:
                    # Closed again it stays, for what was typed would be lost with it.
                    remark = _form(answer, corpus, about) if opened or f"kind-{about}" in st.session_state else None
            if remark is not None:  # sent here and not by a callback, which would not see what was typed a moment ago
                _send(answer, remark, about, place)
        number = state.sent_feedback(about)
        if number is not None:
            with control.container(horizontal=True, gap="small", vertical_alignment="center", key=f"sent-{place}"):
                _sent(number, about, place)
        problem = state.feedback_problem(about)
        if problem is not None:
            show_error(problem.message, problem.hint)


def _form(answer: Answer, corpus: Corpus, about: str) -> Remark | None:
    """What is wrong, once it is sent."""
    cited = list(dict.fromkeys(citation.uid for citation in answer.citations))
    kinds = [kind for kind in _OFFERED if cited or kind not in _ABOUT_CITATIONS]
    kind = st.radio(
        "What is wrong?",
        kinds,
        key=f"kind-{about}",
        format_func=KIND_NAMES.__getitem__,
        captions=[_EXPLAINED[one] for one in kinds],
    )
    named: tuple[str, ...] = ()
    reference, ready = "", True
    if kind in _ABOUT_CITATIONS:
        needed = kind == "wrong"
        uid = st.selectbox(
            "Which citation?" if needed else "Which citation? (optional)",
            cited,
            index=0 if needed else None,
            key=f"cited-{about}-{kind}",
            format_func=lambda one: naming.citation(corpus, one),
        )
        named = (uid,) if uid is not None else ()
    elif kind == "missing":
        reference = st.text_input(
            "Which clause? (optional)",
            key=f"reference-{about}",
            placeholder="3.1.1(f)",
            max_chars=MAX_REFERENCE,
        ).strip()
        if reference:
            found = named_by(reference, corpus)
            named, ready = found.uids, bool(found.uids)
            told = f"That is {found.message}." if ready else f"{found.message} Correct it, or leave it empty."
            st.html(f'<p class="cw-named" role="status" dir="auto" data-found="{ready}">{markup.text(told)}</p>')
    note = st.text_area("Note (optional)", key=f"note-{about}", max_chars=LONGEST, height=90)
    st.html(
        '<p class="cw-quiet">Sent with it: the question, the conversation before it and the answer. Curators of this '
        "service read it.</p>"
    )
    pressed = st.button("Send", key=f"send-{about}", disabled=not ready)
    return Remark(kind, note, named, reference) if pressed and ready else None


def _sent(number: int, about: str, place: int) -> None:
    """What was sent, what became of it, and the way back."""
    try:
        report = shared.feedback().get(number)
    except FeedbackError:
        told, open_still = "Your report is no longer here.", False
    except ClausewiseError as error:
        show_error(error.message, error.hint)
        return
    else:
        what = KIND_NAMES[report.remark.kind].lower()
        told, open_still = f"Sent, thank you: {what}. ", report.state == "open"
        became = {
            "open": "A curator will look at it.",
            "curated": "A curator made it a question that its clause answers.",
            "evaluation": "A curator made it a question to measure with.",
            "dismissed": f"A curator closed it: {report.decision.get('reason', '')}",
        }
        told += "" if report.remark.kind == "helpful" and open_still else became[report.state]
    st.html(f'<p class="cw-quiet" role="status" dir="auto">{markup.text(told)}</p>', width="content")
    if open_still:
        st.button("Take it back", key=f"back-{place}", type="tertiary", on_click=_take_back, args=(number, about))


def _send(answer: Answer, remark: Remark, about: str, place: int) -> None:
    try:
        number = shared.feedback().send(answer, history(state.turns()[:place]), remark, _visitor())
    except ClausewiseError as error:
        state.keep_feedback_problem(about, error)
    else:
        state.keep_feedback(about, number)


def _take_back(number: int, about: str) -> None:
    try:
        shared.feedback().withdraw(number)
    except ClausewiseError as error:
        state.keep_feedback_problem(about, error)
    else:
        state.keep_feedback(about, None)


def _visitor() -> Person:
    name = access.person()
    return Person(name, access.role()) if name else NOBODY


def _about(answer: Answer, place: int) -> str:
    """One name for this answer at this place of this conversation."""
    trace = json.dumps([history(state.turns()[:place]), answer.to_dict()], sort_keys=True)
    return f"{place}-{hashlib.sha256(trace.encode()).hexdigest()[:16]}"

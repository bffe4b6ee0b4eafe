"""The chat: a question in, an answer of quoted clauses out, and any clause in its place beside it."""

from collections.abc import Generator, Iterator

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ingest.corpus import Corpus
from ingest.errors import ClausewiseError
from rag.assistant import MAX_QUESTION
from rag.results import Answer, Piece
from ui import shared, state, visitor
from ui.components import markup
from ui.components.answer import show_answer
from ui.components.conversations import arrive, hold_against, keep, show_conversations, show_not_kept
from ui.components.export import show_export
from ui.components.motion import bring_back_from_source, bring_up_question
from ui.components.page import opened, show_error
from ui.components.source import show_source
from ui.components.written import show_coming
from ui.services.asking import Asks, current, pieces, starting, words_answers
from ui.services.suggestions import suggestions
from ui.services.turns import Turn, history

HEADING = "Ask the guidance"
PROMISE = (
    "How should universities, researchers and companies work together? Every answer quotes the European Union’s "
    "guidance on putting knowledge to use, word for word, and names the exact clause."
)
WRITING = "Writing from the clauses; each sentence is checked before you see it…"
IN_FULL = 3  # answers at the end of a conversation; all are drawn anew with each click, and a long one would grow slow
STARTING = "The search is still starting up. Your question is asked as soon as it is ready…"


def _page() -> None:
    assistant = opened()
    if assistant is None:
        return
    visitor.remember()
    corpus = current(assistant)
    hold_against(corpus)
    arrive(corpus)
    if state.turns():
        _conversation(assistant, corpus)
    else:
        _welcome(corpus)
    uid = state.opened_clause()
    if uid is not None:
        show_source(corpus, uid)
    else:
        bring_back_from_source()


def _welcome(corpus: Corpus) -> None:
    with _masthead():
        show_conversations()
    st.html(f'<div class="cw-welcome"><h1>{HEADING}</h1><p>{PROMISE}</p></div>')
    _composer()
    suggested = suggestions(corpus)
    if not suggested:
        return
    with st.container(key="suggestions", gap="xsmall"):
        st.html('<h2 class="cw-eyebrow">Questions to start with</h2>')
        for number, question in enumerate(suggested):
            st.button(
                markup.label(question),
                key=f"ask-{number}",
                on_click=state.put_question,
                args=(question,),
                width="stretch",
            )


def _conversation(assistant: Asks, corpus: Corpus) -> None:
    with _masthead():
        menu, others = st.empty(), st.container(width="content")  # a container keeps the list open while it is drawn
        st.button("New conversation", key="new", type="tertiary", on_click=state.start_over)
    st.html('<h1 class="cw-unseen">Conversation</h1>')
    conversation = state.turns()
    for place, turn in enumerate(conversation):
        latest = place == len(conversation) - 1
        with st.container(key="latest" if latest else f"turn-{place}", gap="small"):
            _turn(assistant, corpus, turn, place)
    # Told only now: which of the questions have an answer, and what the conversation is kept as.
    answers = [turn.answer for turn in state.turns() if turn.answer is not None]
    if answers:
        with menu.popover("Export", key="export", type="tertiary"):
            show_export(answers, corpus, "conversation", "all")
    with others:
        show_conversations()
    show_not_kept()
    _composer()


def _masthead() -> DeltaGenerator:
    return st.container(horizontal=True, horizontal_alignment="right", gap="small", key="masthead")


def _turn(assistant: Asks, corpus: Corpus, turn: Turn, place: int) -> None:
    with st.chat_message("user"):
        st.html(f'<h2 class="cw-question" dir="auto" data-turn="{place}">{markup.text(turn.question)}</h2>')
    with st.chat_message("assistant"):
        waiting = turn.waiting
        if waiting:
            bring_up_question(place, state.askings(), answered=False)
            keep(place)
            with st.spinner(_waiting(assistant)):
                turn = _asked(assistant, turn, place)
            keep(place)
            if current(assistant).sha256 != corpus.sha256:
                st.rerun()  # it was made from newer texts than those the page was begun with
        if turn.answer is not None:
            show_answer(turn.answer, corpus, place, earlier=place < len(state.turns()) - IN_FULL)
        elif turn.problem is not None:
            show_error(turn.problem.message, turn.problem.hint)
            again = (place, turn.documents, turn.without)
            st.button("Ask again", key=f"again-{place}", on_click=state.ask_again, args=again)
        if waiting:
            bring_up_question(place, state.askings(), answered=True)


def _waiting(assistant: Asks) -> str:
    """What a question waits for."""
    if starting(assistant):
        return STARTING
    return WRITING if words_answers(assistant) else "Reading the clauses…"


def _asked(assistant: Asks, turn: Turn, place: int) -> Turn:
    shown = st.empty()
    before = history(state.turns()[:place])
    asked = pieces(assistant, shared.answering(), turn.question, before, turn.documents, turn.without)
    outcome: Answer | ClausewiseError
    try:
        outcome = show_coming(
            _in_background((place, turn, state.texts()), asked) if words_answers(assistant) else asked, shown
        )
    except ClausewiseError as error:
        outcome = error
    except Exception:
        state.keep_coming(None)  # or it would be told again with every click
        raise
    finally:
        shown.empty()
    return state.settle(place, outcome)


def _in_background(asking: state.Asking, asked: Generator[Piece, None, None]) -> Iterator[Piece | None]:
    """The answer as it comes: the one that was begun before the page was drawn anew, or `asked` from now on."""
    comings, kept = shared.comings(), state.coming()
    coming = comings.get(kept[1]) if kept is not None and kept[0] == asking else None
    if coming is None:
        if kept is not None:
            comings.give_up(kept[1])
        id_, coming = comings.begin(asked)
        state.keep_coming((asking, id_))
    return coming.pieces()


def _composer() -> None:
    """The question field. It stands in the page, not at Streamlit's bottom, which would scroll past the answer."""
    with st.container(key="composer"):
        st.chat_input(
            "Ask a question, or name a clause",
            key=state.QUESTION,
            max_chars=MAX_QUESTION,
            on_submit=state.take_question,
        )


_page()

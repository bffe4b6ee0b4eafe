"""The visitor's conversations: kept as they grow, opened by their address, found again, renamed, deleted."""

import datetime
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import streamlit as st

from ingest.corpus import Corpus
from ingest.errors import ClausewiseError, ConversationMissing
from rag.results import Answer
from ui import access, shared, state
from ui.components import markup
from ui.components.folded import popped
from ui.components.page import show_error
from ui.services.conversations import LONGEST_NAME, Conversations, Kept, Summary
from ui.services.reopening import kept, reopened, restrictions, standing
from ui.services.turns import Problem, Turn

LISTED = 30  # more are found by their words
DELETED = Problem("This conversation was deleted in another window, so what follows is not kept.", "")


def arrive(corpus: Corpus) -> None:
    """Take up the conversation that the address names; without one, give this session's its address back.

    Every citation is checked anew. One sentence where there is no such conversation, or it is somebody else's.
    """
    asked, here = state.asked_conversation(), state.kept_as()
    if asked is None or asked == here:
        state.keep_as(here)
        return
    try:
        found = shared.conversations().open(access.owner(), asked)
    except ClausewiseError as error:
        state.take_up(None, ())
        show_error(error.message, error.hint)
        return
    state.take_up(asked, [_turn(turn, corpus) for turn in found.turns])


def hold_against(corpus: Corpus) -> None:
    """Hold the answers on the page against `corpus`: in place of one that no longer stands there comes the reason."""
    if state.texts() == corpus.sha256:
        return
    state.put_turns([_standing(turn, corpus) for turn in state.turns()], corpus.sha256)


def keep(place: int) -> None:
    """Keep question number `place` as it now stands; what cannot be kept is told and stays on the page."""
    turns = state.turns()[: place + 1]
    here, missed = state.kept_as(), state.not_kept() is not None
    try:
        store, owner = shared.conversations(), access.owner()
        # What could not be kept before is made up for; a question of another window makes this one go its own way.
        places = range(place + 1) if missed else [place]
        if here is None or not all(store.keep(owner, here, one, _kept(turns[one])) for one in places):
            here = store.begin(owner, [_kept(turn) for turn in turns])
    except ConversationMissing:
        state.tell_not_kept(DELETED)
    except ClausewiseError as error:
        state.tell_not_kept(Problem.of(error))
    else:
        state.tell_not_kept(None)
        state.keep_as(here)


def show_not_kept() -> None:
    """Tell why the conversation is not kept, if it is not."""
    problem = state.not_kept()
    if problem is not None:
        told = f"This conversation is on this page alone. {problem.message} {problem.hint}"
        st.html(f'<p class="cw-aside" role="note">{markup.text(told.strip())}</p>')


def show_conversations() -> None:
    """A quiet way to the visitor's conversations, and to the name and the end of this one; nothing before the first."""
    store, owner, here = shared.conversations(), access.owner(), state.kept_as()
    with suppress(ClausewiseError):  # told where the list would stand
        if here is None and not store.has_any(owner):
            return
    # Another key for each conversation, so that the list closes when one of it was chosen.
    with popped("Conversations", f"conversations-{here}") as opened:
        if opened:
            try:
                _list(store, owner, here)
            except ClausewiseError as error:
                show_error(error.message, error.hint)


def _list(store: Conversations, owner: str | None, here: str | None) -> None:
    words = str(st.session_state.get(state.FIND) or "")
    every = store.list(owner)
    found = store.list(owner, words) if words else every
    for one in every:
        if one.id == here:
            _this(one)
    st.text_input("Find conversations by words in them", key=state.FIND, type="search", max_chars=200)
    _others([one for one in found if one.id != here], words)


def _others(others: Sequence[Summary], words: str) -> None:
    if not others:
        told = "No other conversation has all these words." if words else "There is no other conversation yet."
        st.html(f'<p class="cw-quiet" role="status">{told}</p>')
    with st.container(key="others", gap=None):
        for number, one in enumerate(others[:LISTED]):
            _row(one, number)
    if len(others) > LISTED:
        st.html(f'<p class="cw-quiet">{len(others) - LISTED} older ones are found by their words.</p>')


def _row(one: Summary, number: int) -> None:
    with st.container(key=f"near-conversation-{number}", gap=None):
        st.button(
            markup.label(one.name),
            key=f"open-{one.id}",
            type="tertiary",
            on_click=state.go_to,
            args=(one.id,),
            wrap=True,
        )
        questions = "1 question" if one.questions == 1 else f"{one.questions} questions"
        st.html(f'<p class="cw-quiet">{_day(one.changed)}, {questions}</p>')


def _this(one: Summary) -> None:
    """The conversation on the page: its name to change, and its end."""
    st.session_state.setdefault(state.NAME, one.name)
    with st.container(key="this-conversation", gap="xsmall"):
        st.text_input("Name of this conversation", key=state.NAME, max_chars=LONGEST_NAME, on_change=_rename)
        if not state.deleting():
            st.button(
                "Delete this conversation…",
                key="delete",
                type="tertiary",
                on_click=state.confirm_deleting,
                args=(True,),
            )
            return
        st.html('<p class="cw-quiet" role="alert">It will be gone for good, with all its answers.</p>')
        with st.container(horizontal=True, gap="small"):
            st.button("Delete for good", key="delete-now", on_click=_delete)
            st.button("Keep it", key="delete-not", type="tertiary", on_click=state.confirm_deleting, args=(False,))


def _rename() -> None:
    here = state.kept_as()
    if here is None:
        return
    try:
        name = shared.conversations().rename(access.owner(), here, str(st.session_state.get(state.NAME) or ""))
    except ClausewiseError as error:
        state.tell_not_kept(Problem.of(error))
    else:
        st.session_state[state.NAME] = name


def _delete() -> None:
    here = state.kept_as()
    if here is None:
        return
    try:
        shared.conversations().delete(access.owner(), here)
    except ConversationMissing:
        state.start_over()  # another window was quicker
    except ClausewiseError as error:
        state.confirm_deleting(False)
        state.tell_not_kept(Problem.of(error))
    else:
        state.start_over()


def _kept(turn: Turn) -> Kept:
    if turn.problem is not None:
        return Kept(turn.question, problem=(turn.problem.message, turn.problem.hint))
    return kept(turn.question, turn.answer)


def _standing(turn: Turn, corpus: Corpus) -> Turn:
    if turn.answer is None:
        return turn
    outcome = standing(turn.answer, corpus)
    if isinstance(outcome, Answer):
        return replace(turn, answer=outcome)
    asked = turn.answer  # in less than everything, perhaps, and so it is asked again
    return Turn(turn.question, problem=Problem(*outcome), documents=asked.documents, without=asked.without)


def _turn(turn: Kept, corpus: Corpus) -> Turn:
    outcome = reopened(turn, corpus)
    if isinstance(outcome, Answer):
        return Turn(turn.question, outcome)
    documents, without = restrictions(turn)
    return Turn(turn.question, problem=Problem(*outcome), documents=documents, without=without)


def _day(time: datetime.datetime) -> str:
    return f"{time.astimezone():%-d %B %Y, %H:%M}"

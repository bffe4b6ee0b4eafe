"""The only place that names session keys and query parameters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from ingest.errors import ClausewiseError
from ingest.spans import Span
from rag.results import Answer

CLAUSE = "clause"  # query parameter: the uid of the clause shown in the source panel
CONVERSATION = "conversation"  # query parameter: the id of the conversation shown
QUESTION = "question"  # session: what stands in the question field
COPY_AS = "copy_as"  # session: the style the source panel cites in
FIND = "find"  # session: the words to find conversations by
NAME = "name"  # session: the name being given to the conversation
ONLY_IN = "only_in"  # session, with the number of a question: the documents chosen to ask it again in
CITE_AS = "cite_as"  # session, with the number of a question: the style its answer's citations are copied in
_TURNS = "turns"  # session: list[Turn], oldest first
_QUOTED = "quoted"  # session: the spans last quoted from each uid
_OPENINGS = "openings"  # session: how often the panel was opened or moved
_KEPT_AS = "kept_as"  # session: the id that the conversation is kept as
_NOT_KEPT = "not_kept"  # session: Problem, why the conversation is not kept
_DELETING = "deleting"  # session: whether deleting the conversation waits to be confirmed
_VISITOR = "visitor"  # session: the id of a browser that came without one


@dataclass(frozen=True)
class Problem:
    """Why a question has no answer, in the words of the error."""

    message: str
    hint: str


@dataclass(frozen=True)
class Turn:
    """A question and what came of it; with neither answer nor problem it still waits to be asked.

    It is asked in `documents` (keys) alone where there are any, and `without` the clauses of these uids.
    """

    question: str
    answer: Answer | None = None
    problem: Problem | None = None
    documents: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def waiting(self) -> bool:
        return self.answer is None and self.problem is None


def turns() -> list[Turn]:
    """The conversation so far, oldest first; a copy."""
    return list(st.session_state.get(_TURNS, []))


def put_question(question: str) -> None:
    """Append a question to the conversation; it stays there whatever becomes of the answer."""
    st.session_state[_TURNS] = [*turns(), Turn(question)]


def take_question() -> None:
    """Append what was just sent from the question field."""
    question = str(st.session_state.get(QUESTION) or "").strip()
    if question:
        put_question(question)


def settle(place: int, outcome: Answer | ClausewiseError) -> Turn:
    """Write what came of question number `place`, and return the turn as it now stands."""
    conversation = turns()
    if isinstance(outcome, Answer):
        turn = replace(conversation[place], answer=outcome, problem=None)
    else:
        turn = replace(conversation[place], answer=None, problem=Problem(outcome.message, outcome.hint))
    conversation[place] = turn
    st.session_state[_TURNS] = conversation
    return turn


def ask_again(place: int, documents: Sequence[str] = (), without: Sequence[str] = ()) -> None:
    """Forget the outcome of question number `place`, so that the next run asks it anew, with these restrictions."""
    conversation = turns()
    conversation[place] = Turn(conversation[place].question, documents=tuple(documents), without=tuple(without))
    st.session_state[_TURNS] = conversation


def ask_again_in(place: int, without: Sequence[str] = ()) -> None:
    """`ask_again` in the documents just chosen for that question."""
    ask_again(place, st.session_state.get(f"{ONLY_IN}-{place}") or (), without)


def start_over() -> None:
    """Empty the conversation, leave its address, and close the source panel."""
    take_up(None, ())
    leave_conversation()
    close_clause()


def asked_conversation() -> str | None:
    """The id of the conversation the address bar asks for, or None; it is whatever somebody typed there."""
    return st.query_params.get(CONVERSATION) or None


def leave_conversation() -> None:
    """Take the conversation out of the address."""
    if CONVERSATION in st.query_params:
        del st.query_params[CONVERSATION]


def kept_as() -> str | None:
    """The id that the conversation of this session is kept as; None while it is not."""
    kept: str | None = st.session_state.get(_KEPT_AS)
    return kept


def keep_as(conversation: str | None) -> None:
    """The conversation of this session is kept under this id, which becomes its address."""
    st.session_state[_KEPT_AS] = conversation
    if conversation is not None and asked_conversation() != conversation:
        st.query_params[CONVERSATION] = conversation


def take_up(conversation: str | None, kept: Sequence[Turn]) -> None:
    """Put a kept conversation in the place of this session's."""
    st.session_state[_TURNS] = list(kept)
    st.session_state[_KEPT_AS] = conversation
    st.session_state[_NOT_KEPT] = None
    st.session_state.pop(NAME, None)
    confirm_deleting(False)


def go_to(conversation: str) -> None:
    """Ask for a kept conversation, as its address does."""
    st.query_params[CONVERSATION] = conversation
    close_clause()


def not_kept() -> Problem | None:
    """Why the conversation is not kept, where it should be."""
    problem: Problem | None = st.session_state.get(_NOT_KEPT)
    return problem


def tell_not_kept(problem: Problem | None) -> None:
    """Remember why the conversation could not be kept, or that it is."""
    st.session_state[_NOT_KEPT] = problem


def deleting() -> bool:
    """Whether deleting the conversation waits to be confirmed."""
    return bool(st.session_state.get(_DELETING))


def confirm_deleting(wanted: bool) -> None:
    """Ask whether to delete the conversation, or ask no longer."""
    st.session_state[_DELETING] = wanted


def visitor(fresh: str) -> str:
    """The id of a browser that came without one: `fresh` the first time, the same from then on."""
    return str(st.session_state.setdefault(_VISITOR, fresh))


def history(place: int) -> list[dict[str, str]]:
    """The answered turns before question number `place`, as the assistant takes them."""
    messages = []
    for turn in turns()[:place]:
        if turn.answer is not None:
            messages.append({"role": "user", "content": turn.question})
            messages.append({"role": "assistant", "content": turn.answer.markdown})
    return messages


def open_clause(uid: str, spans: Sequence[Span] = ()) -> None:
    """Show a clause in the source panel; `spans` are the words a citation quotes from it."""
    st.query_params[CLAUSE] = uid
    quoted = dict(st.session_state.get(_QUOTED, {}))
    quoted[uid] = tuple((start, end) for start, end in spans) or quoted.get(uid, ())
    st.session_state[_QUOTED] = quoted
    st.session_state[_OPENINGS] = openings() + 1


def openings() -> int:
    """How often this session opened the panel or moved it to another clause."""
    return int(st.session_state.get(_OPENINGS, 0))


def close_clause() -> None:
    """Close the source panel."""
    if CLAUSE in st.query_params:
        del st.query_params[CLAUSE]


def opened_clause() -> str | None:
    """The uid the address bar asks for, or None; it is whatever somebody typed there."""
    return st.query_params.get(CLAUSE) or None


def quoted_spans(uid: str) -> tuple[Span, ...]:
    """The words last quoted from `uid` by a citation of this session; empty when none quoted it."""
    return tuple(Span(*span) for span in st.session_state.get(_QUOTED, {}).get(uid, ()))

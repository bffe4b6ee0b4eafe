"""What belongs to an answer of a language model: its sentences as they come, why there is none, what was left out."""

from collections.abc import Iterable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rag.results import Answer, Piece
from ui.components import markup


def show_coming(pieces: Iterable[Piece | None], place: DeltaGenerator) -> Answer:
    """Show each checked sentence at `place` as it comes; the complete answer at the end (errors of the assistant).

    A None among the pieces lets the reader’s clicks through: Streamlit heeds them whenever something is shown.
    """
    said: list[str] = []
    answer: Answer | None = None
    for piece in pieces:
        if piece is not None:
            answer = piece.answer or answer
            if piece.sentence is not None:
                said.append(f'<p class="cw-said" dir="auto">{markup.text(piece.sentence.text)}</p>')
        if said:
            place.html("".join(said))
        else:
            place.empty()
    if answer is None:
        raise RuntimeError("The last piece has the answer.")
    return answer


def show_notice(answer: Answer) -> None:
    """Why an answer is not a model's, or what else a reader must know of it."""
    if answer.notice:
        st.html(f'<p class="cw-aside" role="note" dir="auto">{markup.text(answer.notice)}</p>')


def show_left_out(answer: Answer, place: int) -> None:
    """The sentences of a model that no clause bears out, struck, with the reasons."""
    if not answer.left_out:
        return
    number = len(answer.left_out)
    title = f"Left out: {'one sentence' if number == 1 else f'{number} sentences'} of the language model"
    with st.expander(title, key=f"left-out-{place}", type="compact"):
        for one in answer.left_out:
            st.html(
                f'<p class="cw-dimmed" dir="auto"><s>{markup.text(one.text)}</s><br>Because '
                f"{markup.text(one.reason)}.</p>"
            )

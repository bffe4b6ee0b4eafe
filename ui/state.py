"""The only place that names session keys and query parameters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from ingest.errors import ClausewiseError
from ingest.spans import Span
from rag.results import Answer

CLAUSE = "clause"  # query parameter: the uid of the clause shown in the source panel
QUESTION = "question"  # session: what stands in the question field
COPY_AS = "copy_as"  # session: the style the source panel cites in
RUN, AGAINST, RUN_QUESTION = "run", "against", "question"  # query parameters of the Benchmarks page: folders, an id
BENCHMARK_SET, BENCHMARK_MEASURES, BENCHMARK_MEASURE = "benchmark-set", "benchmark-measures", "benchmark-measure"
BENCHMARK_RUN, BENCHMARK_AGAINST = "benchmark-run", "benchmark-against"  # session: what stands in these two fields
BENCHMARK_PAGE = "benchmark-page"
BENCHMARK_KIND, BENCHMARK_WORDING = "benchmark-kind", "benchmark-wording"
BENCHMARK_OUTCOME, BENCHMARK_ORDER = "benchmark-outcome", "benchmark-order"
_TURNS = "turns"  # session: list[Turn], oldest first
_QUOTED = "quoted"  # session: the spans last quoted from each uid
_OPENINGS = "openings"  # session: how often the panel was opened or moved


@dataclass(frozen=True)
class Problem:
    """Why a question has no answer, in the words of the error."""

    message: str
    hint: str


@dataclass(frozen=True)
class Turn:
    """A question and what came of it; with neither answer nor problem it still waits to be asked."""

    question: str
    answer: Answer | None = None
    problem: Problem | None = None

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


def ask_again(place: int) -> None:
    """Forget the outcome of question number `place`, so that the next run asks it anew."""
    conversation = turns()
    conversation[place] = Turn(conversation[place].question)
    st.session_state[_TURNS] = conversation


def start_over() -> None:
    """Empty the conversation and close the source panel."""
    st.session_state[_TURNS] = []
    close_clause()


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


def benchmark() -> tuple[str, str, str]:
    """The run, the one it is held against and the question that the address bar asks for; "" for none of them."""
    run, against, question = (st.query_params.get(name) or "" for name in (RUN, AGAINST, RUN_QUESTION))
    return run, against, question


def show_benchmark(**wanted: str) -> None:
    """Put `run`, `against` or `question` into the address bar; "" takes one out, what is not named stays."""
    for name, value in wanted.items():
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)


def take_benchmark_runs() -> None:
    """Put the runs just chosen in the two fields into the address bar; a question belongs to the runs before."""
    run, against = (str(st.session_state.get(key) or "") for key in (BENCHMARK_RUN, BENCHMARK_AGAINST))
    show_benchmark(run=run, against=against if against != run else "", question="")


def put_benchmark_runs(run: str, against: str) -> None:
    """Let the two fields say what the address bar says; to be called before they are drawn."""
    st.session_state[BENCHMARK_RUN] = run or None
    st.session_state[BENCHMARK_AGAINST] = against or None


def field(key: str) -> str:
    """What stands in a field of words, or "" where it was never drawn."""
    return str(st.session_state.get(key) or "")

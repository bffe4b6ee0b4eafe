"""The only place that names session keys and query parameters."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from ingest.errors import ClausewiseError
from ingest.spans import Span
from rag.results import Answer
from ui.services.jobs import Job
from ui.services.turns import Problem, Turn
from ui.services.upload import Examined, Refused

CLAUSE = "clause"  # query parameter: the uid of the clause shown in the source panel
CONVERSATION = "conversation"  # query parameter: the id of the conversation shown
QUESTION = "question"  # session: what stands in the question field
COPY_AS = "copy_as"  # session: the style the source panel cites in
FIND = "find"  # session: the words to find conversations by
NAME = "name"  # session: the name being given to the conversation
ONLY_IN = "only_in"  # session, with the number of a question: the documents chosen to ask it again in
SHOWN = "shown"  # session, with the number of a question: whether its answer is shown though others came after it
# Session, with the same: whether what is folded away under its answer is open.
RETRIEVED, COPY, SAVE, PROBLEM = "retrieved", "copy", "save", "problem"
CITE_AS = "cite_as"  # session, with the number of a question: the style its answer's citations are copied in
TYPED = "q"  # session and query parameter: what stands in the box of the Clauses page
DOCUMENT = "contents_of"  # session: the document whose contents are shown there
FOLLOWED = "followed"  # session: the clause that DOCUMENT was last set for
RUN, AGAINST, RUN_QUESTION = "run", "against", "question"  # query parameters of the Benchmarks page: folders, an id
BENCHMARK_SET, BENCHMARK_MEASURES, BENCHMARK_MEASURE = "benchmark-set", "benchmark-measures", "benchmark-measure"
BENCHMARK_RUN, BENCHMARK_AGAINST = "benchmark-run", "benchmark-against"  # session: what stands in these two fields
BENCHMARK_PAGE = "benchmark-page"
BENCHMARK_KIND, BENCHMARK_WORDING = "benchmark-kind", "benchmark-wording"
BENCHMARK_OUTCOME, BENCHMARK_ORDER = "benchmark-outcome", "benchmark-order"
_TURNS = "turns"  # session: list[Turn], oldest first
_ASKINGS = "askings"  # session: how often something was asked
_COMING = "coming"  # session: what is being answered by a language model, and the id of its answer
_TEXTS = "texts"  # session: the fingerprint of the texts that the answers in it were last held against
_QUOTED = "quoted"  # session: the spans last quoted from each uid
_QUOTED_IN = "quoted_in"  # session: the fingerprint of the texts that they were quoted from
_OPENINGS = "openings"  # session: how often the panel was opened or moved
_KEPT_AS = "kept_as"  # session: the id that the conversation is kept as
_NOT_KEPT = "not_kept"  # session: Problem, why the conversation is not kept
_DELETING = "deleting"  # session: whether deleting the conversation waits to be confirmed
_VISITOR = "visitor"  # session: the id of a browser that came without one

Asking = tuple[int, Turn, str]  # the number of a question, the question, and the texts() it is answered from


def turns() -> list[Turn]:
    """The conversation so far, oldest first; a copy."""
    return list(st.session_state.get(_TURNS, []))


def texts() -> str:
    """The fingerprint of the texts that the conversation was last held against; "" before the first time."""
    return str(st.session_state.get(_TEXTS, ""))


def put_turns(held: Sequence[Turn], texts: str) -> None:
    """Put these in the place of the conversation's turns: held against the texts of this fingerprint."""
    st.session_state[_TURNS] = list(held)
    st.session_state[_TEXTS] = texts


def put_question(question: str) -> None:
    """Append a question to the conversation; it stays there whatever becomes of the answer."""
    st.session_state[_TURNS] = [*turns(), Turn(question)]
    st.session_state[_ASKINGS] = askings() + 1


def askings() -> int:
    """How often this session has asked something."""
    return int(st.session_state.get(_ASKINGS, 0))


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
        turn = replace(conversation[place], answer=None, problem=Problem.of(outcome))
    conversation[place] = turn
    st.session_state[_TURNS] = conversation
    keep_coming(None)
    return turn


def coming() -> tuple[Asking, str] | None:
    """What a language model is answering in the background, and the id of its answer; it may be long forgotten."""
    kept: tuple[Asking, str] | None = st.session_state.get(_COMING)
    return kept


def keep_coming(kept: tuple[Asking, str] | None) -> None:
    """Keep what is being answered, or that nothing is."""
    st.session_state[_COMING] = kept


def ask_again(place: int, documents: Sequence[str] = (), without: Sequence[str] = ()) -> None:
    """Forget the outcome of question number `place`, so that the next run asks it anew, with these restrictions."""
    conversation = turns()
    conversation[place] = Turn(conversation[place].question, documents=tuple(documents), without=tuple(without))
    st.session_state[_TURNS] = conversation
    st.session_state[_ASKINGS] = askings() + 1
    st.session_state[f"{SHOWN}-{place}"] = True  # whoever asks again wants to see it


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
    for key in map(str, list(st.session_state)):
        if key.rpartition("-")[0] in {SHOWN, RETRIEVED, COPY, SAVE, PROBLEM, ONLY_IN, CITE_AS}:
            del st.session_state[key]  # what was opened in another conversation
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


def open_clause(uid: str, spans: Sequence[Span] = ()) -> None:
    """Show a clause in the source panel; `spans` are the words a citation quotes from it."""
    st.query_params[CLAUSE] = uid
    quoted = dict(st.session_state.get(_QUOTED, {}))
    quoted[uid] = tuple((start, end) for start, end in spans) or quoted.get(uid, ())
    st.session_state[_QUOTED] = quoted
    st.session_state[_OPENINGS] = openings() + 1


def read_in(texts: str) -> None:
    """The page shows the texts of this fingerprint; what was quoted from others is forgotten, for it may have moved."""
    if st.session_state.get(_QUOTED_IN) != texts:
        st.session_state[_QUOTED] = {}
        st.session_state[_QUOTED_IN] = texts


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
    """The words of `uid` that the citation last opened quotes, else the conversation's last; empty when none does."""
    opened = st.session_state.get(_QUOTED, {}).get(uid, ())
    if not opened:  # the page was loaded anew since
        answers = [turn.answer for turn in turns() if turn.answer is not None]
        every = [citation.spans for answer in answers for citation in answer.citations if citation.uid == uid]
        opened = every[-1] if every else ()
    return tuple(Span(*span) for span in opened)


# Feedback: what was sent in this session, and the report that is open on the Review page.

REPORT = "report"  # query parameter: the number of the report shown on the Review page
REVIEW_KIND, REVIEW_STATE = "review_kind", "review_state"  # session: what the list of reports is narrowed to
REVIEW_WORDS, REVIEW_PAGE = "review_words", "review_page"  # session: the same, and the page of the list
_UNDECIDED = "review_undecided"  # session: what stood against the last decision; told once
_UNSENT = "feedback_unsent"  # session: what stood against sending or taking back, by the same; told once
_SENT = "feedback_sent"  # session: the number of the report by what it is about (`ui.components.feedback`)


def sent_feedback(about: str) -> int | None:
    """The number of the report this session sent about an answer; None when it sent none or took it back."""
    number = st.session_state.get(_SENT, {}).get(about)
    return int(number) if number is not None else None


def keep_feedback(about: str, number: int | None) -> None:
    """Remember that report `number` was sent about an answer, or that it was taken back."""
    st.session_state[_SENT] = {**st.session_state.get(_SENT, {}), about: number}


def keep_feedback_problem(about: str, error: ClausewiseError) -> None:
    """Remember why feedback on an answer could not be sent or taken back, to be told once."""
    st.session_state[_UNSENT] = {about: Problem.of(error)}


def feedback_problem(about: str) -> Problem | None:
    """What is to be told of feedback on an answer; asking makes it forgotten."""
    problem: Problem | None = st.session_state.get(_UNSENT, {}).get(about)
    if problem is not None:
        st.session_state[_UNSENT] = {}
    return problem


def open_report(number: int | None) -> None:
    """Show report `number` on the Review page; the list for None."""
    close_clause()
    if number is not None:
        st.query_params[REPORT] = str(number)
    elif REPORT in st.query_params:
        del st.query_params[REPORT]


def opened_report() -> int | None:
    """The number the address bar asks for, or None where it holds no number."""
    written = st.query_params.get(REPORT) or ""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 16 else None


def keep_review_problem(error: ClausewiseError) -> None:
    """Remember why a decision could not be made, to be told once."""
    st.session_state[_UNDECIDED] = Problem.of(error)


def review_problem() -> Problem | None:
    """What is to be told of the last decision; asking makes it forgotten."""
    problem: Problem | None = st.session_state.get(_UNDECIDED)
    st.session_state[_UNDECIDED] = None
    return problem


# Documents
DOCUMENT_WORDS = "document_words"  # session: what the catalogue is filtered by
DOCUMENT_STATE = "document_state"  # session: the state it is filtered by
_UPLOADS = "uploads"  # session: how many files were dealt with, so that the next one finds an empty field
_EXAMINED = "examined"  # session: (id of the uploaded file, what was read in it)
_JOINING = "joining"  # session: number of the change that the uploaded file waits for
_SETTLED = "settled"  # session: number of the last change whose outcome was put away


def upload_key() -> str:
    """The key of the field for files; another one once a file has joined."""
    return f"upload-{st.session_state.get(_UPLOADS, 0)}"


def examined(file: str) -> Examined | Refused | None:
    """What was read in the uploaded file with this id, or None."""
    known, outcome = st.session_state.get(_EXAMINED, ("", None))
    return outcome if known == file else None


def keep_examined(file: str, outcome: Examined | Refused) -> None:
    """Keep what was read in the uploaded file with this id."""
    st.session_state[_EXAMINED] = (file, outcome)


def await_joining(number: int) -> None:
    """The uploaded file joins with change `number`; until that succeeds it stays in its field."""
    st.session_state[_JOINING] = number


def settle_joining(job: Job | None) -> None:
    """Empty the field for files when the change that its file waited for was made."""
    awaited = st.session_state.get(_JOINING)
    if job is None or awaited is None or job.running:
        return
    if job.number == awaited and job.state == "done":
        st.session_state[_UPLOADS] = st.session_state.get(_UPLOADS, 0) + 1
        st.session_state.pop(_EXAMINED, None)
    st.session_state.pop(_JOINING)


def put_away(number: int) -> None:
    """Show the outcome of change `number` no more."""
    st.session_state[_SETTLED] = number


def is_put_away(number: int) -> bool:
    """Whether this session has seen enough of the outcome of change `number`."""
    return bool(st.session_state.get(_SETTLED) == number)


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


def field(key: str) -> str:
    """What stands in a field of words, or "" where it was never drawn."""
    return str(st.session_state.get(key) or "")

"""What all sessions of the app share, kept by Streamlit's cache: the only caches there are."""

import atexit
import contextlib
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from ingest.errors import ClausewiseError
from rag import Assistant, Settings
from ui.progress import warn_of_questions
from ui.services.answering import Answering
from ui.services.asking import Asks, warm_up
from ui.services.coming import Comings
from ui.services.conversations import Conversations
from ui.services.feedback import Feedback
from ui.services.jobs import Jobs
from ui.services.sign_in import SignIn

# The evaluation is imported where a run is looked at: it takes seconds that the first question field must not wait for.
if TYPE_CHECKING:
    from eval import RunResult
    from eval.comparison import Comparison
    from eval.intervals import Estimate

STYLES = Path(__file__).parent / "styles"
SHEETS = ("base", "ask", "source", "sign_in", "feedback", "documents", "clauses", "benchmarks")  # later ones prevail
Stamp = tuple[tuple[int, int], ...]


@st.cache_resource(show_spinner=False)
def assistant() -> Asks:
    """The assistant all sessions share; raises ClausewiseError when the corpus or the settings cannot be used.

    Model and index are loaded behind the first page, so that the first question need not wait for them.
    """
    opened = Assistant.open()
    warn_of_questions(opened.corpus.questions)
    threading.Thread(target=_warm_up, args=(opened,), daemon=True).start()
    return opened


@st.cache_resource(show_spinner=False)
def conversations() -> Conversations:
    """The conversations kept in the home folder (SettingsError)."""
    return Conversations(Settings.read().home)


@st.cache_resource(show_spinner=False)
def answering() -> Answering:
    """Where the questions of all sessions are answered."""
    answering = Answering()
    atexit.register(answering.close)
    return answering


@st.cache_resource(show_spinner=False)
def comings() -> Comings:
    """The answers that a language model is writing."""
    return Comings()


@st.cache_resource(show_spinner=False)
def jobs() -> Jobs:
    """The changes of the documents, one at a time for all sessions (as `assistant`).

    Behind each the new index is loaded, so that the next question need not wait for it.
    """
    opened = assistant()
    if isinstance(opened, Assistant):
        return Jobs(opened.settings, afterwards=partial(_warm_up, opened))
    return Jobs(Settings.read())


def _warm_up(opened: Assistant) -> None:
    with contextlib.suppress(ClausewiseError):  # the first question tells what is wrong, to whoever asks it
        warm_up(opened)


@st.cache_resource(show_spinner=False)
def styles() -> str:
    """All style sheets as one: in one message, which the browser keeps, a page is sent sooner than in eight."""
    return "\n".join((STYLES / f"{sheet}.css").read_text(encoding="utf-8") for sheet in SHEETS)


@st.cache_resource(show_spinner=False)
def sign_in() -> SignIn | None:
    """Who has to sign in and may do what, as it was when the app started; SettingsError is raised each time."""
    return SignIn.read(Settings.read())


@st.cache_resource(show_spinner=False)
def feedback() -> Feedback:
    """The reports of the home folder (SettingsError); it is opened anew for each of them."""
    return Feedback(Settings.read().home)


def run(folder: Path) -> "RunResult":
    """A finished run, read once for as long as its files stay as they are (RunError, RunUnfinished)."""
    from ui.services.benchmarks import stamp

    return _run(folder, stamp(folder))


def run_figures(folder: Path) -> dict[str, "Estimate"]:
    """Every measure of a finished run with its interval (RunError, RunUnfinished)."""
    from ui.services.benchmarks import stamp

    return _run_figures(folder, stamp(folder))


def comparison(against: Path, folder: Path, measures: tuple[str, ...]) -> "Comparison":
    """The run in `folder` held against another in `measures`, as far as both have them (RunError)."""
    from ui.services.benchmarks import stamp

    return _comparison(against, folder, measures, stamp(against), stamp(folder))


@st.cache_resource(show_spinner=False, max_entries=8)  # a run of 400 questions, 100 clauses each, is some 10 MB
def _run(folder: Path, stamp: Stamp) -> "RunResult":
    from eval import load_run

    return load_run(folder)


@st.cache_resource(show_spinner=False, max_entries=500)
def _run_figures(folder: Path, stamp: Stamp) -> dict[str, "Estimate"]:
    from ui.services.benchmarks import figures

    return figures(_run(folder, stamp))


@st.cache_resource(show_spinner=False, max_entries=8)
def _comparison(against: Path, folder: Path, measures: tuple[str, ...], before: Stamp, after: Stamp) -> "Comparison":
    from ui.services.benchmarks import compared

    return compared(_run(against, before), _run(folder, after), measures)

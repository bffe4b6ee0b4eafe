"""The documents: what is here, what its audit found, and how to add, fetch and remove one."""

from functools import partial

import streamlit as st

from ingest.corpus import Corpus
from ingest.errors import ClausewiseError
from ui import shared, state
from ui.access import may
from ui.components import changing
from ui.components.catalogue import show_catalogue
from ui.components.job import show_job
from ui.components.page import opened, show_error
from ui.services.asking import Asks
from ui.services.jobs import Jobs
from ui.services.library import Shelf, current, serving, shelves
from ui.services.outcomes import counted


def _page() -> None:
    assistant = opened()
    if assistant is None:
        return
    with st.container(key="documents", gap="medium"):
        _documents(assistant)


def _documents(assistant: Asks) -> None:
    st.html('<h1 class="cw-heading1">Documents</h1>')
    jobs = shared.jobs()
    try:
        corpus = current(assistant)
    except ClausewiseError as error:
        show_error(error.message, error.hint)
        return
    found = shelves(corpus)
    _summary(found, corpus, jobs)
    job = jobs.latest()
    state.settle_joining(job)
    show_job(jobs)
    busy = job is not None and job.running
    admin = may("admin")
    if admin:
        _changes(corpus, jobs, busy=busy)
    show_catalogue(found, partial(changing.show_removing, jobs=jobs, busy=busy) if admin else None)


def _summary(found: tuple[Shelf, ...], corpus: Corpus, jobs: Jobs) -> None:
    here = sum(one.document is not None for one in found)
    since, fits = serving(jobs.settings, corpus)
    told = (
        f"{counted(here, 'document')} with a text, from which questions are answered. {len(found) - here} more are "
        "known by name and number, so that what refers to them is understood."
    )
    st.html(f'<p class="cw-intro">{told}{f" Index of {since}." if since else ""}</p>')
    hint = "Rebuild it below." if may("admin") else "Tell whoever runs this service."
    if not since:
        show_error("There is no index yet, so no question can be answered.", hint)
    elif not fits:
        show_error("The index was built from other texts than these.", hint)


def _changes(corpus: Corpus, jobs: Jobs, *, busy: bool) -> None:
    with st.container(key="changes", gap="xsmall"):
        with st.expander("Add a file of your own", key="adding"):
            changing.show_adding(corpus, jobs, busy=busy)
        with st.expander("Fetch official texts", key="fetching"):
            changing.show_fetching(corpus, jobs, busy=busy)
        with st.expander("Rebuild the index", key="rebuilding"):
            changing.show_rebuilding(jobs, busy=busy)


_page()

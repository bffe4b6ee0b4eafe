"""The documents: what is here, what its audit found, and how to add, fetch and remove one."""

from functools import partial

import streamlit as st

from ingest.corpus import Corpus
from ui import shared, state
from ui.access import may
from ui.components import changing
from ui.components.catalogue import show_catalogue
from ui.components.job import show_job
from ui.components.page import opened, show_error, show_heading
from ui.services.asking import Asks, current
from ui.services.jobs import Jobs
from ui.services.library import Shelf, serving, shelves
from ui.services.outcomes import counted

TABS = ("Catalogue", "Add a file", "Fetch official texts", "Rebuild the index")


def _page() -> None:
    assistant = opened()
    if assistant is None:
        return
    with st.container(key="documents", gap="medium"):
        _documents(assistant)


def _documents(assistant: Asks) -> None:
    jobs = shared.jobs()
    corpus = current(assistant)
    found = shelves(corpus)
    _summary(found, corpus, jobs)
    job = jobs.latest()
    state.settle_joining(job)
    show_job(jobs)
    busy = job is not None and job.running
    admin = may("admin")
    if not admin:
        show_catalogue(found, None)
        return
    catalogue, adding, fetching, rebuilding = st.tabs(TABS)
    with catalogue:
        show_catalogue(found, partial(changing.show_removing, jobs=jobs, busy=busy))
    with adding, st.container(key="adding"):
        changing.show_adding(corpus, jobs, busy=busy)
    with fetching, st.container(key="fetching"):
        changing.show_fetching(corpus, jobs, busy=busy)
    with rebuilding, st.container(key="rebuilding"):
        changing.show_rebuilding(jobs, busy=busy)


def _summary(found: tuple[Shelf, ...], corpus: Corpus, jobs: Jobs) -> None:
    searched = sum(one.searched for one in found)
    known = sum(one.document is None for one in found)
    looked_up = ""
    if more := len(found) - searched - known:
        looked_up = f" {counted(more, 'more text')} can be looked up and {'is' if more == 1 else 'are'} not searched."
    since, fits = serving(jobs.settings, corpus)
    told = (
        f"{counted(searched, 'document')} with a text, from which questions are answered.{looked_up} "
        f"{known} more are known by name and number, so that what refers to them is understood."
    )
    show_heading("Documents", f"{told}{f' Index of {since}.' if since else ''}")
    hint = f"Choose “{TABS[-1]}” below." if may("admin") else "Tell whoever runs this service."
    if not since:
        show_error("There is no index yet, so no question can be answered.", hint)
    elif not fits:
        show_error("The index was built from other texts than these.", hint)


_page()

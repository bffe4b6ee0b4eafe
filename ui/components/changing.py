"""What an admin does to the documents: add a file, take one out, fetch official texts, build the index anew."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ingest.corpus import Corpus
from ingest.errors import ClausewiseError
from ingest.own import LIMIT
from ui import state
from ui.access import may
from ui.components import markup
from ui.components.page import show_error
from ui.services import tasks
from ui.services.jobs import Jobs
from ui.services.library import Shelf
from ui.services.outcomes import counted
from ui.services.upload import Examined, Refused, examine, named

FORMATS = {"xhtml": "XHTML, which is read most surely", "fmx4": "Formex (XML)", "pdf": "PDF"}
NAMES = {
    "bul": "Bulgarian", "ces": "Czech", "dan": "Danish", "deu": "German", "ell": "Greek", "eng": "English",
    "est": "Estonian", "fin": "Finnish", "fra": "French", "gle": "Irish", "hrv": "Croatian", "hun": "Hungarian",
    "ita": "Italian", "lav": "Latvian", "lit": "Lithuanian", "mlt": "Maltese", "nld": "Dutch", "pol": "Polish",
    "por": "Portuguese", "ron": "Romanian", "slk": "Slovak", "slv": "Slovenian", "spa": "Spanish", "swe": "Swedish",
}  # fmt: skip
ENGLISH = "eng"
TITLE_HINT = "Give another title above."


def carry_out(jobs: Jobs, task: tasks.Task, data: bytes = b"") -> bool:
    """Begin a change if whoever asks may; where it cannot begin, why not stands on the page."""
    if not may("admin"):
        show_error("Only an admin may change the documents.", "Ask whoever runs this service.")
        return False
    try:
        job = jobs.start(task, data)
    except ClausewiseError as error:
        show_error(error.message, error.hint)
        return False
    if isinstance(task, tasks.Add):
        state.await_joining(job.number)
    return True


def show_adding(corpus: Corpus, jobs: Jobs, *, busy: bool) -> None:
    """A field for a file; what was read in it stands there before it joins."""
    file = st.file_uploader(
        f"Drop or choose a file of at most {LIMIT // 2**20} MiB: text, Markdown, PDF, Word (.docx), a web page, or "
        "Official Journal XHTML or Formex",
        key=state.upload_key(),
        disabled=busy,
    )
    if file is None:
        return
    outcome = state.examined(file.file_id)
    if outcome is None:
        with st.spinner("Reading and auditing the file…"):
            outcome = examine(jobs.settings, file.name, file.getvalue())
        state.keep_examined(file.file_id, outcome)
    if isinstance(outcome, Refused):
        show_error(outcome.message, outcome.hint)
        return
    _examined(outcome)
    _joining(file, outcome, corpus, jobs, busy=busy)


def _examined(found: Examined) -> None:
    audit = found.audit
    st.html(
        f'<h2 class="cw-eyebrow">What was read in it</h2><p class="cw-said">{found.kind[:1].upper()}{found.kind[1:]}: '
        f"{counted(audit['clauses'], 'clause')}, {counted(audit['footnotes'], 'footnote')}, "
        f'{audit["characters"]:,} characters.</p><p class="cw-quiet">Audit: {markup.text(found.note)}.</p>'
    )
    for gap in audit["gaps"]:
        what = "A number is skipped." if gap["skipped"] else "The file lacks text."
        st.html(f'<div class="cw-hole" role="note"><strong>{what}</strong> {markup.text(gap["reason"])}</div>')
    told = [f"Lost: {words[:80]}" for words in audit["lost"]] + [f"In two places: {w[:80]}" for w in audit["shared"]]
    told += [*audit["findings"], *audit["quotations"], *audit["warnings"]]
    if told:
        items = "".join(f'<li dir="auto">{markup.text(line)}</li>' for line in told)
        st.html(f'<div class="cw-about"><ul class="cw-findings">{items}</ul></div>')
    rows = "".join(
        f'<dt>{markup.text(label)}</dt><dd dir="auto">{markup.text(words[: tasks.SHOWN])}'
        f"{'…' if len(words) > tasks.SHOWN else ''}</dd>"
        for label, words in found.first
    )
    st.html(f'<h2 class="cw-eyebrow">It begins with</h2><dl class="cw-first">{rows}</dl>')


def _joining(file: UploadedFile, found: Examined, corpus: Corpus, jobs: Jobs, *, busy: bool) -> None:
    title = st.text_input("Title, as citations will print it", value=found.title, key=f"title-{file.file_id}")
    called = named(file.name, title, corpus)
    replace = False
    if called.problem:
        show_error(called.problem, TITLE_HINT)
    elif called.taken:
        replace = st.checkbox(
            f"Put it in the place of “{markup.label(called.title)}”, which is a document here already",
            key=f"replace-{file.file_id}",
        )
    fits = not called.problem and (replace or not called.taken)
    if (
        st.button("Add to the index", key="add-file", type="primary", disabled=busy or not fits)
        and fits
        and carry_out(jobs, tasks.Add(file.name, called.title, replace), file.getvalue())
    ):
        st.rerun()


def show_fetching(corpus: Corpus, jobs: Jobs, *, busy: bool) -> None:
    """Which official text to fetch, in which language and format."""
    official = {entry.key: entry.short for entry in corpus.published.entries if "celex" in (entry.identifiers or {})}
    st.html(
        '<p class="cw-quiet">Official texts come over the internet, from the Publications Office of the European '
        "Union.</p>"
    )
    document = st.selectbox(
        "Document",
        [None, *official],
        format_func=lambda key: official[key] if key is not None else "All that are not here yet",
        key="fetch-document",
    )
    with st.container(horizontal=True, gap="small"):
        codes = list(NAMES)
        language = st.selectbox(
            "Language", codes, index=codes.index(ENGLISH), format_func=NAMES.__getitem__, key="fetch-language"
        )
        form = st.selectbox("Format", list(FORMATS), format_func=FORMATS.__getitem__, key="fetch-format")
    if language != ENGLISH:
        st.html(
            '<p class="cw-quiet">Texts in other languages can be looked up by their address and are not searched.</p>'
        )
    if st.button("Fetch", key="fetch", type="primary", disabled=busy) and carry_out(
        jobs, tasks.Fetch(document, language, form, official.get(document or "", ""))
    ):
        st.rerun()


def show_rebuilding(jobs: Jobs, *, busy: bool) -> None:
    """Build the index anew, where the documents or the curated questions have changed by another way than this page."""
    st.html(
        '<p class="cw-quiet">Reads and audits every text again and embeds what has changed. The index that is there '
        "serves until the new one is whole.</p>"
    )
    force = st.checkbox("Embed everything again, changed or not", key="build-force")
    if st.button("Rebuild", key="build", type="primary", disabled=busy) and carry_out(jobs, tasks.Build(force)):
        st.rerun()


def show_removing(one: Shelf, jobs: Jobs, *, busy: bool) -> None:
    """The way out for a document that somebody brought in, which asks once more."""
    kept = "Your own file is not touched." if one.state == "added" else "It can be fetched again."
    lost = "Questions are no longer answered from it, and links" if one.searched else "Links"
    with st.popover("Remove", key=f"remove-{one.entry.key}", type="tertiary", disabled=busy):
        st.html(
            f'<p class="cw-said" dir="auto">Take out “{markup.text(one.entry.short)}”? {lost} to its clauses lead '
            f"nowhere then. {kept}</p>"
        )
        if st.button("Remove it", key=f"really-{one.entry.key}", type="primary", disabled=busy) and carry_out(
            jobs, tasks.Remove(one.entry.key, one.entry.short)
        ):
            st.rerun()

"""The quiet way out of the page: an answer or the conversation as a file; it is made when somebody asks for it."""

import datetime
from collections.abc import Callable, Sequence

import streamlit as st

from ingest.corpus import Corpus
from rag.export import MIME, Form, export
from rag.results import Answer

FORMS: dict[Form, str] = {"md": "Markdown", "docx": "Word", "bib": "BibTeX", "json": "JSON"}


def show_export(answers: Sequence[Answer], corpus: Corpus, name: str, key: str) -> None:
    """A button for each format of `answers`; the file is called `name`. Nothing to cite, no BibTeX."""
    cited = any(answer.citations for answer in answers)
    with st.container(horizontal=True, gap="small", key=f"export-{key}"):
        for form, label in FORMS.items():
            if form == "bib" and not cited:
                continue
            st.download_button(
                label,
                data=maker(tuple(answers), corpus, form),
                file_name=f"{name}.{form}",
                mime=MIME[form],
                key=f"export-{key}-{form}",
                on_click="ignore",
                type="tertiary",
            )


def maker(answers: Sequence[Answer], corpus: Corpus, form: Form) -> Callable[[], bytes]:
    """What makes the file when it is wanted (ExportError then, should a citation no longer stand in the texts)."""
    return lambda: export(answers, corpus, form, on=datetime.datetime.now(datetime.UTC).astimezone().date())

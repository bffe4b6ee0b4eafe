"""Answers and checklists as files to paste from: Markdown, Word, BibTeX, JSON.

>>> from rag.export import export
>>> export([assistant.ask("How do we resolve conflicts?")], assistant.corpus, "docx", on=day)  # doctest: +SKIP
"""

import datetime
from collections.abc import Sequence
from typing import Literal

from ingest.corpus import Corpus
from ingest.errors import ExportError
from rag.export import bibliography, data, markdown, memo
from rag.export.page import Page
from rag.results import Answer

Form = Literal["md", "docx", "bib", "json"]
MIME: dict[Form, str] = {
    "md": "text/markdown",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "bib": "application/x-bibtex",
    "json": "application/json",
}

__all__ = ["MIME", "Form", "export", "render"]


def export(answers: Sequence[Answer], corpus: Corpus, form: Form, *, on: datetime.date, annex: bool = False) -> bytes:
    """One answer or a conversation, oldest first, as the bytes of a file; the same for the same answers and day.

    Every citation is checked against `corpus` once more: ExportError when one does not stand there, or when nothing is
    left to write. `annex` adds the clauses that were retrieved, which JSON has anyway.
    """
    if not answers:
        raise ExportError("There is no answer to export.", hint="Ask a question first.")
    if form == "bib":
        return bibliography.write(answers, corpus).encode()
    if form == "json":
        return data.write(answers, corpus, on).encode()
    return render(memo.page(answers, corpus, on, annex=annex), form)


def render(page: Page, form: Literal["md", "docx"]) -> bytes:
    """A page as the bytes of a file."""
    if form == "docx":
        from rag.export import word  # python-docx is loaded only by whoever writes a Word document

        return word.write(page)
    return markdown.write(page).encode()

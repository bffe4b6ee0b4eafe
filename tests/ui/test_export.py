"""The page's way out: an answer and the conversation as files, made when they are wanted."""

import datetime
import io
from typing import Any

import pytest
from docx import Document
from driving import ask, open_app, unfold
from streamlit.testing.v1 import AppTest

from ingest.corpus import Corpus
from ingest.errors import ExportError
from ui.components import export

QUESTION = "How should we manage intellectual property and background knowledge?"


def _asked(*questions: str) -> AppTest:
    at = open_app()
    for question in questions:
        at = ask(at, question)
    assert not at.exception
    return at


def _offered(at: AppTest) -> list[tuple[str, str]]:
    return [(str(button.key), button.label) for button in at.get("download_button")]


def test_an_answer_and_the_conversation_are_offered_in_every_format(plain: Any) -> None:
    offered = _offered(unfold(_asked(QUESTION), "save-0"))
    for place in ("0", "all"):
        labels = [label for key, label in offered if key.startswith(f"export-{place}-")]
        assert labels == ["Markdown", "Word", "BibTeX", "JSON"]


def test_nothing_is_offered_before_there_is_an_answer(plain: Any) -> None:
    assert _offered(_asked()) == []


def test_an_answer_that_cites_nothing_is_offered_with_its_conversation_alone(plain: Any) -> None:
    offered = _offered(_asked("Bananas?"))
    assert [label for _, label in offered] == ["Markdown", "Word", "JSON"]
    assert all(key.startswith("export-all-") for key, _ in offered)


def test_no_file_is_made_before_somebody_asks(plain: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> bytes:
        raise AssertionError("made too early")

    monkeypatch.setattr(export, "export", never)
    unfold(_asked(QUESTION, "Bananas?"), "save-0")


def test_the_file_holds_the_conversation(plain: Any, corpus: Corpus) -> None:
    answers = [plain.ask(QUESTION), plain.ask("Bananas?")]
    data = export.maker(answers, corpus, "docx")()
    titles = [
        p.text for p in Document(io.BytesIO(data)).paragraphs if p.style is not None and "ead" in str(p.style.name)
    ]
    assert titles[:2] == [QUESTION, "Bananas?"]
    today = datetime.datetime.now(datetime.UTC).astimezone().date()
    assert f"Exported on:** {today.isoformat()}".encode() in export.maker(answers, corpus, "md")()
    with pytest.raises(ExportError):
        export.maker(answers[1:], corpus, "bib")()

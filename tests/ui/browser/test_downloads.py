"""Files that a browser gets from the pages: an answer, the conversation and a checklist, by their names and words."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from asking import ask
from docx import Document
from playwright.sync_api import Locator, Page, expect
from serving import PATIENCE_MS

pytestmark = pytest.mark.browser

QUESTION = "How should we deal with patents and know-how each side already had?"
NEXT = "3.1.1(c)"
CITED = "C(2024) 601, point 3.1.1(f)"
UID = "c/2024/601#pnt_3.1.1/pnt_f"
WORDS = "developing a joint intellectual assets management strategy"


def _ask(page: Page, question: str) -> None:
    ask(page, question)
    expect(page.get_by_role("heading", name=question, exact=True)).to_be_visible()
    expect(page.locator(".st-key-latest").get_by_role("button", name="Helpful", exact=True)).to_be_visible()


def _saved(buttons: Locator, label: str) -> tuple[str, Path]:
    """The name and the place of the file that the button with this label brings."""
    with buttons.page.expect_download(timeout=PATIENCE_MS) as coming:
        buttons.get_by_role("button", name=label, exact=True).click()
    return coming.value.suggested_filename, coming.value.path()


def test_an_answer_and_its_conversation_are_saved_as_files(open_page: Callable[..., Page], app: str) -> None:
    page = open_page()
    page.goto(app)
    _ask(page, QUESTION)
    page.get_by_text("Export this answer").click()
    name, file = _saved(page.locator(".st-key-export-0"), "Markdown")
    assert name == "answer.md"
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == f"# {QUESTION}"
    assert any(WORDS in line and CITED in line for line in lines)

    _ask(page, NEXT)
    page.get_by_role("button", name="Export", exact=True).click()
    name, file = _saved(page.locator(".st-key-export-all"), "Word")
    assert name == "conversation.docx"
    told = [paragraph.text for paragraph in Document(str(file)).paragraphs]
    assert told[0] == "Conversation of 2 questions"
    assert [line for line in told if line in {QUESTION, NEXT}] == [QUESTION, NEXT]
    assert any(WORDS in line for line in told)


def test_the_points_beside_a_clause_are_saved_as_a_checklist(open_page: Callable[..., Page], app: str) -> None:
    page = open_page()
    page.goto(f"{app}clauses?clause={quote(UID, safe='')}")
    name, file = _saved(page.locator(".st-key-tick"), "Markdown")
    assert name == "checklist.md"
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# Checklist: C(2024) 601, point 3.1.1"
    [point] = [line for line in lines if line.startswith("- [ ] (f) ")]
    assert WORDS in point
    assert point.endswith(f"— **{CITED}**")

"""The main jobs of every page with nothing but the keyboard: what Tab does not lead to is not there."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from asking import expect_field_to_have_keyboard
from playwright.sync_api import Locator, Page, expect
from reporting import MISSING, QUESTION, an_answer
from serving import PATIENCE_MS, served
from synthetic import synthetic_run

from eval.store import save_run
from ingest.corpus import Corpus
from ui.services.feedback import Feedback, Remark

pytestmark = pytest.mark.browser

FARTHEST = 80  # steps with Tab to anything a main job needs
WORK_MS = 3 * PATIENCE_MS  # a change of the documents loads the model in a process of its own
ASKED = "How should we deal with patents and know-how each side already had?"
CITED = "C(2024) 601, point 3.1.1(f)"
NAMED = "C(2024) 601, point 3.1.1(c)"
TITLE = "House rules"
POLICY = "# Rules for inventions\n\nLicence income is split into three equal parts for inventors and institute.\n"

Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def furnished(built_home: Path, corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app with two runs and a report; each test leaves alone what the others use."""
    home = Path(shutil.copytree(built_home, tmp_path_factory.mktemp("keyboard") / "home"))
    pool = [clause.uid for _, clause in corpus.searched()][:40]
    for name, skill in (("bm25", 0.5), ("ours", 1.3)):
        save_run(synthetic_run(name, skill=skill, seed=3, pool=pool), home / "runs" / name)
    Feedback(home).send(an_answer(corpus), (), Remark("missing", "It begins there.", (MISSING,), "2.1.1(a)"))
    with served(home, tmp_path_factory.mktemp("log") / "server.log") as address:
        yield address


def _settle(page: Page) -> None:
    """Wait until nothing is drawn any more: what is drawn anew under somebody's hands has another place in the row."""
    expect(page.locator(".stApp[data-test-script-state=notRunning]")).to_be_visible()


def _go(page: Page, target: Locator, key: str = "Tab", farthest: int = FARTHEST) -> None:
    """Press `key` until `target` has the focus; at the end of the page Tab goes on at its beginning."""
    expect(target).to_have_count(1)
    _settle(page)
    focused, passed = page.locator(":focus"), []
    for _ in range(farthest):
        page.keyboard.press(key)
        if target.and_(focused).count():
            return
        passed.append(focused.aria_snapshot().partition("\n")[0] if focused.count() else "nothing")
    pytest.fail(f"{key} does not lead to {target}, but to:\n" + "\n".join(passed))


def _write(page: Page, words: str) -> None:
    """Put `words` in the place of what stands in the field that has the focus."""
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(words)


def _ask(page: Page, question: str, cited: str) -> None:
    field = page.get_by_placeholder("Ask a question")
    _go(page, field)
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    expect(_citation(page, cited)).to_be_visible(timeout=2 * PATIENCE_MS)  # the first answer loads the model
    expect_field_to_have_keyboard(page)


def _citation(page: Page, name: str) -> Locator:
    return page.locator("[class*=st-key-cite-]").get_by_role("button", name=name, exact=True)


def test_a_clause_is_opened_and_a_problem_reported(furnished: str, open_page: Opened) -> None:
    page = open_page(1280)
    page.goto(furnished)
    _ask(page, ASKED, CITED)
    citation, panel = _citation(page, CITED), page.locator(".st-key-source")
    _go(page, citation, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(panel.get_by_role("heading", name=CITED)).to_be_focused()
    _go(page, panel.get_by_role("button", name="Close"), farthest=1)
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(citation).to_be_focused()
    _go(page, page.locator("summary", has_text="Report a problem"))
    page.keyboard.press("Enter")
    _go(page, page.get_by_role("radio", name="Wrong clause"), farthest=1)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Missing clause")).to_be_checked()
    _go(page, page.get_by_label("Which clause?"), farthest=1)
    page.keyboard.type("2.1.1 a")
    _go(page, page.get_by_label("Note"), farthest=1)
    page.keyboard.type("That is where it begins.")
    _go(page, page.get_by_role("button", name="Send", exact=True), farthest=1)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sent, thank you: missing clause.")).to_be_visible()
    _go(page, page.get_by_role("button", name="Take it back"), farthest=3)


def test_conversations_are_renamed_found_and_opened(furnished: str, open_page: Opened) -> None:
    page = open_page(1280)
    page.goto(furnished)
    _ask(page, ASKED, CITED)
    _go(page, page.get_by_role("button", name="New conversation"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Questions to start with")).to_be_visible()
    _ask(page, "3.1.1(c)", NAMED)
    conversations = page.get_by_role("button", name="Conversations")
    _go(page, conversations, "Shift+Tab")
    page.keyboard.press("Enter")
    name = page.get_by_label("Name of this conversation")
    _go(page, name, farthest=1)
    _write(page, "Partners at odds")
    page.keyboard.press("Enter")
    _go(page, page.get_by_label("Find conversations by words in them"))
    page.keyboard.type("know-how")
    page.keyboard.press("Enter")
    _go(page, page.get_by_role("button", name=ASKED))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=ASKED)).to_be_visible()
    expect(name).to_have_count(0)
    _go(page, conversations)
    page.keyboard.press("Enter")
    find = page.get_by_label("Find conversations by words in them")
    _go(page, find)
    _write(page, "")
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    _go(page, page.get_by_role("button", name="Partners at odds"))
    page.keyboard.press("Enter")
    expect(_citation(page, NAMED)).to_be_visible()


def test_a_report_becomes_a_question_to_measure_with(furnished: str, open_page: Opened) -> None:
    page = open_page(1280)
    page.goto(f"{furnished}review")
    _go(page, page.get_by_role("button", name=QUESTION))
    page.keyboard.press("Enter")
    expect(page.get_by_text("It begins there.")).to_be_visible()
    _go(page, page.get_by_role("tab", name="Curated question"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    _go(page, page.get_by_role("button", name="Make it an evaluation question"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Evaluation question r")).to_be_visible()


def test_a_run_is_held_against_another(furnished: str, open_page: Opened) -> None:
    page = open_page(1280)
    page.goto(f"{furnished}benchmarks")
    for field, run in (("Run", "ours"), ("Held against", "bm25")):
        _go(page, page.get_by_role("combobox", name=re.compile(rf"\b{field}$")))
        page.keyboard.type(run)
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(rf"={run}\b"))
    expect(page.get_by_role("heading", name="ours held against bm25")).to_be_visible()


def test_a_file_is_added_and_removed(furnished: str, open_page: Opened, tmp_path: Path) -> None:
    file = tmp_path / "rules.md"
    file.write_text(POLICY, encoding="utf-8")
    page = open_page(1280)
    page.goto(f"{furnished}documents")
    _go(page, page.get_by_role("tab", name="Catalogue"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    _go(page, page.get_by_test_id("stFileUploader").get_by_role("button", name="Upload", exact=True))
    page.locator("input[type=file]").set_input_files(file)  # the dialog that Enter opens is the browser's own
    expect(page.locator(".st-key-adding")).to_contain_text("Licence income is split", timeout=WORK_MS)
    _go(page, page.get_by_label("Title, as citations will print it"))
    _write(page, TITLE)
    page.keyboard.press("Enter")
    _go(page, page.get_by_role("button", name="Add to the index"))
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"“{TITLE}” is in the index")).to_be_visible(timeout=WORK_MS)
    _go(page, page.get_by_role("tab", name="Add a file"))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    _go(page, page.get_by_label("Find a document"))
    page.keyboard.type(TITLE)
    page.keyboard.press("Enter")
    expect(page.locator(".cw-doctitle")).to_have_count(1)
    _go(page, page.get_by_role("button", name="Remove", exact=True))
    page.keyboard.press("Enter")
    _go(page, page.get_by_role("button", name="Remove it"), farthest=1)
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"“{TITLE}” is no longer in the index.")).to_be_visible(timeout=WORK_MS)

"""The real app with the real index in a real browser: what a reader sees, and that nothing leaves this machine."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from asking import ask, expect_field_to_have_keyboard
from fitting import too_wide
from hostile import HOSTILE, alive
from playwright.sync_api import Locator, Page, expect
from serving import PATIENCE_MS

pytestmark = pytest.mark.browser

QUESTION = "How should we deal with patents and know-how each side already had?"
CITED = "C(2024) 601, point 3.1.1(f)"
UID = "c/2024/601#pnt_3.1.1/pnt_f"
WORDS = "developing a joint intellectual assets management strategy"


def _expect_clause(page: Page) -> None:
    panel = page.locator(".st-key-source")
    expect(panel.get_by_role("heading", name=CITED)).to_be_visible()
    expect(panel.locator(".cw-clause")).to_be_in_viewport()
    expect(panel.locator(".cw-clause")).to_contain_text(WORDS)
    expect(panel.locator(".cw-clause sup")).to_have_text("38")


def test_a_question_leads_to_the_marked_clause_and_the_link_to_it_lasts(page: Page, app: str) -> None:
    page.goto(app)
    ask(page, QUESTION)
    citation = page.get_by_role("button", name=CITED, exact=True)
    expect(citation).to_be_visible(timeout=2 * PATIENCE_MS)  # the first answer loads the model
    expect(page.get_by_role("heading", name=QUESTION)).to_be_in_viewport()
    assert too_wide(page) == []
    kept = page.url
    assert kept.startswith(f"{app}?conversation=")
    citation.click()
    _expect_clause(page)
    marked = page.locator(".cw-clause mark")
    expect(marked.first).to_have_text(WORDS)
    assert "".join(marked.all_inner_texts()).startswith(f"{WORDS}, including considerations")
    expect(page.locator(".st-key-source h2")).to_be_focused()
    assert too_wide(page) == []
    assert page.url == f"{kept}&clause={quote(UID, safe='')}"
    page.reload()
    _expect_clause(page)
    expect(marked.first).to_have_text(WORDS)
    page.wait_for_timeout(500)  # Streamlit takes up a shortcut a moment after it has drawn its button
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-source")).to_have_count(0)
    assert page.url == kept


def test_neighbours_are_reached_with_the_keyboard(page: Page, app: str) -> None:
    page.goto(f"{app}?clause={quote(UID, safe='')}")
    _expect_clause(page)
    neighbour = page.get_by_role("button", name="Show point 3.1.1(g)")
    neighbour.focus()
    neighbour.press("Enter")
    expect(page.get_by_role("heading", name="C(2024) 601, point 3.1.1(g)")).to_be_visible()


def _asked(page: Page, app: str) -> Locator:
    """The citation of an answer that is there whole, the field being ready for the next question."""
    page.goto(app)
    ask(page, QUESTION)
    citation = page.get_by_role("button", name=CITED, exact=True)
    expect(citation).to_be_visible()
    expect_field_to_have_keyboard(page)
    return citation


def _expect_back_at(citation: Locator, page: Page) -> None:
    """The panel closes, and the keyboard is where it was opened."""
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-source")).to_have_count(0)
    expect(citation).to_be_focused()


def test_the_keyboard_comes_back_to_what_opened_something(open_page: Callable[..., Page], app: str) -> None:
    page = open_page(1280)
    citation = _asked(page, app)
    citation.press("Enter")
    _expect_clause(page)
    _expect_back_at(citation, page)
    page.locator("summary", has_text="Report a problem").press("Enter")
    expect(page.get_by_text("What is wrong?")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio", name="Wrong clause")).to_be_focused()


def test_the_keyboard_comes_back_to_what_lost_it_while_the_panel_opened(
    open_page: Callable[..., Page], app: str
) -> None:
    page = open_page(1280)
    citation = _asked(page, app)
    citation.evaluate("button => { button.focus(); button.click(); button.blur(); }")  # as when it is drawn anew
    _expect_clause(page)
    _expect_back_at(citation, page)


def test_the_keyboard_comes_back_to_what_opened_the_panel_whatever_was_clicked_since(
    open_page: Callable[..., Page], app: str
) -> None:
    page = open_page(1280)
    citation = _asked(page, app)
    citation.click()
    _expect_clause(page)
    page.locator(".cw-question").click()
    page.get_by_role("button", name="Export", exact=True).click()
    page.get_by_role("button", name="Show point 3.1.1(g)").press("Enter")
    expect(page.get_by_role("heading", name="C(2024) 601, point 3.1.1(g)")).to_be_focused()
    _expect_back_at(citation, page)


def test_a_click_on_a_neighbours_words_moves_the_panel(page: Page, app: str) -> None:
    page.goto(f"{app}?clause={quote(UID, safe='')}")
    _expect_clause(page)
    words = page.locator(".cw-sibling").get_by_text("agreeing on confidentiality")
    words.evaluate("element => element.scrollIntoView({block: 'center'})")  # not under the bar at the foot
    words.click(force=True)  # the button lies over it
    expect(page.get_by_role("heading", name="C(2024) 601, point 3.1.1(g)")).to_be_visible()


def test_a_question_that_is_code_is_shown_as_typed(page: Page, app: str) -> None:
    page.goto(app)
    ask(page, HOSTILE)
    expect(page.locator(".cw-question")).to_have_text(HOSTILE)
    expect(page.locator(".cw-status, [data-testid=stAlert]").first).to_be_visible()
    assert alive(page) == []


def test_a_dead_link_gets_a_sentence(page: Page, app: str) -> None:
    page.goto(f"{app}?clause={quote('c/2024/601#pnt_9.9', safe='')}")
    expect(page.get_by_text("C(2024) 601 has no point 9.9.")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".st-key-source")).to_have_count(0)

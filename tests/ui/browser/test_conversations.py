"""Conversations in a real browser: an address that outlives the server, nobody else's eyes, and an end."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from asking import ask
from fitting import too_wide
from playwright.sync_api import Page, expect
from serving import PATIENCE_MS, free_port, served

pytestmark = pytest.mark.browser

QUESTION = "How do we resolve conflicts between partners?"
CITED = "C(2024) 601, point 3.1.1(c)"
HOSTILE = "<img src=x onerror=alert(1)> [a](javascript:alert(1)) $x$ :red[y]"
NOT_YOURS = "There is no such conversation here, or it is not yours."


def test_a_conversation_outlives_the_server_and_is_nobody_elses(
    open_page: Callable[..., Page], own_home: Path, tmp_path: Path
) -> None:
    port, log = free_port(), tmp_path / "server.log"
    page, stranger = open_page(), open_page(390)
    with served(own_home, log, port) as address:
        page.goto(address)
        ask(page, QUESTION)
        expect(page.get_by_text("The search is still starting up.")).to_be_visible()
        expect(page.get_by_role("button", name=CITED, exact=True)).to_be_visible(timeout=PATIENCE_MS)
        kept = page.url
        assert re.fullmatch(rf"{re.escape(address)}\?conversation=[0-9a-f]{{32}}", kept)
    with served(own_home, log, port) as address:
        page.goto(kept)
        expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
        page.get_by_role("button", name=CITED, exact=True).click()  # while the model is loading
        expect(page.locator(".st-key-source .cw-clause")).to_be_visible()
        page.keyboard.press("Escape")
        for guess in (kept, f"{address}?conversation=guessed"):
            stranger.goto(guess)
            expect(stranger.get_by_text(NOT_YOURS)).to_be_visible()
            expect(stranger.get_by_text(QUESTION)).to_have_count(0)
            expect(stranger.get_by_role("button", name="Conversations")).to_have_count(0)
            assert too_wide(stranger) == []


def test_a_conversation_is_renamed_found_again_and_deleted(page: Page, app: str) -> None:
    page.goto(app)
    ask(page, "3.1.1(c)")
    expect(page.get_by_role("button", name=CITED, exact=True)).to_be_visible(timeout=PATIENCE_MS)
    kept = page.url
    page.get_by_role("button", name="Conversations").click()
    name = page.get_by_label("Name of this conversation")
    name.fill(HOSTILE)
    name.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_role("heading", name="Questions to start with")).to_be_visible()
    assert page.url == app
    page.get_by_role("button", name="Conversations").click()
    page.get_by_label("Find conversations by words in them").fill("contractual")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=HOSTILE).click()
    expect(page.get_by_role("button", name=CITED, exact=True)).to_be_visible()
    assert page.url == kept
    expect(page.locator("img[src=x]")).to_have_count(0)
    page.get_by_role("button", name="Conversations").click()
    page.get_by_role("button", name="Delete this conversation").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("heading", name="Questions to start with")).to_be_visible()
    page.goto(kept)
    expect(page.get_by_text(NOT_YOURS)).to_be_visible()


def test_a_question_is_asked_again_without_a_clause(page: Page, app: str) -> None:
    page.goto(app)
    ask(page, QUESTION)
    expect(page.get_by_role("button", name=CITED, exact=True)).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_text("Show everything retrieved").click()
    page.get_by_role("button", name="Ask again without point 3.1.1(c)").click()
    expect(page.get_by_text("as you asked.").first).to_be_visible(timeout=PATIENCE_MS)
    cited = page.locator("[class*=st-key-cite-]").get_by_role("button", name=CITED, exact=True)
    expect(cited).to_have_count(0)
    page.get_by_role("button", name="Ask again in all texts").click()
    expect(cited).to_be_visible(timeout=PATIENCE_MS)

"""A question put to the Ask page, as a reader does."""

import re

from playwright.sync_api import Page, expect


def ask(page: Page, question: str) -> None:
    """Write the question and send it; nothing is waited for."""
    field = page.get_by_placeholder("Ask a question")
    field.fill(question)
    field.press("Enter")


def expect_field_to_have_keyboard(page: Page) -> None:
    """Wait until the next question can be typed at once; a field that is drawn anew stands there twice for a moment."""
    expect(page.locator("textarea:focus")).to_have_attribute("placeholder", re.compile("^Ask a question"))

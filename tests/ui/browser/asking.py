"""A question put to the Ask page, as a reader does."""

from playwright.sync_api import Page


def ask(page: Page, question: str) -> None:
    """Write the question and send it; nothing is waited for."""
    field = page.get_by_placeholder("Ask a question")
    field.fill(question)
    field.press("Enter")

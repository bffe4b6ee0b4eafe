"""A language model's answer in a real browser, while it is being written."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from asking import ask
from faults import ASKED, BOTH, TRUE
from model_server import KEY, ModelServer, says
from playwright.sync_api import Page, expect
from serving import PATIENCE_MS, served

pytestmark = pytest.mark.browser


def test_who_opens_a_fold_or_another_page_meanwhile_does_not_ask_the_model_again(
    open_page: Callable[..., Page], own_home: Path, tmp_path: Path
) -> None:
    page = open_page(1280)
    with ModelServer(says(BOTH)) as model:
        settings = {
            "CLAUSEWISE_LLM": "openai-like:m",
            "CLAUSEWISE_LLM_URL": f"{model.url}/v1",
            "CLAUSEWISE_LLM_KEY": KEY,
            "CLAUSEWISE_LLM_TIMEOUT": "120",
        }
        with served(own_home, tmp_path / "server.log", **settings) as address:
            page.goto(address)
            ask(page, "3.1.1(c)")
            fold = page.get_by_text("Copy this answer")
            expect(fold).to_be_visible(timeout=PATIENCE_MS)
            model.gate = threading.Event()
            ask(page, ASKED)
            expect(page.get_by_text(TRUE[0], exact=True)).to_be_visible(timeout=PATIENCE_MS)
            asked = len(model.asked)
            fold.first.click()
            expect(page.get_by_text("Copy its citations alone")).to_be_visible()
            expect(page.get_by_text(TRUE[0], exact=True)).to_be_visible()
            page.get_by_role("link", name="Clauses").click()
            expect(page.get_by_role("heading", name="Clauses")).to_be_visible()
            page.get_by_role("link", name="Ask").click()
            expect(page.get_by_text(TRUE[0], exact=True)).to_be_visible()
            expect(page.get_by_text("Worded by")).to_have_count(0)  # and so it is still being written
            model.gate.set()
            expect(page.get_by_text("Worded by openai-like:m").first).to_be_visible(timeout=PATIENCE_MS)
            assert len(model.asked) == asked

"""A document whose title is one long word after the other, on every page of a narrow screen."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from asking import ask
from command import run
from fitting import too_wide
from playwright.sync_api import Page, expect
from serving import PATIENCE_MS, served

pytestmark = pytest.mark.browser

TITLE = (
    "Grundsatzordnung ueber Schutzrechtsverwertungsgesellschaftsbeteiligungsangelegenheiten und "
    "Erfindungsmeldungsverfahren"
)
POLICY = """\
# Rules for inventions

Licence income is split into three equal parts for the inventors, their department and the institute.
"""
QUESTION = "How is licence income split between inventors and department?"


@pytest.fixture
def titled(own_home: Path, tmp_path: Path) -> Iterator[str]:
    """The address of an app that has this document."""
    file = tmp_path / "policy.md"
    file.write_text(POLICY, encoding="utf-8")
    done = run("corpus", "add", str(file), "--title", TITLE, home=own_home)
    assert done.returncode == 0, done.stderr
    with served(own_home, tmp_path / "server.log") as address:
        yield address


def test_a_long_title_fits(titled: str, open_page: Callable[..., Page]) -> None:
    page = open_page(390)
    page.goto(titled)
    ask(page, QUESTION)
    cited = page.get_by_role("button", name=TITLE).first
    expect(cited).to_be_visible(timeout=2 * PATIENCE_MS)  # the first answer loads the model
    page.get_by_text("Show everything retrieved").click()
    expect(page.locator(".cw-hit").first).to_be_visible(timeout=PATIENCE_MS)
    assert too_wide(page) == []
    cited.click()
    expect(page.locator(".st-key-source").get_by_role("heading", name=TITLE)).to_be_visible(timeout=PATIENCE_MS)
    assert too_wide(page) == []

    page.goto(f"{titled}clauses?q={quote('licence income')}")
    row = page.locator(".cw-hits").get_by_role("link", name=TITLE)
    expect(row).to_be_visible(timeout=PATIENCE_MS)
    assert too_wide(page) == []
    row.click()
    expect(page.locator(".st-key-leaf").get_by_role("heading", name=TITLE)).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator(".st-key-leaf .cw-clause")).to_be_visible(timeout=PATIENCE_MS)
    assert too_wide(page) == []

    page.goto(f"{titled}documents")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible(timeout=PATIENCE_MS)
    assert too_wide(page) == []

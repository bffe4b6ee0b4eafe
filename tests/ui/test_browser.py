"""The real app with the real index in a real browser: what a reader sees, and that nothing leaves this machine."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ["--no-sandbox", "--headless", "--disable-gpu"]
QUESTION = "How should we deal with patents and know-how each side already had?"
CITED = "C(2024) 601, point 3.1.1(f)"
UID = "c/2024/601#pnt_3.1.1/pnt_f"
WORDS = "developing a joint intellectual assets management strategy"
PATIENCE_MS = 60_000  # the first question loads the model


@pytest.fixture(scope="module")
def app(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running app, which may not reach beyond this machine either."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    paths = (str(ROOT / "tests" / "offline"), str(ROOT), os.environ.get("PYTHONPATH", ""))
    environment = os.environ | {
        "CLAUSEWISE_HOME": str(built_home),
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
    }
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "ui" / "app.py"), "--server.headless=true"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}", "--server.fileWatcherType=none"]
    log_path = tmp_path_factory.mktemp("app") / "server.log"
    with log_path.open("w") as log, subprocess.Popen(command, env=environment, stdout=log, stderr=log) as server:
        try:
            address = f"http://127.0.0.1:{port}/"
            _wait_for(address, server, log_path)
            yield address
        finally:
            server.terminate()
    assert "Traceback" not in log_path.read_text()


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(150):
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(address + "_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"the app did not start: {log.read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium of this machine, else Playwright's own, else a reason to skip (CI has no such excuse)."""
    own = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=own, args=FLAGS)
        except Error as error:
            reason = f"no Chromium to test with: {str(error).splitlines()[0]}"
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)
        yield chromium
        chromium.close()


@pytest.fixture(params=[1280, 390], ids=["wide", "narrow"])
def page(browser: Browser, app: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh page; when the test is over, everything it asked for must have come from the app."""
    context = browser.new_context(viewport={"width": request.param, "height": 850})
    opened = context.new_page()
    wanted: list[str] = []
    context.on("request", lambda asked: wanted.append(asked.url))
    opened.on("websocket", lambda channel: wanted.append(channel.url))
    opened.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    context.close()
    elsewhere = [url for url in wanted if urlsplit(url).scheme not in {"data", "blob"} and not _from(url, app)]
    assert wanted
    assert elsewhere == []


def _from(url: str, app: str) -> bool:
    return urlsplit(url).netloc == urlsplit(app).netloc


def _ask(page: Page, question: str) -> None:
    field = page.get_by_placeholder("Ask a question")
    field.fill(question)
    field.press("Enter")


def _expect_clause(page: Page) -> None:
    panel = page.locator(".st-key-source")
    expect(panel.get_by_role("heading", name=CITED)).to_be_visible()
    expect(panel.locator(".cw-clause")).to_be_in_viewport()
    expect(panel.locator(".cw-clause")).to_contain_text(WORDS)
    expect(panel.locator(".cw-clause sup")).to_have_text("38")


def test_a_question_leads_to_the_marked_clause_and_the_link_to_it_lasts(page: Page, app: str) -> None:
    page.goto(app)
    _ask(page, QUESTION)
    citation = page.get_by_role("button", name=CITED, exact=True)
    expect(citation).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name=QUESTION)).to_be_in_viewport()
    citation.click()
    _expect_clause(page)
    marked = page.locator(".cw-clause mark")
    expect(marked.first).to_have_text(WORDS)
    assert "".join(marked.all_inner_texts()).startswith(f"{WORDS}, including considerations")
    expect(page.locator(".st-key-source h2")).to_be_focused()
    assert page.url == f"{app}?clause={quote(UID, safe='')}"
    page.reload()
    _expect_clause(page)
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-source")).to_have_count(0)
    assert page.url == app


def test_neighbours_are_reached_with_the_keyboard(page: Page, app: str) -> None:
    page.goto(f"{app}?clause={quote(UID, safe='')}")
    _expect_clause(page)
    neighbour = page.get_by_role("button", name="Show point 3.1.1(g)")
    neighbour.focus()
    neighbour.press("Enter")
    expect(page.get_by_role("heading", name="C(2024) 601, point 3.1.1(g)")).to_be_visible()


def test_a_click_on_a_neighbours_words_moves_the_panel(page: Page, app: str) -> None:
    page.goto(f"{app}?clause={quote(UID, safe='')}")
    _expect_clause(page)
    words = page.locator(".cw-sibling").get_by_text("agreeing on confidentiality")
    words.evaluate("element => element.scrollIntoView({block: 'center'})")  # not under the bar at the foot
    words.click(force=True)  # the button lies over it
    expect(page.get_by_role("heading", name="C(2024) 601, point 3.1.1(g)")).to_be_visible()


def test_a_question_that_is_code_is_shown_as_typed(page: Page, app: str) -> None:
    typed = "<img src=x onerror=alert(1)> [a](javascript:alert(1)) $x$ :red[y]"
    page.goto(app)
    _ask(page, typed)
    expect(page.get_by_role("heading", name=typed)).to_have_text(typed)
    expect(page.locator(".cw-status, [data-testid=stAlert]").first).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("img[src=x]")).to_have_count(0)


def test_a_dead_link_gets_a_sentence(page: Page, app: str) -> None:
    page.goto(f"{app}?clause={quote('c/2024/601#pnt_9.9', safe='')}")
    expect(page.get_by_text("C(2024) 601 has no point 9.9.")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".st-key-source")).to_have_count(0)

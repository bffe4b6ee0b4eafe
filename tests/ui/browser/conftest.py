"""A real browser of this machine and the real app over the real index."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright
from serving import PATIENCE_MS, served

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ["--no-sandbox", "--headless", "--disable-gpu"]

Opened = Callable[..., Page]
expect.set_options(timeout=PATIENCE_MS)  # a busy machine is slow, not broken


@pytest.fixture(scope="session")
def app(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app that all tests share: nothing of it may be changed but by a session of one's own."""
    home = tmp_path_factory.mktemp("shared") / "home"
    shutil.copytree(built_home, home)
    with served(home, tmp_path_factory.mktemp("app") / "server.log") as address:
        yield address


@pytest.fixture
def own_home(built_home: Path, tmp_path: Path) -> Path:
    """A home with an index that a test may change."""
    return Path(shutil.copytree(built_home, tmp_path / "home"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium of this machine, else Playwright's own, else a reason to skip (CI has no such excuse)."""
    expect.set_options(timeout=PATIENCE_MS / 3)  # a busy machine with two cores is slow, not broken
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


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Opened]:
    """Opens a page as a new visitor, `width` pixels wide; no dialog opens, and nothing is asked of another host."""
    contexts = []
    wanted: list[str] = []
    dialogs: list[str] = []

    def opened(width: int = 1280, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 850}, **options)
        contexts.append(context)
        page = context.new_page()
        context.on("request", lambda asked: wanted.append(asked.url))
        page.on("websocket", lambda channel: wanted.append(channel.url))
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.set_default_timeout(PATIENCE_MS)
        return page

    yield opened
    for context in contexts:
        context.close()
    hosts = {urlsplit(url).hostname for url in wanted if urlsplit(url).scheme not in {"data", "blob"}}
    assert hosts == {"127.0.0.1"}
    assert dialogs == []


@pytest.fixture(params=[1280, 390], ids=["wide", "narrow"])
def page(open_page: Opened, request: pytest.FixtureRequest) -> Page:
    """A fresh page, wide and narrow."""
    return open_page(request.param)

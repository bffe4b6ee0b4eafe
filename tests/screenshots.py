"""Take the README's pictures of the running app, a page each: ``make screenshots [PAGES=…]``.

They are taken over a home of their own, made for them: nobody's documents, conversations or runs are in a picture.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

from tests.ui.browser.asking import ask
from tests.ui.browser.serving import served

PICTURES = Path(__file__).resolve().parent.parent / "ui" / "screenshots"
QUESTION = "How do we resolve conflicts between partners?"
CITATION = "C(2024) 601, point 3.1.1(c)"
MISSING, NOTE = "3.2.1(b)", "Mediation belongs here too."
CLAUSE = quote("c/2024/601#pnt_3.1.1/pnt_f", safe="")
RUNS = ("kv-guidance-dev-ours", "kv-guidance-dev-bm25")
PATIENCE_MS = 120_000


@dataclass(frozen=True)
class Picture:
    """A page: its address, what it needs in the home (command lines), and what a visitor does before the picture."""

    address: str
    needs: tuple[tuple[str, ...], ...] = ()
    act: Callable[[Page], None] = lambda page: None


def _ask(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name=CITATION, exact=True).wait_for()


def _ask_and_open(page: Page) -> None:
    _ask(page)
    page.get_by_role("button", name=CITATION, exact=True).click()
    page.locator(".st-key-source mark").first.wait_for()


def _report_and_review(page: Page) -> None:
    _ask(page)
    page.locator("summary", has_text="Report a problem").click()
    page.get_by_text("Missing clause").click()
    reference = page.get_by_label("Which clause?")
    reference.fill(MISSING)
    reference.press("Tab")
    page.locator(".cw-named[data-found=True]").wait_for()
    page.get_by_label("Note").fill(NOTE)
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("Sent, thank you").wait_for()
    page.get_by_role("link", name="Review").click()
    page.get_by_role("button", name=QUESTION).click()
    page.locator(".st-key-decision").wait_for()


TABLE = {
    "ask": Picture("", act=_ask_and_open),
    "clauses": Picture(f"clauses?clause={CLAUSE}"),
    "documents": Picture("documents"),
    "benchmarks": Picture(
        f"benchmarks?run={RUNS[0]}&against={RUNS[1]}",
        needs=(("eval", "run", "--retriever", "bm25", "--retriever", "dense", "--retriever", "ours"),),
    ),
    "review": Picture("", act=_report_and_review),
}


def main(names: list[str]) -> None:
    """Make a home, serve the app over it, and write the picture of each page named (default: of all)."""
    wanted = {name: TABLE[name] for name in names or TABLE}
    browser = next((found for name in ("chromium", "google-chrome", "chrome") if (found := shutil.which(name))), None)
    with tempfile.TemporaryDirectory() as place:
        home = Path(place) / "home"
        for arguments in dict.fromkeys([("build",), *(needed for one in wanted.values() for needed in one.needs)]):
            command = [sys.executable, "-c", "from ui.cli import main; main()", *arguments]
            subprocess.run(command, env={**os.environ, "CLAUSEWISE_HOME": str(home)}, check=True)
        with served(home, Path(place) / "server.log") as app, sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
            PICTURES.mkdir(exist_ok=True)
            for name, picture in wanted.items():
                page = chromium.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
                page.set_default_timeout(PATIENCE_MS)
                page.goto(app + picture.address)
                _settled(page)
                picture.act(page)
                _settled(page)
                page.screenshot(path=PICTURES / f"{name}.png")
                page.close()
            chromium.close()


def _settled(page: Page) -> None:
    """Until the page is drawn whole, its plots too, and the panel has slid in."""
    page.locator(".stMain h1, .stMain h2").first.wait_for()
    page.locator(".stApp[data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(2_000)


if __name__ == "__main__":
    main(sys.argv[1:])

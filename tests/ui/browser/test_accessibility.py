"""Every page under axe-core, light and dark, and what opens in it: nothing serious or critical that is ours to mend."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from asking import ask
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from reporting import HISTORY, MISSING, an_answer
from serving import PATIENCE_MS, served
from synthetic import synthetic_run

from eval.store import save_run
from ingest.corpus import Corpus
from ui.services.feedback import Feedback, Remark

pytestmark = pytest.mark.browser

CLAUSE = f"?clause={quote('c/2024/601#pnt_3.1.1/pnt_f', safe='')}"
ASKED = "How should we deal with patents and know-how each side already had?"
POLICY = "# House rules\n\nAn inventor tells the transfer office of an invention within thirty days.\n"
GRAVE = {"serious", "critical"}
# What Streamlit itself draws: (rule, what the element's HTML begins with, why it is not ours).
STREAMLITS: tuple[tuple[str, str, str], ...] = ()


@pytest.fixture(scope="module")
def furnished(built_home: Path, corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app with something on every page."""
    home = tmp_path_factory.mktemp("furnished") / "home"
    shutil.copytree(built_home, home)
    pool = [clause.uid for _, clause in corpus.searched()][:40]
    for name, skill in (("bm25", 0.5), ("ours", 1.3)):
        save_run(synthetic_run(name, skill=skill, seed=3, pool=pool), home / "runs" / name)
    remark = Remark("missing", "It is not said who licenses what comes of it.", (MISSING,), "2.1.1(a)")
    Feedback(home).send(an_answer(corpus), HISTORY, remark)
    with served(home, tmp_path_factory.mktemp("log") / "server.log") as address:
        yield address


def _nothing(page: Page) -> None:
    pass


def _answered(page: Page, question: str = ASKED) -> None:
    ask(page, question)
    expect(page.get_by_role("heading", name=question)).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("[class*='st-key-cite-'] button").first).to_be_visible(timeout=2 * PATIENCE_MS)  # of the model


def _answer_and_source(page: Page) -> None:
    _answered(page)
    page.locator("[class*='st-key-cite-'] button").first.click()
    expect(page.locator(".st-key-source .cw-clause")).to_be_visible(timeout=PATIENCE_MS)


def _folds(page: Page) -> None:
    """An answer with everything retrieved for it, and the form for a problem."""
    _answered(page)
    page.get_by_text("Show everything retrieved").click()
    expect(page.locator(".cw-hit").first).to_be_visible(timeout=PATIENCE_MS)
    page.locator("summary", has_text="Report a problem").click()
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible(timeout=PATIENCE_MS)


def _conversations(page: Page) -> None:
    """The list of conversations, over the second of two."""
    _answered(page, "3.1.1(c)")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".cw-welcome")).to_be_visible(timeout=PATIENCE_MS)
    _answered(page, "3.1.1(f)")
    page.get_by_role("button", name="Conversations").click()
    expect(page.locator(".st-key-others").get_by_role("button", name="3.1.1(c)")).to_be_visible(timeout=PATIENCE_MS)


def _examined(page: Page) -> None:
    """A file that was read and can be added."""
    page.get_by_role("tab", name="Add a file").click()
    file = {"name": "House rules.md", "mimeType": "text/markdown", "buffer": POLICY.encode()}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("button", name="Add to the index")).to_be_enabled(timeout=3 * PATIENCE_MS)


def _decision(page: Page) -> None:
    expect(page.get_by_role("button", name="Make it a curated question of")).to_be_enabled(timeout=PATIENCE_MS)


def _grades(page: Page) -> None:
    page.get_by_role("tab", name="Evaluation question").click()
    expect(page.get_by_role("button", name="Make it an evaluation question")).to_be_enabled(timeout=PATIENCE_MS)


PAGES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "ask": ("", _nothing),
    "answer": ("", _answer_and_source),
    "clauses": ("clauses", _nothing),
    "clause": (f"clauses{CLAUSE}", _nothing),
    "documents": ("documents", _nothing),
    "benchmarks": ("benchmarks?run=ours&against=bm25", _nothing),
    "question": ("benchmarks?run=ours&against=bm25&question=q003", _nothing),
    "review": ("review", _nothing),
}
# What opens in a page.
OPENED: dict[str, tuple[str, Callable[[Page], None]]] = {
    "folds": ("", _folds),
    "conversations": ("", _conversations),
    "examined": ("documents", _examined),
    "decision": ("review?report=1", _decision),
    "grades": ("review?report=1", _grades),
}
SCANS = [
    *((name, scheme, 1280) for name in PAGES for scheme in ("light", "dark")),
    *(("folds", "light", 1280), ("folds", "dark", 390)),
    *(("conversations", "dark", 1280), ("conversations", "light", 390)),
    *(("examined", "dark", 1280), ("examined", "light", 390)),
    *(("decision", "dark", 1280), ("grades", "light", 390)),
]


@pytest.mark.parametrize(("name", "scheme", "width"), SCANS)
def test_axe_finds_nothing_grave_that_is_ours(
    furnished: str, open_page: Callable[..., Page], name: str, scheme: str, width: int
) -> None:
    address, prepare = (PAGES | OPENED)[name]
    page = open_page(width, color_scheme=scheme)
    page.goto(furnished + address)
    _settled(page)
    prepare(page)
    _settled(page)
    found = [told for violation in _violations(page) for told in _ours(violation)]
    assert found == []


def test_axe_would_find_what_is_wrong(furnished: str, open_page: Callable[..., Page]) -> None:
    page = open_page(1280)
    page.goto(furnished)
    _settled(page)
    page.evaluate("document.querySelector('.cw-welcome p').style.color = '#ddd'")
    page.evaluate("document.querySelector('.cw-welcome').insertAdjacentHTML('beforeend', '<button></button>')")
    found = {violation["id"] for violation in _violations(page) if list(_ours(violation))}
    assert {"color-contrast", "button-name"} <= found


def _settled(page: Page) -> None:
    """Until the page is drawn whole and nothing fades in any more."""
    page.locator(".stMain h1, .stMain h2").first.wait_for(timeout=PATIENCE_MS)
    page.locator(".stApp[data-test-script-state=notRunning]").wait_for(timeout=PATIENCE_MS)
    page.wait_for_function(
        "document.getAnimations().every(one => one.playState !== 'running' || one.effect.getTiming().iterations > 9)"
    )
    page.wait_for_timeout(500)


def _violations(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return found


def _ours(violation: dict[str, Any]) -> Iterator[str]:
    """Each grave finding of a rule, in a line, unless it is one of `STREAMLITS`."""
    for node in violation["nodes"]:
        html = re.sub(r"\s+", " ", node["html"])
        known = any(violation["id"] == rule and html.startswith(start) for rule, start, _ in STREAMLITS)
        if node["impact"] in GRAVE and not known:
            why = node["failureSummary"].splitlines()[1].strip()
            yield f"{violation['id']} ({node['impact']}): {html[:200]}: {why}"

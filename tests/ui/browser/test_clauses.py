"""The Clauses page in a real browser: what is typed is found, links last, and all of it works by keyboard."""

import os
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from fitting import too_wide
from playwright.sync_api import Page, expect
from serving import PATIENCE_MS, ROOT, free_port, served

pytestmark = pytest.mark.browser

UID = "c/2024/601#pnt_3.1.1/pnt_f"
CITED = "C(2024) 601, point 3.1.1(f)"
WORDS = "developing a joint intellectual assets management strategy"
BOX = "Reference or words"


def _at(uid: str) -> str:
    return f"clauses?clause={quote(uid, safe='')}"


def _expect_clause(page: Page, name: str = CITED, words: str = WORDS) -> None:
    leaf = page.locator(".st-key-leaf")
    expect(leaf.get_by_role("heading", name=name, exact=True)).to_be_focused(timeout=PATIENCE_MS)
    expect(leaf.get_by_role("heading", name=name, exact=True)).to_be_in_viewport()
    expect(leaf.locator(".cw-clause")).to_contain_text(words, timeout=PATIENCE_MS)


def test_what_is_typed_is_found_at_once_and_every_clause_reached_is_in_the_address(page: Page, app: str) -> None:
    page.goto(f"{app}clauses")
    page.get_by_label(BOX).press_sequentially("3.1.1f")
    hit = page.locator(".cw-hits").get_by_role("link", name="point 3.1.1(f)")
    expect(hit).to_be_visible(timeout=PATIENCE_MS)  # nobody pressed Enter
    expect(page).to_have_url(f"{app}clauses?q=3.1.1f")
    hit.click()
    _expect_clause(page)
    expect(page).to_have_url(f"{app}clauses?q=3.1.1f&clause={quote(UID, safe='')}")
    expect(page.get_by_label(BOX)).to_have_value("3.1.1f")
    page.get_by_role("button", name="Show point 3.1.1(g)").press("Enter")  # a row of the place, as in the panel
    _expect_clause(page, "C(2024) 601, point 3.1.1(g)", "agreeing on confidentiality")
    page.go_back()
    _expect_clause(page)
    assert too_wide(page) == []


def test_all_of_it_works_by_keyboard(page: Page, app: str) -> None:
    page.goto(f"{app}{_at('c/2024/601#rct_6')}")
    _expect_clause(page, "C(2024) 601, recital 6", "International cooperation")
    box = page.get_by_label(BOX)
    for _ in range(30):  # Streamlit takes up a shortcut a moment after it has drawn its field
        page.keyboard.press("/")
        page.wait_for_timeout(500)
        if box.and_(page.locator(":focus")).count():
            break
    expect(box).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("3.1.1 f")
    page.keyboard.press("Enter")  # before anything was found: the first that is found for all that was typed
    _expect_clause(page)
    page.keyboard.press("/")
    page.keyboard.type("resolving conf")  # the box was selected
    expect(page.locator(".cw-hits").get_by_role("link", name="point 3.1.1(c)")).to_be_visible(timeout=PATIENCE_MS)
    page.keyboard.press("ArrowDown")
    expect(page.locator(".cw-hits").get_by_role("link", name="point 3.1.1(c)")).to_be_focused()
    page.keyboard.press("Enter")
    _expect_clause(page, "C(2024) 601, point 3.1.1(c)", "resolving conflict")
    page.keyboard.press("/")
    page.keyboard.press("Delete")
    here = page.locator(".cw-tree [aria-current=page]")
    expect(here).to_contain_text("setting out a clear", timeout=PATIENCE_MS)
    here.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    _expect_clause(page, "C(2024) 601, point 3.1.1(d)", "agreeing on a detailed schedule")


def test_enter_opens_no_neighbour_of_a_clause_that_the_source_lacks(page: Page, app: str) -> None:
    page.goto(f"{app}clauses")
    page.get_by_label(BOX).fill("2.2.1(c)")
    page.keyboard.press("Enter")
    expect(page.locator(".cw-found .cw-aside")).to_contain_text("has a hole here", timeout=PATIENCE_MS)
    page.get_by_label(BOX).press("Enter")
    page.wait_for_timeout(500)
    assert "clause=" not in page.url
    page.get_by_label(BOX).press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-leaf .cw-hole")).to_be_visible(timeout=PATIENCE_MS)


def test_a_deep_link_survives_a_restart(open_page, own_home: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    port, page = free_port(), open_page(1280)
    for _ in range(2):
        with served(own_home, tmp_path / "server.log", port) as app:
            page.goto(app + _at(UID))
            _expect_clause(page)
            expect(page.get_by_role("heading", name="Clauses", exact=True)).to_be_in_viewport()
            expect(page.locator(".cw-tree [aria-current=page]")).to_be_in_viewport()
            expect(page.locator(".cw-beside").get_by_role("link").first).to_be_visible(timeout=PATIENCE_MS)


def test_nothing_but_the_clause_is_printed(page: Page, app: str) -> None:
    page.goto(f"{app}{_at(UID)}")
    _expect_clause(page)
    page.emulate_media(media="print")
    printed = page.locator("body").inner_text()
    assert printed.startswith(CITED)
    for told in ("3.1.1. It is recommended to develop", f"(f) {WORDS}", "It is recommended to follow the guidance"):
        assert told in printed
    assert "Commission Recommendation of 1.3.2024 on a Code of Practice" in printed.rpartition("\n")[2]
    for left_out in (
        "Reference or words",
        "Ask about this clause",
        "Copy with citation",
        "Documents",
        "confidentiality",
    ):
        assert left_out not in printed
    assert page.evaluate("document.querySelector('.cw-print').getBoundingClientRect().top") < 50


def test_the_page_is_of_use_while_the_model_is_being_loaded(open_page, own_home: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    slow = tmp_path / "slow" / "torch"
    slow.mkdir(parents=True)
    (slow / "__init__.py").write_text("import time\nopen(__file__ + '.asked', 'w').close()\ntime.sleep(600)\n")
    paths = (slow.parent, ROOT / "tests" / "offline", ROOT, os.environ.get("PYTHONPATH", ""))
    python_path = os.pathsep.join(str(path) for path in paths if str(path))
    with served(own_home, tmp_path / "server.log", PYTHONPATH=python_path) as app:
        page = open_page(1280)
        page.goto(f"{app}clauses")
        _wait_for(slow / "__init__.py.asked")  # from now on the model is being loaded, for as long as this test lasts
        page.get_by_label(BOX).fill("conflict")
        page.locator(".cw-hits").get_by_role("link", name="point 3.1.1(g)").click()
        _expect_clause(page, "C(2024) 601, point 3.1.1(g)", "agreeing on confidentiality")
        expect(page.locator(".cw-beside").get_by_role("link").first).to_be_visible(timeout=PATIENCE_MS)


def _wait_for(file: Path) -> None:
    for _ in range(PATIENCE_MS // 100):
        if file.exists():
            return
        time.sleep(0.1)
    pytest.fail(f"{file.name} never came")


def test_hostile_words_are_shown_as_typed(page: Page, app: str) -> None:
    typed = "<img src=x onerror=alert(1)> [a](javascript:alert(1)) bananas"
    page.goto(f"{app}clauses?q={quote(typed)}")
    expect(page.get_by_label(BOX)).to_have_value(typed, timeout=PATIENCE_MS)
    expect(page.locator(".cw-found")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("img[src=x]")).to_have_count(0)

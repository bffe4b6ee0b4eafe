"""The documents page in a real browser: a file joins while somebody else asks, is cited, and goes again."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from serving import PATIENCE_MS, served

pytestmark = pytest.mark.browser

WORK_MS = 3 * PATIENCE_MS  # a change loads the model in a process of its own
NAME = "House <script>alert(1)<script> rules"
HOSTILE = "<img src=x onerror=alert(1)> [a](javascript:alert(1)) $x$ :red[y] \u202eabc"
POLICY = f"""\
# Rules for inventions

An inventor tells the transfer office of an invention within thirty days. {HOSTILE}

Licence income is split into three equal parts for the inventors, their department and the institute.
"""
QUESTION = "How is licence income split between inventors and department?"
OTHER = "How do we resolve conflicts between partners?"


def _open(page: Page, app: str) -> None:
    page.goto(f"{app}documents")
    expect(page.get_by_role("heading", name="Questions are answered from these")).to_be_visible(timeout=PATIENCE_MS)


def _ask(page: Page, question: str) -> None:
    before = page.locator(".cw-status").count()
    field = page.get_by_placeholder("Ask a question")
    field.fill(question)
    field.press("Enter")
    expect(page.locator(".cw-status")).to_have_count(before + 1, timeout=WORK_MS)


def test_a_file_joins_during_a_conversation_is_cited_and_goes_again(
    open_page: Callable[..., Page], own_home: Path, tmp_path: Path
) -> None:
    file = tmp_path / f"{NAME}.md"
    file.write_text(POLICY, encoding="utf-8")
    with served(own_home, tmp_path / "server.log") as app:
        admin, reader = open_page(1280), open_page(390)
        reader.goto(app)
        _ask(reader, OTHER)
        expect(reader.get_by_role("button", name="C(2024) 601, point 3.1.1(c)", exact=True)).to_be_visible()

        _open(admin, app)
        admin.get_by_role("tab", name="Add a file").click()
        admin.locator("input[type=file]").set_input_files(file)
        expect(admin.locator(".st-key-adding")).to_contain_text("Licence income is split", timeout=WORK_MS)
        expect(admin.locator(".st-key-adding")).to_contain_text(
            "onerror=alert(1)> [a](javascript:alert(1)) $x$ :red[y]"
        )
        expect(admin.locator(".st-key-adding")).to_contain_text("Audit: sound")
        expect(admin.locator("img[src=x]")).to_have_count(0)
        title = admin.get_by_label("Title, as citations will print it")
        expect(title).to_have_value(re.compile("House <script>"))
        title.fill("House rules")
        title.press("Enter")
        admin.get_by_role("button", name="Add to the index").click()
        expect(admin.get_by_role("heading", name="Adding “House rules”…")).to_be_visible(timeout=WORK_MS)
        _ask(reader, "And how do we reward staff who work with industry?")
        admin.reload()
        expect(admin.get_by_text("“House rules” is in the index")).to_be_visible(timeout=WORK_MS)
        expect(admin.locator(".st-key-document-own-house-rules")).to_contain_text("Added by you")

        _ask(reader, QUESTION)
        expect(reader.get_by_role("button", name=re.compile("^House rules, ")).first).to_be_visible(timeout=WORK_MS)

        admin.get_by_role("tab", name="Catalogue").click()
        admin.get_by_role("button", name="Remove", exact=True).click()
        admin.get_by_role("button", name="Remove it").click()
        expect(admin.get_by_text("“House rules” is no longer in the index.")).to_be_visible(timeout=WORK_MS)
        expect(admin.locator(".st-key-document-own-house-rules")).to_have_count(0)
        reader.goto(app)
        _ask(reader, QUESTION)
        expect(reader.get_by_role("button", name=re.compile("^House rules, "))).to_have_count(0)


def test_the_catalogue_leads_to_the_clauses_and_fits_a_narrow_page(page: Page, app: str) -> None:
    _open(page, app)
    main = page.locator(".stMain")
    assert main.evaluate("element => element.scrollWidth <= element.clientWidth")
    page.get_by_label("Find a document").fill("C(2024) 601")
    page.get_by_label("Find a document").press("Enter")
    expect(page.locator(".cw-doctitle")).to_have_count(1)
    page.locator("summary", has_text="About this text").press("Enter")
    expect(page.get_by_text("32024H0774")).to_be_visible()
    door = page.get_by_role("link", name="Read the clauses of C(2024) 601")
    door.focus()
    door.press("Enter")
    page.wait_for_url(re.compile(r"/clauses\?clause=c(%2F|/)2024(%2F|/)601%23"))


def test_files_that_will_not_do_get_a_sentence_each(page: Page, app: str, tmp_path: Path) -> None:
    _open(page, app)
    page.get_by_role("tab", name="Add a file").click()
    for number, (content, sentence) in enumerate(
        (
            (b"", "The file is empty."),
            (b"%PDF-1.7 cut off", "damaged"),
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "The file is binary, not text."),
            (b"x" * 60 * 2**20, "has 60 MiB; at most 50 can be added."),
        )
    ):
        file = tmp_path / str(number) / "<b>file\u202e.md"
        file.parent.mkdir()
        file.write_bytes(content)
        page.locator("input[type=file]").set_input_files(file)
        expect(page.locator(".st-key-adding [data-testid=stAlert]")).to_contain_text(sentence, timeout=WORK_MS)
        expect(page.get_by_role("button", name="Add to the index")).to_have_count(0)

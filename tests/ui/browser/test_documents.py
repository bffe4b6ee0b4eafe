"""The documents page in a real browser: a file joins while somebody else asks, is cited, and goes again."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from asking import ask
from hostile import HOSTILE, alive
from playwright.sync_api import Page, expect
from serving import PATIENCE_MS, served

pytestmark = pytest.mark.browser

WORK_MS = 3 * PATIENCE_MS  # a change loads the model in a process of its own
FILE = f"{HOSTILE.replace('/', '')}.md"  # no file has a slash in its name
TITLE = f"House {HOSTILE}"
# Names have no direction marks, which could make a citation read as another.
SHOWN_FILE, SHOWN_TITLE = FILE.replace("\u202e", ""), TITLE.replace("\u202e", "")
PARAGRAPH = f"An inventor tells the transfer office within thirty days. {HOSTILE}"
POLICY = f"""\
# Rules for inventions

{PARAGRAPH}

Licence income is split into three equal parts for the inventors, their department and the institute.
"""
QUESTION = "When does an inventor tell the transfer office?"
OTHER = "How do we resolve conflicts between partners?"
MORE = "And how do we reward staff who work with industry?"


def _open(page: Page, app: str) -> None:
    page.goto(f"{app}documents")
    expect(page.get_by_role("heading", name="Questions are answered from these")).to_be_visible(timeout=PATIENCE_MS)


def _ask(page: Page, question: str) -> None:
    before = page.locator(".cw-status").count()
    ask(page, question)
    expect(page.locator(".cw-status")).to_have_count(before + 1, timeout=WORK_MS)
    # Below all that an answer has.
    expect(page.locator(".st-key-latest").get_by_role("button", name="Helpful", exact=True)).to_be_visible()


def test_a_hostile_file_joins_during_a_conversation_is_cited_as_text_and_goes_again(
    open_page: Callable[..., Page], own_home: Path, tmp_path: Path
) -> None:
    file = tmp_path / FILE
    file.write_text(POLICY, encoding="utf-8")
    with served(own_home, tmp_path / "server.log") as app:
        admin, reader = open_page(1280), open_page(390)
        reader.goto(app)
        _ask(reader, OTHER)
        expect(reader.get_by_role("button", name="C(2024) 601, point 3.1.1(c)", exact=True)).to_be_visible()

        _open(admin, app)
        admin.get_by_role("tab", name="Add a file").click()
        admin.locator("input[type=file]").set_input_files(file)
        adding = admin.locator(".st-key-adding")
        expect(adding).to_contain_text("Licence income is split", timeout=WORK_MS)
        expect(adding).to_contain_text(PARAGRAPH)
        expect(adding).to_contain_text("Audit: sound")
        assert alive(admin) == []
        title = admin.get_by_label("Title, as citations will print it")
        expect(title).to_have_value(SHOWN_FILE.removesuffix(".md"))
        title.fill(TITLE)
        title.press("Enter")
        admin.get_by_role("button", name="Add to the index").click()
        expect(admin.get_by_role("heading", name=f"Adding “{SHOWN_TITLE}”…")).to_be_visible(timeout=WORK_MS)
        expect(admin.get_by_text(f"“{SHOWN_TITLE}” is in the index")).to_be_visible(timeout=WORK_MS)
        admin.get_by_role("tab", name="Catalogue").click()
        own = admin.locator("[class*='st-key-document-own-house']")
        expect(own.locator(".cw-doctitle")).to_have_text(SHOWN_TITLE)
        expect(own).to_contain_text("Added here")
        expect(own.locator(".cw-details")).to_contain_text(f"Your file {SHOWN_FILE}, added on")
        assert alive(admin) == []

        _ask(reader, QUESTION)
        expect(reader.locator(".st-key-latest .cw-quote", has_text="tells the transfer office")).to_have_text(PARAGRAPH)
        chip = reader.locator(".st-key-latest").get_by_role("button", name=f"{SHOWN_TITLE},")
        chip.first.click()
        expect(reader.locator(".st-key-source .cw-title")).to_contain_text(SHOWN_TITLE)
        expect(reader.locator(".st-key-source .cw-clause .cw-words")).to_have_text(PARAGRAPH)
        assert alive(reader) == []
        [uid] = parse_qs(urlsplit(reader.url).query)["clause"]
        reader.goto(f"{app}clauses?clause={quote(uid, safe='')}")
        expect(reader.locator(".st-key-leaf .cw-title")).to_contain_text(SHOWN_TITLE)
        expect(reader.locator(".st-key-leaf .cw-clause .cw-words")).to_have_text(PARAGRAPH)
        expect(reader.locator(".cw-print-citation")).to_be_attached()  # the last of the page
        assert alive(reader) == []

        own.get_by_role("button", name="Remove", exact=True).click()
        admin.get_by_role("button", name="Remove it").click()
        expect(admin.get_by_text(f"“{SHOWN_TITLE}” is no longer in the index.")).to_be_visible(timeout=WORK_MS)
        expect(own).to_have_count(0)
        reader.goto(app)
        _ask(reader, QUESTION)
        expect(chip).to_have_count(0)


def test_a_rebuild_keeps_nobody_waiting_and_can_be_stopped(
    open_page: Callable[..., Page], own_home: Path, tmp_path: Path
) -> None:
    with served(own_home, tmp_path / "server.log") as app:
        admin, reader = open_page(1280), open_page(390)
        reader.goto(app)
        _ask(reader, OTHER)  # by which the model is loaded
        _open(admin, app)
        admin.get_by_role("tab", name="Rebuild the index").click()
        admin.get_by_text("Embed everything again").click()
        expect(admin.get_by_role("checkbox", name="Embed everything again")).to_be_checked()
        admin.get_by_role("button", name="Rebuild", exact=True).click()
        doing = admin.get_by_role("heading", name="Rebuilding the index…")
        expect(doing).to_be_visible()
        _ask(reader, MORE)
        admin.reload()  # what it shows then is of after the answer
        expect(doing).to_be_visible()
        expect(admin.get_by_text("Embedding texts:")).to_be_visible(timeout=WORK_MS)
        admin.get_by_role("button", name="Stop", exact=True).click()
        expect(admin.get_by_text("Nothing was changed")).to_be_visible(timeout=WORK_MS)


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

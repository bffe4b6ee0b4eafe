"""From a reader's report to a measured question: the Ask page, the Review page, and `clausewise eval run`."""

import json
from pathlib import Path

import pytest
from asking import ask
from command import run
from fitting import too_wide
from playwright.sync_api import Page, expect
from serving import PATIENCE_MS, served

pytestmark = pytest.mark.browser

QUESTION = "How should we deal with patents and know-how each side already had?"
CLAUSE = "C(2024) 601, point 2.1.1(a)"


def test_a_missing_clause_becomes_a_question_to_measure_with(open_page: object, own_home: Path, tmp_path: Path) -> None:
    page: Page = open_page(390)  # type: ignore[operator]
    with served(own_home, tmp_path / "server.log") as address:
        page.goto(address)
        ask(page, QUESTION)
        report = page.locator("summary", has_text="Report a problem")
        expect(report).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_role("heading", name=QUESTION)).to_be_in_viewport()  # the page has been moved to the answer
        report.click()
        page.get_by_text("Missing clause").click()
        reference = page.get_by_label("Which clause?")
        reference.fill("2.1.1 a")
        reference.press("Tab")
        expect(page.get_by_text(f"That is {CLAUSE}.")).to_be_visible()
        page.get_by_label("Note").fill("<b>That</b> is where it begins.")
        page.get_by_role("button", name="Send", exact=True).click()  # at once: what was typed last goes with it
        expect(page.get_by_text("Sent, thank you: missing clause.")).to_be_visible()

        page.goto(f"{address}review")
        page.get_by_role("button", name=QUESTION).click()
        expect(page.get_by_text("<b>That</b> is where it begins.")).to_be_visible()
        page.get_by_role("tab", name="Evaluation question").click()
        page.get_by_role("button", name="Make it an evaluation question").click()
        expect(page.get_by_text("Evaluation question r")).to_be_visible()
        assert too_wide(page) == []

    dataset = own_home / "datasets" / "feedback"
    command = ("eval", "run", "--dataset", str(dataset), "--retriever", "bm25", "--no-answers", "--json")
    done = run(*command, home=own_home)
    assert done.returncode == 0, done.stderr
    [measured] = json.loads(done.stdout)["runs"]
    assert measured["questions"] == 1
    [report] = json.loads(run("feedback", "list", "--state", "evaluation", "--json", home=own_home).stdout)["reports"]
    assert report["decision"]["grades"] == {"c/2024/601#pnt_2.1.1/pnt_a": 2}
    undone = run("feedback", "undo", str(report["id"]), home=own_home)
    assert "has measured this question" in undone.stderr

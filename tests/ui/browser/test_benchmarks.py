"""The Benchmarks page in a real browser: two runs down to the clauses of a question, and a link that lasts."""

from pathlib import Path
from urllib.parse import quote

import pytest
from fitting import too_wide
from playwright.sync_api import Page, expect
from serving import PATIENCE_MS, served
from synthetic import synthetic_run

from eval.store import save_run
from ingest.corpus import Corpus

pytestmark = pytest.mark.browser


def test_two_runs_lead_to_a_question_and_its_clauses(
    page: Page, own_home: Path, corpus: Corpus, tmp_path: Path
) -> None:
    pool = [clause.uid for _, clause in corpus.searched()][:40]
    runs = [synthetic_run(name, skill=skill, seed=3, pool=pool) for name, skill in (("bm25", 0.5), ("ours", 1.3))]
    for run in runs:
        save_run(run, own_home / "runs" / run.config.name)
    with served(own_home, tmp_path / "server.log") as app:
        page.goto(f"{app}benchmarks?run=ours&against=bm25")
        expect(page.get_by_role("heading", name="ours held against bm25")).to_be_visible(timeout=PATIENCE_MS)
        table = page.get_by_role("table", name="ours held against bm25")
        expect(table.get_by_role("rowheader", name="nDCG@10", exact=True)).to_be_visible(timeout=PATIENCE_MS)
        expect(page.locator("[data-testid=stVegaLiteChart] svg").first).to_be_visible(timeout=PATIENCE_MS)
        assert too_wide(page) == []
        first = page.get_by_role("button", name="How should we settle matter").first
        asked = first.inner_text()
        first.focus()
        first.press("Enter")
        expect(page.get_by_role("heading", name=asked)).to_be_visible(timeout=PATIENCE_MS)
        assert "question=" in page.url
        page.reload()
        expect(page.get_by_role("heading", name=asked)).to_be_visible(timeout=PATIENCE_MS)
        [best, *_] = next(question.ranking for question in runs[1].questions if question.text == asked)
        link = page.locator(".st-key-side-1").get_by_role("link").first
        with page.context.expect_page() as beside:
            link.click()
        assert beside.value.url == f"{app}clauses?clause={quote(best.id, safe='')}"

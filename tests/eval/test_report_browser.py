"""The page in a real browser: nothing is fetched, nothing runs out of the window, on a desk and on a phone."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from synthetic import synthetic_run

from eval.report import Source, render

pytestmark = pytest.mark.browser
LONG = "Wie" + "verwertungsgesellschaftlich" * 12


def texts(uid: str) -> Source:
    return Source(f"point {uid}", f"What clause {uid} says. " * 30)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_and_loads_nothing(tmp_path: Path, width: int, scheme: str) -> None:
    browser = next((found for name in ("chromium", "google-chrome", "chrome") if (found := shutil.which(name))), None)
    if browser is None:
        pytest.skip("no Chromium on this machine")
    runs = [synthetic_run(name, skill=skill) for name, skill in (("ours", 1.2), (LONG[:60], 0.3), ("dense", 0.9))]
    file = tmp_path / "report.html"
    file.write_text(render(runs, [LONG, "b", "c"], texts), encoding="utf-8")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.evaluate(
            "[...document.querySelectorAll('body *')].filter(e => e.offsetParent && "
            "parseFloat(getComputedStyle(e).fontSize) < 10.5).length"
        )
        assert small == 0
        assert asked == [file.as_uri()]
        chromium.close()

"""How soon a page shows: from the start of the navigation until the question field is there."""

import shutil

from playwright.sync_api import sync_playwright

TIMES = 5


def first_paint(address: str) -> list[float]:
    """Seconds of each of `TIMES` fresh visitors, after one who is not counted: the server and the browser are warm."""
    browser = next((found for name in ("chromium", "google-chrome", "chrome") if (found := shutil.which(name))), None)
    seconds = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser, args=["--no-sandbox", "--headless", "--disable-gpu"]
        )
        for _ in range(TIMES + 1):
            context = chromium.new_context(viewport={"width": 1280, "height": 850})
            page = context.new_page()
            page.goto(address, wait_until="commit")
            page.get_by_placeholder("Ask a question").wait_for(timeout=60_000)
            seconds.append(float(page.evaluate("performance.now()")) / 1000)
            context.close()
        chromium.close()
    return seconds[1:]

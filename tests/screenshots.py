"""Take the README's picture of the running app: `make screenshots`."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "ui" / "screenshots"
QUESTION = "How do we resolve conflicts between partners?"
CITATION = "C(2024) 601, point 3.1.1(c)"


def main() -> None:
    """Serve the app on a free port, ask, open the citation, and write the picture."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    serve = [sys.executable, "-c", "from ui.cli import main; main()", "serve", "--headless", "--port", str(port)]
    browser = next((found for name in ("chromium", "google-chrome", "chrome") if (found := shutil.which(name))), None)
    with subprocess.Popen(serve, stdout=subprocess.DEVNULL) as server, sync_playwright() as playwright:
        try:
            _wait_for(f"http://localhost:{port}/_stcore/health")
            chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
            page = chromium.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
            page.goto(f"http://localhost:{port}")
            page.get_by_role("textbox").fill(QUESTION)
            page.keyboard.press("Enter")
            page.get_by_role("button", name=CITATION).click(timeout=60_000)
            page.wait_for_selector("mark")
            page.wait_for_timeout(2_000)  # the panel slides in
            PICTURES.mkdir(exist_ok=True)
            page.screenshot(path=PICTURES / "ask.png")
            chromium.close()
        finally:
            server.terminate()


def _wait_for(address: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(address).close()
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"{address} does not answer")


if __name__ == "__main__":
    main()

"""Words that try to be code, and the proof that a page took none of them for it."""

from playwright.sync_api import Page

HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(2)> [a](javascript:alert(3)) $x$ :red[y] \u202eabc"
# Playwright's own locators skip the text of scripts.
_ALIVE = """() => [
    ...[...document.scripts].filter(one => one.text.includes('alert(')),
    ...document.querySelectorAll("img[src=x], [onerror], a[href^='javascript' i]"),
].map(one => one.outerHTML)"""


def alive(page: Page) -> list[str]:
    """What became of `HOSTILE` on the page but text: scripts, pictures and links. A dialog fails the test by itself."""
    found: list[str] = page.evaluate(_ALIVE)
    return found

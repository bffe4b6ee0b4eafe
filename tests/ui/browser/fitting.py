"""Whether a page fits its screen: nothing is cut off at the right, and nothing has to be scrolled to sideways."""

from playwright.sync_api import Page

# What scrolls up and down would scroll sideways too where something in it is too wide; the document never does. Words
# may be cut off without that, and words for screen readers alone (1 px) may be anywhere.
_TOO_WIDE = """() => {
    const scrollers = '.stMain, .st-key-source, .st-key-finder *, [data-testid=stPopoverBody], .st-key-others';
    const found = [...document.querySelectorAll(scrollers)]
        .filter(one => one.scrollWidth > one.clientWidth)
        .filter(one => ['auto', 'scroll'].includes(getComputedStyle(one).overflowY))
        .map(one => `${one.className} is ${one.scrollWidth} wide in ${one.clientWidth}`);
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(words.currentNode);
        const edge = range.getBoundingClientRect().right;
        const seen = words.currentNode.parentElement.getBoundingClientRect().width > 1;
        if (edge > innerWidth + 1 && seen && !words.currentNode.parentElement.closest('[role=tablist]'))
            found.push(`“${words.currentNode.textContent.trim().slice(0, 80)}” ends at ${Math.round(edge)}`);
    }
    return found;
}"""


def too_wide(page: Page) -> list[str]:
    """What does not fit: places of the page, and words that end beyond its right edge; tabs may be scrolled to."""
    found: list[str] = page.evaluate(_TOO_WIDE)
    return found

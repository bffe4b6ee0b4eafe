"""What the elements of a web page are: content, furniture of the page, or nothing that is shown."""

import re

from lxml import etree

HEADINGS = {f"h{level}": level for level in range(1, 7)}


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


BLOCKS = frozenset(HEADINGS) | _names(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form header hgroup hr legend li main menu nav noscript ol p pre search section summary table tbody td "
    "tfoot th thead tr ul"
)
QUOTES = frozenset({"blockquote", "q"})
# Never shown, or shown as something other than text.
UNSEEN = _names(
    "head script style template title meta link base svg canvas iframe object embed audio video source track map area "
    "img picture param datalist colgroup col rp"
)
_CONTROLS = frozenset({"button", "select", "textarea", "input", "optgroup", "option", "output", "progress", "meter"})
_LANDMARKS = {"header": "page header", "footer": "page footer", "aside": "aside"}
_ROLES = {
    "navigation": "navigation",
    "banner": "page header",
    "contentinfo": "page footer",
    "complementary": "aside",
    "search": "form",
    "alertdialog": "hidden text",
}
_COOKIES = re.compile(
    r"\b(?:eu-?)?cookie-?(?:banner|bar|notice|consent|popup|law|message|modal|dialog|overlay|info|policy-popup)"
    r"|cookieconsent|cybotcookiebot|\bonetrust|\bcc-(?:window|banner)\b|\bgdpr-(?:banner|cookie)|\bcmp-(?:container|box)"
    r"|\bconsent-(?:banner|popup|manager)|\busercentrics",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"(?:^|\s)(?:toc|table-of-contents|toc[_-]container)(?:\s|$)", re.IGNORECASE)
_CRUMBS = re.compile(r"(?:^|[\s_-])breadcrumbs?(?:$|[\s_-])", re.IGNORECASE)
_FOR_EARS = re.compile(
    r"(?:^|\s)(?:visually-?hidden|sr-only|screen-reader-text|element-invisible|show-for-sr)(?:\s|$)", re.IGNORECASE
)
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CONTENT = frozenset({"main", "article"})


def named(element: etree._Element) -> str:
    """The id and classes of an element."""
    return f"{element.get('id') or ''} {element.get('class') or ''}"


def is_hidden(element: etree._Element) -> bool:
    """Whether an element says by itself that it is not shown."""
    hidden = element.get("hidden")
    return (
        (hidden is not None and hidden.lower() != "until-found")
        or _HIDING.search(element.get("style") or "") is not None
        or (element.tag == "dialog" and element.get("open") is None)
    )


def is_for_ears(element: etree._Element) -> bool:
    """Whether an element is only there for screen readers."""
    return _FOR_EARS.search(element.get("class") or "") is not None


def furniture(element: etree._Element, whole: int) -> str | None:
    """The name of the furniture an element is, None for content; `whole` is how long the text of the page is."""
    tag, role = str(element.tag), (element.get("role") or "").lower()
    if is_hidden(element):
        return "hidden text"
    if tag in _CONTROLS:
        return "form"
    if tag == "noscript":
        return "words for browsers without scripts"
    if tag == "nav" or role == "navigation":
        return "navigation"
    if tag == "form" or tag == "search" or role == "search":
        return None if 2 * _length(element) > whole else "form"  # some systems put the whole page into a form
    if (tag in _LANDMARKS or role in _ROLES) and not _inside_content(element):
        return _LANDMARKS.get(tag) or _ROLES[role]
    words = named(element)
    if _COOKIES.search(words) and 2 * _length(element) < whole and not any(c.tag in _CONTENT for c in element.iter()):
        return "cookie banner"
    if _CRUMBS.search(words) and tag in {"div", "ol", "ul", "p"}:
        return "breadcrumbs"
    if _CONTENTS.search(words) and tag in {"div", "ul", "ol", "details", "section"} and 2 * _length(element) < whole:
        return "table of contents"
    return None


def _inside_content(element: etree._Element) -> bool:
    """Whether an element stands inside the main text, where headers and footers are the text's own."""
    return any(above.tag in _CONTENT or above.get("role") == "main" for above in element.iterancestors())


def _length(element: etree._Element) -> int:
    return sum(len(text.strip()) for text in element.itertext())

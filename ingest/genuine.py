"""Is this body the text that was asked for, and all of it?

eur-lex.europa.eu may put a page that tests for a browser in place of a text, with status 200 or 202. Such a page is
never a source: it is recognised by its headers, its content type, its marks and its size.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import BotCheck, NotOffered, WrongAnswer


@dataclass(frozen=True)
class Format:
    """One manifestation: what is asked for (in order of preference), what may come, how its file is called."""

    name: str
    accepts: tuple[str, ...]
    types: frozenset[str]
    suffix: str


FORMATS = {
    form.name: form
    for form in (
        Format("xhtml", ("application/xhtml+xml",), frozenset({"application/xhtml+xml"}), ".xhtml"),
        Format("fmx4", ("application/xml;type=fmx4",), frozenset({"application/xml", "text/xml"}), ".xml"),
        # The daily Official Journal since October 2023 comes as PDF/A-2a where older issues come as PDF/A-1a.
        Format(
            "pdf",
            ("application/pdf;type=pdfa1a", "application/pdf;type=pdfa2a"),
            frozenset({"application/pdf"}),
            ".pdf",
        ),
    )
}
HEAD = 65_536  # bytes of a body that are searched for marks
# The machinery of browser tests; no act of the Official Journal carries it.
_MACHINERY = re.compile(rb"awswaf|gokuprops|challenge\.js|cf-chl|/cdn-cgi/challenge|recaptcha/api|hcaptcha\.com", re.I)
# Their prose; an act may well speak of a captcha, so these count only on a page with little text.
_PROSE = re.compile(rb"captcha|not a robot|are human|unusual traffic|enable javascript|javascript is disabled", re.I)
_UNSEEN = re.compile(rb"<script\b.*?(?:</script>|\Z)|<style\b.*?(?:</style>|\Z)|<!--.*?-->|<[^>]*>", re.S | re.I)
_LITTLE, _NOTHING = 2_000, 200  # characters of text


def refuse_challenge(status: int, headers: Mapping[str, str], url: str) -> None:
    """BotCheck where status or headers alone say that a browser test came in place of the text."""
    if status == 202 or headers.get("x-amzn-waf-action") or headers.get("cf-mitigated"):
        raise _bot(url)


def check_headers(form: Format, headers: Mapping[str, str], head: bytes, url: str) -> None:
    """The content type is one that was asked for: BotCheck or WrongAnswer else; `head` is the start of the body."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type in form.types:
        return
    if "html" in media_type and _is_challenge(head):
        raise _bot(url)
    raise WrongAnswer(
        f"{url} answered with {media_type or 'no content type'}, not with {form.accepts[0]}.",
        hint="Nothing was stored. Try again later, or another --format.",
    )


def check_language(headers: Mapping[str, str], codes: tuple[str, str], url: str) -> None:
    """NotOffered where the answer names its language and it is another one; `codes` are those of the one asked for."""
    named = {code.strip().lower().partition("-")[0] for code in headers.get("content-language", "").split(",")} - {""}
    if named and not named & {*codes, "mul"}:
        raise NotOffered(
            f"{url} is in {', '.join(sorted(named))}, not in {codes[0]}.", hint="Ask for another --lang or --format."
        )


def check_body(form: Format, path: Path, url: str) -> bool:
    """Whether the stored body is whole; BotCheck or WrongAnswer where it is not the text that was asked for.

    A body whose end is missing gives False: HTTP alone does not always tell.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(max(0, path.stat().st_size - 2_048))
        tail = file.read()
    if form.name == "pdf":
        if head.startswith(b"%PDF-"):
            return b"%%EOF" in tail
    elif re.match(rb"(?:\xef\xbb\xbf)?\s*<", head):
        if form.name == "fmx4":
            return tail.rstrip().endswith(b">")
        is_whole = b"</html" in tail
        # A text cut short is small too, so without its end only the machinery tells.
        if _MACHINERY.search(head) or (is_whole and _is_challenge(head)):
            raise _bot(url)
        return is_whole
    raise WrongAnswer(f"{url} is labelled {form.name} but is not.", hint="Nothing was stored. Try another --format.")


def _is_challenge(head: bytes) -> bool:
    """Whether a page tests for a browser: by its machinery, its prose, or by having scripts or nothing but no text.

    >>> _is_challenge(b"<html><script src='/x.js'></script><noscript>Enable JavaScript</noscript></html>")
    True
    >>> _is_challenge(b"<html><body>" + b"<p>Whereas a captcha is no obstacle,</p>" * 99 + b"</body></html>")
    False
    """
    if _MACHINERY.search(head):
        return True
    length = len(b" ".join(_UNSEEN.sub(b" ", head).split()))
    has_marks = _PROSE.search(head) is not None or re.search(rb"<script\b", head, re.I) is not None
    is_empty = length < _NOTHING and re.search(rb"<img\b", head, re.I) is None  # an annex may be a single figure
    return is_empty or (length < _LITTLE and has_marks)


def _bot(url: str) -> BotCheck:
    return BotCheck(
        f"{url} answered with a page that tests for a browser, not with the text.",
        hint="Nothing was stored. Try again in some minutes, or another --format.",
    )

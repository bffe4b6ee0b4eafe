"""Document text made safe to show: the only place that writes HTML or Markdown around it."""

import re
from collections.abc import Iterable
from html import escape
from urllib.parse import quote

from ingest.model import Gap
from ui.services.source import Segment

_SPECIAL = re.compile(r"([\\`*_\[\]$~<>#|!&:{}])")
_SHORTCODE = re.compile(r":(?=[\w+-]+:)")
_TYPOGRAPHY = re.compile(r"(?<!\S)(<->|->|<-|--|>=|<=|~=)(?!\S)")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_CODE = re.compile(r"(`[^`]+`)")
_WORD_JOINER = "\u2060"


def text(words: str) -> str:
    """`words` as HTML text: every character shows as itself.

    >>> text("<b> & $x$")
    '&lt;b&gt; &amp; $x$'
    """
    return escape(words, quote=True)


def gap(hole: Gap, where: str) -> str:
    """The notice of a hole in the source as HTML: `where` it is ("here"), and how it is known."""
    told = f"A number is skipped {where}." if hole.skipped else f"The source lacks text {where}."
    return f'<div class="cw-hole" role="note"><strong>{text(told)}</strong> {text(hole.reason)}</div>'


def label(words: str) -> str:
    """`words` as the label of a button, which Streamlit reads as Markdown.

    Signs are escaped. Streamlit replaces shortcodes and arrows after it has read the Markdown, where no escape
    reaches, so an invisible word joiner breaks them; a label is a name, never a quotation.

    >>> label("[x](y) *z*\\n$1$")
    '\\\\[x\\\\](y) \\\\*z\\\\* \\\\$1\\\\$'
    """
    return _inline(" ".join(_BIDI.sub("", words).split()))


def _inline(line: str) -> str:
    line = _BIDI.sub("", line)  # labels and messages are ours: nothing in them may turn our own words around
    line = _SHORTCODE.sub(":" + _WORD_JOINER, line)
    line = _TYPOGRAPHY.sub(lambda arrow: arrow[0][0] + _WORD_JOINER + arrow[0][1:], line)
    return _SPECIAL.sub(r"\\\1", line)


def message(words: str) -> str:
    """An error's sentence or hint as Markdown: as `label`, but what stands in backticks is shown as code.

    >>> message("Run `clausewise build` [now].")
    'Run `clausewise build` \\\\[now\\\\].'
    """
    pieces = _CODE.split(" ".join(words.split()))
    return "".join(piece if _CODE.fullmatch(piece) else _inline(piece) for piece in pieces)


def running(segments: Iterable[Segment]) -> str:
    """Segments as HTML: quoted words in ``<mark>``, footnote marks as superscripts."""
    return "".join(_segment(segment) for segment in segments)


def _segment(segment: Segment) -> str:
    if segment.note is not None:
        number = text(str(segment.note))
        return f'<sup class="cw-note" aria-label="footnote {number}">{number}</sup>'
    return f"<mark>{text(segment.text)}</mark>" if segment.marked else text(segment.text)


def link(url: str | None, words: str) -> str:
    """An HTML link that opens beside the app, or nothing where `url` is not a plain web address."""
    if url is None or not url.startswith(("https://", "http://")):
        return ""
    return f'<a href="{text(url)}" target="_blank" rel="noopener noreferrer">{text(words)}</a>'


def clause_link(uid: str, words: str) -> str:
    """An HTML link to the page of a clause, beside the one it stands on.

    >>> clause_link("c/2024/601#pnt_1", "<point 1>")
    '<a href="clauses?clause=c%2F2024%2F601%23pnt_1" target="_blank" rel="noopener">&lt;point 1&gt;</a>'
    """
    return f'<a href="clauses?clause={quote(uid, safe="")}" target="_blank" rel="noopener">{text(words)}</a>'

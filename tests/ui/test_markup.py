"""Document text and questions show as themselves, whatever they contain."""

import unicodedata
from html.parser import HTMLParser

import pytest

from ui.components import markup
from ui.services.source import Segment

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "$E = mc^2$ and $$x$$",
    ":red[not red] :material/home: :smile: :streamlit:",
    "**bold** _under_ `code` ~~gone~~ # heading",
    "a -> b <- c -- d >= e",
    "\u202egnp.exe\u202c \u200f",
    "![x](https://example.org/x.png) https://example.org &amp; &#60;",
    '" onmouseover="alert(1)',
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


@pytest.mark.parametrize("words", HOSTILE)
def test_html_gives_back_every_character_and_no_element(words: str) -> None:
    reader = _read(f"<p>{markup.text(words)}</p>")
    assert (reader.words, reader.tags) == (words, ["p"])


@pytest.mark.parametrize("words", HOSTILE)
def test_marked_words_are_escaped_too(words: str) -> None:
    reader = _read(markup.running([Segment(words), Segment(words, marked=True), Segment("", note=7)]))
    assert (reader.words, reader.tags) == (f"{words}{words}7", ["mark", "sup"])


@pytest.mark.parametrize("words", HOSTILE)
def test_a_label_keeps_its_words_and_loses_its_powers(words: str) -> None:
    label = markup.label(words)
    plain = label.replace("\\", "").replace("\u2060", "")
    seen = "".join(
        character for character in words if unicodedata.category(character) != "Cf"
    )  # nothing turns text round
    assert plain == " ".join(seen.replace("\\", "").split())
    for sign in "[]<>$*`_:":
        assert label.count(sign) == label.count(f"\\{sign}")
    assert ":smile:" not in label.replace("\\", "")
    assert " -> " not in label.replace("\\", "")


def test_a_citation_needs_no_escape() -> None:
    assert markup.label("C(2024) 601, point 3.1.1(f)") == "C(2024) 601, point 3.1.1(f)"


def test_code_in_a_hint_stays_code() -> None:
    assert markup.message("Run `clausewise build` [now].") == r"Run `clausewise build` \[now\]."


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "data:text/html,x", "//example.org"])
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert markup.link(url, "here") == ""


def test_a_link_cannot_leave_its_attribute() -> None:
    assert _read(markup.link('https://example.org/" onclick="x', "<here>")).tags == ["a"]

"""Any input gives a document or a clear error; no text is lost and no number invented."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.catalogue import Entry
from ingest.corpus import Corpus
from ingest.errors import NothingOperative, SourceUnreadable
from ingest.parse import parse
from tests.ingest.proof import prove
from tests.ingest.word import abstract, docx, lvl, num, p

ACT = Entry("test/act", "An act", "Act", "act", "recommendation", "none", "ours", "shipped", "act.txt", "0")
PAGE = Entry("test/page", "A page", "Page", "page", "news item", "none", "ours", "shipped", "page.txt", "0")

pieces = st.sampled_from(
    [
        "COMMISSION RECOMMENDATION",
        "COVER NOTE",
        "Having regard to the Treaty",
        "Whereas:",
        "HAS ADOPTED THIS RECOMMENDATION:",
        "Done at Brussels, 1.3.2024",
        "1. HEADING",
        "2.1. Another heading",
        "2.1.1. It is recommended to act by:",
        "3.1.1. **It is recommended to act by:**",
        "- (a) doing one thing;",
        "- (b) doing two things, such as:",
        " - (i) this;",
        "- (1) ‘term’ means something¹;",
        "¹ A note.",
        "² Another note [with a link](https://example.org).",
        "and the sentence goes on",
        "Something else entirely.",
        "| a | b |",
        "|---|---|",
        "",
        "Skip to main content",
        "  1. Do it.",
        "  • an item",
        "A heading",
        "text with a mark³ inside and **half bold",
        "\u00a0",
        "(i)",
    ]
)
soups = st.lists(pieces | st.text(max_size=12), min_size=1, max_size=25).map("\n".join)


@pytest.mark.parametrize("entry", [ACT, PAGE], ids=["act", "page"])
@given(soup=soups)
@settings(max_examples=300, deadline=None)
def test_soups_of_lines_lose_nothing(entry: Entry, soup: str) -> None:
    try:
        document = parse(entry, soup.encode())
    except (NothingOperative, SourceUnreadable):
        return
    prove(document)


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_mutated_documents_lose_nothing(corpus: Corpus, data: st.DataObject) -> None:
    original = corpus.documents[data.draw(st.integers(0, len(corpus.documents) - 1))]
    lines = original.source.split("\n")
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["drop", "double", "cut", "swap"])):
            case "drop" if len(lines) > 1:
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "cut":
                lines[at] = lines[at][: len(lines[at]) // 2]
            case _:
                lines[at], lines[0] = lines[0], lines[at]
    entry = corpus.catalogue.get(original.key)
    assert entry is not None
    prove(parse(entry, "\n".join(lines).encode()))


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_bytes_of_any_kind_give_a_document_or_are_called_unreadable(data: bytes) -> None:
    with contextlib.suppress(SourceUnreadable):
        prove(parse(PAGE, data))


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"", "empty"), (b" \n ", "empty"), (b"\xff\xfe\x00", "UTF-8"), (b"%PDF\x00\x01", "binary")],
)
def test_what_is_no_text_is_told_apart(data: bytes, message: str) -> None:
    with pytest.raises(SourceUnreadable, match=message):
        parse(PAGE, data)


def test_an_act_without_operative_part_is_an_error() -> None:
    with pytest.raises(NothingOperative, match="no operative clause"):
        parse(ACT, b"COMMISSION RECOMMENDATION\n\nHaving regard to nothing\n\nWhereas:\n\n- (1) All is well.\n")


def test_a_number_printed_twice_is_kept_apart_and_told() -> None:
    text = "HAS ADOPTED THIS RECOMMENDATION:\n1. Do this by:\n- (a) one;\n- (b) two;\n\n1. Do that by:\n- (a) three;\n"
    document = parse(ACT, text.encode())
    assert [str(c.path) for c in document.clauses if c.kind == "point" or c.kind == "stem"][:3] == [
        "pnt_1",
        "pnt_1/pnt_a",
        "pnt_1/pnt_b",
    ]
    assert document.warnings


def test_a_title_behind_the_preamble_is_read_once() -> None:
    lines = "COMMISSION DECISION\nof today\nHaving regard to it\nCOMMISSION DECISION\nHAS ADOPTED THIS DECISION:\n1. A."
    document = parse(ACT, lines.encode())
    assert document.audit.sound
    assert document.clauses[0].text == "COMMISSION DECISION of today"


def test_a_no_break_space_before_a_mark_at_either_end_does_not_move_it() -> None:
    document = parse(PAGE, "A title\n\n**\u00a0Some words¹ and a mark\u00a0²**\n".encode())
    clause = document.clauses[-1]
    assert clause.text == "Some words and a mark"
    assert [clause.text[: mark.offset] for mark in clause.marks] == ["Some words", "Some words and a mark"]


def test_a_title_printed_again_with_a_link_inside_is_counted_once() -> None:
    document = parse(PAGE, f"A title\nA title{LINK}\n{LINK}\nSome text goes here.\n".encode())
    assert document.audit.sound
    assert [clause.text for clause in document.clauses] == ["A title", "Some text goes here."]


def test_a_note_of_nothing_but_a_mark_is_counted() -> None:
    document = parse(ACT, "HAS ADOPTED THIS DECISION:\n1. Act.\n\n¹\t¹\n".encode())
    prove(document)
    assert [(note.number, note.text) for note in document.footnotes] == [(1, "")]


LINK = "Search for available translations of the preceding linkEN•••"


def test_a_link_inside_a_printed_label_is_furniture_alone() -> None:
    document = parse(
        PAGE, f"A title\n\nSection {LINK} 2\nOf things to do\n\nThey are done here, all of them.\n".encode()
    )
    prove(document)
    assert "translation link" in {piece.name for piece in document.audit.furniture}


def test_a_number_of_word_before_nothing_but_a_link_is_kept() -> None:
    levels = abstract(0, lvl(0, "lowerLetter", "(%1)")) + num(1, 0)
    document = parse(PAGE, docx(p("Some text goes here."), p(LINK, num=1), p("More of it.", num=1), numbering=levels))
    prove(document)
    assert any(clause.text == "(a)" for clause in document.clauses)

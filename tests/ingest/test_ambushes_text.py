"""Behaviours of converted texts that lead a parser astray; `test_ambushes.py` has the whole table."""

import pytest

from ingest.address import Path
from ingest.catalogue import Entry
from ingest.corpus import Corpus
from ingest.lookup import look_up
from ingest.model import Document, Kind
from ingest.parse import parse

ACT = Entry("test/act", "An act", "Act", "act", "recommendation", "none", "ours", "shipped", "act.txt", "0")
SHEET = Entry("test/sheet", "A sheet", "Sheet", "sheet", "factsheet", "none", "ours", "shipped", "sheet.txt", "0")


def act(*lines: str) -> Document:
    document = parse(ACT, "\n\n".join(("HAS ADOPTED THIS RECOMMENDATION:", *lines)).encode())
    assert document.audit.sound
    return document


def tree(document: Document) -> list[tuple[str, str]]:
    return [(str(clause.path), clause.text) for clause in document.clauses[1:]]


def test_a_colon_under_a_footnote_mark_opens_a_list() -> None:
    lines = ["1. Do this:", "- (h) the first, such as:¹", "- (i) a part;", "- (j) a whole.", "¹ A note."]
    plain = act(*lines)  # the letter goes on behind it, so (i) is a letter
    assert [path for path, _ in tree(plain)] == ["pnt_1", "pnt_1/pnt_h", "pnt_1/pnt_i", "pnt_1/pnt_j"]
    nested = act(*lines[:3], "- (ii) a whole.", lines[-1])
    assert [path for path, _ in tree(nested)][2:] == ["pnt_1/pnt_h/pnt_i", "pnt_1/pnt_h/pnt_ii"]
    alone = act(*lines[:3], lines[-1])  # nothing follows: only the colon can tell
    assert [path for path, _ in tree(alone)][2:] == ["pnt_1/pnt_h/pnt_i"]


def test_the_tail_of_a_sentence_is_a_fragment_and_takes_no_number() -> None:
    document = act("1. Do this:", "- (a) one¹;", "- (b) two;", "funds, such as ours⁴.", "2. Do more.", "¹ A.", "⁴ D.")
    assert tree(document)[3] == ("pnt_1/frg_1", "funds, such as ours.")
    assert document.clause_at("pnt_1/pnt_b").text == "two;"
    [gap] = document.gaps
    assert (str(gap.after), str(gap.resumes), gap.footnotes) == ("pnt_1/pnt_b", "pnt_2", (2, 3))


def test_footnotes_between_items_and_headings_are_in_neither() -> None:
    document = act(
        "1. FIRST",
        "1.1. Do this:",
        "- (a) one¹;",
        "¹ A note.\n² Another.",
        "- (b) two²;",
        "- (c) three³.",
        "³ The last one.",
        "1.2. Do more.",
    )
    assert tree(document) == [
        ("sct_1", "FIRST"),
        ("pnt_1.1", "Do this:"),
        ("pnt_1.1/pnt_a", "one;"),
        ("pnt_1.1/pnt_b", "two;"),
        ("pnt_1.1/pnt_c", "three."),
        ("pnt_1.2", "Do more."),
    ]
    assert [note.text for note in document.footnotes] == ["A note.", "Another.", "The last one."]


def test_marks_leave_no_trace_in_headings_stems_and_items() -> None:
    notes = "\n\n".join(f"{mark} Note." for mark in "¹²³⁴")
    document = act("1. ABOUT FUNDS¹", "1.1. **Use every scheme² by:**", "- (a) asking³; and", "- (b) Plus+⁴.", notes)
    assert [text for _, text in tree(document)] == ["ABOUT FUNDS", "Use every scheme by:", "asking; and", "Plus+."]
    assert [(str(note.clause), note.offset) for note in document.footnotes] == [
        ("sct_1", len("ABOUT FUNDS")),
        ("pnt_1.1", len("Use every scheme")),
        ("pnt_1.1/pnt_a", len("asking")),
        ("pnt_1.1/pnt_b", len("Plus+")),
    ]


def test_a_sentence_that_goes_on_with_a_reference_is_not_cut() -> None:
    document = act(
        "1.1.1. Act in line with", "Article 2, point (5), of the other act and", "2022/C 167/03 of that year."
    )
    assert tree(document) == [
        ("pnt_1.1.1", "Act in line with Article 2, point (5), of the other act and 2022/C 167/03 of that year.")
    ]


@pytest.mark.parametrize("path", ["pnt_2.1.1/pnt_c", "pnt_2.1.1/pnt_d", "pnt_3.4.1/pnt_a"])
def test_points_of_several_sentences_are_whole(corpus: Corpus, path: str) -> None:
    document = corpus.document("c/2024/601")
    assert document is not None
    clause = document.clause_at(path)
    assert ". " in clause.text or "; " in clause.text
    assert clause.text.endswith(";")
    printed = document.source[clause.spans[0].start :].partition("\n")[0]
    assert clause.text.split()[-3:] == [word.strip("¹²³⁴⁵⁶⁷⁸⁹⁰") for word in printed.split()[-3:]]


def test_a_cover_note_is_apart_and_the_second_title_is_furniture(corpus: Corpus) -> None:
    document = corpus.document("c/2024/601")
    assert document is not None
    cover, title = document.clauses[:2]
    assert "4 March 2024" in cover.text
    assert "4 March 2024" not in title.text
    assert title.kind is Kind.TITLE
    assert title.text.startswith("Brussels, 1.3.2024 C(2024) 601 final COMMISSION RECOMMENDATION of 1.3.2024 on a Code")
    assert [piece.name for piece in document.audit.furniture].count("title printed again") == 3
    [heads] = [
        clause for clause in document.clauses if clause.text.count("COMMISSION RECOMMENDATION") and clause != cover
    ]
    assert heads is title


def test_a_stem_is_a_point_in_bold_and_in_plain(corpus: Corpus) -> None:
    document = act(
        "1.1.1. **It is well to act by:**", "- (a) acting.", "1.1.2. It is well to rest by:", "- (a) resting."
    )
    assert [(clause.kind, clause.text) for clause in document.clauses if len(clause.path.steps) == 1][1:] == [
        (Kind.STEM, "It is well to act by:"),
        (Kind.STEM, "It is well to rest by:"),
    ]
    shipped = corpus.document("c/2024/601")
    assert shipped is not None
    stems = [clause for clause in shipped.clauses if clause.kind is Kind.STEM]
    bold = [stem for stem in stems if shipped.source[stem.spans[0].start - 2 : stem.spans[0].start] == "**"]
    assert 0 < len(bold) < len(stems) == 10


def test_a_signature_without_a_line_end_is_whole(corpus: Corpus) -> None:
    document = corpus.document("c/2024/601")
    assert document is not None
    assert not document.source.endswith("\n")
    assert document.clauses[-1].label == "signature"
    assert document.clauses[-1].spans[-1].end == len(document.source)


@pytest.mark.parametrize("marks", ["‘’", "''", "“”", '""'])
def test_a_definition_is_known_in_any_quotation_marks(marks: str) -> None:
    document = act("1. DEFINITIONS", f"- (1) {marks[0]}gain{marks[1]} means what is won;")
    [definition] = [clause for clause in document.clauses if clause.kind is Kind.DEFINITION]
    assert (definition.term, definition.text) == ("gain", f"{marks[0]}gain{marks[1]} means what is won;")


@pytest.mark.parametrize("odd", ["Europe‟s aim", "valori\u00adsation", "30\u00a0% more", "don't – “do”"])
def test_odd_characters_are_quoted_as_printed(odd: str) -> None:
    assert act(f"1. Further {odd}.").clause_at("pnt_1").text == f"Further {odd}."


def test_a_text_without_numbers_is_cited_by_heading_and_place() -> None:
    text = "What pays off\n\nThe figures\n\n70 % of all is shared, as 3 of 4 said.\n\nMost of it is free of charge.\n"
    document = parse(SHEET, text.encode())
    assert [clause.label for clause in document.clauses] == [
        "title",
        "heading “The figures”",
        "“The figures”, paragraph 1",
        "“The figures”, paragraph 2",
    ]
    assert all(clause.path.last.code in {"unp", "sct"} for clause in document.clauses)


def test_no_link_of_a_text_reaches_a_citation(corpus: Corpus) -> None:
    document = act("1. See [the agenda](https://example.org/another-act) and [more](#).")
    assert document.clause_at("pnt_1").text == "See the agenda and more."
    for shipped in corpus.documents:
        for piece in (*shipped.clauses, *shipped.footnotes):
            assert "](" not in piece.text
            assert "://" not in corpus.cite(piece)
    entry = corpus.catalogue.get("c/2024/601")
    assert entry is not None
    assert entry.url == "https://eur-lex.europa.eu/eli/reco/2024/774/oj"


def test_no_name_belongs_to_both_of_two_like_acts(corpus: Corpus) -> None:
    here, absent = corpus.catalogue.resolve("C(2024) 601"), corpus.catalogue.resolve("C(2024) 600")
    assert here is corpus.catalogue.resolve("(EU) 2024/774") is corpus.catalogue.resolve("32024H0774")
    assert absent is corpus.catalogue.resolve("(EU) 2024/736") is corpus.catalogue.resolve("32024H0736")
    assert here is not None
    assert absent is not None
    assert not set(here.names) & set(absent.names)
    for wrong in ("C(2024) 600, point 3.1.1(f)", "(EU) 2024/736, recital 6"):
        assert look_up(wrong, corpus).targets == ()
    found = look_up("C(2024) 601, point 3.1.1(f)", corpus).targets
    assert [str(target.address.path) for target in found] == [str(Path.parse("pnt_3.1.1/pnt_f"))]

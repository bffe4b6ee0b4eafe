"""C(2024) 601: what the clause tree must hold, and that nothing is lost."""

from collections import Counter
from pathlib import Path as FilePath

import pytest

from ingest.address import Path
from ingest.corpus import Corpus
from ingest.model import Document, Kind
from ingest.spans import read

GOLD = FilePath(__file__).parent.parent / "gold" / "c-2024-601.tsv"


@pytest.fixture(scope="module")
def act(corpus: Corpus) -> Document:
    found = corpus.document("c/2024/601")
    assert found is not None
    return found


def test_the_parts_are_all_there(act: Document) -> None:
    kinds = Counter(clause.kind for clause in act.clauses)
    assert kinds[Kind.RECITAL] == 10
    assert kinds[Kind.DEFINITION] == 7
    assert kinds[Kind.SECTION] == 10
    assert kinds[Kind.STEM] == 10
    assert kinds[Kind.FRAGMENT] == 1
    points = [clause.path for clause in act.clauses if clause.kind is Kind.POINT]
    lettered = [path for path in points if len(path.steps) == 2]
    assert len(lettered) == 61
    assert [str(path) for path in points if len(path.steps) == 3] == [
        "pnt_2.3.1/pnt_g/pnt_i",
        "pnt_2.3.1/pnt_g/pnt_ii",
        "pnt_2.3.1/pnt_g/pnt_iii",
    ]
    assert len(points) == 64


def test_the_tree_is_the_reviewed_one(act: Document) -> None:
    tree = "".join(f"{c.path}\t{c.kind}\t{c.parent or '-'}\t{c.label}\t{c.text[:60]}\n" for c in act.clauses)
    assert tree == GOLD.read_text(encoding="utf-8")


def test_a_letter_i_follows_the_letter_h(act: Document) -> None:
    letters = [clause.path.last.number for clause in act.children(Path.parse("pnt_2.3.1"))]
    assert letters == list("abcdefghi")


def test_sentences_split_by_a_page_are_whole(act: Document) -> None:
    for path, words in {
        "rct_4": "industrial partners within local and regional research",
        "rct_9": "It also contributes to the action to",
        "pnt_3.1.1/pnt_f": "valuation, joint management and ownership of intellectual property",
    }.items():
        clause = act.clause_at(path)
        assert words in clause.text
        assert len(clause.spans) > 1


def test_every_footnote_is_tied_to_its_mark(act: Document) -> None:
    assert [note.number for note in act.footnotes] == [n for n in range(1, 44) if n not in {26, 27}]
    for note in act.footnotes:
        assert note.clause is not None
        assert note.offset is not None
        assert 0 < note.offset <= len(act.clause_at(str(note.clause)).text)


@pytest.mark.parametrize(
    ("number", "path", "before_mark"),
    [
        (17, "pnt_2.1.1/pnt_e", "entrepreneurship academies"),
        (19, "pnt_2.1.3", "targeted organisation"),
        (30, "pnt_2.2.1/frg_1", "Erasmus+"),
        (31, "pnt_2.2.1/frg_1", "(EIT)"),
        (38, "pnt_3.1.1/pnt_f", "management strategy"),
        (39, "sct_3.2", "Involving intermediaries"),
        (43, "pnt_3.3.2/pnt_a", "pilot lines"),
    ],
)
def test_a_footnote_stands_where_its_mark_was(act: Document, number: int, path: str, before_mark: str) -> None:
    note = act.footnote(Path.parse(f"ftn_{number}"))
    assert note is not None
    assert str(note.clause) == path
    assert act.clause_at(path).text[: note.offset].endswith(before_mark)


def test_the_missing_page_is_a_recorded_gap(act: Document) -> None:
    [gap] = act.gaps
    assert (str(gap.after), str(gap.resumes), gap.footnotes) == ("pnt_2.2.1/pnt_b", "sct_2.3", (26, 27))
    fragment = act.clause_at("pnt_2.2.1/frg_1")
    assert fragment.text.startswith("schemes, such as MSCA Doctoral Networks")
    assert "investing in diverse" not in fragment.text


def test_definitions_hang_under_section_1(act: Document) -> None:
    definitions = [clause for clause in act.clauses if clause.kind is Kind.DEFINITION]
    assert [(c.label, c.term) for c in definitions][2:5] == [
        ("point 1(3)", "academia"),
        ("point 1(4)", "intellectual asset"),
        ("point 1(5)", "open science"),
    ]
    assert all(str(clause.parent) == "sct_1" for clause in definitions)


def test_cross_references_in_a_sentence_are_not_points(act: Document) -> None:
    assert "Article 2, point (5), of Regulation" in act.clause_at("sct_1/pnt_5").text
    assert "Article 14(1)(a) and Article 39(3)" in act.clause_at("sct_1/pnt_7").text


def test_no_markup_or_mark_is_left_in_a_text(act: Document) -> None:
    for text in [*(c.text for c in act.clauses), *(n.text for n in act.footnotes)]:
        assert not set("¹²³⁰⁴⁵⁶⁷⁸⁹*") & set(text)
        assert "](" not in text
        assert "\\" not in text


def test_spans_give_back_every_text_of_every_document(corpus: Corpus) -> None:
    for document in corpus.documents:
        for piece in (*document.clauses, *document.footnotes):
            assert read(document.source, piece.spans) == piece.text
            assert piece.text


def test_no_character_is_in_two_clauses(corpus: Corpus) -> None:
    for document in corpus.documents:
        taken: dict[int, str] = {}
        for piece in (*document.clauses, *document.footnotes):
            for start, end in piece.spans:
                for offset in range(start, end):
                    if not document.source[offset].isspace():
                        assert taken.setdefault(offset, piece.uid) == piece.uid


def test_nothing_is_lost(corpus: Corpus) -> None:
    for document in corpus.documents:
        assert document.audit.lost == ()
        assert document.audit.unmatched_marks == ()
        assert document.audit.unmarked_notes == ()
    act = corpus.document("c/2024/601")
    assert act is not None
    assert (act.audit.in_clauses + act.audit.in_footnotes) / act.audit.characters > 0.99


def test_the_cover_note_and_the_signature_are_passages(act: Document) -> None:
    assert act.clause_at("unp_1").text.endswith("Encl.: C(2024) 601 final")
    assert act.clause_at("unp_2").kind is Kind.TITLE
    assert (
        act.clause_at("unp_5").text
        == "Done at Brussels, 1.3.2024 For the Commission Iliana IVANOVA Member of the Commission"
    )

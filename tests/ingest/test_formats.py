"""Official Journal XHTML, Commission HTML and Formex: what each gives, and that two formats of one act agree."""

from collections import Counter
from pathlib import Path as FilePath

import pytest

from ingest.address import Path
from ingest.errors import SourceUnreadable
from ingest.model import Document, Kind
from ingest.parse import parse_reading
from ingest.readers import Reading, read
from ingest.readers.formex import read_formex
from ingest.spans import read as read_spans

ACTS = FilePath(__file__).resolve().parents[3] / "shared" / "eu-acts"
needs_acts = pytest.mark.skipif(not ACTS.is_dir(), reason="the official acts to test against are not on this machine")


def parsed(reading: Reading) -> Document:
    document = parse_reading(reading, key="test/act", kind=None, title="an act", sha256="")
    assert document.audit.lost == ()
    for piece in (*document.clauses, *document.footnotes):
        assert read_spans(document.source, piece.spans) == piece.text
    return document


def xhtml(name: str) -> Document:
    return parsed(read((ACTS / "xhtml" / name).read_bytes()))


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def formex() -> Document:
    folder = ACTS / "formex" / "c008bcb6-e7ec-11ee-9ea8-01aa75ed71a1.0006.02" / "DOC_1"
    parts = [folder / "L_202400903EN.000101.fmx.xml", folder / "L_202400903EN.002601.fmx.xml"]
    return parsed(read_formex([part.read_bytes() for part in parts]))


@needs_acts
def test_xhtml_and_formex_of_one_act_give_the_same_clauses(formex: Document) -> None:
    other = xhtml("32024R0903.xhtml")
    assert [str(c.path) for c in formex.clauses] == [str(c.path) for c in other.clauses]
    assert [c.label for c in formex.clauses] == [c.label for c in other.clauses]
    assert [folded(c.text) for c in formex.clauses] == [folded(c.text) for c in other.clauses]
    assert [(n.number, n.clause, folded(n.text)) for n in formex.footnotes] == [
        (n.number, n.clause, folded(n.text)) for n in other.footnotes
    ]


@needs_acts
def test_articles_paragraphs_points_and_annexes_have_their_addresses(formex: Document) -> None:
    kinds = Counter(clause.kind for clause in formex.clauses)
    assert kinds[Kind.RECITAL] == 57
    assert kinds[Kind.DEFINITION] == 15
    assert sum(clause.path.last.code == "art" for clause in formex.clauses) == 23
    for path, label, words in [
        ("art_3/par_2/pnt_a", "Article 3(2)(a)", "the effects of the binding requirements"),
        ("art_2/pnt_9", "Article 2, point (9)", "‘GovTech’ means"),
        ("anx_x1/pnt_2", "Annex, point 2", "Requirements"),
        ("art_5", "Article 5", ""),
    ]:
        clause = formex.clause(Path.parse(path))
        assert clause is not None
        assert clause.label == label
        assert clause.text.startswith(words)
    assert str(formex.clause_at("art_22").parent) == "sct_6"
    assert formex.clause_at("sct_6").label == "Chapter 6"
    assert formex.gaps == ()


@needs_acts
def test_every_footnote_of_the_act_is_tied_to_its_mark(formex: Document) -> None:
    assert [note.number for note in formex.footnotes] == list(range(1, 21))
    assert all(note.clause is not None for note in formex.footnotes)
    note = formex.footnote(Path.parse("ftn_14"))
    assert note is not None
    assert str(note.clause) == "art_2/pnt_3"
    assert formex.clause_at("art_2/pnt_3").text[: note.offset].endswith("and of the Council")


@needs_acts
@pytest.mark.parametrize(
    ("name", "articles", "recitals", "footnotes"),
    [
        ("32014R0910_oj.xhtml", 52, 77, 15),
        ("32019R2088.xhtml", 22, 0, 0),
        ("32021R0953_oj.xhtml", 17, 64, 18),
        ("31958R0001_cons.xhtml", 8, 0, 0),
    ],
)
def test_journal_pages_of_each_vocabulary_are_read(name: str, articles: int, recitals: int, footnotes: int) -> None:
    document = xhtml(name)
    assert sum(clause.path.last.code == "art" for clause in document.clauses) == articles
    assert sum(clause.kind is Kind.RECITAL for clause in document.clauses) == recitals
    assert len(document.footnotes) == footnotes
    assert document.gaps == ()


@needs_acts
@pytest.mark.parametrize(
    ("name", "recitals"), [("COM(2025)1.html", 5), ("COM(2025)18.html", 5), ("COM(2025)6.html", 30)]
)
def test_commission_documents_give_recitals_and_articles(name: str, recitals: int) -> None:
    document = parsed(read((ACTS / "com-html" / name).read_bytes()))
    assert sum(clause.kind is Kind.RECITAL for clause in document.clauses) == recitals
    assert document.clause(Path.parse("art_1")) is not None


ITEM = "<table><tr><td><p class='oj-normal'>{label}</p></td><td><p class='oj-normal'>{text}</p>{more}</td></tr></table>"


def journal(*blocks: str) -> Document:
    head = "<p class='oj-normal'>Whereas:</p><p class='oj-normal'>HAS ADOPTED THIS REGULATION:</p>"
    return parsed(read(f"<html><body>{head}{''.join(blocks)}</body></html>".encode()))


def test_a_nested_list_hangs_under_its_item() -> None:
    inner = "".join(ITEM.format(label=f"({n})", text=f"sub {n};", more="") for n in ("i", "ii"))
    items = ITEM.format(label="(h)", text="first, namely:", more=inner) + ITEM.format(
        label="(i)", text="second.", more=""
    )
    document = journal("<p class='oj-ti-art'>Article 4</p>", "<p class='oj-normal'>1.   Do:</p>", items)
    paths = [str(clause.path) for clause in document.clauses][-5:]
    under = "art_4/par_1/pnt_h"
    assert paths == ["art_4/par_1", under, f"{under}/pnt_i", f"{under}/pnt_ii", "art_4/par_1/pnt_i"]


def test_a_second_paragraph_of_an_item_stays_with_the_item() -> None:
    item = ITEM.format(label="(c)", text="one thing;", more="<p class='oj-normal'>for others, another thing;</p>")
    document = journal("<p class='oj-ti-art'>Article 4</p>", "<p class='oj-normal'>It is:</p>", item)
    assert document.clause(Path.parse("art_4/pnt_c/unp_1")) is not None
    assert document.gaps == ()


def test_a_mark_before_a_full_stop_leaves_no_space() -> None:
    mark = "<a id='ntc1-L' href='#ntr1-L'>(<span class='oj-super'>1</span>)</a>"
    body = "<p class='oj-note'><a id='ntr1-L' href='#ntc1-L'>(<span class='oj-super'>1</span>)</a> OJ L 1.</p>"
    document = journal("<p class='oj-ti-art'>Article 1</p>", f"<p class='oj-normal'>As decided {mark}.</p>", body)
    assert document.clause_at("art_1/unp_1").text == "As decided."
    [note] = document.footnotes
    assert (note.text, note.offset) == ("OJ L 1.", len("As decided"))


@pytest.mark.parametrize(
    "data", [b"<?xml version='1.0'?><ACT><P>open", b"<?xml version='1.0'?><DOC/>", b"<?xml version='1.0'?><ACT"]
)
def test_broken_or_foreign_xml_is_told(data: bytes) -> None:
    with pytest.raises(SourceUnreadable):
        read(data)


def test_an_entity_from_elsewhere_is_not_fetched() -> None:
    bomb = b"<?xml version='1.0'?><!DOCTYPE ACT [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><ACT><P>a &x; b</P></ACT>"
    assert "root:" not in read(bomb).source


TABLE = "<html><body><p>A table</p><table><tr><td>Level{mark}</td><td>{cell}</td></tr></table>{body}</body></html>"


def test_a_mark_in_a_table_leads_to_its_note() -> None:
    mark = "<a class='footnoteRef' id='footnoteref2' href='#footnote2'>2</a>"
    body = "<dl><dd id='footnote2'><a href='#footnoteref2'>(2)</a> As defined elsewhere.</dd></dl>"
    document = parsed(read(TABLE.format(mark=mark, cell="<p>one</p><p>two</p>", body=body).encode()))
    [note] = document.footnotes
    [row] = [clause for clause in document.clauses if clause.path == note.clause]
    assert (row.text, note.offset) == ("Level | one two", len("Level"))


def test_paragraphs_in_an_element_nobody_knows_are_paragraphs() -> None:
    document = parsed(read(b"<html><body><p><TXT_TE><p>Article 1</p><p>All shall be well.</p></TXT_TE></body></html>"))
    assert [str(clause.path) for clause in document.clauses] == ["art_1", "art_1/unp_1"]


def test_notes_of_a_formex_table_stand_where_their_marks_are() -> None:
    row = "<ROW><CELL>Origin<NOTE NOTE.REF='E1'/></CELL><CELL><P>Price</P><P>(EUR)</P></CELL></ROW>"
    notes = "<GR.NOTES><NOTE NOTE.ID='E1'><P>As coded.</P></NOTE><NOTE><P>Not called.</P></NOTE></GR.NOTES>"
    document = parsed(read(f"<?xml version='1.0'?><ANNEX><P>List</P><TBL>{notes}{row}</TBL></ANNEX>".encode()))
    assert [(note.number, note.text, note.offset) for note in document.footnotes] == [
        (1, "As coded.", len("Origin")),
        (2, "Not called.", None),
    ]
    assert document.clauses[-1].text == "Origin | Price (EUR)"


@pytest.mark.parametrize("code", ["", "zz", "110000", "D800", "0041"])
def test_a_quotation_mark_without_a_known_code_is_an_apostrophe(code: str) -> None:
    data = f"<?xml version='1.0'?><ACT><P>a <QUOT.START CODE='{code}'/>b</P></ACT>"
    assert read(data.encode()).lines[0].text == "a 'b"

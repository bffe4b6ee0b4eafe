"""Word documents: automatic numbers, headings, notes, changes, tables, and files that cannot be read."""

import io

import docx as python_docx
import pytest

from ingest.model import Document
from ingest.parse import parse_reading
from ingest.readers import read
from tests.ingest.proof import prove
from tests.ingest.word import STYLES, abstract, docx, lvl, mark, notes, num, p, r, table

CLAUSES = abstract(
    0,
    lvl(0, "decimal", "%1.", more='<w:pStyle w:val="berschrift1"/>'),
    lvl(1, "decimal", "%1.%2", more='<w:pStyle w:val="berschrift2"/>'),
    lvl(2, "decimal", "%1.%2.%3"),
    lvl(3, "lowerLetter", "(%4)"),
    lvl(4, "lowerRoman", "(%5)"),
)
NUMBERED = STYLES.replace(
    '<w:outlineLvl w:val="0"/>', '<w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/>'
).replace('<w:outlineLvl w:val="1"/>', '<w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="1"/>')


def parsed(data: bytes) -> Document:
    document = parse_reading(read(data), key="test/policy", kind=None, title="a policy", sha256="")
    prove(document)
    assert len({clause.label for clause in document.clauses}) == len(document.clauses)
    return document


def lines(*body: str, **parts: str) -> list[str]:
    return [line.text for line in read(docx(*body, **parts)).lines if line.furniture is None]


def test_numbers_of_styles_and_lists_become_addresses() -> None:
    document = parsed(
        docx(
            p("Policy", style="Titel"),
            p("Rules", style="berschrift1"),
            p("Scope", style="berschrift2"),
            p("House rules", style="Haus"),
            p("The rules are as follows.", num=1, level=2),
            p("Staff may:", num=1, level=2),
            p("come;", num=1, level=3),
            p("stay, where they", num=1, level=3),
            p("asked;", num=1, level=4),
            p("were heard;", num=1, level=4),
            p("go.", num=1, level=3),
            p("Money", style="berschrift1"),
            p("Shares", style="berschrift2"),
            styles=NUMBERED,
            numbering=CLAUSES + num(1, 0),
        )
    )
    assert [(str(clause.path), clause.label) for clause in document.clauses] == [
        ("unp_1", "title"),
        ("sct_1", "section 1"),
        ("sct_1.1", "section 1.1"),
        ("sct_1.2", "section 1.2"),
        ("pnt_1.2.1", "point 1.2.1"),
        ("pnt_1.2.2", "point 1.2.2"),
        ("pnt_1.2.2/pnt_a", "point 1.2.2(a)"),
        ("pnt_1.2.2/pnt_b", "point 1.2.2(b)"),
        ("pnt_1.2.2/pnt_b/pnt_i", "point 1.2.2(b)(i)"),
        ("pnt_1.2.2/pnt_b/pnt_ii", "point 1.2.2(b)(ii)"),
        ("pnt_1.2.2/pnt_c", "point 1.2.2(c)"),
        ("sct_2", "section 2"),
        ("sct_2.1", "section 2.1"),
    ]
    assert document.gaps == ()


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("decimal", "9. 10."),
        ("decimalZero", "09. 10."),
        ("lowerLetter", "i. j."),
        ("upperLetter", "I. J."),
        ("lowerRoman", "ix. x."),
        ("upperRoman", "IX. X."),
        ("ordinal", "9th. 10th."),
    ],
)
def test_each_format_of_numbers_is_written_as_word_prints_it(kind: str, shown: str) -> None:
    numbering = abstract(0, lvl(0, kind, "%1.", start=9)) + num(1, 0)
    first, second = shown.split()
    assert lines(p("a", num=1), p("b", num=1), numbering=numbering) == [f"{first} a", f"{second} b"]


def test_letters_go_on_as_in_word_after_z() -> None:
    numbering = abstract(0, lvl(0, "lowerLetter", "%1)", start=26)) + num(1, 0)
    assert lines(p("x", num=1), p("y", num=1), p("w", num=1), numbering=numbering) == ["z) x", "aa) y", "bb) w"]


def test_an_unknown_format_prints_nothing_and_is_told() -> None:
    reading = read(docx(p("a", num=1), numbering=abstract(0, lvl(0, "hebrew1", "%1.")) + num(1, 0)))
    assert [line.text for line in reading.lines] == ["a"]
    assert "hebrew1" in reading.warnings[0]


RESTART = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{}"/></w:lvlOverride>'


@pytest.mark.parametrize(
    ("more", "third"), [("", "3."), (RESTART.format(1), "1."), (RESTART.format(7), "7.")], ids=["none", "one", "seven"]
)
def test_an_instance_goes_on_with_its_list_or_restarts_it(more: str, third: str) -> None:
    numbering = abstract(0, lvl(0, "decimal", "%1.")) + num(1, 0) + num(2, 0, more)
    body = [p("a", num=1), p("b", num=1), p("c", num=2)]
    assert lines(*body, numbering=numbering) == ["1. a", "2. b", f"{third} c"]


def test_a_level_begins_anew_under_each_higher_one_unless_it_says_otherwise() -> None:
    inner = lvl(1, "decimal", "%1.%2")
    body = [p("a", num=1), p("b", num=1, level=1), p("c", num=1), p("d", num=1, level=1)]
    numbering = abstract(0, lvl(0, "decimal", "%1."), inner) + num(1, 0)
    assert lines(*body, numbering=numbering) == ["1. a", "1.1 b", "2. c", "2.1 d"]
    numbering = abstract(0, lvl(0, "decimal", "%1."), lvl(1, "decimal", "%1.%2", more='<w:lvlRestart w:val="0"/>'))
    assert lines(*body, numbering=numbering + num(1, 0)) == ["1. a", "1.1 b", "2. c", "2.2 d"]


def test_a_legal_level_prints_roman_parents_as_figures() -> None:
    numbering = abstract(0, lvl(0, "upperRoman", "%1."), lvl(1, "decimal", "%1.%2", more="<w:isLgl/>")) + num(1, 0)
    assert lines(p("a", num=1), p("b", num=1, level=1), numbering=numbering) == ["I. a", "1.1 b"]


def test_a_list_style_is_followed_to_its_definition() -> None:
    styles = STYLES + (
        '<w:style w:type="numbering" w:styleId="Liste"><w:name w:val="House List"/>'
        '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )
    linked = '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="Liste"/></w:abstractNum>'
    numbering = linked + abstract(1, lvl(0, "decimal", "Rule %1:")) + num(1, 0) + num(2, 1)
    assert lines(p("a", num=1), styles=styles, numbering=numbering) == ["Rule 1: a"]


def test_numbering_that_is_switched_off_prints_nothing() -> None:
    assert lines(p("Money", style="berschrift1", num=0), styles=NUMBERED, numbering=CLAUSES + num(1, 0)) == ["Money"]


def test_a_paragraph_deleted_by_a_tracked_change_takes_no_number() -> None:
    deleted = "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
    body = [p("a", num=1), p(inner=deleted, num=1, end="<w:del/>"), p("b", num=1)]
    reading = read(docx(*body, numbering=abstract(0, lvl(0, "decimal", "%1.")) + num(1, 0)))
    assert [line.text for line in reading.lines] == ["1. a", "2. b"]
    assert "tracked changes" in reading.warnings[0]


def test_tracked_changes_are_read_as_accepted() -> None:
    change = (
        f"{r('We ')}<w:ins>{r('always ')}</w:ins><w:del><w:r><w:delText>never </w:delText></w:r></w:del>{r('share.')}"
    )
    joined = [p(inner=r("One "), end="<w:del/>"), p("line.")]
    assert lines(p(inner=change), *joined) == ["We always share.", "One line."]


def test_footnotes_are_tied_to_their_marks() -> None:
    document = parsed(
        docx(
            p("Policy", style="Titel"),
            p(inner=f"{r('As decided')}{mark(2)}{r(', we share')}{mark(1)}{r('.')}"),
            footnotes=notes("footnote", "By the second body.", "By the first mark."),
        )
    )
    assert [(n.number, n.text, n.offset) for n in document.footnotes] == [
        (1, "By the first mark.", len("As decided")),
        (2, "By the second body.", len("As decided, we share")),
    ]
    assert document.clause_at("unp_2").text == "As decided, we share."


def test_endnotes_are_counted_behind_the_footnotes_and_told() -> None:
    body = p(inner=f"{r('One')}{mark(1)}{r(' two')}{mark(1, 'endnote')}{r('.')}")
    document = parsed(docx(body, footnotes=notes("footnote", "Foot."), endnotes=notes("endnote", "End.")))
    assert [(n.number, n.text) for n in document.footnotes] == [(1, "Foot."), (2, "End.")]
    assert any("endnotes" in warning for warning in document.warnings)


@pytest.mark.parametrize(
    ("before", "rows", "found"),
    [
        ("They pay.", ["1.", "2."], ["pnt_1", "pnt_2", "unp_2", "unp_3", "pnt_3"]),
        ("They pay.", ["(a)", "(b)"], ["pnt_1", "pnt_2", "unp_2", "unp_3", "pnt_3"]),
        ("They pay for:", ["(a)", "(b)"], ["pnt_1", "pnt_2", "pnt_2/pnt_a", "pnt_2/pnt_b", "pnt_3"]),
    ],
)
def test_a_numbered_table_behind_a_point_is_part_of_it_only_where_the_point_leads_to_it(
    before: str, rows: list[str], found: list[str]
) -> None:
    body = [
        *(p("Policy", style="Titel"), p("Rules", style="berschrift1"), p("Staff report.", num=1), p(before, num=1)),
        *(table([p(rows[0]), p("Patents")], [p(rows[1]), p("Designs")]), p("They answer.", num=1)),
    ]
    document = parsed(docx(*body, numbering=abstract(0, lvl(0, "decimal", "%1.")) + num(1, 0)))
    assert [str(clause.path) for clause in document.clauses][2:] == found
    assert any(clause.text.endswith("Patents") for clause in document.clauses)


def test_a_table_gives_a_line_a_row_and_a_layout_table_its_list() -> None:
    body = [
        *(
            p("Policy", style="Titel"),
            p("Money", style="berschrift1"),
            table([p("Who"), p("Share")], [p("All"), p("1/3")]),
        ),
        table([p("(a)"), p("one")], [p("(b)"), p("two")]),
    ]
    assert [(c.label, c.text) for c in parsed(docx(*body)).clauses][2:] == [
        ("“Money”, table 1, row 1", "Who | Share"),
        ("“Money”, table 1, row 2", "All | 1/3"),
        ("“Money”, point (a)", "one"),
        ("“Money”, point (b)", "two"),
    ]


def test_text_boxes_links_symbols_and_hyphens_are_read_as_shown() -> None:
    box = f"<w:txbxContent>{p('In a box.')}</w:txbxContent>"
    drawing = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>" + box + "</wps:txbx></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><v:textbox>" + box + "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    inner = (
        f"<w:hyperlink>{r('A link')}</w:hyperlink>{r(' co&#173;op')}<w:r><w:noBreakHyphen/><w:t>x</w:t><w:tab/>"
        '<w:t>y\u00a0z</w:t><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>' + r("hidden", "<w:vanish/>") + drawing
    )
    assert lines(p(inner=inner)) == ["A link coop\u2011x y\u00a0z✓", "In a box."]


def test_headers_contents_and_comments_are_no_text() -> None:
    reading = read(
        docx(
            p("1 Rules 7", style="Verzeichnis1"),
            p("Text."),
            header1=p("The University"),
            footer1=p("page 1"),
            comments='<w:comment w:id="0">' + p("Really?") + "</w:comment>",
        )
    )
    assert [(line.text, line.furniture) for line in reading.lines] == [
        *(("1 Rules 7", "table of contents"), ("Text.", None)),
        *(("The University", "page header"), ("page 1", "page footer")),
    ]
    assert "Really?" not in reading.source
    assert reading.warnings == ("1 comment is not read",)


def test_pages_are_known_where_word_noted_its_breaks() -> None:
    turn = "<w:r><w:lastRenderedPageBreak/><w:t>On two.</w:t></w:r>"
    document = parsed(docx(p("Policy", style="Titel"), p("On one."), p(inner=turn)))
    assert [(c.label, c.pages) for c in document.clauses] == [
        *(("title (page 1)", (1,)), ("paragraph 1 (page 1)", (1,)), ("paragraph 2 (page 2)", (2,))),
    ]


def test_a_document_of_another_writer_is_read() -> None:
    made = python_docx.Document()
    made.add_heading("Policy on spin-offs", 0)
    made.add_heading("Rules", 1)
    for text in ("Found it.", "Fund it."):
        made.add_paragraph(text, style="List Number")
    made.add_paragraph("an item", style="List Bullet")
    out = io.BytesIO()
    made.save(out)
    assert [(c.label, c.text) for c in parsed(out.getvalue()).clauses] == [
        *(("title", "Policy on spin-offs"), ("heading “Rules”", "Rules"), ("point 1", "Found it.")),
        *(("point 2", "Fund it."), ("“Rules”, item 1", "an item")),
    ]

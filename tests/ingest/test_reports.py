"""Reports as PDF: headings by type, tables by place, notes by order, and labels that name the page."""

from pathlib import Path

import pytest

from ingest.model import Document, Kind
from ingest.parse import parse_reading
from ingest.readers.pdf import read_pdf
from tests.ingest.proof import prove
from tests.ingest.typeset import At, column, draw

REAL = Path(__file__).resolve().parents[3] / "shared" / "eu-pdfs"
real = pytest.mark.skipif(not REAL.is_dir(), reason="the sample PDFs are not on this machine")
WIDE = "A line of text that goes all the way to the right edge of the column it stands in, or"


def parsed(data: bytes) -> Document:
    document = parse_reading(read_pdf(data), key="test/report", kind=None, title="a report", sha256="")
    prove(document)
    assert len({clause.label for clause in document.clauses}) == len(document.clauses)
    return document


def labels(*pages: list[At]) -> list[str]:
    return [clause.label for clause in parsed(draw(*pages)).clauses]


def test_larger_and_bold_lines_head_what_follows_and_labels_name_the_page() -> None:
    first = [At(72, 60, "Report on spin-offs", 24), At(72, 110, "Findings", 16), *column(72, 140, WIDE, "and an end.")]
    second = [At(72, 110, "Money", bold=True), *column(72, 140, WIDE, "and another end.")]
    assert labels(first, second) == [
        "title (page 1)",
        *("heading “Findings” (page 1)", "“Findings”, paragraph 1 (page 1)"),
        *("heading “Money” (page 2)", "“Money”, paragraph 1 (page 2)"),
    ]


def test_a_heading_on_two_rows_is_one() -> None:
    page = [At(72, 60, "Report", 24), At(72, 110, "Findings of the", 16), At(72, 130, "first year", 16)]
    assert labels([*page, *column(72, 160, WIDE, "and an end.")])[1] == "heading “Findings of the first year” (page 1)"


def test_a_numbered_heading_is_cited_by_its_number_and_without_a_page() -> None:
    page = [At(72, 60, "Report", 24), At(72, 100, "1. Aims", bold=True), *column(72, 120, WIDE, "and an end.")]
    page += [At(72, 180, "2. Means", bold=True), *column(72, 200, WIDE, "and an end.")]
    assert labels(page)[1:] == [
        *("section 1", "section 1, paragraph 1 (page 1)", "section 2", "section 2, paragraph 1 (page 1)"),
    ]


def test_cells_drawn_one_by_one_become_the_rows_a_reader_sees() -> None:
    page = [At(72, 60, "Report", 24), *column(72, 90, WIDE, "and an end."), At(72, 130, "Table 2: Shares")]
    for x, texts in ((72, ("Who", "all", "some")), (250, ("Share", "1/3", "2/3"))):
        page += [At(x, 150 + 14 * at, text, bold=at == 0) for at, text in enumerate(texts)]
    clauses = parsed(draw([*page, *column(72, 210, WIDE, "and an end.")])).clauses
    assert [(c.label, c.text) for c in clauses if "row" in c.label] == [
        ("Table 2, row 1 (page 1)", "Who | Share"),
        ("Table 2, row 2 (page 1)", "all | 1/3"),
        ("Table 2, row 3 (page 1)", "some | 2/3"),
    ]
    assert not [c for c in clauses if c.kind is Kind.SECTION]


def test_a_contents_page_is_furniture() -> None:
    entries = [At(72, 100 + 30 * n, f"{n}. Part {'.' * 60} {n + 3}") for n in (1, 2, 3)]
    document = parsed(draw([At(72, 60, "Report", 24), *entries], [*column(72, 90, WIDE, "and an end.")]))
    assert [piece.name for piece in document.audit.furniture].count("table of contents") == 3


def test_notes_numbered_in_plain_type_are_known_by_their_marks() -> None:
    page = [*column(72, 80, WIDE, WIDE, WIDE, "and an end, with a mark"), At(191, 118, "3", 8)]
    page += [At(72, 740, "3.", 9), At(95, 740, "The note's own words.", 9)]
    [note] = parsed(draw(page)).footnotes
    assert (note.number, note.text) == (3, "The note's own words.")
    assert note.clause is not None


@real
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("eu-002", ["point 155", "point 156", "Table 3, row 2 (page 1)"]),
        ("eu-004", ["section 6.1", "section 6.6", "Table 6.1, row 4 (page 2)"]),
        ("eu-008", ["section 2", "section 2.1", "section 2, paragraph 1 (page 1)"]),
        ("eu-012", ["section 1.1", "section 2", "heading “Quantitative aims” (page 6)"]),
        ("eu-013", ["section 5.2.1", "section 6.2.7", "“Polytechnics”, paragraph 1 (page 2)"]),
    ],
)
def test_real_reports_have_their_sections(name: str, expected: list[str]) -> None:
    found = {clause.label for clause in parsed((REAL / f"{name}.pdf").read_bytes()).clauses}
    assert set(expected) <= found


@real
@pytest.mark.parametrize("path", sorted(REAL.glob("*.pdf")), ids=lambda path: path.stem)
def test_every_note_of_a_real_report_has_its_mark(path: Path) -> None:
    audit = parsed(path.read_bytes()).audit
    assert audit.unmarked_notes == ()
    assert audit.unmatched_marks == ()


def test_a_policy_set_with_hanging_labels_has_its_points() -> None:
    first = [At(72, 60, "Policy on results", 20), At(72, 100, "1.", bold=True), At(108, 100, "Scope", bold=True)]
    first += [At(72, 120, "1.1"), *column(108, 120, WIDE, "goes on here on a second row.")]
    first += [At(72, 154, "1.2"), *column(108, 154, WIDE, "has items:")]
    first += [At(108, 188, "a)"), *column(136, 188, WIDE[:70] + " and then", "goes on in the item;")]
    first += [At(108, 222, "b)"), At(136, 222, "a short one; and")]
    first += [At(136, 242, "i."), At(160, 242, "a smaller one,"), At(136, 256, "ii."), At(160, 256, "a last one.")]
    first += [At(72, 290, "2.", bold=True), At(108, 290, "Money", bold=True), At(72, 800, "2.1"), At(108, 800, WIDE)]
    second = [At(108, 60, "goes on over the page, and ends there."), At(72, 90, "2.2"), At(108, 90, "The last one.")]
    clauses = parsed(draw(first, second)).clauses
    assert [clause.label for clause in clauses] == [
        *("title (page 1)", "section 1", "point 1.1", "point 1.2", "point 1.2(a)", "point 1.2(b)"),
        *("point 1.2(b)(i)", "point 1.2(b)(ii)", "section 2", "point 2.1", "point 2.2"),
    ]
    assert clauses[4].text.endswith("goes on in the item;")
    assert clauses[-2].pages == (1, 2)

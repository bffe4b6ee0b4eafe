"""What stands where on a page: marks, notes, furniture, paragraphs, columns and broken words."""

import pytest

from ingest.catalogue import Entry
from ingest.model import Document
from ingest.parse import parse
from ingest.readers import Line
from ingest.readers.pdf import read_pdf
from tests.ingest.typeset import At, beside, column, draw

REPORT = Entry("test/report", "A report", "Report", "report", "report", "none", "ours", "shipped", "r.pdf", "0")

WIDE = "A line of text that goes all the way to the right edge of the column it stands in, or"


def texts(data: bytes) -> list[str]:
    return [line.text for line in read_pdf(data).lines if line.furniture is None]


def document(data: bytes) -> Document:
    return parse(REPORT, data)


# --- marks and notes --------------------------------------------------------------------------------------------------


def page_with(*pieces: At) -> bytes:
    """A page with a row made of `pieces`, and a footnote 7 at its foot."""
    foot = [At(72, 740, "7", 6), At(80, 743, "The note's own words,", 9), At(80, 753, "on two rows.", 9)]
    return draw([*column(72, 80, WIDE, WIDE, WIDE, "and an end."), *pieces, *foot])


def with_mark(line: Line) -> tuple[str, list[tuple[int, str]]]:
    return line.text, [(mark.number, line.text[: mark.offset]) for mark in line.marks]


def test_small_raised_digits_are_a_mark() -> None:
    lines = read_pdf(page_with(*beside(72, 200, "projects", ("7", 8, 4), "; and"))).lines
    assert with_mark(lines[1]) == ("projects; and", [(7, "projects")])
    assert [(line.note, line.text) for line in lines if line.note] == [(7, "The note's own words, on two rows.")]


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["under H2020 and beyond"], "under H2020 and beyond"),
        (["less CO", ("2", 8, -2), " in the air"], "less CO2 in the air"),
        (["N", ("2", 12, 0), "O is a gas"], "N2O is a gas"),
        (["some 338 km", ("2", 8, 4), " of land"], "some 338 km2 of land"),
        (["about 10", ("6", 8, 4), " of them"], "about 106 of them"),
        (["the 7", ("th", 8, 4), " programme"], "the 7th programme"),
        (["small", ("7", 8, 0), " but not raised"], "small7 but not raised"),
    ],
    ids=["H2020", "CO2", "N2O", "km2", "power of ten", "ordinal", "small only"],
)
def test_other_digits_stay_in_the_text(pieces: list[str | tuple[str, float, float]], text: str) -> None:
    line = read_pdf(page_with(*beside(72, 200, *pieces))).lines[1]
    assert with_mark(line) == (text, [])


def test_a_mark_in_brackets_takes_them_along() -> None:
    line = read_pdf(page_with(*beside(72, 200, "knowledge valorisation (", ("7", 7, 4), "), and more"))).lines[1]
    assert with_mark(line) == ("knowledge valorisation, and more", [(7, "knowledge valorisation")])


def test_a_note_that_runs_onto_the_next_page_is_whole() -> None:
    first = [
        *column(72, 80, WIDE, WIDE, WIDE, "and an end, with a mark"),
        At(191, 118, "1", 8),
        At(72, 740, "1", 6),
        *column(80, 743, "A long note that is not finished on its page but", "runs on to", size=9, leading=10),
    ]
    second = [
        *column(72, 80, WIDE, WIDE, WIDE, "and a second end"),
        At(155, 118, "2", 8),
        *column(80, 720, "the foot of the next one.", size=9),
        At(72, 737, "2", 6),
        At(80, 740, "A short note.", 9),
    ]
    parsed = document(draw(first, second))
    assert [note.text for note in parsed.footnotes] == [
        "A long note that is not finished on its page but runs on to the foot of the next one.",
        "A short note.",
    ]
    assert parsed.audit.unmatched_marks == parsed.audit.unmarked_notes == ()
    assert parsed.audit.lost == ()


def test_a_mark_at_the_end_of_a_page_stays_out_of_the_joined_sentence() -> None:
    first = [*column(72, 80, WIDE, WIDE, "(a)", leading=14)]
    first += [*column(108, 136, "an item whose sentence goes on behind its mark"), At(340, 132, "1", 8)]
    first += [At(72, 740, "1", 6), At(80, 743, "A note.", 9)]
    second = column(108, 80, "on the next page, and there it ends.", WIDE)
    [clause] = [c for c in document(draw(first, second)).clauses if "an item" in c.text]
    assert "behind its mark on the next page" in clause.text


# --- furniture --------------------------------------------------------------------------------------------------------


def test_furniture_is_named_by_place_and_repetition() -> None:
    pages = [
        [
            At(72, 40, "Official Journal" if number % 2 else f"L 69/{75 + number}", 9),
            At(450, 40, f"L 69/{75 + number}" if number % 2 else "Official Journal", 9),
            *column(72, 90, f"Chapter {'abcd'[number]} says something of its own.", WIDE, "end."),
            *([At(290, 800, f"- {number + 41} -", 10)] if number else []),
        ]
        for number in range(4)
    ]
    parsed = document(draw(*pages))
    named = [piece.name for piece in parsed.audit.furniture]
    assert (named.count("page header"), named.count("page number")) == (4, 3)
    assert parsed.audit.lost == ()
    assert "Official Journal" not in " ".join(clause.text for clause in parsed.clauses)


def test_a_note_printed_alike_on_two_pages_is_no_furniture() -> None:
    def page(number: int) -> list[At]:
        return [
            *column(72, 80, WIDE, WIDE, "which is said in a law"),
            At(190, 104, str(number), 8),
            At(72, 750, str(number), 6),
            *column(80, 753, "Council Recommendation (EU) 2022/2415 on guiding", "principles.", size=9, leading=10),
            At(290, 805, str(number), 10),
        ]

    parsed = document(draw(page(1), page(2)))
    assert [note.number for note in parsed.footnotes] == [1, 2]
    assert {note.text for note in parsed.footnotes} == {"Council Recommendation (EU) 2022/2415 on guiding principles."}
    assert sum(piece.name.startswith("page") for piece in parsed.audit.furniture) == 2


def test_what_is_repeated_in_the_text_stays() -> None:
    pages = [column(72, 300, "To be filled in by the applicant.") + column(72, 100, f"Form {n}", WIDE) for n in "ABC"]
    assert texts(draw(*pages)).count("To be filled in by the applicant.") == 3


# --- paragraphs -------------------------------------------------------------------------------------------------------


def test_rows_of_a_paragraph_are_one_line_and_items_are_many() -> None:
    data = draw(
        [
            *column(72, 100, WIDE, "a second row."),
            At(72, 134, "(a)"),
            *column(108, 134, WIDE[:70] + " as in point", "(5) of another act, or even", "more;", leading=14),
            At(72, 182, "(b)"),
            At(108, 182, "the last one."),
        ]
    )
    assert texts(data) == [
        f"{WIDE} a second row.",
        f"(a) {WIDE[:70]} as in point (5) of another act, or even more;",
        "(b) the last one.",
    ]


def test_bullets_are_cut_out() -> None:
    lines = read_pdf(draw([At(72, 100, "•"), At(90, 100, "an item"), At(72, 130, "no item")])).lines
    assert [(line.bullet, line.text) for line in lines] == [(True, "an item"), (False, "no item")]


def test_columns_are_read_one_after_the_other_in_whatever_order_they_are_drawn() -> None:
    left = column(72, 100, "The left column is", "read as a whole, and", "then comes the rest.")
    right = column(320, 100, "The right column", "stands beside it, on", "the same rows.")
    title = At(72, 60, "A title over both columns of the page, drawn last of all", 16)
    assert texts(draw([*left, *right, title])) == [
        "A title over both columns of the page, drawn last of all",
        "The left column is read as a whole, and then comes the rest.",
        "The right column stands beside it, on the same rows.",
    ]


def test_a_table_is_read_row_by_row() -> None:
    rows = [At(x, y, f"{name}{y}") for y in (100, 114, 128) for x, name in ((72, "a"), (200, "b"), (330, "c"))]
    assert texts(draw(rows)) == ["a100 | b100 | c100", "a114 | b114 | c114", "a128 | b128 | c128"]


def test_bold_and_indent_are_told() -> None:
    heading, text = read_pdf(draw([At(72, 100, "Heading", bold=True), At(108, 130, "Text.")])).lines
    assert (heading.bold, heading.indent, text.bold, text.indent) == (True, 0, False, 36)


# --- broken words -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "head", "elsewhere", "joined"),
    [
        ("industry-", "academia", "the industry-academia link", "industry-academia"),
        ("industry-", "academia", "industryacademia, the industry-academia link", "industry-academia"),
        ("valori-", "sation", "the valorisation of knowledge", "valorisation"),
        ("fit-for-", "purpose", "for all of us", "fit-for-purpose"),
        ("uncom-", "mon", "nothing like it", "uncom-mon"),
        ("un\u00ad", "common", "nothing like it", "uncommon"),
        ("2021-", "2027", "nothing like it", "2021- 2027"),
    ],
)
def test_a_hyphen_at_a_line_end_goes_only_when_the_document_says_so(
    end: str, head: str, elsewhere: str, joined: str
) -> None:
    row = f"A long line of text that goes on and on until its end, which is in {end}"
    data = draw([*column(72, 100, row, f"{head} and so on."), At(72, 200, f"And {elsewhere}.")])
    text = texts(data)[0]
    assert f"which is in {joined} and so on." in text


def test_a_word_broken_by_a_page_end_is_whole() -> None:
    row = "This is about valorisation and a long line that goes to the end in valori-"
    first, second = column(72, 800, row), column(72, 60, "sation, which goes on.", WIDE)
    reading = read_pdf(draw(first, second))
    assert reading.lines[0].text.endswith("to the end in valorisation,")
    assert reading.lines[1].text.startswith("which goes on.")
    assert reading.lines[1].carries_on
    assert [line.page for line in reading.lines[:2]] == [1, 2]

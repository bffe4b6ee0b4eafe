"""The figures of the parser: sources are found, a bad file is a row, formats of one act are compared."""

from pathlib import Path

import pytest

from eval.letters import unread
from eval.parsing import find_sources, measure, sums
from eval.throughput import Throughput, compare
from ingest.errors import SourceMissing
from tests.ingest.typeset import column, draw
from ui.parsing import as_markdown, as_text, to_dict

LIST = "<LIST TYPE='alpha'><ITEM><NP><NO.P>(a)</NO.P><TXT>one;</TXT></NP></ITEM></LIST>"
ACT = f"""<?xml version='1.0'?><ACT><TITLE><P>REGULATION (EU) 2031/77 of today</P></TITLE>
<PREAMBLE><P>HAS ADOPTED THIS REGULATION:</P></PREAMBLE><P>Article 1</P><PARAG><NO.PARAG>1.</NO.PARAG>
<ALINEA>Do:</ALINEA></PARAG>{LIST}</ACT>"""
ANNEX = "<?xml version='1.0'?><ANNEX><P>ANNEX I</P><P>Something more.</P></ANNEX>"
PAGE = """<html><body><p>REGULATION (EU) 2031/77 of today</p><p>HAS ADOPTED THIS REGULATION:</p><p>Article 1</p>
<p>1. Do:</p><table><tr><td>(a)</td><td>{item}</td></tr></table><p>ANNEX I</p><p>Something more.</p></body></html>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "act").mkdir()
    (tmp_path / "act" / "a.xml").write_text(ACT)
    (tmp_path / "act" / "b.xml").write_text(ANNEX)
    (tmp_path / "act" / "toc.xml").write_text("<?xml version='1.0'?><PUBLICATION/>")
    (tmp_path / "32031R0077.xhtml").write_text(PAGE.format(item="one;"))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "README.md").write_text("About these files.")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    return tmp_path


def test_files_of_one_act_are_one_source_and_envelopes_none(folder: Path) -> None:
    found = find_sources([folder])
    assert [(source.format, source.name, len(source.files)) for source in found] == [
        ("Formex", "a.xml", 2),
        ("PDF", "broken.pdf", 1),
        ("XHTML", "32031R0077.xhtml", 1),
    ]
    assert find_sources([folder, folder / "broken.pdf"]) == found


def test_a_place_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match="nothing at"):
        find_sources([tmp_path / "nowhere"])


def test_each_source_gets_its_figures_and_a_broken_one_its_error(folder: Path) -> None:
    report = measure(find_sources([folder]))
    formex, pdf, page = report.rows
    assert formex.clauses == {"articles": 1, "points": 2, "other": 4, "footnotes": 0}
    assert (formex.covered, formex.lost, formex.shared, formex.unread, formex.findings) == (1.0, 0, 0, 0, ())
    assert formex.labels is not None
    assert (formex.labels.right, formex.labels.total) == (1, 1)
    assert pdf.error is not None
    assert "damaged" in pdf.error
    assert page.labels is None
    assert [(row.format, row.name, row.error) for row in sums(report.rows)] == [
        ("Formex", "all 1", None),
        ("PDF", "all 1", "1 not read"),
        ("XHTML", "all 1", None),
    ]


def test_two_formats_of_one_act_are_compared_word_by_word(folder: Path) -> None:
    [agreement] = measure(find_sources([folder])).agreements
    assert (agreement.name, agreement.formats, agreement.same, agreement.either) == (
        "32031R0077",
        ("Formex", "XHTML"),
        7,
        7,
    )
    (folder / "32031R0077.xhtml").write_text(PAGE.format(item="two;"))
    assert measure(find_sources([folder])).agreements[0].same == 6


def test_letters_that_were_not_read_are_counted(folder: Path) -> None:
    assert unread([folder / "act" / "b.xml"], "ANNEX I Something") == len("more")
    assert unread([folder / "picture.png"], "") is None


def test_the_page_names_its_command_and_no_folder(folder: Path) -> None:
    report = measure(find_sources([folder]))
    speed = Throughput(10, (2.0, 1.0, 4.0), (1.0, 1.0, 1.0))
    page = as_markdown(report, speed, "acts")
    assert page.startswith("# What the parser finds and loses\n\nWritten by `clausewise eval parsing acts --output …`")
    assert str(folder) not in page
    assert "2.00 times as long (median; 1.00 to 4.00)" in page
    assert "- broken.pdf: " in page
    assert "7 of 7" in page
    assert "a.xml" in as_text(report, speed)
    assert to_dict(report, speed)["throughput"]["ratio"] == 2.0


def test_both_ways_to_read_a_pdf_are_timed_in_turn(tmp_path: Path) -> None:
    file = tmp_path / "one.pdf"
    file.write_bytes(draw(column(72, 100, "A page of text."), column(72, 100, "And another.")))
    speed = compare([file], 3)
    assert (speed.pages, len(speed.ours), len(speed.bare)) == (2, 3, 3)

"""What is printed is obeyed by no terminal; a place for a report is tried before the work."""

import json
from pathlib import Path

import pytest

from ingest.errors import OutputError
from ui.output import print_result, probe, write_page


def test_a_place_that_takes_no_file_is_told(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "none" / "page.html"):
        with pytest.raises(OutputError, match="cannot be written"):
            probe(place)


def test_trying_leaves_everything_as_it_was(tmp_path: Path) -> None:
    probe(tmp_path / "new.html")
    assert not (tmp_path / "new.html").exists()
    (tmp_path / "old.html").write_text("old")
    probe(tmp_path / "old.html")
    assert (tmp_path / "old.html").read_text() == "old"


CODES = "a\x1b]0;owned\x07\x1b[2J\x9b31m\x85b\n\tc"


def test_codes_in_what_somebody_else_wrote_are_obeyed_by_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_result({"question": CODES}, False, lambda: CODES)
    assert capsys.readouterr().out == "a\ufffd]0;owned\ufffd\ufffd[2J\ufffd31m\ufffdb\n\tc\n"
    print_result({"question": CODES}, True, lambda: CODES)
    written = capsys.readouterr().out
    assert json.loads(written) == {"question": CODES}
    assert all(sign == "\n" or sign.isprintable() for sign in written)


def test_a_report_that_cannot_be_written_leaves_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.html"
    write_page(page, "before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError, match="No space left"):
        write_page(page, "after")
    assert page.read_text() == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["page.html"]

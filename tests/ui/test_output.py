"""A place for a report is tried before the work."""

from pathlib import Path

import pytest

from ingest.errors import OutputError
from ui.output import probe


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

"""A file that an answer is written to is whole, or it is not there."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.errors import OutputError
from ui.exporting import store

DATA = b"a memo\n" * 10_000


@contextmanager
def _full_after(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes, as on a disk that is nearly full: a write fails in its middle."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("force", [False, True])
def test_what_does_not_fit_leaves_no_broken_file(tmp_path: Path, force: bool) -> None:
    with _full_after(1_000), pytest.raises(OutputError, match="cannot be written"):
        store(tmp_path / "memo.md", DATA, force=force)
    assert list(tmp_path.iterdir()) == []


def test_what_does_not_fit_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    memo = tmp_path / "memo.md"
    memo.write_bytes(b"old")
    with _full_after(1_000), pytest.raises(OutputError, match="cannot be written"):
        store(memo, DATA, force=True)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("memo.md", b"old")]


def test_a_file_that_is_there_is_kept_unless_forced(tmp_path: Path) -> None:
    memo = tmp_path / "memo.md"
    store(memo, b"first", force=False)
    with pytest.raises(OutputError, match="there already"):
        store(memo, b"second", force=False)
    assert memo.read_bytes() == b"first"
    store(memo, b"third", force=True)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("memo.md", b"third")]


def test_without_hard_links_a_file_is_written_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("ui.output.os.link", none)
    memo = tmp_path / "memo.md"
    store(memo, b"first", force=False)
    with pytest.raises(OutputError, match="there already"):
        store(memo, b"second", force=False)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("memo.md", b"first")]

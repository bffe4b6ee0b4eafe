"""A folder or file put in the place of another, so that one of the two is always there again, and whole."""

import os
import tempfile
from pathlib import Path


def put_in_place(new: Path, folder: Path, aside: Path) -> None:
    """Rename `new` to `folder`; what stood there goes `aside`, and comes back when the renaming fails (OSError).

    All three lie on one file system. Whoever calls removes `aside`.
    """
    try:
        if folder.is_dir():
            folder.rename(aside)
        new.rename(folder)
    except BaseException:  # Ctrl-C included: between the two renames there is neither the old nor the new one
        if aside.is_dir() and not folder.is_dir():
            aside.rename(folder)
        raise


def put_text(text: str, file: Path) -> None:
    """Write `text` to `file` so that every reader finds the old text or the new one, whole (OSError: the old one)."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        new.chmod(0o644)
        new.replace(file)
    except BaseException:
        new.unlink(missing_ok=True)
        raise

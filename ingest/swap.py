"""A folder put in the place of another, so that one of the two is always there again."""

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

"""Which generation of the index serves: a name in a small file, read without opening the index."""

from pathlib import Path

POINTER = Path("index") / "current"


def serving_name(home: Path) -> str:
    """The name of the serving generation; "" where there is none."""
    try:
        return (home / POINTER).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""

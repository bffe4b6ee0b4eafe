"""Which generation of the index serves, and of which texts: read from small files, without opening the index."""

import json
from pathlib import Path

POINTER = Path("index") / "current"


def serving_name(home: Path) -> str:
    """The name of the serving generation; "" where there is none."""
    try:
        return (home / POINTER).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def made_of(home: Path) -> str:
    """The fingerprint (`Corpus.sha256`) of the texts that the serving generation was made of; "" where unknown."""
    folder = home / POINTER.parent / "generations" / serving_name(home)
    try:
        return str(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["corpus"])
    except (OSError, ValueError, TypeError, KeyError):
        return ""

"""Which generation of the index serves, and what it was made of: read from small files, without opening the index."""

import json
from pathlib import Path
from typing import Any

from ingest.judged import Judgement

POINTER = Path("index") / "current"
ASKED = "questions.json"  # in a generation: the curated and judged questions it was built with


def serving_name(home: Path) -> str:
    """The name of the serving generation; "" where there is none."""
    try:
        return (home / POINTER).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def made_of(home: Path) -> str:
    """The fingerprint (`Corpus.sha256`) of the texts that the serving generation was made of; "" where unknown."""
    try:
        return str(_read(home, "manifest.json")["corpus"])
    except (OSError, ValueError, TypeError, KeyError):
        return ""


def model_of(home: Path) -> str:
    """The embedding model of the serving generation, as the settings named it; "" where unknown."""
    try:
        return str(_read(home, "manifest.json")["model"])
    except (OSError, ValueError, TypeError, KeyError):
        return ""


def asked_of(home: Path) -> dict[str, tuple[str, ...]]:
    """The curated questions by uid that the serving generation was built with; empty where unknown."""
    try:
        return {str(uid): tuple(map(str, asked)) for uid, asked in _read(home, ASKED)["questions"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def judged_of(home: Path) -> dict[str, Judgement]:
    """The judged questions that the serving generation was built with; empty where unknown."""
    try:
        rows = _read(home, ASKED)["judged"].items()
        return {str(question): Judgement(tuple(answers), tuple(helps)) for question, (answers, helps) in rows}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def shipped_with(home: Path) -> str:
    """The fingerprint of the shipped curated questions among them; "" where unknown."""
    try:
        return str(_read(home, ASKED)["shipped"])
    except (OSError, ValueError, TypeError, KeyError):
        return ""


def _read(home: Path, name: str) -> Any:
    folder = home / POINTER.parent / "generations" / serving_name(home)
    return json.loads((folder / name).read_text(encoding="utf-8"))

"""What a command prints on stdout: one JSON object, or the same for people."""

import json
import re
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from ingest.errors import OutputError

_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # by terminals: not tabs and line ends
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def print_result(result: dict[str, Any], as_json: bool, human: Callable[[], str]) -> None:
    """Print `result`, or what `human` makes of it, with nothing in it that a terminal would obey."""
    sys.stdout.write((_json(result) if as_json else harmless(human())) + "\n")
    sys.stdout.flush()  # a full disk or a closed pipe is told here, where it can be caught


def _json(result: dict[str, Any]) -> str:
    written = json.dumps(result, ensure_ascii=False, indent=2)
    return _OBEYED.sub(lambda code: f"\\u{ord(code[0]):04x}", written)  # those that JSON lets stand as they are


def harmless(words: str) -> str:
    """`words` without the codes that a terminal would obey, such as those of a question that somebody else asked."""
    return _OBEYED.sub("\ufffd", words)


def printable(words: str, width: int = 100) -> str:
    """`words` on one line of at most so many visible characters."""
    return textwrap.shorten("".join(sign if sign.isprintable() else " " for sign in words), width, placeholder=" …")


def probe(path: Path) -> None:
    """OutputError now for a place that would not take a report later; a file that is there keeps its content."""
    there = path.exists()
    try:
        with path.open("a"):
            pass
        if not there:
            path.unlink()
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error.strerror}).", hint="Choose another place.") from None


def write_page(path: Path, page: str) -> None:
    """Store a report (OutputError when the place does not take it)."""
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error.strerror}).", hint="Choose another place.") from None

"""What a command prints on stdout: one JSON object, or the same for people."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from ingest.errors import OutputError

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def print_result(result: dict[str, Any], as_json: bool, human: Callable[[], str]) -> None:
    """Print `result`, or what `human` makes of it."""
    sys.stdout.write((json.dumps(result, ensure_ascii=False, indent=2) if as_json else human()) + "\n")
    sys.stdout.flush()  # a full disk or a closed pipe is told here, where it can be caught


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

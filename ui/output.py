"""What a command prints on stdout: one JSON object, or the same for people."""

import json
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def print_result(result: dict[str, Any], as_json: bool, human: Callable[[], str]) -> None:
    """Print `result`, or what `human` makes of it."""
    sys.stdout.write((json.dumps(result, ensure_ascii=False, indent=2) if as_json else human()) + "\n")
    sys.stdout.flush()  # a full disk or a closed pipe is told here, where it can be caught

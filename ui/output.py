"""What a command prints on stdout, one JSON object or the same for people, and what it writes into a file."""

import json
import os
import re
import sys
import textwrap
from collections.abc import Callable
from contextlib import suppress
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
    """Store a report, whole or not at all, over one that is there (OutputError)."""
    write_whole(path, page.encode("utf-8"), force=True)


def write_whole(output: Path, data: bytes, *, force: bool) -> None:
    """Write a whole file or none; over one that is there only with `force` (OutputError)."""
    new = output.with_name(f".clausewise-{os.getpid()}.new")  # beside it, so that it only has to be renamed
    try:
        if force and output.exists() and not output.is_file():  # a pipe, which nothing can take the place of
            output.write_bytes(data)
            return
        new.unlink(missing_ok=True)  # left by a process that was killed
        with new.open("xb") as file:
            file.write(data)
        if force:
            new.replace(output)
        else:
            _rename(new, output)
    except FileExistsError:
        raise taken(output) from None
    except OSError as error:
        raise OutputError(f"{output} cannot be written ({error.strerror}).", hint="Choose another place.") from None
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)


def taken(output: Path) -> OutputError:
    """That a file is there already."""
    return OutputError(f"{output} is there already.", hint="Choose another name, or give --force to write over it.")


def _rename(new: Path, output: Path) -> None:
    """Give a file its name (FileExistsError when it is taken)."""
    try:
        os.link(new, output)  # in one step, unlike a look and a rename
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if output.exists():
            raise FileExistsError from None
        new.replace(output)

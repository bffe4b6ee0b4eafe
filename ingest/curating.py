"""Curated questions written: a user's own, in one file a document that `ingest.questions` reads like any other.

::

    <home>/questions/reviewed-<key with / as __>.toml

What people write into these files by hand, comments included, stays as it is.
"""

from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from ingest.errors import QuestionsError
from ingest.questions import FOLDER, folded
from ingest.swap import put_text

_HEAD = "Questions that a clause answers, made from what readers reported. `clausewise build` uses them."


def file_of(home: Path, uid: str) -> Path:
    """Where the reviewed questions of the clause `uid` are kept."""
    return home / FOLDER / f"reviewed-{uid.partition('#')[0].replace('/', '__')}.toml"


def write_question(home: Path, uid: str, question: str) -> Path:
    """Add a question to those of the clause `uid`; the file it is in.

    Whether it may stand there is for `ingest.questions.doubt` to say. QuestionsError, and the file as it was, when the
    file cannot be understood or written.
    """
    file, (key, _, path) = file_of(home, uid), uid.partition("#")
    table = _read(file, key)
    questions = table["questions"]
    if path not in questions:
        questions[path] = tomlkit.array().multiline(True)
    questions[path].append(question)
    _write(file, table)
    return file


def remove_question(home: Path, uid: str, question: str) -> bool:
    """Take a question of the clause `uid` out again; False when it is not there (QuestionsError)."""
    file, (key, _, path) = file_of(home, uid), uid.partition("#")
    if not file.exists():
        return False
    table = _read(file, key)
    questions = table["questions"]
    there = questions.get(path, ())
    place = next((at for at, one in enumerate(there) if folded(str(one)) == folded(question)), None)
    if place is None:
        return False
    del there[place]
    if not there:
        del questions[path]
    if not questions:
        try:
            file.unlink()
        except OSError as error:
            raise _unwritten(file, error) from None
        return True
    _write(file, table)
    return True


def _read(file: Path, key: str) -> Any:
    """The table in `file`, a new one where there is no file (QuestionsError)."""
    hint = "Mend it or move it away; corpus/questions/README.md shows the format."
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        table = tomlkit.document()
        table.add(tomlkit.comment(_HEAD))
        table.add("document", key)
        table.add("questions", tomlkit.table())
        return table
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsError(f"{file} cannot be read: {error}.", hint=hint) from None
    try:
        table = tomlkit.parse(text)
    except (TOMLKitError, RecursionError) as error:
        raise QuestionsError(f"{file} cannot be read: {error}.", hint=hint) from None
    questions = table.get("questions")
    lists = isinstance(questions, dict) and all(isinstance(one, list) for one in questions.values())
    if table.get("document") != key or not lists:
        raise QuestionsError(f"{file} does not hold questions of {key}.", hint=hint)
    return table


def _write(file: Path, table: Any) -> None:
    try:
        put_text(tomlkit.dumps(table), file)
    except OSError as error:
        raise _unwritten(file, error) from None


def _unwritten(file: Path, error: OSError) -> QuestionsError:
    return QuestionsError(
        f"{file} cannot be written ({error.strerror or error}).",
        hint="Make room, or set CLAUSEWISE_HOME to a folder you can write to.",
    )

"""Tasks and what came of them, in sentences."""

from collections.abc import Mapping
from typing import Any

from ingest.witnesses import ENGLISH
from ui.services import tasks


def named(task: tasks.Task) -> str:
    """What is being done, without a full stop: "Adding “House rules”"."""
    match task:
        case tasks.Examine():
            return f"Reading {task.name}"
        case tasks.Add():
            return f"{'Replacing' if task.replace else 'Adding'} “{task.title}”"
        case tasks.Remove():
            return f"Removing “{task.title or task.key}”"
        case tasks.Fetch():
            return f"Fetching {task.title or task.document or 'the official texts that are not here'}"
        case tasks.Build():
            return "Rebuilding the index"


def told(task: tasks.Task, result: Mapping[str, Any]) -> tuple[str, ...]:
    """What came of `task`, a sentence or more."""
    match task:
        case tasks.Add():
            audit = result["audit"]
            return (
                f"“{result['citation']}” is in the index: {counted(audit['clauses'], 'clause')} and "
                f"{counted(audit['footnotes'], 'footnote')}, cited as “{result['citation']}, …” ({result['kind']}).",
            )
        case tasks.Remove():
            return (f"“{task.title or result['removed']}” is no longer in the index.",)
        case tasks.Fetch():
            return _fetched(task, result)
        case tasks.Build():
            return ("The index was built anew." if result["built"] else "The index is up to date already.",)
        case tasks.Examine():
            return ()


def counted(number: int, what: str) -> str:
    """A number and what it counts: "no footnotes", "1 clause", "12 clauses"."""
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def _fetched(task: tasks.Fetch, result: Mapping[str, Any]) -> tuple[str, ...]:
    lines = []
    for row in result["fetched"]:
        here = "and in the index" if task.language == ENGLISH else "to be looked up, not searched"
        where = f"{here}." if row["indexed"] else f"but not in the index: {row['reason']}"
        lines += [f"{row['witness']}: fetched, {where}"]
        lines += [f"Note on {row['document']}: {warning}" for warning in row["warnings"]]
    if present := len(result["present"]):
        lines.append(f"{counted(present, 'text')} {'was' if present == 1 else 'were'} there already.")
    lines += [f"{row['document']}: {row['message']}" for row in (*result["skipped"], *result["failed"])]
    return tuple(lines) or ("There was nothing to fetch.",)

"""Reading lines so that every complaint names its file and line."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from eval.dataset import Query
from ingest.errors import DatasetError

T = TypeVar("T")


class Lines:
    """The lines of a text file; `fail` complains about the line read last."""

    def __init__(self, path: Path, hint: str) -> None:
        self.path = path
        self.number = 0
        self._hint = hint
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise DatasetError(f"{path} is missing.", hint=hint) from None
        except (OSError, UnicodeDecodeError) as error:
            raise DatasetError(f"{path} cannot be read ({error}).", hint=hint) from None
        self._lines = text.split("\n")

    def __iter__(self) -> Iterator[str]:
        for number, line in enumerate(self._lines, 1):
            self.number = number
            if stripped := line.strip("\r\n"):
                yield stripped

    def fail(self, what: str) -> DatasetError:
        return DatasetError(f"{self.path}, line {self.number}: {what}.", hint=self._hint)

    def records(self, read: Callable[[dict[str, Any]], T], kind: str) -> Iterator[T]:
        """Every line as a JSON object, read by `read`; what it raises becomes a complaint about the line."""
        for line in self:
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise TypeError("no JSON object")
                yield read(row)
            except KeyError as error:
                raise self.fail(f"not a {kind} (it has no {error})") from None
            except (ValueError, TypeError, AttributeError, RecursionError) as error:
                raise self.fail(f"not a {kind} ({error})") from None

    def once(self, seen: set[str], name: str) -> str:
        """`name`, remembered in `seen`; a complaint when it stands twice or could not stand in a TREC file."""
        if name in seen:
            raise self.fail(f"the id {name} stands twice")
        if not name or name.split() != [name]:
            raise self.fail(f"the id {name!r} is empty or has spaces, which TREC files cannot hold")
        seen.add(name)
        return name


def read_judgements(lines: Lines, rows: Iterable[tuple[str, str, str]], known: set[str]) -> dict[str, dict[str, int]]:
    """Grades by question and id from (question, id, grade) triples of `lines`, each checked."""
    qrels: dict[str, dict[str, int]] = {}
    for query, uid, written in rows:
        if query not in known:
            raise lines.fail(f"no question has the id {query}")
        if not re.fullmatch(r"-?\d{1,9}", written):
            raise lines.fail(f"the grade {written!r} is no whole number")
        if uid in qrels.setdefault(query, {}):
            raise lines.fail(f"question {query} is judged twice for {uid}")
        if not uid or uid.split() != [uid]:
            raise lines.fail(f"the id {uid!r} is empty or has spaces, which TREC files cannot hold")
        qrels[query][uid] = max(int(written), 0)  # trec_eval treats negative grades as not relevant
    if not qrels:
        raise DatasetError(f"{lines.path} judges nothing.", hint="A split needs at least one judged question.")
    return qrels


def judged_only(queries: Iterable[Query], qrels: dict[str, dict[str, int]]) -> tuple[Query, ...]:
    """The questions that this split judges."""
    return tuple(query for query in queries if query.id in qrels)


def fingerprint(paths: Iterable[Path]) -> str:
    """One sha256 of these files' names and bytes; files that are not there are left out."""
    digest = hashlib.sha256()
    for path in paths:
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()

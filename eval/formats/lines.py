"""Reading lines so that every complaint names its file and line, and what every format checks alike."""

import hashlib
import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from eval.dataset import Query
from ingest.errors import DatasetError
from rag.collection import Passage

T = TypeVar("T")
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})  # control and format characters, halves of a surrogate pair
_MAX_GRADE = 1_000  # gains are summed as 2**grade or grade; beyond it tools overflow, and nobody grades so finely


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
                row = parsed(line)
                if not isinstance(row, dict):
                    raise TypeError("no JSON object")
                yield read(row)
            except KeyError as error:
                raise self.fail(f"not a {kind} (it has no {error})") from None
            except (ValueError, TypeError, AttributeError, RecursionError) as error:
                raise self.fail(f"not a {kind} ({error})") from None

    def once(self, seen: set[str], name: str) -> str:
        """As the function `once`, complaining about this line."""
        try:
            return once(seen, name)
        except ValueError as error:
            raise self.fail(str(error)) from None


def parsed(text: str) -> Any:
    """`text` as JSON whose numbers are finite and whose strings can be written again (ValueError, RecursionError)."""
    found = json.loads(text, parse_constant=_finite, parse_float=_finite)
    # Only an escape can name half of a pair: the file itself was read as UTF-8.
    if "\\ud" in text or "\\uD" in text:
        try:
            json.dumps(found, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise ValueError("it has half of a surrogate pair, which is no character") from None
    return found


def identifier(value: object) -> str:
    """An id as text; TypeError for what is neither text nor a whole number."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError(f"the id {json.dumps(value)} is no text")
    return str(value)


def once(seen: set[str], name: str) -> str:
    """`name`, remembered in `seen`; ValueError when it stands twice or could not stand in a TREC file or a terminal."""
    if name in seen:
        raise ValueError(f"the id {name} stands twice")
    _check_id(name)
    seen.add(name)
    return name


def words(text: object) -> str:
    """The text of a question (ValueError when it is empty or none)."""
    if not isinstance(text, str) or not text.strip():
        raise ValueError("the question is empty or no text")
    return text


def passage_text(text: object) -> str:
    """The text of a passage, which may be empty: published collections have such passages (TypeError when none)."""
    if not isinstance(text, str):
        raise TypeError(f"the text of the passage is {json.dumps(text)[:40]}, no text")
    return text


def grade(value: object) -> int:
    """A grade as it is measured: a negative one is not relevant, as in trec_eval (ValueError)."""
    if not isinstance(value, int) or isinstance(value, bool) or value > _MAX_GRADE:
        raise ValueError(f"the grade {value!r} is no whole number up to {_MAX_GRADE:,}")
    return max(value, 0)


def read_judgements(
    lines: Lines, rows: Iterable[tuple[str, str, str]], known: set[str], passages: Iterable[Passage]
) -> dict[str, dict[str, int]]:
    """Grades by question and id from (question, id, grade) triples of `lines`, each checked.

    `known` are the questions. Without `passages` the index is searched, which is not known here.
    """
    there = frozenset(passage.id for passage in passages)
    qrels: dict[str, dict[str, int]] = {}
    for query, uid, written in rows:
        if query not in known:
            raise lines.fail(f"no question has the id {query}")
        if uid in qrels.setdefault(query, {}):
            raise lines.fail(f"question {query} is judged twice for {uid}")
        if there and uid not in there:
            raise lines.fail(f"question {query} is judged by {uid}, which is not there")
        try:
            _check_id(uid)
            qrels[query][uid] = grade(int(written) if re.fullmatch(r"-?\d{1,99}", written) else written)
        except ValueError as error:
            raise lines.fail(str(error)) from None
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


def _check_id(name: str) -> None:
    if not name or name.split() != [name]:
        raise ValueError(f"the id {name!r} is empty or has spaces, which TREC files cannot hold")
    if any(unicodedata.category(sign) in _UNSEEN for sign in name):
        raise ValueError(f"the id {name!a} has characters that cannot be seen")


def _finite(written: str) -> float:
    number = float(written)
    if not math.isfinite(number):
        raise ValueError(f"{written} is no number")
    return number

"""Data sets in BEIR layout: ``queries.jsonl`` and ``qrels/<split>.tsv``; the corpus is the index itself."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.errors import DatasetError

_HINT = "The layout is queries.jsonl and qrels/<split>.tsv, as in eval/datasets/starter."


@dataclass(frozen=True)
class Query:
    """A question; `answerable` is False for those the texts do not answer."""

    id: str
    text: str
    answerable: bool
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Dataset:
    """Questions in file order and, for each answerable one, grades by clause uid (2 answers it, 1 helps)."""

    name: str
    queries: tuple[Query, ...]
    qrels: Mapping[str, Mapping[str, int]]


def load_dataset(folder: Path, split: str) -> Dataset:
    """Read and check a data set; DatasetError names the file and line."""
    queries = _queries(folder / "queries.jsonl")
    qrels = _qrels(folder / "qrels" / f"{split}.tsv", {query.id for query in queries})
    for query in queries:
        if query.answerable != (query.id in qrels):
            told = "answerable without a judged clause" if query.answerable else "unanswerable with a judged clause"
            raise DatasetError(f"{folder}: question {query.id} is {told}.", hint=_HINT)
    return Dataset(folder.name, queries, qrels)


def _queries(path: Path) -> tuple[Query, ...]:
    queries: dict[str, Query] = {}
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            metadata = row.get("metadata", {})
            query = Query(str(row["_id"]), str(row["text"]), bool(metadata.get("answerable", True)), metadata)
        except (ValueError, KeyError, AttributeError) as error:
            raise DatasetError(f"{path}, line {number}: not a question ({error}).", hint=_HINT) from None
        if query.id in queries:
            raise DatasetError(f"{path}, line {number}: the id {query.id} stands twice.", hint=_HINT)
        queries[query.id] = query
    return tuple(queries.values())


def _qrels(path: Path, known: set[str]) -> dict[str, dict[str, int]]:
    qrels: dict[str, dict[str, int]] = {}
    for number, row in enumerate(csv.reader(_lines(path), delimiter="\t"), 1):
        if number == 1 and row[:1] == ["query-id"]:
            continue
        try:
            query, uid, grade = row
            qrels.setdefault(query, {})[uid] = int(grade)
        except ValueError:
            raise DatasetError(f"{path}, line {number}: not “query-id, corpus-id, score”.", hint=_HINT) from None
        if query not in known:
            raise DatasetError(f"{path}, line {number}: no question has the id {query}.", hint=_HINT)
    return qrels


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path} cannot be read ({error}).", hint=_HINT) from None

"""BEIR folders (Thakur et al. 2021), and what ours add: unanswerable questions, dialogues and references.

::

    corpus.jsonl        {"_id", "title", "text"}            absent in ours: the index is searched
    queries.jsonl       {"_id", "text", "metadata"}         ours: metadata.answerable, metadata.split
    qrels/<split>.tsv   query-id, corpus-id, score
    dialogues.jsonl     {"_id", "turns": [{"question", "standalone", "answerable", "gold": {id: grade}}]}
    references.jsonl    {"_id", "text", "status", "uids"}

A line's split is its metadata's ("split"), or "split" beside "_id" in the last two files. Without one, a question
belongs to the splits that judge it, and an unanswerable question, a dialogue or a reference to all.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from eval.dataset import Dataset, Dialogue, Query, Reference, Turn
from eval.formats.lines import Lines, fingerprint, grade, identifier, passage_text, read_judgements, words
from ingest.errors import DatasetError
from rag.collection import Passage

LAYOUT = "BEIR (queries.jsonl, qrels/<split>.tsv, perhaps corpus.jsonl)"
STATUSES = ("found", "ambiguous", "missing", "gap")
_HINT = "The layout is queries.jsonl and qrels/<split>.tsv, as in eval/datasets/kv-guidance."


def recognises(folder: Path) -> bool:
    return (folder / "queries.jsonl").is_file()


def load(folder: Path, split: str) -> Dataset:
    seen: set[str] = set()
    everything = _queries(folder / "queries.jsonl", seen)
    judgements = folder / "qrels" / f"{split}.tsv"
    passages = _passages(folder / "corpus.jsonl")
    qrels = _qrels(judgements, {query.id for query in everything}, passages)
    judged = _judged_anywhere(folder / "qrels")
    queries = tuple(query for query in everything if _belongs(query, split, folder, qrels, judged))
    qrels = {query.id: qrels[query.id] for query in queries if query.answerable and query.id in qrels}
    names = ("dialogues.jsonl", "references.jsonl")
    extra = [folder / name for name in names]
    return Dataset(
        name=folder.resolve().name,
        split=split,
        queries=queries,
        qrels=qrels,
        sha256=fingerprint([folder / "queries.jsonl", judgements, *extra]),
        passages=passages,
        dialogues=tuple(d for d in _dialogues(extra[0], seen) if _in_split(d.metadata, split)),
        references=tuple(r for r in _references(extra[1], seen) if _in_split(r.metadata, split)),
    )


def _in_split(metadata: Mapping[str, Any], split: str) -> bool:
    return bool(metadata.get("split", split) == split)


def _belongs(query: Query, split: str, folder: Path, qrels: dict[str, dict[str, int]], judged: set[str]) -> bool:
    """Whether `query` is of this split; what is said about it and how it is judged must agree (DatasetError)."""
    relevant = any(grade > 0 for grade in qrels.get(query.id, {}).values())
    if not query.answerable:
        if relevant:
            raise DatasetError(
                f"{folder}: question {query.id} is unanswerable with a relevant clause in split {split}.", hint=_HINT
            )
        return _in_split(query.metadata, split)
    if "split" in query.metadata:
        if (query.metadata["split"] == split) != (query.id in qrels):
            raise DatasetError(
                f"{folder}: question {query.id} is of split {query.metadata['split']}, and split {split} "
                f"{'judges it' if query.id in qrels else 'does not judge it'}.",
                hint=_HINT,
            )
    elif query.metadata.get("answerable") and query.id not in judged:
        raise DatasetError(f"{folder}: question {query.id} is answerable without a judged clause.", hint=_HINT)
    return query.id in qrels


def _judged_anywhere(folder: Path) -> set[str]:
    """The questions that any split judges."""
    return {line.partition("\t")[0] for path in folder.glob("*.tsv") for line in Lines(path, _HINT)}


def _queries(path: Path, seen: set[str]) -> list[Query]:
    lines = Lines(path, _HINT)

    def read(row: dict[str, Any]) -> Query:
        metadata = dict(row.get("metadata") or {})
        answerable = _truth(metadata.get("answerable", True))
        return Query(lines.once(seen, identifier(row["_id"])), words(row["text"]), answerable, metadata)

    return list(lines.records(read, "question"))


def _qrels(path: Path, known: set[str], passages: tuple[Passage, ...]) -> dict[str, dict[str, int]]:
    lines = Lines(path, _HINT)

    def rows() -> Iterator[tuple[str, str, str]]:
        for line in lines:
            row = line.split("\t")
            if lines.number == 1 and row[:1] == ["query-id"]:
                continue
            if len(row) != 3:
                raise lines.fail("not “query-id, corpus-id, score”")
            yield row[0], row[1], row[2].strip()

    return read_judgements(lines, rows(), known, passages)


def _passages(path: Path) -> tuple[Passage, ...]:
    if not path.is_file():
        return ()
    lines, seen = Lines(path, _HINT), set[str]()

    def read(row: dict[str, Any]) -> Passage:
        name = lines.once(seen, identifier(row["_id"]))
        return Passage(name, passage_text(row["text"]), passage_text(row.get("title") or ""))

    found = tuple(lines.records(read, "passage"))
    if not found:  # without passages the index would be searched
        raise DatasetError(f"{path} has no passage.", hint="Remove it to search the index.")
    return found


def _dialogues(path: Path, seen: set[str]) -> list[Dialogue]:
    if not path.is_file():
        return []
    lines = Lines(path, _HINT)

    def turn(row: dict[str, Any]) -> Turn:
        gold = {uid: grade(written) for uid, written in row["gold"].items()}
        answerable = _truth(row["answerable"])
        if answerable != any(gold.values()):
            raise ValueError("a turn is answerable without a relevant clause, or the other way round")
        return Turn(words(row["question"]), words(row["standalone"]), answerable, gold)

    def read(row: dict[str, Any]) -> Dialogue:
        name = lines.once(seen, identifier(row["_id"]))
        turns = tuple(turn(one) for one in row["turns"])
        if not turns:
            raise ValueError("it has no turns")
        for number in range(1, len(turns) + 1):
            lines.once(seen, f"{name}.{number}")
        return Dialogue(name, turns, _rest(row, "_id", "turns"))

    return list(lines.records(read, "dialogue"))


def _references(path: Path, seen: set[str]) -> list[Reference]:
    if not path.is_file():
        return []
    lines = Lines(path, _HINT)

    def read(row: dict[str, Any]) -> Reference:
        status, uids = row["status"], row.get("uids") or []
        if not isinstance(uids, list):
            raise TypeError(f"the uids {uids!r} are no list")
        if status not in STATUSES:
            raise ValueError(f"the status {status!r} is none of {', '.join(STATUSES)}")
        if bool(uids) != (status in {"found", "ambiguous"}):
            raise ValueError(f"a reference that is {status} {'names' if uids else 'names no'} uids")
        name, named = lines.once(seen, identifier(row["_id"])), tuple(map(identifier, uids))
        return Reference(name, words(row["text"]), status, named, _rest(row, "_id", "text", "uids"))

    return list(lines.records(read, "reference"))


def _rest(row: dict[str, Any], *fields: str) -> dict[str, Any]:
    """What a line says besides its own fields: split and whatever else is worth a table."""
    return {
        **{key: value for key, value in row.items() if key not in {*fields, "metadata"}},
        **(row.get("metadata") or {}),
    }


def _truth(answerable: object) -> bool:
    if not isinstance(answerable, bool):
        raise TypeError(f"answerable is {answerable!r}, not true or false")
    return answerable

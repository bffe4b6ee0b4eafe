"""A data set that grows question by question, in the BEIR layout of `eval.formats.beir`.

At every moment, also between two writes and after a crash, the folder is a data set that loads: a question is written
before its judgements and goes after them, and its line names no split that would want them.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from eval.formats.beir import load
from eval.store import CONFIG
from eval.store import QUESTIONS as ASKED
from ingest.errors import DatasetError
from ingest.swap import put_text

QUERIES, DIALOGUES = "queries.jsonl", "dialogues.jsonl"
_HEAD = "query-id\tcorpus-id\tscore\n"
_HINT = "Mend it, or move the folder away."


def add_question(
    folder: Path, split: str, name: str, text: str, metadata: Mapping[str, Any], grades: Mapping[str, int]
) -> None:
    """Write a question under the id `name` with its grades by uid, and prove that the data set still loads.

    Without a grade above 0 it is one that the texts do not answer. DatasetError, and the folder as it was, when
    something there cannot be read or written.
    """
    queries, judged = folder / QUERIES, folder / "qrels" / f"{split}.tsv"
    before = {file: _text(file) for file in (queries, judged)}
    answerable = any(grades.values())
    # The split of an answerable question is the one that judges it.
    kept = dict(metadata) | ({} if answerable else {"answerable": False, "split": split})
    row = json.dumps({"_id": name, "text": text, "metadata": kept}, ensure_ascii=False)
    try:
        put_text(_ended(before[queries]) + row + "\n", queries)
        lines = "".join(f"{name}\t{uid}\t{grade}\n" for uid, grade in grades.items())
        put_text((_ended(before[judged]) or _HEAD) + lines, judged)
        load(folder, split)
    except (OSError, DatasetError) as error:
        _restore(before)
        raise _unwritten(folder, error) from None


def remove_question(folder: Path, split: str, name: str) -> None:
    """Take the question `name` out again; nothing happens where it is not (DatasetError)."""
    queries, judged = folder / QUERIES, folder / "qrels" / f"{split}.tsv"
    before = {file: _text(file) for file in (judged, queries)}
    left = {  # judgements first
        judged: [line for line in _lines(before[judged]) if line.partition("\t")[0] != name],
        queries: [line for line in _lines(before[queries]) if _row(line)["_id"] != name],
    }
    try:
        for file, lines in left.items():
            if not [line for line in lines if line != _HEAD.strip()]:
                file.unlink(missing_ok=True)
            else:
                put_text("".join(f"{line}\n" for line in lines), file)
    except OSError as error:
        _restore(before)
        raise _unwritten(folder, error) from None


def questions_in(folder: Path) -> tuple[str, ...]:
    """Every question of every split in a BEIR folder, turns of dialogues as they would be asked by themselves."""
    asked = [str(row.get("text", "")) for row in _rows(folder / QUERIES)]
    turns = [turn for row in _rows(folder / DIALOGUES) for turn in row.get("turns", ())]
    return (*asked, *(str(turn.get("standalone", "")) for turn in turns))


def measured_in(runs: Path, dataset: str, name: str) -> Path | None:
    """A run under `runs` that has measured the question `name` of the data set; None when there is none."""
    for config in sorted(runs.glob(f"*/{CONFIG}")):
        try:
            about = json.loads(config.read_text(encoding="utf-8"))
            if about.get("dataset") == dataset and any(row.get("id") == name for row in _rows(config.parent / ASKED)):
                return config.parent
        except (OSError, ValueError, AttributeError, DatasetError):
            continue  # no run that anybody could go on from
    return None


def _rows(file: Path) -> Iterable[dict[str, Any]]:
    return [_row(line) for line in _lines(_text(file))]


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]  # a question may hold other line ends


def _row(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise DatasetError(f"A question of the data set is no JSON ({error}).", hint=_HINT) from None
    if not isinstance(row, dict):
        raise DatasetError("A question of the data set is no JSON object.", hint=_HINT)
    return {"_id": None} | row


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{file} cannot be read ({error}).", hint=_HINT) from None


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _restore(before: Mapping[Path, str]) -> None:
    for file, text in reversed(list(before.items())):
        try:
            if text:
                put_text(text, file)
            else:
                file.unlink(missing_ok=True)
        except OSError:
            return  # what the disk refuses now was refused before


def _unwritten(folder: Path, error: OSError | DatasetError) -> DatasetError:
    if isinstance(error, DatasetError):
        return error
    return DatasetError(
        f"{folder} cannot be written ({error.strerror or error}).",
        hint="Make room, or set CLAUSEWISE_HOME to a folder you can write to.",
    )

"""ObliQA (Gokhan et al. 2024, arXiv 2409.05677): regulatory documents in passages, questions with their gold passages.

::

    ObliQA_<split>.json                     [{"QuestionID", "Question", "Passages": [a passage without "ID" …]}]
    StructuredRegulatoryDocuments/*.json    [{"ID", "DocumentID", "PassageID", "Passage"}]

A gold passage is named by (DocumentID, PassageID), which is not unique; among several, its text decides. The `ID` is
what is judged. Every gold passage has grade 1, and empty passages are searched too, as in the published runs.
"""

from pathlib import Path
from typing import Any

from eval.dataset import Dataset, Query
from eval.formats.lines import fingerprint, identifier, once, parsed, passage_text, words
from ingest.errors import DatasetError
from rag.collection import Passage

DOCUMENTS = "StructuredRegulatoryDocuments"
LAYOUT = f"ObliQA (ObliQA_<split>.json, {DOCUMENTS}/*.json)"
Places = dict[tuple[str, str], list[tuple[str, str]]]  # (DocumentID, PassageID): its passages, by ID and text
_HINT = f"The layout is {LAYOUT.partition(' ')[2].strip('()')}."


def recognises(folder: Path) -> bool:
    return any(folder.glob("ObliQA_*.json"))


def load(folder: Path, split: str) -> Dataset:
    rows = _documents(folder / DOCUMENTS)
    places: Places = {}
    for name, row in rows.items():
        places.setdefault((str(row["DocumentID"]), str(row["PassageID"])), []).append((name, row["Passage"]))
    path = folder / f"ObliQA_{split}.json"
    queries: dict[str, Query] = {}
    qrels: dict[str, dict[str, int]] = {}
    seen: set[str] = set()
    for number, asked in enumerate(_listed(path), 1):
        where = f"{path}, question {number}"
        try:
            name = once(seen, identifier(asked["QuestionID"]))
            query = Query(name, words(asked["Question"]), True, _metadata(asked))
            gold = [_resolved(passage, places, where) for passage in asked["Passages"]]
        except KeyError as error:
            raise DatasetError(f"{where}: not a question (it has no {error}).", hint=_HINT) from None
        except (ValueError, TypeError, AttributeError) as error:
            raise DatasetError(f"{where}: not a question ({error}).", hint=_HINT) from None
        if not gold:
            raise DatasetError(f"{where}: no passage answers it.", hint=_HINT)
        queries[query.id] = query
        qrels[query.id] = dict.fromkeys(gold, 1)
    if not queries:
        raise DatasetError(f"{path} has no question.", hint=_HINT)
    passages = tuple(Passage(name, row["Passage"]) for name, row in rows.items())
    return Dataset(folder.resolve().name, split, tuple(queries.values()), qrels, fingerprint([path]), passages)


def _metadata(asked: dict[str, Any]) -> dict[str, Any]:
    several = len(asked["Passages"]) > 1
    return {"kind": "several passages" if several else "one passage", "group": asked.get("Group")}


def _resolved(passage: dict[str, Any], places: Places, where: str) -> str:
    """The `ID` of a gold passage."""
    key = str(passage["DocumentID"]), str(passage["PassageID"])
    candidates = places.get(key, [])
    if len(candidates) > 1:
        candidates = [one for one in candidates if one[1] == passage["Passage"]]
    if len(candidates) != 1:
        found = "no passage" if not candidates else f"{len(candidates)} passages"
        raise DatasetError(
            f"{where}: document {key[0]} has {found} “{key[1]}” with this text.",
            hint="Use files of one release.",
        )
    return candidates[0][0]


def _documents(folder: Path) -> dict[str, dict[str, Any]]:
    """The passages by their `ID`."""
    files = sorted(folder.glob("*.json"), key=lambda path: (len(path.name), path.name))
    if not files:
        raise DatasetError(f"{folder} has no documents.", hint=_HINT)
    rows: dict[str, dict[str, Any]] = {}
    seen: set[str] = set()
    for path in files:
        for number, row in enumerate(_listed(path), 1):
            if not isinstance(row, dict) or not {"ID", "DocumentID", "PassageID", "Passage"} <= row.keys():
                raise DatasetError(f"{path}, passage {number}: not a passage.", hint=_HINT)
            try:
                passage_text(row["Passage"])
                rows[once(seen, identifier(row["ID"]))] = row
            except (ValueError, TypeError) as error:
                raise DatasetError(f"{path}, passage {number}: {error}.", hint=_HINT) from None
    return rows


def _listed(path: Path) -> list[Any]:
    try:
        found = parsed(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise DatasetError(f"{path} is missing.", hint=_HINT) from None
    except (OSError, ValueError, RecursionError) as error:
        raise DatasetError(f"{path} cannot be read ({error}).", hint=_HINT) from None
    if not isinstance(found, list):
        raise DatasetError(f"{path} is not a list.", hint=_HINT)
    return found

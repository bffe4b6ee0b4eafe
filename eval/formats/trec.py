"""TREC files: topics and collection as tab-separated lines, qrels of four columns.

::

    topics.tsv or topics.<split>.tsv        id, question
    qrels.txt or qrels.<split>.txt          question, iteration, document, grade
    collection.tsv                          id, text        (absent: the index is searched)

These are the files of MS MARCO and of the TREC Deep Learning track.
"""

from collections.abc import Iterator
from pathlib import Path

from eval.dataset import Dataset, Query
from eval.formats.lines import Lines, fingerprint, judged_only, read_judgements
from ingest.errors import DatasetError
from rag.collection import Passage

LAYOUT = "TREC (topics.tsv, qrels.txt, perhaps collection.tsv)"
_HINT = "The layout is topics[.<split>].tsv and qrels[.<split>].txt."


def recognises(folder: Path) -> bool:
    return any(folder.glob("topics*.tsv")) or any(folder.glob("qrels*.txt"))


def load(folder: Path, split: str) -> Dataset:
    topics, judgements = _of(folder, "topics", "tsv", split), _of(folder, "qrels", "txt", split)
    queries = tuple(Query(name, text, True) for name, text in _pairs(topics))
    collection = folder / "collection.tsv"
    passages = tuple(Passage(name, text) for name, text in _pairs(collection)) if collection.is_file() else ()
    if collection.is_file() and not passages:  # without passages the index would be searched
        raise DatasetError(f"{collection} has no passage.", hint="Remove it to search the index.")
    qrels = _qrels(judgements, {query.id for query in queries}, passages)
    sha256 = fingerprint([topics, judgements])
    return Dataset(folder.resolve().name, split, judged_only(queries, qrels), qrels, sha256, passages)


def _of(folder: Path, name: str, ending: str, split: str) -> Path:
    """The split's own file, or the one that serves every split."""
    own = folder / f"{name}.{split}.{ending}"
    return own if own.is_file() or any(folder.glob(f"{name}.*.{ending}")) else folder / f"{name}.{ending}"


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    lines, seen = Lines(path, _HINT), set[str]()
    for line in lines:
        name, tab, text = line.partition("\t")
        if not tab or not text.strip():
            raise lines.fail("not “id, tab, text”")
        yield lines.once(seen, name), text.strip()


def _qrels(path: Path, known: set[str], passages: tuple[Passage, ...]) -> dict[str, dict[str, int]]:
    lines = Lines(path, _HINT)

    def rows() -> Iterator[tuple[str, str, str]]:
        for line in lines:
            columns = line.split()
            if len(columns) != 4:
                raise lines.fail("not “question, iteration, document, grade”")
            yield columns[0], columns[2], columns[3]

    return read_judgements(lines, rows(), known, passages)

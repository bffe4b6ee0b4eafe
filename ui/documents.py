"""`clausewise corpus add` and `remove`, and how fetched texts join: the index changes first, then the shelf.

Until the new index is whole nothing has changed, so an error, Ctrl-C or a full disk leaves everything as it was.
"""

import datetime
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ingest import shelf
from ingest.audit import report
from ingest.catalogue import load_catalogue
from ingest.corpus import Corpus
from ingest.errors import CatalogueError, NothingOperative, ShelfError, SourceError, SourceMissing
from ingest.fetch import Fetched
from ingest.model import Document
from ingest.own import KIND, LIMIT, own_record
from ingest.shelf import Record
from ingest.witnesses import fetched_record
from rag.generation import serving_name
from rag.settings import Settings
from ui.build import index_first
from ui.progress import TERMINAL, Progress

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
_FORMATS = ("xhtml", "fmx4", "pdf")  # the surest to read first


def run_add(
    settings: Settings, file: Path, title: str | None, *, replace: bool, progress: Progress = TERMINAL
) -> dict[str, Any]:
    """Parse, audit and index a user's file, then put it on the shelf; what it became, as for --json.

    Raises SourceMissing, SourceUnreadable, ShelfError, and what a build raises.
    """
    return add(settings, file, _read(file), title, replace=replace, progress=progress)


def add(
    settings: Settings, file: Path, data: bytes, title: str | None, *, replace: bool, progress: Progress
) -> dict[str, Any]:
    """As `run_add`, of bytes that are here already; `file` is the name they came under, whatever somebody called it."""
    refuse_size(str(file), len(data))
    with shelf.changing(settings.home):
        return _add(settings, file, data, title, replace, progress)


def _add(
    settings: Settings, file: Path, data: bytes, title: str | None, replace: bool, progress: Progress
) -> dict[str, Any]:
    corpus = Corpus.load(settings.corpus, settings.home)
    since = datetime.date.today().isoformat()
    record = own_record(file, title, since, corpus.catalogue)
    there = corpus.document(record.key)
    if there is not None and not replace:
        raise ShelfError(
            f"“{record.title}” is already a document here.",
            hint="Give another --title, or --replace to put this file in its place.",
        )
    document = corpus.parse(record, [data])
    part = f"part-001{file.suffix.lower() if _SUFFIX.fullmatch(file.suffix) else ''}"
    progress.say(f"Read {record.title}: {len(document.clauses)} clauses, {len(document.footnotes)} footnotes")
    _switch(
        settings,
        corpus.with_document(record, document),
        lambda: shelf.put(settings.home, record, [(part, data)], document),
        progress,
    )
    return {"key": record.key, "citation": record.title, "kind": KIND, "audit": report(document)}


def run_remove(settings: Settings, name: str, progress: Progress = TERMINAL) -> dict[str, Any]:
    """Take a document the user brought in out of index and shelf (CatalogueError, ShelfError, what a build raises)."""
    with shelf.changing(settings.home):
        return _remove(settings, name, progress)


def _remove(settings: Settings, name: str, progress: Progress) -> dict[str, Any]:
    key = _key_on_shelf(settings, name)
    try:
        corpus: Corpus | None = Corpus.load(settings.corpus, settings.home)
    except SourceError:
        corpus = None  # a damaged document, most likely this one: without it the corpus may be whole again
    if corpus is not None:
        _switch(settings, corpus.without(key), lambda: shelf.drop(settings.home, key), progress)
    else:
        shelf.drop(settings.home, key)
        _switch(settings, Corpus.load(settings.corpus, settings.home), lambda: None, progress)
    return {"removed": key}


def join(settings: Settings, texts: Sequence[Fetched], progress: Progress = TERMINAL) -> dict[Path, str]:
    """Put fetched texts into the index and on the shelf; by folder, why a text was left out (what a build raises)."""
    if not texts:
        return {}
    with shelf.changing(settings.home):
        return _join(settings, texts, progress)


def _join(settings: Settings, texts: Sequence[Fetched], progress: Progress) -> dict[Path, str]:
    corpus = Corpus.load(settings.corpus, settings.home)
    left_out: dict[Path, str] = {}
    kept: list[tuple[Record, Sequence[tuple[str, bytes]], Document]] = []
    for fetched in texts:
        entry = corpus.published.get(fetched.document)
        if entry is None:
            left_out[fetched.folder] = f"The catalogue has no document {fetched.document}."
            continue
        record = fetched_record(entry, fetched)
        if (there := _better(corpus, record)) is not None:
            left_out[fetched.folder] = there
            continue
        parts = [(part.file, (fetched.folder / part.file).read_bytes()) for part in fetched.parts]
        try:
            document = corpus.parse(record, [data for _, data in parts])
        except (SourceError, NothingOperative) as error:
            left_out[fetched.folder] = error.message
            progress.say(f"  {fetched.witness}: kept, but not in the index. {error.message}")
            continue
        corpus = corpus.with_document(record, document)
        kept.append((record, parts, document))

    def keep() -> None:
        for one in kept:
            shelf.put(settings.home, *one)

    if kept:
        _switch(settings, corpus, keep, progress)
    return left_out


def _better(corpus: Corpus, record: Record) -> str | None:
    """Why the text on the shelf is kept, if it is: the same act, in a format that is read more surely."""
    for brought in corpus.brought:
        known = brought.record
        if known.key == record.key and _FORMATS.index(known.format or "") < _FORMATS.index(record.format or ""):
            return f"The index keeps the text fetched as {known.format}, which is read more surely."
    return None


def _switch(settings: Settings, corpus: Corpus, keep: Callable[[], None], progress: Progress) -> None:
    """Build an index of `corpus`, then let the shelf follow."""
    before = serving_name(settings.home)
    try:
        index_first(settings, corpus, keep, progress=progress)
    except KeyboardInterrupt:
        if serving_name(settings.home) != before:
            raise
        progress.say("\nInterrupted. Nothing was changed.")
        sys.exit(130)


def refuse_size(name: str, size: int) -> None:
    """ShelfError where a file of `size` bytes is too large to be added."""
    if size > LIMIT:
        raise ShelfError(
            f"{name} has {size / 2**20:,.0f} MiB; at most {LIMIT // 2**20} can be added.", hint="Add its parts."
        )


def _read(file: Path) -> bytes:
    try:
        refuse_size(str(file), file.stat().st_size)
        return file.read_bytes()
    except OSError as error:
        raise SourceMissing(f"{file} cannot be read ({error.strerror}).", hint="Give the path of a file.") from None


def _key_on_shelf(settings: Settings, name: str) -> str:
    """The key of the document that `name` names, if a user brought it in; found even when its files are damaged."""
    there = shelf.keys(settings.home)
    folded = name.strip().lower()
    if folded in there:
        return folded
    try:
        entry = Corpus.load(settings.corpus, settings.home).catalogue.resolve(name)
    except SourceError:
        entry = load_catalogue(settings.corpus).resolve(name)
    if entry is not None and entry.key in there:
        return entry.key
    if entry is not None:
        told = "ships with clausewise" if entry.shipped else "has no text here"
        raise ShelfError(f"{entry.short} {told}, so there is nothing to remove.", hint=_listing(there))
    raise CatalogueError(f"No document is called “{name}”.", hint=_listing(there))


def _listing(keys: tuple[str, ...]) -> str:
    if not keys:
        return "No document was added or fetched so far."
    return f"Added or fetched were: {', '.join(keys)}."

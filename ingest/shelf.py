"""The documents a user brought in: their own files and fetched official texts, kept ready to use.

::

    <home>/documents/<key with / as __>/
        entry.json      what it is: see `Record`
        parsed.json     the clauses and the audit, with a fingerprint of the parser that made them
        part-001…       the bytes as they came

Guarantees: a document's folder appears and disappears whole; what the files say is proven by their checksums at each
reading; a text parsed by another version of this program is parsed again, never trusted.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from ingest.errors import IndexBusy, ShelfError, SourceChanged
from ingest.model import Document
from ingest.swap import put_in_place

_RECORD, _PARSED = "entry.json", "parsed.json"
_SCHEMA = 1
Parts = Sequence[tuple[str, str]]  # file name and SHA-256 of each


@dataclass(frozen=True)
class Record:
    """What is known of a document beside its text.

    `origin` is "added" for a user's own file and "fetched" for an official text of the catalogue document `entry`.
    `parts` are (file name, SHA-256) of the stored bytes, in order. `source` says in words where they come from.
    """

    key: str
    origin: str
    title: str
    source: str
    since: str  # the ISO date it was added or fetched
    parts: tuple[tuple[str, str], ...] = ()
    entry: str | None = None
    language: str | None = None
    format: str | None = None


@dataclass(frozen=True)
class Shelved:
    """A document of the shelf; `document` is None when it was parsed by another version and must be parsed again."""

    record: Record
    folder: FilePath
    document: Document | None

    def bytes(self) -> list[bytes]:
        """The stored parts, in order; SourceChanged where they are not those that were stored."""
        found = []
        for name, sha256 in self.record.parts:
            try:
                data = (self.folder / name).read_bytes()
            except OSError as error:
                raise _changed(self.record, f"{name} cannot be read ({error.strerror})") from None
            if hashlib.sha256(data).hexdigest() != sha256:
                raise _changed(self.record, f"{name} was edited or cut off")
            found.append(data)
        return found


def shelved(home: FilePath) -> Iterator[Shelved]:
    """Every document of the shelf, by key; SourceChanged for a folder that cannot be understood."""
    for folder in _folders(home):
        record = _record(folder)
        yield Shelved(record, folder, _parsed(folder, record.parts))


def keys(home: FilePath) -> tuple[str, ...]:
    """The keys on the shelf, damaged documents included."""
    return tuple(folder.name.replace("__", "/") for folder in _folders(home))


@contextmanager
def changing(home: FilePath) -> Iterator[None]:
    """Hold the documents from reading them to having changed them; IndexBusy while another command does.

    Without it, the later of two commands would build its index without the document that the other one brought.
    """
    from filelock import FileLock, Timeout  # only changing needs it

    lock = FileLock(home / "documents.lock", timeout=0)
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise IndexBusy(
            "Another command is changing the documents or the index.", hint="Wait for it to end, then run this again."
        ) from None
    except OSError:
        pass  # where no lock can be written nothing else can, as whoever tries is told
    try:
        yield
    finally:
        lock.release()


def put(home: FilePath, record: Record, parts: Sequence[tuple[str, bytes]], document: Document) -> None:
    """Store a document, in place of the one with the same key; ShelfError when the disk refuses."""
    with _writing(home) as work:
        kept = []
        for name, data in parts:
            (work / name).write_bytes(data)
            kept.append((name, hashlib.sha256(data).hexdigest()))
        fields = {**asdict(record), "parts": kept, "schema": _SCHEMA}
        (work / _RECORD).write_text(json.dumps(fields, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        _write_parsed(work, document, kept)
        folder, aside = folder_of(home, record.key), work.with_name(f"{work.name}.old")
        try:
            put_in_place(work, folder, aside)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def refresh(kept: Shelved, document: Document) -> None:
    """Keep the new parse of a document; a shelf that cannot be written stays as it is and is parsed each time.

    Where another document has taken the folder meanwhile, the parse does not fit its parts and is not read.
    """
    try:
        _write_parsed(kept.folder, document, kept.record.parts)
    except OSError:
        return


def drop(home: FilePath, key: str) -> None:
    """Remove a document; nothing happens where there is none."""
    folder = folder_of(home, key)
    if folder.is_dir():
        aside = folder.with_name(f".{folder.name}.{os.getpid()}")
        folder.rename(aside)  # at once gone for every reader, whatever happens to the files
        shutil.rmtree(aside, ignore_errors=True)


def folder_of(home: FilePath, key: str) -> FilePath:
    """Where the document `key` is kept."""
    return home / "documents" / key.replace("/", "__")


def _folders(home: FilePath) -> list[FilePath]:
    root = home / "documents"
    if not root.is_dir():
        return []
    return sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))


@contextmanager
def _writing(home: FilePath) -> Iterator[FilePath]:
    """A folder to fill beside the shelf; gone at the end unless it was renamed into it."""
    root = home / "documents"
    try:
        root.mkdir(parents=True, exist_ok=True)
        work = FilePath(tempfile.mkdtemp(prefix=".new-", dir=root))
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise _refused(root, error) from None


def _refused(root: FilePath, error: OSError) -> ShelfError:
    return ShelfError(
        f"{root} cannot be written ({error.strerror or error}).",
        hint="Make room or set CLAUSEWISE_HOME to a folder you can write to.",
    )


def _record(folder: FilePath) -> Record:
    try:
        fields: dict[str, Any] = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
        schema = fields.pop("schema", None)
        fields["parts"] = tuple((str(name), str(sha256)) for name, sha256 in fields["parts"])
        record = Record(**fields)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise SourceChanged(
            f"The document in {folder} cannot be read: {type(error).__name__}.", hint=_remedy(folder.name)
        ) from None
    if schema != _SCHEMA or folder_of(folder.parent.parent, record.key) != folder:
        raise SourceChanged(f"The document in {folder} does not fit its place.", hint=_remedy(folder.name))
    return record


def _parsed(folder: FilePath, parts: Parts) -> Document | None:
    try:
        made_by, _, text = (folder / _PARSED).read_bytes().partition(b"\n")
    except OSError:
        return None
    if made_by != _made_by(text, parts):
        return None
    found: Document = _codec().validate_json(text)
    return found


def _write_parsed(folder: FilePath, document: Document, parts: Parts) -> None:
    text: bytes = _codec().dump_json(document)
    new = folder / f"{_PARSED}.{os.getpid()}"
    new.write_bytes(_made_by(text, parts) + b"\n" + text)
    new.replace(folder / _PARSED)


def _made_by(text: bytes, parts: Parts) -> bytes:
    """What a parse must say of itself: the parser's version, its own hash, and that of the parts it was made from."""
    made_from = hashlib.sha256(" ".join(sha256 for _, sha256 in parts).encode())
    return f"{fingerprint()} {hashlib.sha256(text).hexdigest()} {made_from.hexdigest()}".encode()


@cache
def fingerprint() -> str:
    """A hash of the parser's own code: what another version of it parsed is parsed again."""
    digest = hashlib.sha256()
    for path in sorted(FilePath(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def _codec() -> Any:
    from pydantic import TypeAdapter  # a tenth of a second, which only those with documents of their own pay

    return TypeAdapter(Document)


def _changed(record: Record, what: str) -> SourceChanged:
    return SourceChanged(
        f"The stored text of {record.title} is not the one that came in: {what}.", hint=_remedy(record.key)
    )


def _remedy(key: str) -> str:
    name = key.replace("__", "/")
    return f"Run `clausewise corpus remove {name}`, then add or fetch it again; nothing is cited from a changed text."

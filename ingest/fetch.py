"""The official text of a catalogue document, from the Publications Office into a folder of its own.

::

    <home>/fetched/<document key with / as __>/<language>-<format>/part-001.xhtml, …, fetched.json

Guarantees: the folder appears whole or not at all, and replaces an earlier one in one step; nothing is written outside
``fetched``; what is half-loaded waits in ``….partial`` beside it and is resumed; fetched.json names for every part its
address, media type, ETag and SHA-256.

A document whose text is shipped has its Official Journal text as a second *witness*: that one gets a key of its own
(its ELI), so that the words of two witnesses never meet in one folder.
"""

import datetime
import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ingest.catalogue import Entry
from ingest.cellar import Cellar, language_code
from ingest.errors import FetchError, NotFetchable, NotOffered
from ingest.genuine import FORMATS
from ingest.transfer import Load, Parts, Progress, Received

MANIFEST = "fetched.json"
LIMIT = 50 * 2**20  # bytes a document may have
PATIENCE = datetime.timedelta(minutes=15)  # a document may take


@dataclass(frozen=True)
class Part:
    """One stored file and where it came from."""

    file: str
    url: str
    final_url: str
    media_type: str
    etag: str | None
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Fetched:
    """A stored text; `key` names the witness, `document` the catalogue entry it belongs to."""

    folder: Path
    document: str
    key: str
    witness: str
    celex: str
    language: str
    format: str
    retrieved: str
    parts: tuple[Part, ...]
    warnings: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "folder": str(self.folder), "parts": [asdict(part) for part in self.parts]}


def celex_of(entry: Entry) -> str:
    """The CELEX number of a document; NotFetchable where it has none."""
    celex = (entry.identifiers or {}).get("celex")
    if celex is None:
        raise NotFetchable(
            f"{entry.short} has no CELEX number, so the Publications Office cannot be asked for it.",
            hint="`clausewise corpus list` shows what is known of it; a number in the catalogue makes it fetchable.",
        )
    return celex


def witness_key(entry: Entry) -> str:
    """The key the fetched text is stored under: never that of a shipped text.

    >>> shipped = {"how": "shipped", "identifiers": {"celex": "32024H0774", "eli": "reco/2024/774"}}
    >>> words = dict.fromkeys(("title", "short", "name", "kind", "force", "licence"), "")
    >>> witness_key(Entry(key="c/2024/601", **words, **shipped))
    'reco/2024/774'
    """
    if not entry.shipped:
        return entry.key
    return (entry.identifiers or {}).get("eli", f"celex/{celex_of(entry)}")


def folder_of(entry: Entry, home: Path, language: str, form: str) -> Path:
    """Where the text of `entry` is stored."""
    key = quote(witness_key(entry).replace("/", "__"), safe="")
    return home / "fetched" / key / f"{language_code(language)}-{form}"


def is_there(folder: Path) -> bool:
    """Whether a whole text is stored in `folder`."""
    return (folder / MANIFEST).is_file()


def stored(folder: Path) -> Fetched:
    """The text stored in `folder`, one for which `is_there` holds; FetchError where its record cannot be read."""
    try:
        fields = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        parts = tuple(Part(**part) for part in fields.pop("parts"))
        return Fetched(folder=folder, parts=parts, **{**fields, "warnings": tuple(fields["warnings"])})
    except (OSError, ValueError, TypeError, KeyError):
        raise FetchError(f"{folder / MANIFEST} cannot be read.", hint="Fetch the document again.") from None


def fetch(
    entry: Entry,
    home: Path,
    *,
    cellar: Cellar,
    language: str = "eng",
    form: str = "xhtml",
    limit: int = LIMIT,
    progress: Progress = lambda done, total: None,
) -> Fetched:
    """Fetch `entry` in one language and format and store it; a FetchError leaves what was stored before.

    `progress` is told the bytes of the current part and their total, None where the server does not say.
    """
    if form not in FORMATS:
        raise NotFetchable(f"“{form}” is not a format.", hint=f"Give one of {', '.join(FORMATS)}.")
    language = language_code(language)
    url = cellar.address(celex_of(entry))
    folder = folder_of(entry, home, language, form)
    partial = folder.with_name(folder.name + ".partial")
    try:
        partial.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            _recover(folder)
            load = Load(cellar, FORMATS[form], language, limit, cellar.now() + PATIENCE, progress)
            parts = _receive(load, url, partial)
            fetched = Fetched(
                folder,
                entry.key,
                witness_key(entry),
                _witness(entry),
                celex_of(entry),
                language,
                form,
                cellar.now().isoformat(timespec="seconds"),
                parts,
                tuple(_warnings(entry, form, partial, parts)),
            )
            _store(fetched, partial)
            return fetched
    except FetchError:
        _sweep(partial)
        raise
    except OSError as error:
        raise FetchError(
            f"{folder} cannot be written ({error.strerror or error}).",
            hint="Make room or set CLAUSEWISE_HOME to a folder you may write; the same command goes on from there.",
        ) from None


def _receive(load: Load, url: str, partial: Path) -> tuple[Part, ...]:
    """All parts of a text, loaded into `partial`."""

    def one(number: int, address: str, accept: str, room: int) -> Received | Parts:
        return load.part(address, accept, partial / _name(number, load), room)

    accepts = load.form.accepts
    for accept in accepts:
        try:
            first = one(1, url, accept, load.limit)
            break
        except NotOffered:
            if accept == accepts[-1]:
                raise
    if isinstance(first, Received):
        return (_part(partial / _name(1, load), first),)
    parts: list[Part] = []
    for number, address in enumerate(first.urls, 1):
        received = one(number, address, accept, load.limit - sum(part.bytes for part in parts))
        if isinstance(received, Parts):
            raise FetchError(f"{address} is a list of parts again.", hint="Try another --format.")
        parts.append(_part(partial / _name(number, load), received))
    return tuple(parts)


def _name(number: int, load: Load) -> str:
    return f"part-{number:03}{load.form.suffix}"


def _part(path: Path, received: Received) -> Part:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    media_type = received.media_type
    return Part(path.name, received.url, received.final_url, media_type, received.etag, digest, path.stat().st_size)


def _witness(entry: Entry) -> str:
    known = entry.identifiers or {}
    name = f"Official Journal text of {known.get('number', entry.short)}"
    return f"{name} ({known['oj']})" if "oj" in known else name


def _warnings(entry: Entry, form: str, folder: Path, parts: tuple[Part, ...]) -> Iterator[str]:
    if "celex" in entry.unverified:
        yield f"The CELEX number {celex_of(entry)} comes from a secondary source."
    # Acts of one day are easily swapped, so the text should name itself. A PDF's words are compressed.
    number = (entry.identifiers or {}).get("number", "").removeprefix("(EU) ").removesuffix("/EC")
    if number and form != "pdf":
        names = (number.encode(), celex_of(entry).encode())
        if not any(name in (folder / part.file).read_bytes() for part in parts for name in names):
            yield f"The text nowhere names {number}: check that it is the act you asked for."


def _store(fetched: Fetched, partial: Path) -> None:
    """Make `partial` the stored folder. An earlier folder steps aside by one rename before, and goes after."""
    wanted = {part.file for part in fetched.parts}
    for path in partial.iterdir():
        if path.name not in wanted:
            path.unlink()
    manifest = fetched.to_dict()
    del manifest["folder"]  # the home may move
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (partial / MANIFEST).write_text(text, encoding="utf-8")
    aside = _aside(fetched.folder)
    if fetched.folder.exists():
        fetched.folder.rename(aside)
    partial.rename(fetched.folder)
    shutil.rmtree(aside, ignore_errors=True)


def _recover(folder: Path) -> None:
    """A crash between the two renames of `_store` left the earlier folder aside: put it back."""
    aside = _aside(folder)
    if aside.exists() and not folder.exists():
        aside.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)


def _aside(folder: Path) -> Path:
    return folder.with_name(folder.name + ".before")


def _sweep(partial: Path) -> None:
    """Leave no empty folders behind a refusal."""
    for folder in (partial, partial.parent):
        try:
            folder.rmdir()
        except OSError:
            return  # something worth resuming, or another text, is in it


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One fetch of a text at a time: two would write into the same half."""
    from filelock import FileLock, Timeout  # only a fetch needs it

    lock = FileLock(folder.with_name(folder.name + ".lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise FetchError(f"{folder} is being fetched already.", hint="Wait for the other fetch to end.") from None
    try:
        yield
    finally:
        lock.release()

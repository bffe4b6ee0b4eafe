"""The catalogue: every document of the family, and the many names each goes by.

Source of the facts: corpus/catalogue.toml, whose head explains the fields. Unknown fields fail, so a misspelt
identifier is never silently ignored.
"""

import datetime
import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from ingest.errors import CatalogueError, SourceChanged, SourceMissing

CATALOGUE = "catalogue.toml"
DOCUMENTS = "documents"
IDENTIFIERS = frozenset({"c_number", "celex", "number", "eli", "oj", "council", "proposal", "proposal_celex"})
KINDS = frozenset({"recommendation", "report", "factsheet", "presentation", "news item", "call", "event page"})
# A proposal's number names the proposal, not the act that came of it, and an OJ reference can name several acts.
_NAMING = ("c_number", "celex", "number", "eli", "council")
_STATES = {"shipped": "in the index", "fetched": "fetched, in the index", "added": "added, in the index"}
_SEARCHED_LANGUAGES = frozenset({None, "eng"})  # the packaged model reads English
_REQUIRED = frozenset({"key", "title", "short", "name", "kind", "force", "licence", "text"})
_OPTIONAL = frozenset(
    {"author", "date", "language", "witness", "numbered_as", "url", "aliases", "unverified", "identifiers"}
)


@dataclass(frozen=True)
class Entry:
    """One document of the family; None and empty where a fact is not established.

    `how` is "shipped", "fetch" (an official text can be fetched), "none" (nothing to read), or, for what a user brought
    in, "fetched" and "added". Of an act with several texts, all but the first are `witness_of` its key; `ceded` are
    names that belong to such another text.
    """

    key: str
    title: str
    short: str
    name: str
    kind: str
    force: str
    licence: str
    how: str
    file: str | None = None
    sha256: str | None = None
    author: str | None = None
    date: datetime.date | None = None
    language: str | None = None
    witness: str | None = None
    numbered_as: str = "point"
    url: str | None = None
    aliases: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    witness_of: str | None = None
    ceded: frozenset[str] = frozenset()
    identifiers: Mapping[str, str] | None = field(default=None, hash=False)

    @property
    def shipped(self) -> bool:
        return self.how == "shipped"

    @property
    def searched(self) -> bool:
        """Whether questions are answered from such a text, once it is here; others are looked up."""
        return self.language in _SEARCHED_LANGUAGES

    @property
    def state(self) -> str:
        """What `corpus list` shows: whether questions can be answered from the document."""
        if self.how in _STATES and not self.searched:
            return f"{self.how}, looked up and not searched"
        return _STATES.get(self.how, "known, not in the index")

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the document answers to, the key first."""
        identifiers = self.identifiers or {}
        named = (identifiers[k] for k in _NAMING if k in identifiers)
        names = (self.key, self.short, self.name, *named, *self.aliases)
        return tuple(name for name in names if name not in self.ceded)

    @property
    def spoken(self) -> tuple[str, ...]:
        """The names that name this document inside a sentence: one or two words of an own title are just words."""
        if self.how != "added":
            return self.names
        return tuple(name for name in self.names if name == self.key or len(name.split()) > 2)


def fold_name(name: str) -> str:
    """A document name as it is compared: lower case, without spaces, brackets and punctuation, in any script.

    >>> fold_name("C(2024) 601 final") == fold_name("c/2024/601")
    True
    """
    folded = re.sub(r"\bfinal\b", "", unicodedata.normalize("NFKC", name).lower())
    return re.sub(r"[\W_]+", "", folded)


@dataclass(frozen=True)
class Catalogue:
    """The entries in file order; keys and names are unique."""

    entries: tuple[Entry, ...]

    @cached_property
    def _by_name(self) -> dict[str, Entry]:
        return {fold_name(name): entry for entry in self.entries for name in entry.names}

    def get(self, key: str) -> Entry | None:
        """The entry with this key, or None."""
        return next((entry for entry in self.entries if entry.key == key), None)

    def resolve(self, name: str) -> Entry | None:
        """The entry that `name` names (key, C-number, CELEX, ELI, number, Council number, short name), or None."""
        return self._by_name.get(fold_name(name))


def load_catalogue(corpus: FilePath) -> Catalogue:
    """Read and check ``corpus/catalogue.toml``; CatalogueError tells what is wrong and where."""
    path = corpus / CATALOGUE
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
    except FileNotFoundError:
        raise CatalogueError(
            f"There is no catalogue at {path}.", hint="Set CLAUSEWISE_CORPUS to the corpus folder of the project."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path} is not valid TOML: {error}.", hint="Restore it from version control.") from None
    if data.get("schema") != 1:
        raise _bad(path, f"schema {data.get('schema')!r} is not 1")
    tables = data.get("document", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise _bad(path, "documents must be written as [[document]] tables")
    entries = tuple(_entry(path, table) for table in tables)
    taken: dict[str, str] = {}
    for entry in entries:
        for name in entry.names:
            if taken.setdefault(fold_name(name), entry.key) != entry.key:
                raise _bad(path, f"“{name}” names both {taken[fold_name(name)]} and {entry.key}")
    if len({entry.key for entry in entries}) != len(entries):
        raise _bad(path, "a document key stands twice")
    return Catalogue(entries)


def read_shipped(corpus: FilePath, entry: Entry) -> bytes:
    """The bytes of a shipped text, proven to be those the catalogue recorded (SourceMissing, SourceChanged)."""
    path = corpus / DOCUMENTS / str(entry.file)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceMissing(
            f"The text of {entry.short} cannot be read at {path} ({error.strerror}).",
            hint="Restore it from version control.",
        ) from None
    if hashlib.sha256(data).hexdigest() != entry.sha256:
        raise SourceChanged(
            f"The text of {entry.short} at {path} is not the one the catalogue recorded: it was edited or truncated.",
            hint="Restore it from version control; clausewise never cites a changed source.",
        )
    return data


def _bad(path: FilePath, what: str) -> CatalogueError:
    return CatalogueError(f"{path}: {what}.", hint="Mend the entry; the head of the file explains the fields.")


def _entry(path: FilePath, table: Mapping[str, Any]) -> Entry:
    name = table.get("key", "a document without key")
    if missing := sorted(_REQUIRED - table.keys()):
        raise _bad(path, f"{name} lacks {', '.join(missing)}")
    if unknown := sorted(table.keys() - _REQUIRED - _OPTIONAL):
        raise _bad(path, f"{name} has unknown fields {', '.join(unknown)}")
    fields = dict(table)
    text = fields.pop("text")
    identifiers = fields.get("identifiers", {})
    _check_types(path, name, fields, text, identifiers)
    if unknown := sorted(identifiers.keys() - IDENTIFIERS):
        raise _bad(path, f"{name} has unknown identifiers {', '.join(unknown)}")
    if unknown := sorted(text.keys() - {"how", "file", "sha256"}):
        raise _bad(path, f"{name}: text has unknown fields {', '.join(unknown)}")
    if text.get("how") not in {"shipped", "fetch", "none"}:
        raise _bad(path, f"{name}: text.how must be shipped, fetch or none")
    if (text["how"] == "shipped") != {"file", "sha256"}.issubset(text):
        raise _bad(path, f"{name}: a shipped text, and only one, has file and sha256")
    if "/" in text.get("file", "") or ".." in text.get("file", ""):
        raise _bad(path, f"{name}: text.file must be a bare file name")
    for key in ("aliases", "unverified"):
        fields[key] = tuple(fields.get(key, ()))
    return Entry(**fields, **text)


def _check_types(path: FilePath, name: str, fields: Mapping[str, Any], text: Any, identifiers: Any) -> None:
    """Every value is what its field holds: a list of texts, a date, or a text."""
    if not isinstance(text, dict) or not isinstance(identifiers, dict):
        raise _bad(path, f"{name}: text and identifiers must be tables")
    for key, value in {**fields, **text, **identifiers}.items():
        if key == "identifiers":
            continue
        if key in {"aliases", "unverified"}:
            fits = isinstance(value, list) and all(isinstance(item, str) for item in value)
        elif key == "date":
            fits = isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
        else:
            fits = isinstance(value, str) and bool(value.strip())
        if not fits:
            raise _bad(path, f"{name}: {key} is {value!r}")
    if fields["kind"] not in KINDS:
        raise _bad(path, f"{name}: kind {fields['kind']!r} is none of {', '.join(sorted(KINDS))}")

"""Fetched official texts as documents of the corpus, and which text speaks when an act has several.

An act's texts are *witnesses* with different wording in places. Each has its own key, so that their words never meet;
a number alone ("3.1.1(f)") means the first witness, and the others speak where it is silent. The first is the shipped
text, else the English one of the Official Journal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.catalogue import Catalogue, Entry
from ingest.errors import ShelfError
from ingest.model import Document
from ingest.parse import parse_parts
from ingest.shelf import Record

if TYPE_CHECKING:
    from ingest.fetch import Fetched  # and with it the network, which only fetching needs

FETCHED = "fetched"
ENGLISH = "eng"
_OFFICIAL = ("celex", "number", "eli")  # what the Official Journal's text is known by


def fetched_record(entry: Entry, fetched: "Fetched") -> Record:
    """What is known of a fetched text of `entry`."""
    key = fetched.key if fetched.language == ENGLISH else f"{fetched.key}/{fetched.language}"
    return Record(
        key=key,
        origin=FETCHED,
        title=entry.title,
        source=f"{fetched.witness}, fetched on {fetched.retrieved[:10]}",
        since=fetched.retrieved[:10],
        entry=entry.key,
        language=fetched.language,
        format=fetched.format,
    )


def parse_fetched(record: Record, catalogue: Catalogue, parts: Sequence[bytes]) -> Document:
    """Parse a fetched text (SourceUnreadable, NothingOperative, ShelfError)."""
    entry = _original(record, catalogue)
    return parse_parts(parts, key=record.key, title=entry.title, kind=entry.kind, numbered_as=entry.numbered_as)


def with_witnesses(catalogue: Catalogue, records: Iterable[Record]) -> Catalogue:
    """The catalogue with the fetched texts in it; ShelfError for a text of a document it does not know."""
    entries = {entry.key: entry for entry in catalogue.entries}
    for record in records:
        original = entries[_original(record, catalogue).key]
        witness = f"{record.source[:1].upper()}{record.source[1:]}"
        if record.key == original.key:
            entries[record.key] = replace(original, how=FETCHED, witness=witness)
            continue
        entries[record.key] = _second(original, record, witness)
        if record.language == ENGLISH:
            ceded = {record.key, *_official_names(original)}
            entries[original.key] = replace(original, ceded=frozenset(ceded))
    return Catalogue(tuple(entries.values()))


def _original(record: Record, catalogue: Catalogue) -> Entry:
    """The catalogue entry that a text was fetched for."""
    entry = catalogue.get(record.entry or "")
    if entry is None:
        raise ShelfError(
            f"{record.title} was fetched for “{record.entry}”, which the catalogue no longer has.",
            hint=f"Run `clausewise corpus remove {record.key}`.",
        )
    return entry


def _second(original: Entry, record: Record, witness: str) -> Entry:
    """The entry of a further text of `original`."""
    known = dict(original.identifiers or {})
    number = f"Recommendation {known['number']}" if "number" in known else original.short
    official = {name: known[name] for name in (*_OFFICIAL, "oj") if name in known}
    english = record.language == ENGLISH
    return replace(
        original,
        key=record.key,
        short=number if english else f"{number} [{record.language}]",
        name=f"{original.name}, {witness}",
        how=FETCHED,
        file=None,
        sha256=None,
        language=record.language,
        witness=witness,
        witness_of=original.key,
        aliases=tuple(_bare(original)) if english else (),
        identifiers=official if english else None,
    )


def _official_names(entry: Entry) -> set[str]:
    known = entry.identifiers or {}
    return {known[name] for name in _OFFICIAL if name in known} | set(_bare(entry))


def _bare(entry: Entry) -> list[str]:
    """The aliases that are the act's number or ELI in another spelling."""
    number = (entry.identifiers or {}).get("number", "").removeprefix("(EU) ")
    return [alias for alias in entry.aliases if number and alias.removeprefix("reco/") == number]

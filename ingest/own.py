"""A user's own file as a document of the corpus: its key, its name in citations, and what it is.

An institution's policy is no guidance of the EU: its entry says so wherever a clause of it is shown.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path as FilePath

from ingest.acts import Acts
from ingest.address import roman_value
from ingest.catalogue import Catalogue, Entry
from ingest.citation import normalise, parse_number
from ingest.errors import ShelfError
from ingest.model import OPERATIVE, Document
from ingest.nouns import NOUN_OF
from ingest.parse import parse_parts
from ingest.shelf import Record

ADDED = "added"
LIMIT = 50 * 2**20  # bytes a file may have
LONGEST = 120  # characters of a title
KIND = "own document"
_PLACE = "own"  # keys of own documents are own/<title>
_OF_REFERENCES = frozenset(
    (
        *("of", "in", "from", "under", "at", "see", "after", "before", "next", "last", "previous", "first", "second"),
        *("third", "one", "two", "and", "or", "to", "by", "for", "on", "eu", "oj", "eli", "celex", "commission"),
        *("council", "document", "doc", "final", "define", "means", "meaning", "what", "is"),
    )
)
# Cyrillic and Greek letters that nobody can tell from Latin ones.
_LOOK_ALIKES = str.maketrans("АВЕІЈКМНОРСТХЅаеіјорсухѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEIJKMHOPCTXSaeijopcyxsABEZHIKMNOPTYXo")


def own_record(file: FilePath, title: str | None, since: str, catalogue: Catalogue) -> Record:
    """What is known of `file`; its key and its name in citations are made of `title` (default: the file's name).

    ShelfError when the title is empty, too long, reads like a reference or like the name of an act of the catalogue, or
    names another document already.
    """
    shown = visible(title) if title is not None else title_of(file)
    if not shown or len(shown) > LONGEST:
        raise ShelfError(
            "The title is empty." if not shown else f"A title has at most {LONGEST} characters, not {len(shown)}.",
            hint="Give the name that citations shall print: --title “IP policy 2026”.",
        )
    key = f"{_PLACE}/{_slug(shown)}"
    for name in (key, shown):
        taken = catalogue.resolve(name)
        if taken is not None and taken.key != key:
            raise ShelfError(f"“{shown}” already names {taken.title}.", hint="Give another title with --title.")
    if (act := _act_at_its_head(shown, catalogue)) is not None:
        raise ShelfError(
            f"“{shown}” begins like {act.title}, so your words would be taken for those of that document.",
            hint="Give another title with --title, for example one that begins with your institution.",
        )
    if not _names_something(shown) or parse_number(normalise(shown))[1]:
        raise ShelfError(
            f"“{shown}” reads like a number or a clause reference, so it cannot name a document.",
            hint="Give another with --title.",
        )
    origin = f"your file {visible(file.name)}, added on {since}"
    return Record(key=key, origin=ADDED, title=shown, source=origin, since=since)


def own_entry(record: Record) -> Entry:
    """The catalogue entry of an own document."""
    return Entry(
        key=record.key,
        title=record.title,
        short=record.title,
        name=record.title,
        kind=KIND,
        force="not established: a document of your own, no guidance of the EU",
        licence="your own document",
        how=ADDED,
        witness=record.source[:1].upper() + record.source[1:],
    )


def parse_own(record: Record, parts: Sequence[bytes]) -> Document:
    """Parse an own document, as an act, a policy or prose, whichever it is (SourceUnreadable, ShelfError).

    A document without one clause that could answer a question is refused.
    """
    document = parse_parts(parts, key=record.key, title=record.title)
    if not any(clause.kind in OPERATIVE or len(clause.text.split()) > 2 for clause in document.clauses):
        raise ShelfError(f"“{record.title}” has no clause to cite.", hint="Check that the file holds the whole text.")
    return document


def title_of(file: FilePath) -> str:
    """The title that `file` gets where nobody gives it another."""
    return visible(file.stem.replace("_", " "))


def visible(words: str) -> str:
    """One line without control characters and direction marks, which could make a citation read as another."""
    kept = "".join(" " if ch.isspace() else ch for ch in words if ch.isspace() or unicodedata.category(ch)[0] != "C")
    return " ".join(kept.split())


def _names_something(title: str) -> bool:
    """Whether a word of `title` is no part of a reference: "f", "Annex" and "the last point" can mean any document."""
    return any(
        len(word) > 1 and word not in NOUN_OF and word not in _OF_REFERENCES and roman_value(word) is None
        for word in re.findall(r"[^\W\d_]+", normalise(title))
    )


def _act_at_its_head(title: str, catalogue: Catalogue) -> Entry | None:
    """The document of the catalogue whose name `title` begins with, or seems to in letters that look the same."""
    latin = title.translate(_LOOK_ALIKES)
    if latin != title and (entry := catalogue.resolve(latin)) is not None:
        return entry
    return next((act.entry for act in Acts(catalogue).find(latin) if act.start == 0), None)


def _slug(title: str) -> str:
    """`title` in the letters of a key; what they cannot spell is told apart by a fingerprint."""
    decomposed = unicodedata.normalize("NFKD", title.lower())
    slug = re.sub(r"[^a-z0-9]+", "-", decomposed.encode("ascii", "ignore").decode()).strip("-")
    if all(ch.isascii() for ch in decomposed if ch.isalnum()):
        return slug
    mark = f"x{hashlib.sha256(title.encode()).hexdigest()[:8]}"
    return f"{slug}-{mark}" if slug else mark

"""A reference → the clauses it names, or an honest account of why there is none."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from ingest.citation import Reference, read_reference
from ingest.corpus import Corpus, Target
from ingest.gaps import covering
from ingest.mentions import find_mentions
from ingest.model import FIRST, OPERATIVE, Document, Kind
from ingest.nearest import nearest
from ingest.outcome import Lookup as Lookup
from ingest.outcome import in_gap
from ingest.outcome import not_indexed as not_indexed
from ingest.relative import read_relative
from ingest.steps import step

_SEPARATORS = re.compile(r"(?:and|or|of|in|the|[,;.&]| )*")


def look_up(reference: str, corpus: Corpus) -> Lookup:
    """Find what `reference` names; AddressError only for an empty or overlong text.

    Several matches are reported as ambiguous, never chosen between. "gap" means that the source itself lacks the text.
    A text that lists several references ("3.1.1(c) and 3.2.1(b)") is found when every one of them is.
    """
    read = read_reference(reference, corpus.catalogue)
    found = resolve(read, corpus)
    if found.status != "missing" or read.paths:
        return found
    if (relative := read_relative(reference, corpus.catalogue)) is not None:
        return resolve(relative, corpus)
    mentions = find_mentions(reference, corpus.catalogue)
    if mentions.foreign or not mentions.references or not _SEPARATORS.fullmatch(mentions.rest):
        return found  # some of the words are no reference: better none than half
    each = [resolve(mention, corpus) for mention in mentions.references]
    failed = next((lookup for lookup in each if lookup.status != "found"), None)
    if failed is not None:
        return replace(failed, reference=read)
    targets = tuple(dict.fromkeys(target for lookup in each for target in lookup.targets))
    return Lookup(read, "found", targets, (), "; ".join(map(corpus.cite, targets)))


def resolve(read: Reference, corpus: Corpus) -> Lookup:
    """Find what an understood reference names."""
    if read.relative is not None:
        named = read.paths or read.term or read.words
        start = resolve(replace(read, relative=None, text=read.words), corpus) if named else None
        return step(read, read.relative, start, corpus)
    if read.entry is not None and corpus.document(read.entry.key) is None:
        return Lookup(read, "missing", (), (), not_indexed(read.entry))
    documents = [d for d in corpus.documents if read.entry is None or d.key == read.entry.key]
    found = _by_term(read, documents) or _by_label_and_path(read, documents, corpus)
    if read.entry is None:
        found = tuple(dict.fromkeys(map(corpus.first_witness, found)))
    if read.words and not read.words.startswith(FIRST):  # an address means one clause, a number all that print it
        found = tuple(dict.fromkeys(target for one in found for target in _all_labelled(one, corpus)))
    if found and read.entry is None and (hole := _hole_in_published(read, found, documents, corpus)) is not None:
        return hole
    if len(found) == 1:
        return Lookup(read, "found", found, (), corpus.cite(found[0]))
    if found:
        names = "; ".join(corpus.cite(target) for target in found[:8])
        return Lookup(read, "ambiguous", found, (), f"“{read.text.strip()}” can mean {len(found)} clauses: {names}.")
    for document in documents:
        for path in read.paths:
            if (gap := covering(document.gaps, path)) is not None:
                return in_gap(read, document, path, gap, corpus)
    if read.entry is not None and not read.words:
        example = next((c for d in documents for c in d.clauses if c.kind in OPERATIVE), documents[0].clauses[0])
        message = f"“{read.text.strip()}” names a document; add a clause of it, for example “{corpus.cite(example)}”."
        return Lookup(read, "missing", (), (), message)
    message = f"No clause “{read.text.strip()}” exists"
    message += f" in {read.entry.short}." if read.entry else " in the indexed documents."
    return Lookup(read, "missing", (), (nearest(read.paths[0], documents) if read.paths else ()), message)


def _all_labelled(target: Target, corpus: Corpus) -> tuple[Target, ...]:
    """`target` and what prints the same number again in its document."""
    label = target.label.removeprefix(FIRST)
    if label == target.label:
        return (target,)
    clauses = corpus.document_at(target.address).clauses
    return (target, *(clause for clause in clauses if clause.label.endswith(f" text labelled {label}")))


def _hole_in_published(
    read: Reference, found: Sequence[Target], documents: Sequence[Document], corpus: Corpus
) -> Lookup | None:
    """The gap of a published text where only a user's own documents have the number: they do not speak for it."""
    if any(corpus.entry_of(target.address).how != "added" for target in found):
        return None
    for document in documents:
        entry = corpus.catalogue.get(document.key)
        if entry is None or entry.how == "added":
            continue
        for path in read.paths:
            if (gap := covering(document.gaps, path)) is not None:
                told = in_gap(read, document, path, gap, corpus)
                own = "; ".join(map(corpus.cite, found))
                nearest = tuple(dict.fromkeys((*told.nearest, *found)))
                return replace(told, nearest=nearest, message=f"{told.message} A document of your own has one: {own}.")
    return None


def _by_term(read: Reference, documents: Sequence[Document]) -> tuple[Target, ...]:
    wanted = _plain(read.term or read.words)
    if not wanted or read.paths:
        return ()
    return tuple(c for d in documents for c in d.clauses if c.term is not None and _plain(c.term) == wanted)


def _by_path(read: Reference, documents: Sequence[Document], corpus: Corpus) -> tuple[Target, ...]:
    """Clauses at any reading of the number; a word before the number must be what the document calls the clause."""
    found: list[Target] = []
    if read.noun == "definition":
        numbers = {path.last.number for path in read.paths}
        return tuple(
            c for d in documents for c in d.clauses if c.kind is Kind.DEFINITION and c.path.last.number in numbers
        )
    for document in documents:
        entry = corpus.catalogue.get(document.key)
        called = entry.numbered_as if entry is not None else "point"
        for path in read.paths:
            target = document.clause(path) or document.footnote(path)
            if target is None:
                continue
            is_point = path.steps[0].code == "pnt"
            if read.noun in {"recommendation", "rec"} and is_point and called != "recommendation":
                continue
            if read.noun in {"point", "letter"} and is_point and called != "point" and read.entry is None:
                continue
            found.append(target)
    return tuple(found)


def _by_label_and_path(read: Reference, documents: Sequence[Document], corpus: Corpus) -> tuple[Target, ...]:
    """Clauses by printed label, heading and number; in a named document an exact label settles it."""
    wanted = _label_key(read.words)
    labelled = tuple(
        clause
        for document in documents
        for clause in document.clauses
        if wanted
        and (wanted in _label_keys(clause.label) or (clause.kind is Kind.SECTION and _label_key(clause.text) == wanted))
    )
    if labelled and read.entry is not None:
        return labelled
    return tuple(dict.fromkeys((*labelled, *_by_path(read, documents, corpus))))


@lru_cache(maxsize=65_536)  # every question is held against every label
def _label_keys(label: str) -> frozenset[str]:
    """A label as it is compared, with and without the words that tell it from the same number printed again."""
    return frozenset((_label_key(label), _label_key(label.removeprefix(FIRST))))


def _label_key(words: str) -> str:
    """A label as it is compared: case, quotation marks and spacing do not count, dots and brackets do."""
    return " ".join(re.sub(r"[^\w.()/&-]+", " ", words.lower()).replace(" (", "(").split())


def _plain(words: str) -> str:
    """A term as it is compared: without case, quotation marks and punctuation; one plural s is forgiven."""
    letters = "".join(ch if ch.isalnum() else " " for ch in words.lower())
    return " ".join(word.removesuffix("s") if len(word) > 3 else word for word in letters.split())

"""The corpus as one object: the catalogue and the parsed documents, with every clause by its uid."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path as FilePath

from ingest.acts import Acts
from ingest.address import Address
from ingest.catalogue import Catalogue, Entry, load_catalogue, read_shipped
from ingest.errors import SourceError
from ingest.model import Clause, Document, Footnote, Kind
from ingest.own import ADDED, own_entry, parse_own
from ingest.parse import parse
from ingest.questions import FOLDER as QUESTIONS
from ingest.questions import Curated, load_questions
from ingest.references import CrossReference, References
from ingest.shelf import Record, refresh, shelved
from ingest.witnesses import FETCHED, parse_fetched, with_witnesses

Target = Clause | Footnote

UNSEARCHED = frozenset({Kind.SECTION})  # headings are left to the clauses they head
_MOMENT = 0.1  # seconds; two renames take far less


@dataclass(frozen=True)
class Brought:
    """A document a user brought in: a file of their own or a fetched official text."""

    record: Record
    document: Document


@dataclass(frozen=True)
class Corpus:
    """The published catalogue, the shipped documents, and what a user brought in."""

    published: Catalogue
    shipped: tuple[Document, ...]
    brought: tuple[Brought, ...] = ()
    question_folders: tuple[FilePath, ...] = ()
    own_question_folders: tuple[FilePath, ...] = ()
    curated: Curated | None = None

    @classmethod
    def load(cls, folder: FilePath, home: FilePath | None = None) -> "Corpus":
        """Read, verify and parse everything under `folder`, and what a user brought into `home`.

        Raises CatalogueError, SourceMissing, SourceChanged, SourceUnreadable or NothingOperative: a corpus with a
        doubtful text is not served in part.
        """
        catalogue = load_catalogue(folder)
        documents = tuple(parse(entry, read_shipped(folder, entry)) for entry in catalogue.entries if entry.shipped)
        own = (home / QUESTIONS,) if home is not None else ()
        corpus = cls(catalogue, documents, question_folders=(folder / QUESTIONS,), own_question_folders=own)
        if home is None:
            return corpus
        try:
            return replace(corpus, brought=corpus._brought_into(home))
        except SourceError:
            time.sleep(_MOMENT)  # another process takes it out or replaces it just now, or it is damaged
            return replace(corpus, brought=corpus._brought_into(home))

    def _brought_into(self, home: FilePath) -> tuple[Brought, ...]:
        brought = []
        for kept in shelved(home):
            document = kept.document
            if document is None:
                document = self.parse(kept.record, kept.bytes())
                refresh(kept, document)
            brought.append(Brought(kept.record, document))
        return tuple(brought)

    def parse(self, record: Record, parts: Sequence[bytes]) -> Document:
        """Parse what a user brought in (SourceUnreadable, NothingOperative, ShelfError)."""
        if record.origin == ADDED:
            return parse_own(record, parts)
        return parse_fetched(record, self.published, parts)

    def with_document(self, record: Record, document: Document) -> "Corpus":
        """The corpus with `document` in it, in place of the one with the same key."""
        brought = (*self.without(record.key).brought, Brought(record, document))
        return replace(self, brought=tuple(sorted(brought, key=lambda one: one.record.key)))

    def without(self, key: str) -> "Corpus":
        """The corpus less the document a user brought in as `key`."""
        return replace(self, brought=tuple(one for one in self.brought if one.record.key != key))

    def asked(self, curated: Curated) -> "Corpus":
        """The corpus with these curated questions in place of those in its folders."""
        return replace(self, curated=curated)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The published catalogue and the entries of what a user brought in."""
        records = [one.record for one in self.brought]
        catalogue = with_witnesses(self.published, [record for record in records if record.origin == FETCHED])
        own = (own_entry(record) for record in records if record.origin == ADDED)
        return Catalogue((*catalogue.entries, *own))

    @cached_property
    def questions(self) -> Curated:
        """The curated questions of the clauses here, shipped ones and the user's own.

        QuestionsError for a shipped file that cannot be understood; one of the user's own costs its questions alone.
        """
        if self.curated is not None:
            return self.curated
        return load_questions(self._clauses.keys(), self.question_folders, self.own_question_folders)

    @property
    def shipped_questions(self) -> Curated:
        """The curated questions that came with the texts, without the user's own (QuestionsError)."""
        return load_questions(self._clauses.keys(), self.question_folders)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """All documents with a text: the shipped ones in catalogue order, then what a user brought in."""
        return (*self.shipped, *(one.document for one in self.brought))

    @cached_property
    def _documents(self) -> dict[str, Document]:
        return {document.key: document for document in self.documents}

    @cached_property
    def _clauses(self) -> dict[str, Clause]:
        return {clause.uid: clause for clause in self.clauses()}

    @cached_property
    def sha256(self) -> str:
        """A fingerprint of all texts and their keys: two corpora with the same one give the same clauses."""
        listed = "\n".join(f"{document.key} {document.sha256}" for document in self.documents)
        return hashlib.sha256(listed.encode()).hexdigest()

    def clauses(self) -> Iterator[Clause]:
        """All clauses, document by document in reading order."""
        for document in self.documents:
            yield from document.clauses

    def searched(self) -> Iterator[tuple[Document, Clause]]:
        """The clauses that can answer a question, each with its document.

        Headings are left to the clauses they head, other languages to whoever looks them up, and of an act with
        several texts the later ones are searched only where the first is silent: no sentence competes with its twin.
        """
        for document in self.documents:
            entry = self.catalogue.get(document.key)
            if entry is None or not entry.searched:
                continue
            for clause in document.clauses:
                if clause.kind not in UNSEARCHED and self.first_witness(clause) is clause:
                    yield document, clause

    def first_witness(self, target: Target) -> Target:
        """The clause or footnote of the same number in the act's first text; `target` itself where there is none."""
        entry = self.catalogue.get(target.address.document)
        first = self.document(entry.witness_of) if entry is not None and entry.witness_of is not None else None
        if first is None:
            return target
        return first.clause(target.address.path) or first.footnote(target.address.path) or target

    def other_witnesses(self, address: Address) -> tuple[Target, ...]:
        """The clauses or footnotes of the same number in the act's other texts."""
        others = [entry.key for entry in self.catalogue.entries if entry.witness_of == address.document]
        documents = [document for key in others if (document := self.document(key)) is not None]
        found = (document.clause(address.path) or document.footnote(address.path) for document in documents)
        return tuple(target for target in found if target is not None)

    def witnesses(self, target: Target) -> tuple[Target, ...]:
        """The same clause or footnote in the other texts of its act, the first text before the others."""
        first = self.first_witness(target)
        return tuple(one for one in (first, *self.other_witnesses(first.address)) if one.address != target.address)

    def document(self, key: str) -> Document | None:
        """The parsed document with this key, or None."""
        return self._documents.get(key)

    def clause(self, uid: str) -> Clause | None:
        """The clause with this uid, or None."""
        return self._clauses.get(uid)

    def target(self, address: Address) -> Target | None:
        """The clause or footnote at `address`, or None."""
        document = self.document(address.document)
        return document.clause(address.path) or document.footnote(address.path) if document is not None else None

    def document_of(self, clause: Clause) -> Document:
        """The document a clause of this corpus stands in."""
        return self.document_at(clause.address)

    def document_at(self, address: Address) -> Document:
        """The document of an address in this corpus; KeyError for any other."""
        return self._documents[address.document]

    def entry_of(self, address: Address) -> Entry:
        """The catalogue entry of an address in this corpus."""
        entry = self.catalogue.get(address.document)
        if entry is None:
            raise KeyError(address.document)
        return entry

    def references_in(self, part: Target) -> tuple[CrossReference, ...]:
        """What the words of a clause or footnote of this corpus refer to, in their order."""
        return self._references[part.address.document].of(part)

    def references_to(self, address: Address) -> tuple[CrossReference, ...]:
        """The references of the whole corpus that lead to the clause or footnote at `address`, in reading order.

        A range counts for each of its members; a reference to a whole document does not count for its clauses.
        """
        return self._referring.get(str(address), ())

    @cached_property
    def _references(self) -> dict[str, References]:
        acts = Acts(self.catalogue)
        return {document.key: References(document, acts, self.document) for document in self.documents}

    @cached_property
    def _referring(self) -> dict[str, tuple[CrossReference, ...]]:
        """The references that lead to each uid."""
        referring: dict[str, list[CrossReference]] = {}
        for document in self.documents:
            parts: tuple[Target, ...] = (*document.clauses, *document.footnotes)
            for part in parts:
                for reference in self.references_in(part):
                    for target in reference.targets:
                        referring.setdefault(str(target), []).append(reference)
        return {target: tuple(references) for target, references in referring.items()}

    def cite(self, clause: Target) -> str:
        """The full label of a clause or footnote: "C(2024) 601, point 3.1.1(f)"."""
        return f"{self.entry_of(clause.address).short}, {clause.label}"

"""The corpus as one object: the catalogue and the parsed documents, with every clause by its uid."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as FilePath

from ingest.address import Address
from ingest.catalogue import Catalogue, Entry, load_catalogue, read_shipped
from ingest.model import Clause, Document, Footnote
from ingest.parse import parse


@dataclass(frozen=True)
class Corpus:
    """Catalogue and documents; `documents` are those with a text, in catalogue order."""

    catalogue: Catalogue
    documents: tuple[Document, ...]

    @classmethod
    def load(cls, folder: FilePath) -> "Corpus":
        """Read, verify and parse everything under `folder`.

        Raises CatalogueError, SourceMissing, SourceChanged, SourceUnreadable or NothingOperative: a corpus with a
        doubtful text is not served in part.
        """
        catalogue = load_catalogue(folder)
        documents = []
        for entry in catalogue.entries:
            if entry.shipped:
                documents.append(parse(entry, read_shipped(folder, entry)))
        return cls(catalogue, tuple(documents))

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

    def document(self, key: str) -> Document | None:
        """The parsed document with this key, or None."""
        return self._documents.get(key)

    def clause(self, uid: str) -> Clause | None:
        """The clause with this uid, or None."""
        return self._clauses.get(uid)

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

    def cite(self, clause: Clause | Footnote) -> str:
        """The full label of a clause or footnote: "C(2024) 601, point 3.1.1(f)"."""
        return f"{self.entry_of(clause.address).short}, {clause.label}"

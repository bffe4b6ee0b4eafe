"""The cross-references of a clause as a reader sees them: what it refers to, and what refers to it."""

from dataclasses import dataclass
from typing import Any

from ingest.address import Address
from ingest.catalogue import Entry
from ingest.corpus import Corpus, Target
from ingest.model import Clause
from ingest.references import CrossReference, Status


@dataclass(frozen=True)
class Link:
    """One end of a reference. `text` are the words of the reference, `source` the clause or footnote they stand in.

    `target` is the clause or footnote at the other end; without one, `entry` is a document as a whole, and without that
    the reference leads out of the catalogue or could not be resolved (`reason`).
    """

    status: Status
    text: str
    source: str
    target: Target | None = None
    entry: Entry | None = None
    reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        link: dict[str, Any] = {"status": self.status, "text": self.text, "source": self.source}
        if self.target is not None and self.entry is not None:
            link |= {"uid": self.target.uid, "label": self.target.label}
            link |= {"citation": f"{self.entry.short}, {self.target.label}"}
        elif self.entry is not None:
            link |= {"document": self.entry.key, "name": self.entry.name, "citation": self.entry.short}
        return link | ({"reason": self.reason} if self.reason else {})


def links_from(part: Target, corpus: Corpus) -> tuple[Link, ...]:
    """What a clause, or a footnote called in it, refers to, one link for each end, in the order of the words.

    What stands above the clause is left out: a reader sees it there.
    """
    document = corpus.document_at(part.address)
    above: set[Address] = {part.address}
    parts: list[Target] = [part]
    if isinstance(part, Clause):
        above |= {clause.address for clause in document.ancestors(part)}
        parts += document.footnotes_of(part)
    links = []
    for reference in (reference for one in parts for reference in corpus.references_in(one)):
        ends = [target for target in reference.targets if target not in above]
        links += [_to(reference, corpus, corpus.target(target)) for target in ends]
        if not reference.targets:
            links.append(_to(reference, corpus, None))
    return tuple(dict.fromkeys(links))


def links_to(part: Target, corpus: Corpus) -> tuple[Link, ...]:
    """What refers to a clause or footnote, one link for each place, in reading order.

    What stands under the clause is left out, and so are references to the document as a whole.
    """
    links: dict[str, Link] = {}
    for reference in corpus.references_to(part.address):
        source = corpus.target(reference.source)
        carrier = source.path if isinstance(source, Clause) else source.clause if source is not None else None
        clause = corpus.document_at(reference.source).clause(carrier) if carrier is not None else None
        under = () if clause is None else (clause, *corpus.document_of(clause).ancestors(clause))
        if part not in under:
            entry = corpus.entry_of(reference.source)
            links.setdefault(
                str(reference.source), Link("clause", reference.text, str(reference.source), source, entry)
            )
    return tuple(links.values())


def _to(reference: CrossReference, corpus: Corpus, target: Target | None) -> Link:
    key = target.address.document if target is not None else reference.document
    entry = corpus.catalogue.get(key) if key is not None else None
    return Link(reference.status, reference.text, str(reference.source), target, entry, reference.reason)

"""From a clause to the one a reference means beside or under it, or an honest account of why there is none."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.address import Address
from ingest.citation import Reference, Relative
from ingest.corpus import Corpus, Target
from ingest.model import Clause, Document, Footnote, Gap, Kind
from ingest.outcome import Lookup, around, hole_in, not_indexed, text_of
from ingest.siblings import Hole, beside, member


def step(read: Reference, relative: Relative, start: Lookup | None, corpus: Corpus) -> Lookup:
    """What stands beside or under the clause that `read` starts from; `start` is what looking that one up gave."""
    if relative.count == 0:
        told = f"“{read.text.strip()}” does not say how many clauses are meant; ask for one of them, or for “the two”."
        return Lookup(read, "missing", (), (), told)
    if start is None:
        return _in_whole_document(read, relative, corpus) if relative.way == "of" else _from_where(read, relative)
    if start.status == "ambiguous" and relative.way != "of":
        fitting = tuple(t for t in start.targets if fits(t, relative.noun, corpus))
        start = replace(start, status="found", targets=fitting) if len(fitting) == 1 else start
    if start.status != "found":
        ambiguous = start.status == "ambiguous"
        message = f"“{relative.words}” can start from several clauses. {start.message}" if ambiguous else start.message
        return replace(
            start,
            reference=read,
            status="missing" if ambiguous else start.status,
            targets=(),
            nearest=start.targets or start.nearest,
            message=message,
        )
    [anchor] = start.targets if len(start.targets) == 1 else [None]
    if anchor is None:
        return _from_where(read, relative)
    document = corpus.document_at(anchor.address)
    if relative.way == "of":
        members = document.children(anchor.path) if isinstance(anchor, Clause) else ()
        listed = [clause for clause in members if fits(clause, relative.noun, corpus)]
        return _counted(read, relative, document, listed, f"in {anchor.label}", corpus)
    if not fits(anchor, relative.noun, corpus):
        told = f"{corpus.cite(anchor)} is no {relative.noun}, so “{relative.words}” is not clear. "
        return Lookup(read, "missing", (), (anchor,), f"{told}Ask for “the one {relative.way}” it, or name another.")
    return _steps(read, relative, document, anchor, corpus)


def _steps(read: Reference, relative: Relative, document: Document, anchor: Target, corpus: Corpus) -> Lookup:
    """Go from `anchor` as many steps as asked for; a hole or the end of the list on the way is told."""
    found: list[Target] = []
    at = anchor
    for _ in range(relative.count):
        other = beside(document, at, 1 if relative.way == "after" else -1)
        if isinstance(other, Hole):
            return _at_hole(read, other.gap, at, relative, corpus)
        if other is None:
            edge = "last" if relative.way == "after" else "first"
            above = at.parent.label if isinstance(at, Clause) and at.parent is not None else "the document"
            some = f"there are not {relative.count}: " if relative.count > 1 else ""
            told = f"“{read.text.strip()}”: {some}{corpus.cite(at)} is the {edge} of its list in {above}."
            return Lookup(read, "missing", (), tuple(dict.fromkeys((*found, at))), told)
        found.append(other)
        at = other
    targets = tuple(found if relative.way == "after" else reversed(found))
    return Lookup(read, "found", targets, (), "; ".join(map(corpus.cite, targets)))


def _in_whole_document(read: Reference, relative: Relative, corpus: Corpus) -> Lookup:
    """A recital, footnote, definition, recommendation or section counted through the one document that has them."""
    if relative.noun not in {"recital", "footnote", "definition", "recommendation", "section"}:
        return _from_where(read, relative)
    if relative.noun == "section" and relative.count < 0:
        return _from_where(read, relative)  # the last of the sections, or of the sections under them?
    lists: list[tuple[Document, list[Target]]] = []
    for document in corpus.documents:
        entry = corpus.catalogue.get(document.key)
        first = entry is None or corpus.document(entry.witness_of or "") is None
        if first if read.entry is None else document.key == read.entry.key:
            pieces: list[Target] = [*document.clauses, *document.footnotes]
            listed = [p for p in pieces if fits(p, relative.noun, corpus) and "." not in p.address.path.last.number]
            listed = [p for p in listed if p.address.path.last.number[0] != "x"]
            lists += [(document, listed)] if listed else []
    if len(lists) == 1:
        return _counted(read, relative, *lists[0], "in the document", corpus)
    if read.entry is not None and corpus.document(read.entry.key) is None:
        return Lookup(read, "missing", (), (), not_indexed(read.entry))
    told = (
        f"No document here has {relative.noun}s" if not lists else f"Several documents have {relative.noun}s; name one"
    )
    return Lookup(read, "missing", (), (), f"{told}.")


def _counted(
    read: Reference, relative: Relative, document: Document, listed: Sequence[Target], where: str, corpus: Corpus
) -> Lookup:
    found = member(document, listed, relative.count)
    if isinstance(found, Hole):
        text = text_of(corpus.entry_of(Address(document.key, found.gap.after)))
        told = f"{hole_in(text, found.gap)} "
        told += f"It cannot tell which one “{read.text.strip()}” is."
        return Lookup(read, "gap", (), around(document, found.gap), told, found.gap)
    if found is None:
        told = f"There is no such {relative.noun} directly {where}: “{read.text.strip()}”."
        return Lookup(read, "missing", (), tuple(listed[-1:]), told)
    return Lookup(read, "found", (found,), (), corpus.cite(found))


def _from_where(read: Reference, relative: Relative) -> Lookup:
    example = "the last point of 3.1.1" if relative.way == "of" else f"the point {relative.way} 3.1.1(f)"
    told = f"“{read.text.strip()}” needs one clause to start from, for example “{example}”."
    return Lookup(read, "missing", (), (), told)


def fits(target: Target, noun: str | None, corpus: Corpus) -> bool:
    """Whether `target` is what a document calls a `noun` (a key of `NOUNS`); every clause is an unnamed one."""
    if noun is None:
        return True
    if isinstance(target, Footnote) or noun == "footnote":
        return isinstance(target, Footnote) and noun == "footnote"
    if noun in {"recital", "section", "definition", "passage"}:
        return target.kind is Kind(noun)
    called = corpus.entry_of(target.address).numbered_as
    numbered = target.kind in {Kind.POINT, Kind.STEM, Kind.DEFINITION, Kind.FRAGMENT}
    lettered = target.path.last.number.isalpha()
    return numbered and called == ("point" if noun == "letter" else noun) and (lettered or noun != "letter")


def _at_hole(read: Reference, gap: Gap, at: Target, relative: Relative, corpus: Corpus) -> Lookup:
    """A step that leads from `at` into a hole; what another text of the act has there is named, not taken."""
    document = corpus.document_at(at.address)
    told = f"{hole_in(text_of(corpus.entry_of(at.address)), gap)} "
    told += f"It cannot tell what stood {relative.way} {at.label}."
    others: list[Target] = []
    for twin in corpus.other_witnesses(at.address):
        other = beside(corpus.document_at(twin.address), twin, 1 if relative.way == "after" else -1)
        others += [other] if isinstance(other, Clause | Footnote) else []
    if others:
        told += f" Another text of the act goes on there: {'; '.join(map(corpus.cite, others))}."
    return Lookup(read, "gap", (), (*around(document, gap), *others), told, gap)

"""What must hold for every parsed document, whatever it was made of."""

from ingest.address import Address
from ingest.model import Document
from ingest.spans import FOLDED, read


def prove(document: Document) -> None:
    """AssertionError with the place, unless `document` keeps every promise of `ingest.model`."""
    audit, source = document.audit, document.source
    assert audit.lost == (), f"lost: {[source[slice(*span)][:60] for span in audit.lost]}"
    assert audit.shared == (), f"shared: {[source[slice(*span)][:60] for span in audit.shared]}"
    pieces = (*document.clauses, *document.footnotes)
    uids = [piece.uid for piece in pieces]
    assert len(set(uids)) == len(uids), f"shared by two: {[uid for uid in uids if uids.count(uid) > 1][:3]}"
    for piece in pieces:
        assert Address.parse(piece.uid) == piece.address, f"another address comes back: {piece.uid}"
        assert read(source, piece.spans) == piece.text, f"other words stand at the spans: {piece.uid}"
        assert all(0 <= start <= end <= len(source) for start, end in piece.spans), f"outside: {piece.uid}"
        assert piece.label, f"no label: {piece.uid}"
    for clause in document.clauses:
        assert clause.parent is None or document.clause(clause.parent) is not None, f"no parent: {clause.uid}"
        for mark in clause.marks[:20]:  # each costs a look at the whole text before it
            before = read(source, (span for span in clause.spans if span.end <= mark.span.start))
            assert clause.text[: mark.offset].rstrip(FOLDED) == before, f"mark elsewhere: {clause.uid}, {mark}"
        if clause.label_span is not None and clause.path.last.code != "unp" and clause.path.last.number[0] != "x":
            printed = source[slice(*clause.label_span)]
            assert clause.path.last.number in printed, f"a number that is not printed: {clause.uid}, {printed!r}"
    for note in document.footnotes:
        owner = document.clause(note.clause) if note.clause is not None else None
        assert (owner is None) == (note.clause is None), f"no clause: {note.uid}"
        assert owner is None or 0 <= (note.offset or 0) <= len(owner.text), f"mark outside: {note.uid}"
    for gap in document.gaps:
        assert document.clause(gap.after) is not None, f"gap after nothing: {gap.after}"
        assert gap.resumes is None or document.clause(gap.resumes) is not None, f"gap before nothing: {gap.resumes}"
    source.encode()  # no halves of surrogate pairs

"""What the one box of the Clauses page finds: a reference as people write it, or words, while they are typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.citation import MAX_REFERENCE
from ingest.corpus import Corpus, Target
from ingest.errors import AddressError
from ingest.lookup import Lookup, look_up
from ingest.model import Footnote
from rag import Assistant
from rag.words import Found, WordHit, WordIndex
from ui.services.asking import Asks, current

ROWS = 12  # clauses listed for words
EVERY = 1_000  # clauses looked through, for those of one document may be asked for
_HALF_TYPED = " ([{.,;:#/-–—"  # what a reference may end with before it is whole


@dataclass(frozen=True)
class Row:
    """A clause or footnote to choose: its label, the document it stands in, its words, the question that found it."""

    uid: str
    label: str
    document: str
    words: str
    question: str = ""


@dataclass(frozen=True)
class Finding:
    """What was found for `typed`.

    `status` is that of the look-up when `typed` was read as a reference, else "words"; `message` tells what is wrong
    with a reference, `rows` are its clauses or the nearest ones. `words` are clauses with the words of `typed`,
    `unknown` its words that stand nowhere. `document` is the key of the document named alone, `url` the official page
    of one whose text is not here.
    """

    typed: str
    status: str
    message: str = ""
    rows: tuple[Row, ...] = ()
    words: tuple[Row, ...] = ()
    unknown: tuple[str, ...] = ()
    document: str = ""
    url: str = ""

    @property
    def nothing(self) -> bool:
        """Whether there is neither a clause nor anything to say."""
        return not (self.rows or self.words or self.message)


def find(asked: Asks, typed: str) -> Finding | None:
    """What `typed` finds; None where nothing is typed. It loads nothing and never fails for what somebody typed."""
    text = " ".join(typed.split())[:MAX_REFERENCE]
    if not text:
        return None
    corpus = current(asked)
    found = _referred(text, corpus)
    if found is not None and (found.reference.paths or found.reference.relative):
        return _of_reference(text, found, corpus)
    entry = found.reference.entry if found is not None else None
    if found is not None and entry is not None and corpus.document(entry.key) is None:
        return Finding(text, found.status, found.message, url=entry.url or "")
    wanted = found.reference.words if found is not None and entry is not None else text
    words = _with_words(asked, corpus, wanted) if wanted else Found((), corpus)
    hits = [hit for hit in words.hits if entry is None or hit.clause.address.document == entry.key]
    rows = [_row(hit.clause, words.corpus, hit) for hit in hits]
    if found is None or (rows and not found.targets):
        return Finding(text, "words", words=tuple(rows[:ROWS]), unknown=words.unknown)
    if entry is not None and not found.targets:  # a document alone, or with words that it has not
        return Finding(text, found.status, found.message, document=entry.key)
    named = _of_reference(text, found, corpus)
    listed = {row.uid for row in named.rows}
    others = tuple(row for row in rows if row.uid not in listed)[:ROWS]
    return Finding(text, named.status, named.message, named.rows, others, words.unknown)


def nearest(corpus: Corpus, uid: str) -> tuple[Row, ...]:
    """The clauses to name to whoever came to an address that shows nothing."""
    try:
        found = look_up(uid, corpus)
    except AddressError:
        return ()
    return _rows(found.targets or found.nearest, corpus)


def row(corpus: Corpus, target: Target) -> Row:
    """A clause or footnote to choose."""
    return _row(target, corpus)


def _referred(text: str, corpus: Corpus) -> Lookup | None:
    """What `text` leads to when it is read as a reference; None when it can only be words."""
    for written in dict.fromkeys((text, text.rstrip(_HALF_TYPED))):
        try:
            found = look_up(written, corpus)
        except AddressError:
            return None
        read = found.reference
        if found.status != "missing" or read.paths or read.relative or read.entry is not None:
            return found
    return None


def _of_reference(text: str, found: Lookup, corpus: Corpus) -> Finding:
    entry = found.reference.entry
    told = "" if found.status == "found" else found.message
    away = entry is not None and corpus.document(entry.key) is None
    url = entry.url or "" if entry is not None and away else ""
    return Finding(text, found.status, told, _rows(found.targets or found.nearest, corpus), url=url)


def _with_words(asked: Asks, corpus: Corpus, text: str) -> Found:
    return asked.find(text, EVERY) if isinstance(asked, Assistant) else WordIndex(corpus).search(text, EVERY)


def _rows(targets: Sequence[Target], corpus: Corpus) -> tuple[Row, ...]:
    return tuple(_row(target, corpus) for target in targets)


def _row(target: Target, corpus: Corpus, hit: WordHit | None = None) -> Row:
    label = target.label
    if isinstance(target, Footnote) and target.clause is not None:
        carrier = corpus.document_at(target.address).clause(target.clause)
        label = f"{label}, at {carrier.label}" if carrier is not None else label
    document = corpus.entry_of(target.address).short
    return Row(target.uid, label, document, target.text, hit.question if hit is not None else "")

"""Which documents a question is about, where it says so: by name, or as "the Code", "the news item", "the workshop".

Each name is one side of the question. Of several sides each gets its share of the answer; a document that is not here
is told, and what the texts here say of it may still be quoted.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.catalogue import Entry
from ingest.citation import normalise
from ingest.corpus import Corpus
from ingest.lookup import not_indexed
from ingest.mentions import Mentions, find_mentions
from ingest.model import Clause
from ingest.naming import named_documents
from rag.links import links_from
from rag.ranking import Ranking
from rag.support import lexical

# What people call a document by its kind; beside the name of another one it is a side of its own.
_CALLED = {
    "recommendation": re.compile(r"\bthe (?:commission )?(?:code(?: of practice)?|recommendation|guidance)\b(?! on\b)"),
    "news item": re.compile(r"\bthe (?:news(?: item| page)?|announcement)\b"),
    "call": re.compile(r"\bthe call\b"),
    "event page": re.compile(r"\bthe (?:workshop|event)(?: page)?\b"),
}
# What goes with a name and says no more: "the MLE's final report", "the workshop page".
_WITH_NAME = re.compile(r"(?:['’]s)?(?: (?:final |web )?(?:report|page|text|document|recommendations)\b)?")
# What only the document itself can tell.
_WORDING = re.compile(
    r"\b(?:word for word|verbatim|exact(?:ly)?|wording|quote[sd]?|quotation|full text|la(?:ys|y|id|ying) down"
    r"|(?:which|what) (?:article|point|clause|paragraph|section|recital)s?)\b",
    re.IGNORECASE,
)
_SHARED = 0.6  # of the other words of the question that such a clause must have
_NEAR = 0.12  # below the best clause: what speaks of a document that is not here, and is quoted


@dataclass(frozen=True)
class Scope:
    """What a question names.

    `sides` are the documents here, each side the keys that one name may mean; none: all of them. `absent` are the
    documents that are not here, `dropped` those that the reader wants left out, `foreign` acts that no list here knows.
    `rest` are the question's words but for all names, `subject` those but for the names of its sides.
    """

    sides: tuple[frozenset[str], ...] = ()
    absent: tuple[Entry, ...] = ()
    dropped: tuple[Entry, ...] = ()
    foreign: tuple[str, ...] = ()
    rest: str = ""
    subject: str = ""

    @property
    def documents(self) -> frozenset[str]:
        """The keys of all sides."""
        return frozenset[str]().union(*self.sides)

    @property
    def plain(self) -> str:
        """The words of a question that names documents without these names; "" where it names none."""
        return " ".join(re.findall(r"[\w’'-]+", self.rest)) if self.sides or self.absent else ""

    @property
    def elsewhere(self) -> bool:
        """Whether all that a question names is not here."""
        return bool(self.absent or self.dropped or self.foreign) and not self.sides

    @property
    def missing(self) -> tuple[str, ...]:
        """What is told of the documents that are not here, a sentence each."""
        acts = [f"None of the documents here is “{act}”." for act in self.foreign]
        dropped = [f"{entry.short} was left out as you asked." for entry in self.dropped]
        return (*map(not_indexed, self.absent), *dropped, *acts)


EVERYWHERE = Scope()


def scope_of(question: str, mentions: Mentions, entries: Sequence[Entry], corpus: Corpus, whole: Corpus) -> Scope:
    """The scope of a question whose words are in `mentions` and that is about `entries`.

    `corpus` is what the reader left of the `whole` one.
    """
    here = [_texts_of(entry, corpus) for entry in entries if corpus.document(entry.key) is not None]
    absent = tuple(entry for entry in entries if whole.document(entry.key) is None)
    dropped = tuple(entry for entry in entries if entry not in absent and corpus.document(entry.key) is None)
    named = frozenset[str]().union(*here)
    called, patterns = [], []
    for kind, pattern in _CALLED.items():
        of_kind = {entry.key for entry in corpus.catalogue.entries if entry.kind == kind}
        meant = frozenset(document.key for document in corpus.documents if document.key in of_kind) - named
        if meant and pattern.search(mentions.rest):
            called.append(meant)
            patterns.append(pattern)
    # Alone, "the Code" or "the guidance" may mean whatever is here, as may any word beside a document that is not.
    sides = (*here, *called) if len(here) + len(called) > 1 else tuple(here)
    subject = normalise(question)
    for match, entry in named_documents(subject, corpus.catalogue, spoken=True):
        if entry.key in named:
            behind = _WITH_NAME.match(subject, match.end())
            end = behind.end() if behind is not None else match.end()
            start = match.start() - len("the ") * subject[: match.start()].endswith(" the ")
            subject = subject[:start] + " " * (end - start) + subject[end:]
    for pattern in patterns:
        subject = pattern.sub(" ", subject)
    return Scope(sides, absent, dropped, mentions.foreign, mentions.rest, " ".join(subject.split()))


def _texts_of(entry: Entry, corpus: Corpus) -> frozenset[str]:
    """The keys of a document and, of a further text of an act, of the first: only that is searched throughout."""
    first = entry.witness_of
    return frozenset({entry.key, first} if first is not None and corpus.document(first) is not None else {entry.key})


def speaking_of(scope: Scope, ranking: Ranking, corpus: Corpus) -> Ranking:
    """The ranking of the clauses that speak of an absent document and of what is asked about it; it may be empty.

    The best clause of all must be one, or none is: a document's name alone makes any clause that has it resemble the
    question. Empty, too, for a question about the very words of that document.
    """
    if _WORDING.search(ranking.query):
        return replace(ranking, scored=())
    best = [scored for scored in ranking.scored if scored.prior >= 0][:1]
    near = [s for s in ranking.scored if best and s.prior >= 0 and s.similarity >= best[0].similarity - _NEAR]
    told = [
        scored
        for scored in near
        if lexical(scope.rest, scored.clause.text) >= _SHARED
        and any(_speaks_of(entry, scored.clause, corpus) for entry in scope.absent)
    ]
    return replace(ranking, scored=tuple(told if told[:1] == best else ()))


def _speaks_of(entry: Entry, clause: Clause, corpus: Corpus) -> bool:
    """Whether a clause or a footnote of it refers to a document, names it, or stands on a page about it."""
    if entry.short.lower() in corpus.entry_of(clause.address).short.lower():
        return True
    if any(link.entry == entry for link in links_from(clause, corpus)):
        return True
    return entry in find_mentions(clause.text, corpus.catalogue).entries

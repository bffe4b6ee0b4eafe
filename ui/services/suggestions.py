"""Questions to start with: curated ones, of clauses from all over the texts, that read like a first question."""

import re
from collections.abc import Iterator

from ingest.corpus import Corpus
from ingest.model import OPERATIVE, Clause, Kind

SHOWN = 6
# What people most often come for leads; where one of these is gone, the next place of the texts steps in.
PINNED = (
    "c/2024/601#pnt_3.1.1/pnt_f",
    "c/2024/601#pnt_2.1.3",
    "c/2024/601#pnt_3.4.1",
    "web/mle-final-report#pnt_5",
)
SHORTEST, LONGEST = 30, 85  # characters: a first question is read at a glance
_FIRST = re.compile(r"(?:How (?:should|can|do|could)|What|When|Who|Which|Can|Should)\b[^;:()\d]+\?")
_BEST = re.compile(r"How (?:should|can|do) ")


def suggestions(corpus: Corpus) -> tuple[str, ...]:
    """Up to SHOWN questions, no two of one section; the same as long as texts and curated questions are the same."""
    chosen: dict[str, str] = {}
    for clause in _candidates(corpus):
        place = _place(clause, corpus)
        question = first_question(corpus.questions.of(clause.uid))
        if question is not None and place not in chosen and question not in chosen.values():
            chosen[place] = question
        if len(chosen) == SHOWN:
            break
    return tuple(chosen.values())


def first_question(curated: tuple[str, ...]) -> str | None:
    """The one of a clause's curated questions that is best to begin with, or None: "How should we…" before others."""
    fitting = [one for one in curated if SHORTEST <= len(one) <= LONGEST and _FIRST.fullmatch(one)]
    return next((one for one in fitting if _BEST.match(one)), fitting[0] if fitting else None)


def _candidates(corpus: Corpus) -> Iterator[Clause]:
    """The pinned clauses, the paragraphs that a list of points carries on, then whatever else there is."""
    yield from filter(None, map(corpus.clause, PINNED))
    yield from (clause for clause in corpus.clauses() if clause.kind is Kind.STEM)
    yield from (clause for clause in corpus.clauses() if clause.kind in OPERATIVE)
    yield from corpus.clauses()


def _place(clause: Clause, corpus: Corpus) -> str:
    """The section a clause stands in, named; its document where it stands in none."""
    headings = [one for one in corpus.document_of(clause).ancestors(clause) if one.kind is Kind.SECTION]
    return headings[-1].uid if headings else clause.address.document

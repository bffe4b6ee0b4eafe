"""Which clauses make up an answer: the near ones, whole lists where a list is asked for, and each document's share.

All numbers were chosen on the development questions of ``eval/datasets/kv-guidance``.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.corpus import Corpus
from ingest.model import Clause, Kind
from rag.parts import Part
from rag.ranking import Ranking, Scored
from rag.scope import Scope

MOST_QUOTED = 6  # single clauses; lists come whole
MARGIN = 0.12  # a clause this far below the best one is no longer part of the answer
MOST_OF_A_SIDE = 2  # clauses of each document where the question names several
FAR_SIDE = 0.5  # a document whose best clause is this far below the best of all has nothing to add
FAR_LIST = 0.5  # a list whose best member is this far below the best clause is not the one asked for

_COUNTS = {
    word: number
    for number, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)  # noqa: SIM905
}
_THINGS = (
    r"(?:things|ways|means|steps|measures|points|conditions|elements|actions|tasks|recommendations|questions|criteria"
    r"|requirements|incentives|reasons|principles|safeguards|duties|topics|aspects|options)"
)
# "all the ways", "which steps should", "in which ways", "tell me everything", "what four things", "the full list".
_ALL = re.compile(
    rf"\ball (?:of )?(?:the|these|those) (?:[\w-]+ )?{_THINGS}\b"
    r"|\b(?:which|what) (?:things|ways|means|steps|measures|actions|tasks) (?:should|must|can|could|do|does|are|to)\b"
    rf"|\bwhat are the (?:[\w-]+ )?{_THINGS}\b"
    r"|\b(?:full|complete|whole|entire) (?:list|set|catalogue|range|paragraph)\b"
    r"|\b(?:list|name|give|tell|show|enumerate|summari[sz]e)\b.{0,20}\b(?:all|every|everything|each)\b"
    r"|\beverything (?:the|that (?:the|is)|is|it says)\b|\ball told\b|\bin full\b"
    r"|\b(?:one|step|point) by (?:one|step|point)\b"
    r"|\b(?:checklist|overview)\b|\bin (?:which|what) (?:[\w-]+ )?ways\b|\bby (?:which|what) means\b"
    r"|\b(?:which|what)(?: are)?(?: the)? (?P<count>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"
    r" (?!years?\b|euro|per\b|percent)[a-z]+",
    re.IGNORECASE,
)


def selected(ranking: Ranking, corpus: Corpus, scope: Scope, parts: Sequence[Part] = ()) -> list[Clause]:
    """The clauses that make up the answer, best first; a list is led in to by its stem."""
    asked = _ALL.search(ranking.query)
    if asked is not None and (members := _list_asked_for(ranking, corpus, asked["count"])):
        found = members
    elif len(scope.sides) > 1:
        found = _from_each(ranking, corpus, scope)
    else:
        found = _near(ranking, corpus, MOST_QUOTED)
    for part in parts:
        best = part.ranking.scored[0]
        if part.verdict.sure and not bare(best):
            found += [clause for clause in with_points(best.clause, corpus) if clause not in found]
    return found


def nearest(ranking: Ranking, most: int) -> list[Clause]:
    """The best clauses that say something: titles, link lists and the formal parts of an act are left out."""
    return [scored.clause for scored in ranking.scored if not bare(scored)][:most]


def bare(scored: Scored) -> bool:
    """Whether a clause names a subject and says nothing about it."""
    return scored.prior < 0


def leads_in(clause: Clause, corpus: Corpus) -> bool:
    """Whether a clause says nothing without the points or items under it: a stem, or prose that ends in a colon."""
    if clause.kind is Kind.STEM:
        return True
    return clause.text.rstrip().endswith(":") and bool(corpus.document_of(clause).children(clause.path))


def with_points(clause: Clause, corpus: Corpus) -> list[Clause]:
    """A clause, and the points or items it leads in to."""
    return [clause, *(corpus.document_of(clause).children(clause.path) if leads_in(clause, corpus) else ())]


def _near(ranking: Ranking, corpus: Corpus, most: int) -> list[Clause]:
    # What recommends leads; within that, and among everything else, the better evidence.
    first = ranking.scored[:most]
    floor = max((scored.similarity for scored in first if scored.pinned or not bare(scored)), default=1.0) - MARGIN
    chosen = [s.clause for s in first if s.pinned or (s.similarity >= floor and not bare(s))]
    chosen = chosen or [ranking.scored[0].clause]
    found: list[Clause] = []
    for clause in chosen:
        dangles = _dangles(clause, chosen, corpus)
        # The whole paragraph answers; or "Key questions are:" was found by its own words, and its list is what it says.
        if clause is chosen[0] or (dangles and clause.kind is not Kind.STEM):
            found += with_points(clause, corpus)
        elif not dangles:
            found.append(clause)
    return list(dict.fromkeys(found))


def _dangles(clause: Clause, chosen: Sequence[Clause], corpus: Corpus) -> bool:
    """Whether a clause leads in to points none of which is quoted."""
    points = corpus.document_of(clause).children(clause.path)
    return leads_in(clause, corpus) and not any(point in chosen for point in points)


def _from_each(ranking: Ranking, corpus: Corpus, scope: Scope) -> list[Clause]:
    """What each of the documents that the question sets side by side says, the best first."""
    best = max(scored.similarity for scored in ranking.scored)
    found: list[Clause] = []
    for side in scope.sides:
        inside = replace(ranking, scored=tuple(s for s in ranking.within(side).scored if not bare(s)))
        if inside.scored and inside.scored[0].similarity >= best - FAR_SIDE:
            found += [clause for clause in _near(inside, corpus, MOST_OF_A_SIDE) if clause not in found]
    order = {scored.clause.uid: place for place, scored in enumerate(ranking.scored)}
    return sorted(found, key=lambda clause: order[clause.uid])


def _list_asked_for(ranking: Ranking, corpus: Corpus, count: str | None) -> list[Clause]:
    """The list that a question asks for in full: that whose lead-in and best point are nearest; [] where none is near.

    A list of as many points as the question counts is looked for first.
    """
    scores = {scored.clause.uid: scored.similarity for scored in ranking.scored}
    best = max(scores.values())
    found: list[tuple[float, list[Clause]]] = []
    for scored in ranking.scored:
        lead, *points = with_points(scored.clause, corpus)
        inside = [scores[point.uid] for point in points if point.uid in scores]
        if inside and max(scored.similarity, *inside) >= best - FAR_LIST:
            found.append((scored.similarity + max(inside), [lead, *points]))
    if count is not None:
        wanted = int(count) if count.isdigit() else _COUNTS[count.lower()]
        found = [one for one in found if len(one[1]) == wanted + 1] or found
    return max(found, key=lambda one: one[0])[1] if found else []

"""What the texts say to a question: the clauses that count within its scope, the verdict on them, and on its parts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.model import Clause
from rag.parts import Part, judge_parts
from rag.ranking import Ranking
from rag.refusal import Verdict, judge
from rag.restriction import Restricted
from rag.retrieve import ClauseRetriever
from rag.scope import EVERYWHERE, Scope, speaking_of
from rag.vocabulary import content

_TELLING = 2  # content words that a question needs beside the names of documents to be searched without them


@dataclass(frozen=True)
class Finding:
    """`ranking` is what an answer is made from, or what is nearest where the `verdict` is that there is none."""

    ranking: Ranking
    verdict: Verdict
    scope: Scope = EVERYWHERE
    parts: Sequence[Part] = ()

    @property
    def open_parts(self) -> list[Part]:
        """The things asked that are not surely answered."""
        return [part for part in self.parts if not part.verdict.sure]

    def asked_of(self, clause: Clause) -> list[str]:
        """The words that a clause answers: those of the parts it is the best clause for, else the whole question."""
        parts = [
            part.text for part in self.parts if part.ranking.scored[:1] and part.ranking.scored[0].clause == clause
        ]
        return parts or [self.ranking.query]


def find(question: str, ranking: Ranking, scope: Scope, retriever: ClauseRetriever | Restricted) -> Finding:
    """Judge the `ranking` of a question within its scope.

    Where it asks only about documents that are not here, what counts are clauses that speak of them. Where one of its
    parts alone has an answer, that is the answer.
    """
    if scope.elsewhere:
        told = speaking_of(scope, ranking, retriever.corpus)
        found = judge(ranking, retriever.refusal)
        if told.scored and found.sure:
            return Finding(told, found, scope)
        return Finding(ranking, Verdict(0.0, covered=False, sure=False), scope)
    if scope.sides:
        ranking = ranking.within(scope.documents)
    verdict = judge(ranking, retriever.refusal)
    if scope.plain:  # the names of documents resemble title pages
        plain = retriever.rank(scope.plain)
        plain = plain.within(scope.documents) if scope.sides else plain
        if (again := judge(plain, retriever.refusal)).confidence > verdict.confidence:
            ranking, verdict = replace(ranking, scored=plain.scored), again
    if len(scope.sides) > 1 and len(content(scope.subject)) >= _TELLING:  # else each side's title is all that is near
        ranking = replace(ranking, scored=retriever.rank(scope.subject).within(scope.documents).scored)
    parts = judge_parts(question, retriever, scope.documents)
    sure = [part for part in parts if part.verdict.sure]
    if sure and not verdict.covered:  # it answers a part, then, and says which not
        ranking, verdict = sure[0].ranking, sure[0].verdict
    return Finding(ranking, verdict, scope, parts)

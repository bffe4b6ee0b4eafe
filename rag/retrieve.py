"""The retriever: exact addresses, definitions, and open questions by lexical and dense evidence on several views.

An open question scores a clause by a convex mixture of its views, plus a small prior for what kind of text it is. All
weights were chosen on the development questions of ``eval/datasets/starter``; `clausewise eval run` prints what each
part is worth alone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle

from ingest.chunks import searched, to_nodes
from ingest.citation import MAX_REFERENCE
from ingest.corpus import Corpus
from ingest.lookup import look_up
from ingest.model import OPERATIVE, Clause, Kind
from rag.embed import Embedder
from rag.index import OWN, STEM, Index

POOL = 200  # candidates taken from each view; beyond it a clause counts as no nearer than the last one taken
OPERATIVE_PRIOR = 0.03  # people ask "how should we…": what recommends comes before what reports
BARE_PRIOR = -0.10  # titles and link lists name a subject and say nothing about it
PINNED = 1.0  # added to a clause that was asked for by address or by the term it defines

_DEFINITION = re.compile(
    r"(?:what (?:is|are|counts? as|do (?:you|they|we) mean by|is meant by|does)|define|definition of|meaning of)"
    r"(?: the term| an?| the)? (?P<term>.+?)(?: mean)?"
)
_SENTENCE = re.compile(r"[.!?;][”’\")]*$")


@dataclass(frozen=True)
class Mixture:
    """The weight of each view in a clause's score, summing to one, and whether the priors are added."""

    own: float
    stem: float
    lexical: float
    priors: bool = True


DEFAULT = Mixture(own=0.6, stem=0.2, lexical=0.2)
BASELINES: Mapping[str, Mixture] = {
    "bm25": Mixture(own=0, stem=0, lexical=1, priors=False),
    "dense": Mixture(own=1, stem=0, lexical=0, priors=False),
    "fused": Mixture(own=0.6, stem=0.2, lexical=0.2, priors=False),
    "ours": DEFAULT,
}


@dataclass(frozen=True)
class Scored:
    """A clause and its evidence: `score` ranks; `similarity` is the score without priors, on which refusal rests."""

    clause: Clause
    score: float
    similarity: float
    pinned: bool = False


@dataclass(frozen=True)
class Ranking:
    """Clauses best first, with how much of the question's words the corpus knows.

    `known` is the share, by inverse document frequency, of the question's content words that occur in any clause;
    `unknown` are the words that occur in none.
    """

    scored: tuple[Scored, ...]
    known: float
    unknown: tuple[str, ...]


class ClauseRetriever(BaseRetriever):
    """llama-index's retriever interface over `rank`: nodes are clauses, their ids uids."""

    def __init__(self, corpus: Corpus, index: Index, embedder: Embedder, k: int = 10) -> None:
        super().__init__()
        self.corpus = corpus
        self.k = k
        self._index = index
        self._embedder = embedder
        self._clauses = {clause.uid: clause for document in corpus.documents for clause in searched(document)}

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        ranked = self.rank(query_bundle.query_str).scored[: self.k]
        nodes = []
        for scored in ranked:
            [node] = to_nodes(self.corpus.document_of(scored.clause), [scored.clause])
            nodes.append(NodeWithScore(node=node, score=scored.score))
        return nodes

    def rank(self, query: str, mixture: Mixture = DEFAULT) -> Ranking:
        """Every clause, best first; ties keep reading order."""
        evidence = self._evidence(query)
        pinned = self._pinned(query)
        scored = []
        for uid, clause in self._clauses.items():
            similarity = (
                mixture.own * evidence["own"][uid]
                + mixture.stem * evidence["stem"][uid]
                + mixture.lexical * evidence["lexical"][uid]
            )
            score = similarity + (prior(clause) + PINNED * (uid in pinned) if mixture.priors else 0.0)
            scored.append(Scored(clause, score, similarity, uid in pinned))
        scored.sort(key=lambda one: -one.score)
        known, unknown = self._vocabulary(query)
        return Ranking(tuple(scored), known, unknown)

    def _evidence(self, query: str) -> dict[str, dict[str, float]]:
        """Scores by view and uid."""
        vector = self._embedder.query(query)
        own = _padded(self._index.similar(vector, OWN, POOL), self._clauses)
        stem = self._index.similar(vector, STEM, POOL)
        lexical = self._index.lexical
        scores = dict(zip(lexical.uids, lexical.scores(query).tolist(), strict=True))
        # A clause without a stem has one view only, which then counts for both.
        return {"own": own, "stem": {**own, **stem}, "lexical": scores}

    def _pinned(self, query: str) -> frozenset[str]:
        """The clauses the query asks for by name: a reference, or a defined term."""
        if len(query) > MAX_REFERENCE or not query.strip():
            return frozenset()
        asked = [query]
        if match := _DEFINITION.fullmatch(query.strip().rstrip("?").lower()):
            asked.append(f"definition of {match['term']}")
        found = [look_up(text, self.corpus) for text in asked]
        return frozenset(target.uid for lookup in found for target in lookup.targets if len(lookup.targets) == 1)

    def _vocabulary(self, query: str) -> tuple[float, tuple[str, ...]]:
        lexical = self._index.lexical
        words = [word for word in re.findall(r"[^\W_]+", query) if lexical.terms(word)]
        weights = [lexical.weight(lexical.terms(word)[0]) for word in words]
        knows = [lexical.knows(lexical.terms(word)[0]) for word in words]
        known = sum(weight for weight, is_known in zip(weights, knows, strict=True) if is_known)
        unknown = dict.fromkeys(word for word, is_known in zip(words, knows, strict=True) if not is_known)
        return known / sum(weights) if weights else 0.0, tuple(unknown)


def prior(clause: Clause) -> float:
    """What the kind of a text says about its chance to answer, before any question is read."""
    if clause.kind in OPERATIVE:
        return OPERATIVE_PRIOR
    bare = clause.kind is Kind.TITLE or (clause.kind is Kind.PASSAGE and not _SENTENCE.search(clause.text))
    has_fact = clause.kind is not Kind.TITLE and any(character.isdigit() for character in clause.text)
    return BARE_PRIOR if bare and not has_fact else 0.0


def _padded(found: Mapping[str, float], uids: Mapping[str, Clause]) -> dict[str, float]:
    """`found` with every other uid at the lowest similarity found: it was no nearer than that."""
    floor = min(found.values(), default=0.0)
    return {uid: found.get(uid, floor) for uid in uids}

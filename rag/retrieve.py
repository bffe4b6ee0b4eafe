"""The retriever: exact addresses, definitions, and open questions by lexical and dense evidence on several views.

An open question scores a clause by several views of it (its words; its stem and its words; the curated questions that
it answers), word by word, and by what like questions were judged to be answered by. A small network weighs these
(`rag.scorer`). A convex mixture (`rag.mixture`) with a small prior for what kind of text a clause is takes its place
where none was fitted to the model or nothing was judged, and in what it is measured against. The weights here were
chosen on the development questions of ``eval/datasets/kv-guidance``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle

from ingest.chunks import to_nodes
from ingest.citation import MAX_REFERENCE
from ingest.corpus import Corpus
from ingest.lookup import look_up, resolve
from ingest.mentions import find_mentions
from ingest.model import Clause
from rag import rerank
from rag.dialogue import contexts
from rag.embed import Embedder, Encoded
from rag.evidence import ClauseEvidence, Floats, Gatherer, Text
from rag.excerpt import LONG, Range, excerpt
from rag.fitted import Fitted, fitted_to
from rag.following import FollowUp
from rag.index import Index
from rag.mixture import DEFAULT, Mixture, mixed, weights
from rag.priors import prior
from rag.ranking import Ranking, Scored
from rag.refusal import Refusal
from rag.rerank import Reranker
from rag.scorer import Scorer, likely, signals
from rag.views import Asked

# The weight of a follow-up by itself, the rest being its contexts: more for one whose words are all at home in the
# texts, less for one like "And then?".
ALONE = 0.45  # of one whose words are `USUAL`ly well understood
USUAL = 0.8
STEEPNESS = 2.5  # so much more for each point that they are understood better
LEAST_AND_MOST = (0.1, 0.9)
AS_ONE = 0.7  # of the rest, what is seen of it and what was asked before as one, where the model learnt to
PART = 0.4  # the weight of a part of a question by itself, the rest being the whole
PINNED = 2.0  # added to a clause that was asked for by address or by the term it defines

_DEFINITION = re.compile(
    r"(?:what (?:is|are|counts? as|do (?:you|they|we) mean by|is meant by|does)|define|definition of|meaning of)"
    r"(?: the term| an?| the)? (?P<term>.+?)(?: mean)?"
)


class ClauseRetriever(BaseRetriever):
    """llama-index's retriever interface over `rank`: nodes are clauses, their ids uids."""

    def __init__(
        self,
        corpus: Corpus,
        index: Index,
        embedder: Embedder,
        k: int = 10,
        reranker: Reranker | None = None,
        fitted: Fitted | None = None,
    ) -> None:
        """`fitted` is what was fitted to the model: by default what comes with the program, no file is looked for."""
        super().__init__()
        self._reranker = reranker
        self.fitted = fitted or fitted_to(embedder.identity.name)
        self.corpus = corpus
        self.k = k
        self._index = index
        self._embedder = embedder
        self._clauses = tuple(clause for _, clause in corpus.searched())
        self._words = {term for document in corpus.documents for term in index.lexical.terms(document.source)}
        self._gatherer = Gatherer(index, embedder)
        asked = corpus.questions.of
        self._priors = np.array(
            [prior(one, corpus.document_of(one), asked=bool(asked(one.uid))) for one in self._clauses]
        )

    @property
    def embedder(self) -> Embedder:
        """The model that questions are embedded with."""
        return self._embedder

    @property
    def refusal(self) -> Refusal:
        """By what is decided whether a ranking answers (`rag.refusal.judge`)."""
        return self.fitted.refusal

    def embed(self, question: str) -> Encoded:
        """The question as the model sees it: the least that any search costs."""
        return self._embedder.query(question)

    def prepare(self, query: str, before: Sequence[str], texts: Sequence[str]) -> None:
        """Look at a query and other texts of its turn that are going to be ranked: at once it takes half the time."""
        self._evidence([query, *self._around(query, before, DEFAULT), *texts], DEFAULT)

    @property
    def learnable(self) -> int:
        """How many questions were judged to be answered and are no clause's own."""
        return self._gatherer.learnable

    def left_out(self) -> Iterator[tuple[Asked, ClauseEvidence]]:
        """Each of these with the evidence for it as though it had never been judged: the scores that need no store."""
        return self._gatherer.left_out()

    def forget(self) -> None:
        """Forget the texts asked before, which cost little to ask again."""
        self._gatherer.forget()

    def excerpt(self, query: str, clause: Clause) -> tuple[Range, ...]:
        """The parts of a clause that answer `query`: all of it, unless it is a long text by itself (`rag.excerpt`).

        A stem and its points are one sentence, from which nothing is cut.
        """
        tokens, document = self._index.tokens, self.corpus.document_of(clause)
        alone = not document.children(clause.path) and document.stem(clause) is None
        if alone and len(clause.text) >= LONG and clause.uid in tokens and not tokens.windows_of(clause.uid):
            places = self._embedder.places(clause.text)
            if places is not None:
                [encoded] = self._gatherer.encoded([query])
                return excerpt(clause.text, places, tokens.matches(encoded, clause.uid))
        return ((0, len(clause.text)),)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        ranked = self.rank(query_bundle.query_str).scored[: self.k]
        nodes = []
        for scored in ranked:
            [node] = to_nodes(self.corpus.document_of(scored.clause), [scored.clause])
            nodes.append(NodeWithScore(node=node, score=scored.score))
        return nodes

    def rank(self, query: str, mixture: Mixture = DEFAULT, before: Sequence[str] = ()) -> Ranking:
        """Every clause, best first; ties keep reading order. Clauses that the query names come first.

        `before` are the questions that the query may go on from (`rag.dialogue.before`): the evidence is that for the
        query alone, behind them by rule, and for all of them as one where the model learnt to see that, weighed.
        """
        around = self._around(query, before, mixture)
        evidence = self._evidence([query, *around], mixture)
        share = float(np.clip(ALONE + STEEPNESS * (evidence[0].understood - USUAL), *LEAST_AND_MOST))
        as_one = sum(isinstance(text, FollowUp) for text in around)
        return self._ranking(query, evidence, _shares(share, len(around) - as_one, as_one), mixture)

    def _around(self, query: str, before: Sequence[str], mixture: Mixture) -> list[Text]:
        """What a query is searched by besides its own words."""
        as_one = before and mixture.follow_ups and self._embedder.follows
        return [*contexts(query, before), *([FollowUp(query, tuple(before))] if as_one else [])]

    def rank_parts(self, whole: str, parts: Sequence[str]) -> list[tuple[Ranking, Ranking]]:
        """Each of the `parts` of a question by itself, and in the context of the `whole`."""
        around, *found = self._evidence([whole, *parts], DEFAULT)
        return [
            (
                self._ranking(part, [alone], _shares(1.0, 0), DEFAULT),
                self._ranking(part, [alone, around], _shares(PART, 1), DEFAULT, follows=False),
            )
            for part, alone in zip(parts, found, strict=True)
        ]

    def _ranking(
        self,
        query: str,
        evidence: Sequence[ClauseEvidence],
        shares: Floats,
        mixture: Mixture,
        *,
        follows: bool = True,
    ) -> Ranking:
        """The ranking that the evidence for a query, the first, and for what it is asked in makes, with these shares.

        Whether a query that `follows` has an answer is told by all of that; of a part of a question by itself alone.
        """
        alone, many = evidence[0], len(evidence) > 1
        network = self.fitted.scorer if mixture.learnt and alone.judged.any() else None
        similarity = mixed(evidence, shares, mixture) if network is None else _likely(evidence, shares, network)
        if not follows:
            evidence, shares = evidence[:1], _shares(1.0, 0)
        matched = shares @ np.array([one.matched for one in evidence])
        understood = float(shares @ np.array([one.understood for one in evidence]))
        answered = shares @ np.array([one.answered or 0.0 for one in evidence])
        pins = np.zeros(len(similarity), dtype=bool)
        if mixture.priors and (pinned := self._pinned(query)):
            pins[[place for place, clause in enumerate(self._clauses) if clause.uid in pinned]] = True
        priors = self._priors * mixture.priors
        # Where it is known what questions a document answers, the network has learnt what the kind of a text says.
        counted = priors if network is None else np.where(alone.judged, 0.0, priors)
        score = similarity + counted + PINNED * pins
        columns = (score, similarity, priors, pins, matched)
        rows = [Scored(*row) for row in zip(self._clauses, *(column.tolist() for column in columns), strict=True)]
        order = np.argsort(-score, kind="stable")
        scored = [rows[place] for place in order]
        if mixture.rerank and self._reranker is not None:
            scored = self._reranked(query, scored, self._reranker)
        seen = self.vocabulary(query)
        known = alone.answered is not None and bool(len(order)) and bool(alone.judged[order[0]])
        return replace(
            seen,
            scored=tuple(scored),
            understood=understood,
            answered=float(answered) if known else None,
            kin=(lambda: float(shares @ np.array([one.akin() or 0.0 for one in evidence]))) if known else None,
            follows=many,
            blended=len(evidence) > 1,
        )

    def _reranked(self, query: str, scored: Sequence[Scored], reranker: Reranker) -> list[Scored]:
        """`scored` with the first clauses that were not asked for by name in the order of the cross-encoder.

        Each takes the scores of the place it gets: the two scales have nothing in common.
        """
        pinned = [one for one in scored if one.pinned]
        others = [one for one in scored if not one.pinned]
        again, rest = others[: rerank.DEPTH], others[rerank.DEPTH :]
        found = reranker.scores(query, [self.corpus.document_of(one.clause).in_place(one.clause) for one in again])
        order = sorted(range(len(again)), key=lambda place: -found[place])
        placed = [
            replace(again[new], score=old.score, similarity=old.similarity)
            for new, old in zip(order, again, strict=True)
        ]
        return [*pinned, *placed, *rest]

    def _evidence(self, texts: Sequence[Text], mixture: Mixture) -> list[ClauseEvidence]:
        """What is known of each clause for each text: the scores that `mixture` weighs among it."""
        return self._gatherer.evidence(texts, weights(mixture))

    def _pinned(self, query: str) -> frozenset[str]:
        """The clauses the query asks for by name: references, or a term the texts define."""
        if not query.strip():
            return frozenset()
        lookups = [resolve(mention, self.corpus) for mention in find_mentions(query, self.corpus.catalogue).references]
        if len(query) <= MAX_REFERENCE:
            lookups.append(look_up(query, self.corpus))
            if match := _DEFINITION.fullmatch(query.strip().rstrip("?").lower()):
                lookups.append(look_up(f"definition of {match['term']}", self.corpus))
        return frozenset(target.uid for lookup in lookups if lookup.status == "found" for target in lookup.targets)

    def vocabulary(self, query: str) -> Ranking:
        """What the corpus knows of the question's words: a ranking before anything is ranked, and before any model."""
        lexical = self._index.lexical
        words = list(dict.fromkeys(re.findall(r"[^\W\d_]+", query)))
        terms = zip(words, lexical.terms_of(words), strict=True)
        words = [word for word, found in terms if found]  # no stop words
        forms = self._forms(words)
        unknown = tuple(word for word in words if self._words.isdisjoint(forms[word]))
        names = tuple(w for w in unknown if w[0].isupper() and (w[1:].isupper() or not query.startswith(w)))
        return Ranking(query, (), unknown, names)

    def _forms(self, words: Sequence[str]) -> dict[str, set[str]]:
        """The terms under which a text would have each word, in the singular or plural."""
        forms = [(word, form) for word in words for form in (word, f"{word}s", word.removesuffix("s"))]
        found: dict[str, set[str]] = {word: set() for word in words}
        for (word, _), terms in zip(forms, self._index.lexical.terms_of([form for _, form in forms]), strict=True):
            found[word] |= set(terms)
        return found


def _shares(alone: float, contexts: int, as_one: int = 0) -> Floats:
    """What a query and each of its contexts weigh, and behind them, where there is it, what is seen of all as one."""
    if not contexts:
        return np.array([1.0])
    rest, seen = 1 - alone, AS_ONE * as_one
    return np.array([alone, *[rest * (1 - seen) / contexts] * contexts, *[rest * seen] * as_one])


def _likely(evidence: Sequence[ClauseEvidence], shares: Floats, network: Scorer) -> Floats:
    """As `rag.mixture.mixed`, by a network: how likely each clause answers."""
    seen = np.array([signals(one.scores, one.matched) for one in evidence])
    # The odds and not the probabilities: what one text all but rules out, the others should not bring back.
    return likely(shares @ network.odds(seen))

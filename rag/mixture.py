"""What a clause's scores weigh: convex mixtures, beside which priors for what kind of text it is may count.

All weights here were chosen on the development questions of ``eval/datasets/kv-guidance``; `clausewise eval run` prints
what each part is worth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from rag.evidence import ClauseEvidence, Floats


@dataclass(frozen=True)
class Mixture:
    """The weight of each score of a clause, summing to one, and whether the priors are added.

    `own`, `stem`: cosine with its words, with its stem and its words; `lexical`: BM25; `late`, `late_stem`: MaxSim with
    the same two; `questions`: the mean MaxSim of the two nearest of its curated questions; `votes`: how far what was
    learnt of all questions speaks for it (`rag.regression`), `near_…` how far the nearest do (`rag.questions`). A
    clause without a stem or without questions is scored by its own words there. `learnt` lets the network of
    `rag.scorer` score the clauses instead, where one was fitted to the model and any document was judged. `rerank` lets
    the reranker, where there is one, order the first clauses, and `follow_ups` the model see a follow-up and what was
    asked before as one, where it learnt to (`rag.distillation`).
    """

    own: float = 0.0
    stem: float = 0.0
    lexical: float = 0.0
    late: float = 0.0
    late_stem: float = 0.0
    questions: float = 0.0
    votes: float = 0.0
    near_meaning: float = 0.0
    near_words: float = 0.0
    near_late: float = 0.0
    priors: bool = True
    learnt: bool = False
    rerank: bool = False
    follow_ups: bool = False


SCORES = tuple(one.name for one in fields(Mixture) if one.name not in {"priors", "learnt", "rerank", "follow_ups"})
MIXED = Mixture(late_stem=0.2, questions=0.2, votes=0.6)
DEFAULT = replace(MIXED, learnt=True, rerank=True, follow_ups=True)
MIXTURES: Mapping[str, Mixture] = {
    "lexical": Mixture(lexical=1, priors=False),
    "fused": Mixture(own=0.7, lexical=0.3, priors=False),
    "late": Mixture(late=1, priors=False),
    "questions": Mixture(questions=1, priors=False),
    "no-votes": Mixture(late_stem=0.3, questions=0.7),
    "mixed": MIXED,
    "no-follow-ups": replace(DEFAULT, follow_ups=False),
    "no-questions": Mixture(own=0.1, stem=0.2, late=0.7),
    "ours": DEFAULT,
}


def weights(mixture: Mixture) -> dict[str, float]:
    """The scores that a mixture weighs, and how much."""
    return {name: weight for name in SCORES if (weight := getattr(mixture, name))}


def mixed(evidence: Sequence[ClauseEvidence], shares: Floats, mixture: Mixture) -> Floats:
    """The similarity of each clause, by the evidence for some texts that have these shares of it."""
    found = np.zeros(len(evidence[0].matched))
    for share, one in zip(shares, evidence, strict=True):
        for name, weight in weights(mixture).items():
            found += share * weight * one.scores[name]
    return found

"""Citation precision, over pooled judgements: clauses that some system found were judged after the first runs.

As in Liu, Zhang and Liang, Evaluating Verifiability in Generative Search Engines (EMNLP Findings 2023), with clauses
judged in advance in place of a reader's verdict on each sentence.
"""

from eval.measures.answered import Answered

NAME = "citation precision"
MEANING = "the share of the cited clauses that are relevant (grade 1 or 2); unjudged ones count as not relevant"


def measure(one: Answered) -> float | None:
    if not one.answerable or not one.claimed:
        return None
    return sum(one.grades.get(uid, 0) > 0 for uid in one.claimed) / len(one.claimed)

"""How much of citation precision rests on judgements: below one, the precision is a lower bound."""

from eval.measures.answered import Answered

NAME = "citation judged"
MEANING = "the share of the cited clauses that somebody has judged for the question"


def measure(one: Answered) -> float | None:
    if not one.answerable or not one.claimed:
        return None
    return sum(uid in one.grades for uid in one.claimed) / len(one.claimed)

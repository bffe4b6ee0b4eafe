"""Whether the assistant answers what the texts answer and refuses what they do not."""

from eval.measures.answered import Answered

NAME = "status"
MEANING = (
    "whether an answerable question got clauses for an answer, whole or partial, and an unanswerable one none; "
    "whoever never refuses gets the share of answerable questions"
)


def measure(one: Answered) -> float | None:
    return float(one.refused != one.answerable)

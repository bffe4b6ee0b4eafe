"""Whether the assistant answers what the texts answer and refuses what they do not."""

from eval.measures.answered import Answered

NAME = "status"
MEANING = "whether an answerable question got clauses for an answer, whole or partial, and an unanswerable one none"


def measure(one: Answered) -> float | None:
    # Asked for a point that the source lacks, a lookup that says so and cites nothing is the right refusal.
    return float(bool(one.cited) == one.answerable)

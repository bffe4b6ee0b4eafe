"""Whether the assistant answers what the texts answer and refuses what they do not."""

from eval.measures.answered import Answered

NAME = "status"
MEANING = "whether an answerable question got an answer, whole or partial, and an unanswerable one was refused"


def measure(one: Answered) -> float | None:
    return float((one.answer.status != "not_covered") == one.answerable)

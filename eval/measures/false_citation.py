"""The same mistake, however it was hedged: clauses cited for a question that they do not answer."""

from eval.measures.answered import Answered

NAME = "false citation"
MEANING = "whether an unanswerable question got clauses cited, as a whole or a partial answer"


def measure(one: Answered) -> float | None:
    return None if one.answerable else float(not one.refused)

"""The worse of the two mistakes about status: an answer where there is none."""

from eval.measures.answered import Answered

NAME = "false answer"
MEANING = "whether an unanswerable question got an answer that claims to be whole; a partial one does not count"


def measure(one: Answered) -> float | None:
    return None if one.answerable else float(not one.refused and one.answer.status != "partial")

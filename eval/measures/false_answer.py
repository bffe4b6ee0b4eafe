"""The worse of the two mistakes about status: an answer where there is none."""

from eval.measures.answered import Answered

NAME = "false answer"
MEANING = "whether an unanswerable question got an answer that claims to be whole"


def measure(one: Answered) -> float | None:
    claims = one.answer.status in {"answered", "lookup"} and bool(one.cited)
    return None if one.answerable else float(claims)

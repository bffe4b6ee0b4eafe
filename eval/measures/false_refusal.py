"""The lesser of the two mistakes about status: silence where there is an answer."""

from eval.measures.answered import Answered

NAME = "false refusal"
MEANING = "whether an answerable question was refused"


def measure(one: Answered) -> float | None:
    return float(one.refused) if one.answerable else None

"""Whether the clause that a question was written from comes early: there is one of it, however many more answer."""

from collections.abc import Sequence

from eval.results import Ranked

NAME = "Main@5"
MEANING = "whether the clause that the question was written from is among the first five"
_FIRST = 5


def measure(main: str, ranking: Sequence[Ranked]) -> float:
    return float(main in {one.id for one in ranking[:_FIRST]})

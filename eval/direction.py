"""Which way a measure is better."""

from eval.parts import plain

# Names of the measures of mistakes, see `eval.measures`; every other measure is better when it is higher.
LOWER_IS_BETTER = frozenset({"false answer", "false citation", "false refusal"})


def better(measure: str) -> int:
    """1 when a higher value of `measure` is better, -1 when a lower one is.

    >>> better("nDCG@10"), better("false answer")
    (1, -1)
    """
    return -1 if plain(measure) in LOWER_IS_BETTER else 1

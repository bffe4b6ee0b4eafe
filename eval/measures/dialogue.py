"""What a conversation costs a retriever: the same turn searched in three forms, by nDCG@10.

The plain measures of a turn are those of the question as it is searched, the history taken into account; these two
stand beside its nDCG@10.
"""

from collections.abc import Callable, Mapping, Sequence

from eval.measures.retrieval import RetrievalMeasures
from eval.results import Measures, Ranked

LAST_TURN, STANDALONE = "nDCG@10 (last turn alone)", "nDCG@10 (standalone)"
MEANINGS = {
    LAST_TURN: "nDCG@10 of the turn as typed, without its history: what a retriever without memory does",
    STANDALONE: "nDCG@10 of the turn as a person rewrote it: what perfect use of the history would do",
}
_NDCG = RetrievalMeasures(["nDCG@10"])


def measure(
    grades: Mapping[str, int], last_turn: str, standalone: str, rank: Callable[[str], Sequence[Ranked]]
) -> Measures:
    forms = {LAST_TURN: last_turn, STANDALONE: standalone}
    return {name: _NDCG.of(grades, rank(text) if grades else ())["nDCG@10"] for name, text in forms.items()}

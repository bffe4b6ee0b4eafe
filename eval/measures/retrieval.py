"""The measures of trec_eval, computed by ir_measures (MacAvaney et al., ECIR 2022), a question at a time."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ir_measures
from ir_measures import Qrel, ScoredDoc

from eval.results import Measures, Ranked
from ingest.errors import SettingsError

DEFAULT = ("nDCG@10", "AP", "RR", "R@5", "R@10", "Success@1", "Success@5", "Judged@10")
GRADED = ("Success(rel=2)@1",)  # besides, where a grade says that a clause answers by itself
MEANINGS = {
    "Success(rel=2)@1": "whether the first one answers the question by itself (grade 2)",
    "nDCG@10": "how near the first ten are to the best order possible, by grade",
    "AP": "average precision: the share of relevant ones at each relevant one found, averaged",
    "RR": "one over the rank of the first relevant one",
    "R@5": "the share of all relevant ones that is among the first five",
    "R@10": "the share of all relevant ones that is among the first ten",
    "Success@1": "whether the first one is relevant",
    "Success@5": "whether one of the first five is relevant",
    "Judged@10": "the share of the first ten that somebody has judged; the rest counts as not relevant",
}


class RetrievalMeasures:
    """Measures by their ir_measures names, such as "nDCG@10", "AP(rel=2)" or "R@100" (SettingsError)."""

    def __init__(self, names: Iterable[str] = DEFAULT) -> None:
        self.names = tuple(dict.fromkeys(names))
        self._measures = [_parsed(name) for name in self.names]

    def of(self, grades: Mapping[str, int], ranking: Sequence[Ranked]) -> Measures:
        """Each measure of one question; None for each when nothing is judged. Nothing retrieved measures zero."""
        if not grades:
            return dict.fromkeys(self.names)
        qrels = [Qrel("q", uid, grade) for uid, grade in grades.items()]
        # A retriever that found nothing is told from a question that is not in the run.
        run = [ScoredDoc("q", one.id, one.score) for one in ranking] or [ScoredDoc("q", " nothing ", 0.0)]
        found = {
            str(metric.measure): float(metric.value) for metric in ir_measures.iter_calc(self._measures, qrels, run)
        }
        return {name: found[str(measure)] for name, measure in zip(self.names, self._measures, strict=True)}


def _parsed(name: str) -> Any:
    """The measure of this name, proven to work on a toy: some fail only when they are computed."""
    try:
        measure = ir_measures.parse_measure(name)
        if int(measure.params.get("cutoff", 1)) < 1:
            raise ValueError("its cutoff is below one")
        list(ir_measures.iter_calc([measure], [Qrel("q", "a", 1)], [ScoredDoc("q", "a", 1.0)]))
    except Exception as error:  # whatever the libraries behind a measure raise
        raise SettingsError(
            f"{name!r} is no measure that can be computed here ({str(error).partition(chr(10))[0][:200]}).",
            hint="Names are those of ir_measures, such as nDCG@10 or R@100.",
        ) from None
    return measure

"""How long a search and an answer take, warm, as multiples of embedding the question alone: in one run, turn about.

Ratios survive a slow or busy machine; milliseconds do not.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rag import Assistant

WARM_UP = 5  # questions asked before the clock runs
PERCENTILES = (50, 95)


@dataclass(frozen=True)
class Speed:
    """Milliseconds by stage ("embed", "search", "ask") and percentile, over `questions` questions."""

    questions: int
    milliseconds: dict[str, dict[int, float]]

    def ratio(self, stage: str, percentile: int) -> float:
        """How many times as long as embedding at the same percentile."""
        return self.milliseconds[stage][percentile] / self.milliseconds["embed"][percentile]


def measure(assistant: Assistant, questions: Sequence[str], progress: Callable[[int, int], None]) -> Speed:
    """Embed, search and ask every question; what opening model or index raises."""
    retriever = assistant.retriever()
    stages: dict[str, Callable[[str], object]] = {
        "embed": retriever.embed,
        "search": assistant.search,
        "ask": assistant.ask,
    }
    for question in questions[:WARM_UP]:
        assistant.ask(question)
    took: dict[str, list[float]] = {stage: [] for stage in stages}
    for done, question in enumerate(questions, 1):
        for stage, run in stages.items():
            started = time.perf_counter()
            run(question)
            took[stage].append((time.perf_counter() - started) * 1000)
        progress(done, len(questions))
    return Speed(
        len(questions),
        {stage: {p: float(np.percentile(times, p)) for p in PERCENTILES} for stage, times in took.items()},
    )

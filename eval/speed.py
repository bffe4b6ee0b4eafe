"""How long searches and answers take, warm, as multiples of embedding the question alone, and how fast a build embeds.

All in one run, turn about: ratios survive a slow or busy machine, milliseconds do not.
"""

import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from rag import Assistant
from rag.baselines import MixedPassages
from rag.embed import BATCH, Embedder, load_model

WARM_UP = 5  # questions asked before the clock runs
PERCENTILES = (50, 95)
SAMPLE = 1_000  # texts embedded in each round
QUESTIONS = 500  # questions asked of each stage
SEED = 1
ROUNDS = 3
_FOUND = 10  # results of a search
Stages = Mapping[str, Callable[[str], object]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Embedding:
    """Seconds of processor time to embed `texts` texts, round by round: as a build does it, and by the bare model."""

    texts: int
    ours: tuple[float, ...]
    bare: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Our throughput as a share of the bare model's, the median of the rounds."""
        return statistics.median(bare / ours for ours, bare in zip(self.ours, self.bare, strict=True))


@dataclass(frozen=True)
class Speed:
    """Milliseconds by stage ("embed", "search", "ask") and percentile, over `questions` questions."""

    questions: int
    milliseconds: dict[str, dict[int, float]]
    embedding: Embedding

    def ratio(self, stage: str, percentile: int) -> float:
        """How many times as long as embedding at the same percentile."""
        return self.milliseconds[stage][percentile] / self.milliseconds["embed"][percentile]


def of_assistant(assistant: Assistant) -> Stages:
    """What is timed over the index, without a language model; what opening model or index raises.

    A retriever remembers the last texts. Each question is asked as if it were new.
    """

    def asked_anew(run: Callable[[str], object]) -> Callable[[str], object]:
        def timed(question: str) -> object:
            assistant.retriever().forget()
            return run(question)

        return timed

    return {
        "embed": assistant.retriever().embed,
        "search": asked_anew(assistant.search),
        "ask": asked_anew(partial(assistant.ask, llm=False)),
    }


def of_passages(embedder: Embedder, retriever: MixedPassages) -> Stages:
    """What is timed over the passages of a data set."""
    return {"embed": embedder.query, "search": lambda question: retriever.rank(question, _FOUND)}


def time_questions(stages: Stages, questions: Sequence[str], progress: Progress) -> dict[str, dict[int, float]]:
    """Milliseconds of every stage by percentile."""
    took: dict[str, list[float]] = {stage: [] for stage in stages}
    for question in questions[:WARM_UP]:
        for run in stages.values():
            run(question)
    for done, question in enumerate(questions, 1):
        for stage, run in stages.items():
            started = time.perf_counter()
            run(question)
            took[stage].append((time.perf_counter() - started) * 1000)
        progress(done, len(questions))
    return {stage: {p: float(np.percentile(times, p)) for p in PERCENTILES} for stage, times in took.items()}


def drawn(texts: Sequence[str], most: int) -> list[str]:
    """All of them, or as many as `most` drawn by chance: always the same, in the order given."""
    places = random.Random(SEED).sample(range(len(texts)), min(most, len(texts)))
    return [texts[place] for place in sorted(places)]


def time_embedding(setting: str, texts: Sequence[str]) -> Embedding:
    """Embed up to `SAMPLE` texts with the model of a setting, as a build does and by the library alone (ModelError)."""
    sample = drawn(texts, SAMPLE)
    embedder, model = Embedder.load(setting), load_model(setting)

    def ours() -> None:
        embedder.texts([part for text in sample for part in embedder.windows(text)[:1]])

    def bare() -> None:
        model.encode_document(sample, batch_size=BATCH, show_progress_bar=False)

    took: dict[Callable[[], None], list[float]] = {ours: [], bare: []}
    for number in range(ROUNDS):
        for run in (ours, bare) if number % 2 == 0 else (bare, ours):
            started = time.process_time()  # of this process alone: other programs on the machine do not count
            run()
            took[run].append(time.process_time() - started)
    return Embedding(len(sample), tuple(took[ours]), tuple(took[bare]))

"""Measure retrieval, citation and refusal: data sets in, runs out.

`load_dataset` reads a data set, `evaluate` measures a retriever on it, `load_run` reads what a run left behind, and
`summarise` puts it in figures.
"""

from eval.bench import Bench
from eval.dataset import Dataset
from eval.formats import load_dataset
from eval.plan import Plan
from eval.results import RunResult
from eval.run import evaluate
from eval.store import load_run
from eval.summary import summarise

__all__ = ["Bench", "Dataset", "Plan", "RunResult", "evaluate", "load_dataset", "load_run", "summarise"]

"""Measure retrieval and refusal on a data set in BEIR layout."""

from eval.dataset import Dataset, Query, load_dataset
from eval.run import Report, evaluate

__all__ = ["Dataset", "Query", "Report", "evaluate", "load_dataset"]

"""`clausewise eval run`: the measurements, with progress on stderr."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval import evaluate, load_dataset
from ingest.errors import DatasetError
from rag import Assistant
from rag.retrieve import BASELINES
from ui.progress import say


def run_evaluation(assistant: Assistant, folder: Path, split: str, names: Sequence[str] | None) -> dict[str, Any]:
    """Evaluate `names` (default: all baselines) on a data set; the report as JSON."""
    chosen = list(names or BASELINES)
    for name in chosen:
        if name not in BASELINES:
            raise DatasetError(f"There is no retriever {name!r}.", hint=f"Choose from {', '.join(BASELINES)}.")
    dataset = load_dataset(folder, split)
    return asdict(evaluate(assistant, dataset, chosen, lambda line: say(f"  {line}")))

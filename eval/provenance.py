"""What made a run: the configuration that is kept beside its results."""

import hashlib
import inspect
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from eval.bench import Bench
from eval.bring import source_sha256
from eval.plan import Plan
from eval.results import RunConfig
from eval.retrievers import OURS

_PACKAGES = (
    "bm25s",
    "chromadb",
    "ir-measures",
    "llama-index-core",
    "numpy",
    "pytrec-eval-terrier",
    "sentence-transformers",
    "torch",
)
_ROOT = Path(__file__).resolve().parent.parent


def configuration(bench: Bench, retriever: Any, factory: Any, plan: Plan, measures: Sequence[str]) -> RunConfig:
    """The configuration of a run of `retriever`, as it was given and as the `factory` it stands for."""
    built_in = isinstance(factory, str)
    kind = factory if isinstance(factory, type) or inspect.isroutine(factory) else type(factory)
    name = factory if built_in else re.sub(r"\W+", "_", kind.__name__)
    written = retriever if isinstance(retriever, str) else f"{kind.__module__}:{name}"
    options = dict(plan.options.get(name, {}))
    return RunConfig(
        name=name,
        dataset=bench.dataset.name,
        dataset_sha256=bench.dataset.sha256,
        split=bench.dataset.split,
        retriever=written,
        depth=plan.depth,
        corpus_sha256=bench.corpus_sha256,
        versions=_versions(),
        settings={
            "measures": list(measures),
            "options": options,
            # With other weights than the assistant's own, its answers would not be this retriever's.
            "answers": plan.answers and factory == OURS and bench.on_index and not options,
            "model": bench.model.name,
            "model_sha256": bench.model.sha256,
            "adapter": bench.model.adapter,
            # The one built-in retriever that ranks by it, and refuses where answers are measured.
            **({"fitted": bench.fitted.sha256} if factory == OURS and bench.on_index else {}),
            **({"follow_ups": bench.follow_ups.sha256} if factory == OURS and bench.follow_ups is not None else {}),
            **({"reranker": bench.settings.reranker} if bench.settings.reranker else {}),
            **({} if built_in else {"retriever_sha256": source_sha256(factory)}),
        },
        half=bench.dataset.only,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
    )


@cache
def _versions() -> dict[str, str]:
    """What made a run: Python, the libraries, and a fingerprint of this program's own code."""
    digest = hashlib.sha256()
    for package in ("ingest", "rag", "eval"):
        for path in sorted((_ROOT / package).rglob("*.py")):
            digest.update(path.read_bytes())
    found = {"python": platform.python_version(), "clausewise": f"code {digest.hexdigest()[:12]}"}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found

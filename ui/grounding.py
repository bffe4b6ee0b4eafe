"""`clausewise eval grounding`: how well the check of written sentences tells the supported from the others."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.grounding import Figures, Grounding, load_pairs, measure
from rag import Assistant, Settings
from rag.support import Gauge


def run_grounding(pairs: Path) -> Grounding:
    """The signals fitted to the development pairs, and the figures of the test pairs."""
    with Assistant.open(Settings.read()) as assistant:
        read = load_pairs(pairs)
        retriever = assistant.retriever()
        return measure(read, retriever.corpus, Gauge(retriever.embedder))


def to_dict(found: Grounding) -> dict[str, Any]:
    return asdict(found)


def as_text(found: Grounding) -> str:
    """The bound and weights, then precision and recall of each check on the test pairs, then each wrong verdict."""
    lines = [", ".join(f"{number} {what}" for what, number in found.pairs.items()), "", "for rag/support.py"]
    lines += [f"  {name:<15}{weight:>8.3f}" for name, weight in asdict(found.weights).items()]
    lines += [f"  {name:<15}{getattr(found, name):>8.3f}" for name in ("intercept", "bound", "lexical_bound")]
    lines += ["", f"{'on test':<17}{'precision':>10}{'recall':>10}{'AUROC':>10}"]
    lines += [_row(name, figures, found.auroc[name]) for name, figures in found.alone.items()]
    together = {
        "signals together": found.support,
        "rules alone": found.rules,
        "no new words": found.words,
        "all checks": found.together,
        "on fresh ones": found.fresh,
    }
    lines += [_row(name, figures) for name, figures in together.items()]
    lines += ["", "unsupported pairs that pass, by kind"]
    lines += [f"  {kind:<15}{passed:>3} of {total}" for kind, (passed, total) in found.passed.items()]
    return "\n".join([*lines, "", *found.told])


def _row(name: str, figures: Figures, auroc: float | None = None) -> str:
    cells = (figures.precision, figures.recall, auroc)
    return f"{name:<17}" + "".join(f"{'' if cell is None else f'{cell:.3f}':>10}" for cell in cells).rstrip()

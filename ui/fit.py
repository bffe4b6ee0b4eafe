"""`clausewise fit`: fit ranking and refusal to the embedding model in use, measure both, and keep them."""

import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.settings import Settings
from ui.output import probe, write_page
from ui.progress import bar, heeding_interrupts, say

if TYPE_CHECKING:
    from rag.retrieve import ClauseRetriever
    from rag.scorer import Scorer


def run_fit(settings: Settings, dataset: Path, split: str, seed: int) -> dict[str, Any]:
    """Fit to the index in use; the figures as JSON.

    The network goes into the file only where it ranks surely better than fixed weights. Until the very end nothing
    changes, whatever goes wrong (DatasetError, index and model errors, OutputError).
    """
    started = time.monotonic()
    try:
        with heeding_interrupts():
            from eval import Bench, load_dataset
            from eval.calibration import calibrate
            from rag.fitted import FILE, Fitted
            from rag.refusal import SHIPPED

        place = settings.home / FILE
        questions = load_dataset(dataset, split)
        retriever = Bench(questions, settings).retriever
        probe(place)
        scorer, ranking = _scorer(retriever, seed)
        say(f"Fitting the refusal to {questions.name}, {split}")
        # Not what was fitted before: the same index gives the same figures however often it is fitted to.
        found = calibrate(Bench(questions, settings, fitted=Fitted(scorer, SHIPPED)))
        name = retriever.embedder.identity.name
        write_page(place, Fitted(scorer, found.refusal).to_json(name))
    except KeyboardInterrupt:
        say("\nInterrupted. Nothing was changed.")
        sys.exit(130)
    return {
        "model": name,
        "seed": seed,
        "ranking": ranking,
        "refusal": asdict(found),
        "fitted": str(place),
        "seconds": round(time.monotonic() - started, 1),
    }


def _scorer(retriever: "ClauseRetriever", seed: int) -> "tuple[Scorer | None, dict[str, Any] | None]":
    """The network, None where it is not surely better, and what was measured; None where too little was judged."""
    from eval.scorer import LEAST, MEASURE, fit_scorer, observe

    if retriever.learnable < LEAST:
        say(f"Fixed weights rank: {retriever.learnable} judged questions can be learnt from, and it takes {LEAST}.")
        return None, None
    found = fit_scorer(observe(retriever, bar), seed, bar)
    figures = {"measure": MEASURE, "questions": found.questions, "mixed": found.mixed, "learnt": found.learnt}
    return found.scorer if found.sure else None, {**figures, "p": found.p, "kept": found.sure}


def table(result: dict[str, Any]) -> str:
    """The figures for people."""
    lines = [f"{'model':<24}{result['model']}"]
    if (ranking := result["ranking"]) is not None:
        name, p = ranking["measure"], f"p {ranking['p']:.5f}, {ranking['questions']} judged questions"
        kept = "" if ranking["kept"] else "; not surely better, so fixed weights rank"
        lines.append(f"{name + ', fixed weights':<24}{ranking['mixed']:.3f}")
        lines.append(f"{name + ', fitted':<24}{ranking['learnt']:.3f} ({p}){kept}")
    refusal = result["refusal"]
    for told, share in (("unfitted", refusal["before"]), ("fitted", refusal["refused"])):
        answerable, others = share["answerable"], share["unanswerable"]
        lines.append(f"{'refused, ' + told:<24}{answerable:.1%} of the answerable, {others:.1%} of the others")
    lines.append(f"{'seconds':<24}{result['seconds']:.0f}")
    lines.append("What is fitted was measured on questions that the fit had not seen.")
    return "\n".join([*lines, f"In use from the next start on: {result['fitted']}"])

"""`clausewise fit`: fit ranking and refusal to the embedding model in use, measure both, and keep them."""

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import SettingsError
from rag.settings import PACKAGED, Settings
from ui.output import probe, write_page
from ui.progress import bar, heeding_interrupts, ignoring_interrupts, say

if TYPE_CHECKING:
    from rag.retrieve import ClauseRetriever
    from rag.scorer import Scorer

_LIBRARIES = ("numpy", "scikit-learn", "torch")


def run_fit(settings: Settings, datasets: Sequence[Path], split: str, seed: int) -> dict[str, Any]:
    """Fit to the index in use; the figures as JSON.

    The network goes into the file only where it ranks surely better than fixed weights. What was fitted before plays no
    part. Until the very end nothing changes, whatever goes wrong (DatasetError, SettingsError, index and model errors,
    OutputError).
    """
    started = time.monotonic()
    if settings.embed_model == PACKAGED:
        raise SettingsError(
            "What fits the packaged model comes with the program.",
            hint="Set CLAUSEWISE_EMBED_MODEL to another model, run `clausewise build` and then this.",
        )
    try:
        with heeding_interrupts():
            from eval import Bench, load_dataset
            from eval.calibration import calibrate, check
            from eval.dataset import together
            from rag.fitted import FILE, UNFITTED, Fitted
            from ui.measure import WAITING

        place = settings.home / FILE
        questions = together([load_dataset(folder, split) for folder in datasets])
        check(questions)
        bench = Bench(questions, settings, fitted=UNFITTED)
        retriever = bench.retriever
        probe(place.with_name(f".{FILE}"))  # not the file itself, which may be read at any time
        if bench.waiting:
            say(WAITING)
        scorer, ranking = _scorer(retriever, seed)
        say(f"Fitting the refusal to {questions.name}, {split}")
        before = calibrate(bench).in_use
        found = calibrate(bench.refitted(Fitted(scorer, UNFITTED.refusal)))
        identity = retriever.embedder.identity
        refusal = {"auroc": found.auroc, "before": asdict(before), "fitted": asdict(found.fitted)}
        about = {
            "seed": seed,
            "adapter": identity.adapter,
            "corpus_sha256": bench.corpus_sha256,
            "dataset": {"name": questions.name, "split": split, "sha256": questions.sha256},
            "ranking": ranking,
            "refusal": refusal,
            "made_with": {name: version(name) for name in _LIBRARIES},
        }
        with ignoring_interrupts():
            write_page(place, Fitted(scorer, found.refusal).to_json(identity.name, about))
    except KeyboardInterrupt:
        say("\nInterrupted. Nothing was changed.")
        sys.exit(130)
    seconds = round(time.monotonic() - started, 1)
    return {"model": identity.name, "ranking": ranking, "refusal": refusal, "fitted": str(place), "seconds": seconds}


def _scorer(retriever: "ClauseRetriever", seed: int) -> "tuple[Scorer | None, dict[str, Any] | None]":
    """The network, None where it is not surely better, and what was measured; None where too little was judged."""
    from eval.scorer import LEAST, MEASURE, fit_scorer, observe
    from rag.scorer import Scorer

    if retriever.learnable < LEAST:
        say(f"Fixed weights rank: {retriever.learnable} judged questions can be learnt from, and it takes {LEAST}.")
        return None, None
    found = fit_scorer(observe(retriever, bar), seed, bar)
    figures = {"measure": MEASURE, "questions": found.questions, "mixed": found.mixed, "learnt": found.learnt}
    kept = Scorer.from_json(found.scorer.to_json()) if found.sure else None  # the numbers as the file has them
    return kept, {**figures, "p": found.p, "kept": found.sure}


def table(result: Mapping[str, Any]) -> str:
    """The figures for people."""
    from eval.calibration import Operating
    from ui.measure import refused_text

    rows = [("model", result["model"])]
    if (ranking := result["ranking"]) is not None:
        kept = "" if ranking["kept"] else "; not surely better, so fixed weights rank"
        told = f"{ranking['learnt']:.3f} (p {ranking['p']:.5f}, {ranking['questions']} judged questions){kept}"
        rows += [(f"{ranking['measure']} before", f"{ranking['mixed']:.3f}"), (f"{ranking['measure']} fitted", told)]
    rows += [(f"refused {when}", refused_text(Operating(**result["refusal"][when]))) for when in ("before", "fitted")]
    rows.append(("seconds", f"{result['seconds']:.0f}"))
    lines = [f"{name:<18}{value}" for name, value in rows]
    lines.append("What is fitted was measured on questions that the fit had not seen.")
    return "\n".join([*lines, f"In use from the next question on: {result['fitted']}"])

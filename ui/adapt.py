"""`clausewise adapt`: train an adapter of the model, measure it on questions it never saw, keep it if it gains."""

import hashlib
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.corpus import Corpus
from ingest.errors import AdapterError, IndexBusy
from ingest.shelf import changing
from rag.settings import AUTO, Settings
from ui.progress import bar, heeding_interrupts, say

if TYPE_CHECKING:
    from eval.held_out import Gain, HeldOut
    from rag.adaptation import Recipe
    from rag.adapter import Adapter

_WORK = "adapt-"  # of the folder that an adaptation works in; it is gone at the end
_LIBRARIES = ("peft", "sentence-transformers", "torch", "transformers")


def run_adapt(settings: Settings, seed: int, epochs: int, output: Path | None) -> dict[str, Any]:
    """Train, measure, and keep the adapter where it surely gains; the figures as JSON.

    Without `output` it goes into the home folder and the index is built with it. Until the very end nothing changes,
    whatever goes wrong (AdapterError, QuestionsError, ModelError, what a build raises).
    """
    started = time.monotonic()
    try:
        with heeding_interrupts():
            from eval import held_out
            from rag import adaptation, adapter
            from rag.views import asked

        folder = output.expanduser() if output is not None else settings.home / adapter.FOLDER
        adapter.check_place(folder)
        corpus = Corpus.load(settings.corpus, settings.home)
        with _working(settings.home) as place:
            recipe = adaptation.Recipe(seed=seed, epochs=epochs)
            gain = _measured(settings, held_out.hold_out(corpus, seed), recipe, place)
            result: dict[str, Any] = {
                "model": settings.embed_model,
                "seed": seed,
                "epochs": epochs,
                "held_out": {**asdict(gain), "measure": held_out.MEASURE},
                "kept": gain.sure,
                "adapter": None,
            }
            if gain.sure:
                questions = [f"{one.question}\0{sorted(one.votes.items())}" for one in asked(corpus)]
                say(f"Training once more, on all {len(questions)} questions")
                final = adaptation.train(settings.embed_model, corpus, recipe, _steps)
                about = {
                    "recipe": asdict(recipe),
                    "seed": seed,
                    "questions": len(questions),
                    "questions_sha256": hashlib.sha256("\n".join(sorted(questions)).encode()).hexdigest(),
                    "held_out": result["held_out"] | {"trained_on": len(questions) - gain.questions},
                    "made_with": {name: version(name) for name in _LIBRARIES},
                }
                _keep(settings, replace(final, about=about), folder, output)
                result |= {"adapter": str(folder), "sha256": final.sha256}
    except KeyboardInterrupt:
        say("\nInterrupted. Nothing was changed: the adapter from before, if there was one, is still in use.")
        sys.exit(130)
    return result | {"seconds": round(time.monotonic() - started, 1)}


def _measured(settings: Settings, held_out: "HeldOut", recipe: "Recipe", place: Path) -> "Gain":
    """The gain on the held-out questions of an adapter that never saw them."""
    from eval.held_out import gain, measure
    from rag.adaptation import train
    from rag.embed import Embedder

    model, asked = settings.embed_model, len(held_out.asked)
    say(f"Held out: {asked} questions of {held_out.clauses} clauses. Asking them without an adapter ({model})")
    before = measure(held_out, Embedder.load(model), place / "before", bar)
    say("Training on the other questions")
    adapter = train(model, held_out.corpus, recipe, _steps)
    say("Asking the held-out questions with it")
    return gain(held_out, before, measure(held_out, Embedder.load(model, adapter), place / "after", bar))


def _keep(settings: Settings, adapter: "Adapter", folder: Path, output: Path | None) -> None:
    """Write the adapter; where it is the one in use from now on, the index changes first."""
    from rag.adapter import write
    from ui.build import index_first

    if output is not None or settings.adapter != AUTO:
        write(adapter, folder)
        if output is None:
            say(f"It is not used while the setting `adapter` is {settings.adapter}; auto would use it.")
        return
    with changing(settings.home):
        corpus = Corpus.load(settings.corpus, settings.home)  # a document may have come in the meantime
        index_first(settings, corpus, lambda: write(adapter, folder), adapter=adapter)


@contextmanager
def _working(home: Path) -> Iterator[Path]:
    """A folder beside the index for the two measurements, gone at the end; IndexBusy while another one is adapting."""
    from filelock import FileLock, Timeout

    with ExitStack() as stack:
        try:
            home.mkdir(parents=True, exist_ok=True)
            stack.enter_context(FileLock(home / "adapt.lock", timeout=0))
            for left in home.glob(f"{_WORK}*/"):  # by one that was killed
                shutil.rmtree(left, ignore_errors=True)
            work = tempfile.TemporaryDirectory(prefix=_WORK, dir=home, ignore_cleanup_errors=True)
            place = Path(stack.enter_context(work))
        except Timeout:
            raise IndexBusy("Another `clausewise adapt` is running.", hint="Wait for it to end.") from None
        except OSError as error:
            raise AdapterError(
                f"There is no room to work in {home} ({error.strerror or error}).",
                hint="Free some space or set CLAUSEWISE_HOME to a folder you can write to.",
            ) from None
        yield place


def _steps(done: int, total: int) -> None:
    bar("training", done, total)


def table(result: dict[str, Any]) -> str:
    """The figures for people."""
    of = result["held_out"]
    rows = [
        ("held out", f"{of['questions']} questions of {of['clauses']} clauses"),
        (f"{of['measure']} without", f"{of['before']:.3f}"),
        (f"{of['measure']} with", f"{of['after']:.3f}"),
        ("p", f"{of['p']:.5f} (paired randomisation, two-sided)"),
        ("seconds", f"{result['seconds']:.0f}"),
    ]
    lines = [f"{name:<18}{value}" for name, value in rows]
    if result["adapter"] is None:
        return "\n".join([*lines, "Not kept: no gain that is surely more than chance. Nothing was changed."])
    return "\n".join([*lines, f"Kept, trained once more on all questions with the same recipe: {result['adapter']}"])

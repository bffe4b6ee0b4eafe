"""`clausewise adapt`: train an adapter of the model, measure it on questions it never saw, keep it if it gains."""

import hashlib
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.corpus import Corpus
from ingest.errors import AdapterError, IndexBusy
from ingest.shelf import changing
from rag.settings import AUTO, PACKAGED, Settings
from ui.progress import bar, heeding_interrupts, say

if TYPE_CHECKING:
    from eval.held_out import Gain
    from ingest.dialogues import Dialogue
    from rag.adapter import Adapter
    from rag.low_rank import Descent

_WORK = "adapt-"  # of the folder that an adaptation works in; it is gone at the end
_LIBRARIES = ("peft", "sentence-transformers", "torch", "transformers")


@dataclass(frozen=True)
class _Plan:
    """How one kind of adapter is made: from what, measured how, and what becomes of it.

    `held_out` says how many of what the held-out questions are of, `questions` identify all that is learnt from.
    """

    recipe: "Descent"
    held_out: Mapping[str, int]
    questions: Sequence[str]
    lessons: str
    measure: Callable[[Path], "Gain"]
    train: Callable[[], "Adapter"]
    keep: Callable[["Adapter"], None]


def run_adapt(settings: Settings, seed: int, epochs: int | None, output: Path | None) -> dict[str, Any]:
    """Train, measure, and keep the adapter where it surely gains; the figures as JSON.

    Without `output` it goes into the home folder and the index is built with it. Until the very end nothing changes,
    whatever goes wrong (AdapterError, QuestionsError, ModelError, what a build raises).
    """

    def plan(folder: Path) -> _Plan:
        from eval.held_out import gain, hold_out, measure
        from rag.adaptation import Recipe, train
        from rag.embed import Embedder
        from rag.views import asked

        corpus, model = Corpus.load(settings.corpus, settings.home), settings.embed_model
        recipe = Recipe(seed=seed, epochs=epochs or Recipe.epochs)
        held = hold_out(corpus, seed)
        questions = [f"{one.question}\0{sorted(one.votes.items())}" for one in asked(corpus)]

        def measured(place: Path) -> "Gain":
            """The gain on the held-out questions of an adapter that never saw them."""
            say(
                f"Held out: {len(held.asked)} questions of {held.clauses} clauses. Asking them without an adapter "
                f"({model})"
            )
            before = measure(held, Embedder.load(model), place / "before", bar)
            say("Training on the other questions")
            adapter = train(model, held.corpus, recipe, _steps)
            say("Asking the held-out questions with it")
            after = measure(held, Embedder.load(model, adapter), place / "after", bar)
            return gain(before, after, [uid for _, uid in held.asked])

        return _Plan(
            recipe=recipe,
            held_out={"clauses": held.clauses, "trained_on": len(questions) - len(held.asked)},
            questions=questions,
            lessons="questions",
            measure=measured,
            train=lambda: train(model, corpus, recipe, _steps),
            keep=lambda adapter: _keep(settings, adapter, folder, output),
        )

    from rag.adapter import FOLDER

    return _run(settings, _folder(settings, output, FOLDER), plan)


def run_follow_ups(settings: Settings, seed: int, epochs: int | None, output: Path | None) -> dict[str, Any]:
    """The same for an adapter with which the model in use sees follow-ups, trained on dialogues; no index changes.

    IndexUnusable besides, where there is no index to measure with.
    """

    def plan(folder: Path) -> _Plan:
        from eval.follow_ups import hold_out, measure, to_ask
        from eval.held_out import gain
        from rag.adapter import chosen, write
        from rag.distillation import Recipe, examples, train
        from rag.embed import Embedder, identify
        from rag.fitted import fitted_to
        from rag.index import Index
        from rag.retrieve import ClauseRetriever

        corpus, model, below = Corpus.load(settings.corpus, settings.home), settings.embed_model, chosen(settings)
        recipe = Recipe(seed=seed, epochs=epochs or Recipe.epochs)
        dialogues = corpus.questions.dialogues
        held, others = hold_out(dialogues, seed)
        index = Index.open(settings.home, corpus, identify(model, below))
        fitted = fitted_to(model, settings.home)

        def retriever(learnt: "Adapter | None" = None) -> ClauseRetriever:
            return ClauseRetriever(index.corpus, index, Embedder.load(model, below, learnt), fitted=fitted)

        def trained(some: "Sequence[Dialogue]") -> "Adapter":
            return train(model, below, corpus, some, recipe, _steps)

        def measured(_: Path) -> "Gain":
            say(f"Held out: {len(held)} dialogues. Asking their follow-ups as before ({model})")
            plain = retriever()
            asked = to_ask(held, plain)
            before = measure(asked, plain, bar)
            say(f"Training on {len(others)} others")
            adapter = trained(others)
            say("Asking the held-out follow-ups with it")
            return gain(before, measure(asked, retriever(adapter), bar), [str(one.dialogue) for one in asked])

        def keep(adapter: "Adapter") -> None:
            write(adapter, folder)
            if identify(model, chosen(settings)) != adapter.model:
                say("It is not used: another adapter came into use meanwhile. Run the same command again.")
            elif output is None and model != PACKAGED:
                say("Run `clausewise fit` again: what is refused was fitted to follow-ups as they were seen before.")

        return _Plan(
            recipe=recipe,
            held_out={"dialogues": len(held), "trained_on": len(list(examples(others)))},
            questions=[f"{one.asked}\0{one.standalone}" for one in examples(dialogues)],
            lessons="follow-ups",
            measure=measured,
            train=lambda: trained(dialogues),
            keep=keep,
        )

    from rag.adapter import FOLLOW_UPS

    return _run(settings, _folder(settings, output, FOLLOW_UPS), plan, follow_ups=True)


def _folder(settings: Settings, output: Path | None, name: str) -> Path:
    """Where an adapter goes: by default into the home folder, by its name there."""
    return output.expanduser() if output is not None else settings.home / name


def _run(
    settings: Settings, folder: Path, planned: Callable[[Path], _Plan], *, follow_ups: bool = False
) -> dict[str, Any]:
    """Measure, and where the gain is sure train on everything and keep the adapter."""
    started = time.monotonic()
    try:
        with heeding_interrupts():
            from eval.held_out import MEASURE
            from rag.adapter import check_place

        check_place(folder, follow_ups=follow_ups)
        plan = planned(folder)
        with _working(settings.home) as place:
            gain, recipe = plan.measure(place), plan.recipe
            result: dict[str, Any] = {
                "model": settings.embed_model,
                "seed": recipe.seed,
                "epochs": recipe.epochs,
                "held_out": {**asdict(gain), **plan.held_out, "measure": MEASURE},
                "kept": gain.sure,
                "adapter": None,
            }
            if gain.sure:
                say(f"Training once more, on all {len(plan.questions)} {plan.lessons}")
                adapter = plan.train()
                about = {
                    "recipe": asdict(recipe),
                    "seed": recipe.seed,
                    "questions": len(plan.questions),
                    "questions_sha256": hashlib.sha256("\n".join(sorted(plan.questions)).encode()).hexdigest(),
                    "held_out": result["held_out"],
                    "made_with": {name: version(name) for name in _LIBRARIES},
                }
                plan.keep(replace(adapter, about=about))
                result |= {"adapter": str(folder), "sha256": adapter.sha256}
    except KeyboardInterrupt:
        say("\nInterrupted. Nothing was changed: the adapter from before, if there was one, is still in use.")
        sys.exit(130)
    return result | {"seconds": round(time.monotonic() - started, 1)}


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
    if corpus.questions.dialogues:
        say("Follow-ups are seen by rule alone now; `clausewise adapt --follow-ups` fits the model to them again.")


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
    source = f"{of['clauses']} clauses" if "clauses" in of else f"{of['dialogues']} dialogues"
    rows = [
        ("held out", f"{of['questions']} questions of {source}"),
        (f"{of['measure']} without", f"{of['before']:.3f}"),
        (f"{of['measure']} with", f"{of['after']:.3f}"),
        ("p", f"{of['p']:.5f} (paired randomisation, two-sided)"),
        ("seconds", f"{result['seconds']:.0f}"),
    ]
    lines = [f"{name:<18}{value}" for name, value in rows]
    if result["adapter"] is None:
        return "\n".join([*lines, "Not kept: no gain that is surely more than chance. Nothing was changed."])
    return "\n".join([*lines, f"Kept, trained once more on all questions with the same recipe: {result['adapter']}"])

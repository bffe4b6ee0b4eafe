"""`clausewise build`: parse and audit, then index; who asked is told how far it is."""

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from ingest.corpus import Corpus
from ingest.errors import IndexUnusable, ModelError
from ingest.shelf import changing
from rag.generation import serving_name
from rag.settings import Settings
from ui.progress import TERMINAL, Progress, heeding_interrupts, ignoring_interrupts, warn_of_questions

if TYPE_CHECKING:
    from rag.adapter import Adapter


def run_build(settings: Settings, *, force: bool, progress: Progress = TERMINAL) -> bool:
    """Build a generation unless the serving one fits; whether one was built (IndexBusy, what a build raises)."""
    with changing(settings.home):
        return _build(settings, force, progress)


def _build(settings: Settings, force: bool, progress: Progress) -> bool:
    say = progress.say
    say(f"Reading and auditing {settings.corpus}")
    corpus = Corpus.load(settings.corpus, settings.home)
    for document in corpus.documents:
        lost = sum(end - start for start, end in document.audit.lost)
        entry = corpus.catalogue.get(document.key)
        name = entry.short if entry is not None else document.key
        say(
            f"  {name}: clauses {len(document.clauses)}, footnotes {len(document.footnotes)}, "
            f"gaps {len(document.gaps)}, characters lost {lost}"
        )
        for gap in document.gaps:
            say(f"    {'skipped' if gap.skipped else 'gap'}: {gap.reason}")
        for warning in document.warnings:
            say(f"    warning: {warning}")

    for finding in corpus.questions.findings:
        say(f"  question left out: {finding}")

    try:
        return index(settings, corpus, force=force, progress=progress)
    except KeyboardInterrupt:
        say("\nInterrupted. Nothing was changed: the index from before, if there was one, goes on serving.")
        sys.exit(130)


def index_first(
    settings: Settings,
    corpus: Corpus,
    follow: Callable[[], None],
    *,
    adapter: "Adapter | None" = None,
    progress: Progress = TERMINAL,
) -> None:
    """`index`, then `follow`, which puts in place what the new index needs to serve.

    It follows, too, when something fails behind the switch: Ctrl-C, which is then done with, or, say, the end of
    whoever is told how far it is. Before the switch nothing has changed, and what was raised is raised.
    """
    before = serving_name(settings.home)
    try:
        index(settings, corpus, adapter=adapter, progress=progress)
    except BaseException as error:
        if serving_name(settings.home) == before:
            raise
        with ignoring_interrupts():
            follow()
        if not isinstance(error, KeyboardInterrupt):
            raise
    else:
        with ignoring_interrupts():
            follow()


def index(
    settings: Settings,
    corpus: Corpus,
    *,
    force: bool = False,
    adapter: "Adapter | None" = None,
    progress: Progress = TERMINAL,
) -> bool:
    """Index `corpus` unless the serving generation fits it already; whether it was needed (what a build raises).

    `adapter` is one about to be used; by default it is the one that the settings ask for.
    """
    say = progress.say
    warn_of_questions(corpus.questions, say)
    with heeding_interrupts():
        from rag.adapter import chosen
        from rag.embed import Embedder, identify
        from rag.fitted import UNFITTED, fitted_to
        from rag.index import Index, build

    adapter = adapter or chosen(settings)
    if not force:
        try:
            model = identify(settings.embed_model, adapter)
            serving = Index.open(settings.home, corpus, model)
        except IndexUnusable:
            pass  # the very reason to build
        else:
            # The same clauses can stand at other places of another text; own questions may wait for this build.
            if serving.manifest.corpus == corpus.sha256 and serving.manifest.fits(corpus, model):
                say(f"The index is up to date ({serving.generation}).")
                return False
    say(f"Loading the embedding model ({settings.embed_model}, {_named(adapter)})")
    with heeding_interrupts():
        embedder = Embedder.load(settings.embed_model, adapter)
    manifest = build(settings.home, corpus, embedder, progress.stage, reuse=not force)
    say(f"Done: {manifest.vectors} vectors in generation {manifest.generation}.")
    with suppress(ModelError):  # a damaged file is told to whoever asks a question
        if fitted_to(settings.embed_model, settings.home) is UNFITTED:
            say("Ranking and refusal are not fitted to this model yet: `clausewise fit` does so, in minutes.")
    return True


def _named(adapter: "Adapter | None") -> str:
    if adapter is None:
        return "without an adapter"
    return f"with the adapter in {adapter.folder}" if adapter.folder is not None else "with the new adapter"

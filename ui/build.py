"""`clausewise build`: parse and audit, then index, with progress on stderr."""

import sys

from ingest.corpus import Corpus
from ingest.errors import IndexUnusable
from ingest.shelf import changing
from rag.settings import Settings
from ui.progress import heeding_interrupts, say, warn_of_questions


def run_build(settings: Settings, *, force: bool) -> None:
    """Build a generation unless the serving one fits; say on stderr what is done (IndexBusy, what a build raises)."""
    with changing(settings.home):
        _build(settings, force=force)


def _build(settings: Settings, *, force: bool) -> None:
    say(f"Reading and auditing {settings.corpus}")
    corpus = Corpus.load(settings.corpus, settings.home)
    for document in corpus.documents:
        lost = sum(end - start for start, end in document.audit.lost)
        say(
            f"  {document.key}: clauses {len(document.clauses)}, footnotes {len(document.footnotes)}, "
            f"gaps {len(document.gaps)}, characters lost {lost}"
        )
        for gap in document.gaps:
            say(f"    {'skipped' if gap.skipped else 'gap'}: {gap.reason}")
        for warning in document.warnings:
            say(f"    warning: {warning}")

    for finding in corpus.questions.findings:
        say(f"  question left out: {finding}")

    try:
        index(settings, corpus, force=force)
    except KeyboardInterrupt:
        say("\nInterrupted. Nothing was changed: the index from before, if there was one, goes on serving.")
        sys.exit(130)


def index(settings: Settings, corpus: Corpus, *, force: bool = False) -> None:
    """Index `corpus` unless the serving generation fits it already; what a build raises."""
    warn_of_questions(corpus.questions)
    with heeding_interrupts():
        from rag.embed import Embedder, identify
        from rag.index import Index, build

    if not force:
        try:
            serving = Index.open(settings.home, corpus, identify(settings.embed_model))
        except IndexUnusable:
            pass  # the very reason to build
        else:
            if serving.manifest.corpus == corpus.sha256:  # the same clauses can stand at other places of another text
                say(f"The index is up to date ({serving.generation}).")
                return
    say(f"Loading the embedding model ({settings.embed_model})")
    with heeding_interrupts():
        embedder = Embedder.load(settings.embed_model)
    manifest = build(settings.home, corpus, embedder, _progress, reuse=not force)
    say(f"Done: {manifest.vectors} vectors in generation {manifest.generation}.")


def _progress(stage: str, done: int, total: int) -> None:
    """A bar that redraws on a terminal and is one line at the end elsewhere."""
    if total == 0:
        return
    if sys.stderr.isatty():
        filled = round(30 * done / total)
        end = "\n" if done == total else ""
        sys.stderr.write(f"\r  {stage:<9} [{'#' * filled}{'.' * (30 - filled)}] {done}/{total}{end}")
        sys.stderr.flush()
    elif done == total:
        say(f"  {stage}: {done} of {total}")

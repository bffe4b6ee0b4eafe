"""`--style` of `ask`, `export` and `conversations export`: the citations of answers alone, ready to paste."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.errors import CitationError
from ingest.styles import Style, cite
from ui.output import harmless
from ui.progress import say

if TYPE_CHECKING:
    from ingest.corpus import Corpus
    from rag.results import Answer

AsStyle = Annotated[
    Style | None, typer.Option("--style", help="Print nothing but the citations, ready to paste: of which kind.")
]


def alone(style: Style | None, *others: object) -> None:
    """BadParameter where `style` stands beside others of a command's options that ask for anything else."""
    if style is not None and any(others):
        raise typer.BadParameter(
            "It prints the citations alone, so leave out --json, --output, --checklist and --annex.",
            param_hint="--style",
        )


def print_citations(answers: "Sequence[Answer]", corpus: "Corpus", style: Style, told: Sequence[str] = ()) -> None:
    """Print what `answers` cite, each clause once; the lines `told`, which nobody pastes, go to stderr.

    CitationError, and nothing printed, where they cite nothing.
    """
    from ui.services import naming

    uids = [citation.uid for answer in answers for citation in answer.citations]
    parts = [part for uid in uids if (part := naming.part(corpus, uid)) is not None]
    if not parts:
        raise CitationError(
            f"There is nothing to cite: no clause is quoted{' here' if len(answers) == 1 else ' in any of them'}.",
            hint="Leave out --style to read what is said instead.",
        )
    for line in told:
        say(harmless(line))
    sys.stdout.write(harmless(cite(parts, corpus, style)) + "\n")
    sys.stdout.flush()

"""`clausewise corpus list`: every document of the family, or those that fit."""

from typing import Annotated

import typer

from rag import Assistant
from ui import text
from ui.output import AsJson, print_result
from ui.services.library import State, matching, shelves


def corpus_list(
    words: Annotated[
        str, typer.Argument(metavar="[WORDS]", help="Only documents with these words in names, numbers or kind.")
    ] = "",
    state: Annotated[State | None, typer.Option(help="Only documents in this state.")] = None,
    as_json: AsJson = False,
) -> None:
    """List every document of the family, with a text or without."""
    with Assistant.open() as assistant:
        corpus = assistant.corpus
        fitting = {one.entry.key for one in matching(shelves(corpus), words, state)}
        rows = [row for row in text.catalogue_rows(corpus) if row["key"] in fitting]
    print_result({"documents": rows}, as_json, lambda: text.catalogue(rows))

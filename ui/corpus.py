"""`clausewise corpus …`: documents listed, shown, audited, added, fetched, removed; their curated questions checked."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from ingest.corpus import Corpus
from rag import Assistant, Settings
from rag.generation import model_of, serving_name
from ui import text
from ui.output import AsJson, print_result
from ui.services.library import State, built, matching, serving, shelves

corpus_app = typer.Typer(help="The documents.", no_args_is_help=True, rich_markup_mode=None)
questions_app = typer.Typer(help="The questions each clause answers.", no_args_is_help=True, rich_markup_mode=None)
corpus_app.add_typer(questions_app, name="questions")


@corpus_app.command("list")
def corpus_list(
    words: Annotated[
        str, typer.Argument(metavar="[WORDS]", help="Only documents with these words in names, numbers or kind.")
    ] = "",
    state: Annotated[State | None, typer.Option(help="Only documents in this state.")] = None,
    as_json: AsJson = False,
) -> None:
    """List every document of the family, with a text or without, under the index that serves."""
    with Assistant.open() as assistant:
        corpus = assistant.corpus
        fitting = {one.entry.key for one in matching(shelves(corpus), words, state)}
        rows = [row for row in text.catalogue_rows(corpus) if row["key"] in fitting]
        served = _served(assistant.settings, corpus)
    human = f"{_of_index(served)}\n\n{text.catalogue(rows)}" if rows else text.catalogue(rows)
    print_result({"index": served, "documents": rows}, as_json, lambda: human)


@corpus_app.command("show")
def corpus_show(
    document: Annotated[str, typer.Argument(metavar="DOC", help="Any name of a document.")], as_json: AsJson = False
) -> None:
    """Show the clause tree of a document of the corpus."""
    from ui.tree import as_text, indexed, to_dict

    with Assistant.open() as assistant:
        found = indexed(assistant.corpus, document)
    print_result(to_dict(found), as_json, lambda: as_text(found))


@corpus_app.command("audit")
def corpus_audit(
    document: Annotated[
        str | None, typer.Argument(metavar="DOC", help="Any name of a document; default: all with a text.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Prove that every character of a text is in exactly one clause, footnote or piece of furniture; exit 1 if not."""
    from ingest.audit import report
    from ui.tree import audit_text, indexed

    with Assistant.open() as assistant:
        documents = [indexed(assistant.corpus, document)] if document is not None else assistant.corpus.documents
    rows = [report(one) for one in documents]
    print_result({"documents": rows}, as_json, lambda: audit_text(rows))
    if not all(row["sound"] for row in rows):
        raise typer.Exit(1)


@corpus_app.command("add")
def corpus_add(
    file: Annotated[Path, typer.Argument(help="A file of any format that `parse` reads.")],
    title: Annotated[str | None, typer.Option(help="The name that citations print; default: the file's name.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Take the place of the document of this title.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add a document of your own: questions are then answered from it as well."""
    from ui.documents import run_add

    result = run_add(Settings.read(), file, title, replace=replace)
    print_result(result, as_json, lambda: text.added(result))


@corpus_app.command("remove")
def corpus_remove(
    document: Annotated[str, typer.Argument(metavar="DOC", help="Any name of a document you added or fetched.")],
    as_json: AsJson = False,
) -> None:
    """Take a document you added or fetched out again; your own file is not touched."""
    from ui.documents import run_remove

    result = run_remove(Settings.read(), document)
    print_result(result, as_json, lambda: f"{result['removed']} is no longer part of the corpus.")


@questions_app.command("check")
def questions_check(as_json: AsJson = False) -> None:
    """Check the curated questions, shipped and your own; exit 1 if one had to be left out."""
    with Assistant.open() as assistant:
        for error in assistant.corpus.questions.broken:
            raise error
        result = text.questions_report(assistant.corpus)
    print_result(result, as_json, lambda: text.questions(result))
    if result["left_out"]:
        raise typer.Exit(1)


@corpus_app.command("fetch")
def corpus_fetch(
    document: Annotated[
        str | None, typer.Argument(metavar="DOC", help="Any name of a document; default: all that are not there yet.")
    ] = None,
    lang: Annotated[str, typer.Option(help="The code of an official language, such as eng or deu.")] = "eng",
    form: Annotated[Literal["xhtml", "fmx4", "pdf"], typer.Option("--format", help="The format to ask for.")] = "xhtml",
    as_json: AsJson = False,
) -> None:
    """Get official texts from the Publications Office and put them into the index."""
    from ui.fetch import run_fetch

    result = run_fetch(Settings.read(), document, language=lang, form=form)
    print_result(result, as_json, lambda: text.fetched(result))
    if result["failed"]:
        raise typer.Exit(1)


def _served(settings: Settings, corpus: Corpus) -> dict[str, Any] | None:
    """The index that serves, read from small files: its generation, when and with which model it was built, and whether
    from these texts; None where there is none.
    """
    made = built(settings)
    if made is None:
        return None
    return {
        "generation": serving_name(settings.home),
        "built": made.isoformat(),
        "model": model_of(settings.home) or None,
        "fits": serving(settings, corpus)[1],
    }


def _of_index(served: Mapping[str, Any] | None) -> str:
    if served is None:
        return "There is no index yet; `clausewise build` makes one."
    fits = "built from these texts" if served["fits"] else "built from other texts than these: run `clausewise build`"
    day, model = served["built"][:16].replace("T", " "), served["model"] or "unknown"
    return f"Index of {day} UTC, generation {served['generation']}, model {model}, {fits}."

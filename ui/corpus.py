"""`clausewise corpus …`: documents listed, shown, audited, added, fetched, removed; their curated questions checked."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from rag import Assistant, Settings
from ui import text
from ui.output import AsJson, print_result
from ui.services.library import State, matching, shelves

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
    """List every document of the family, with a text or without."""
    with Assistant.open() as assistant:
        corpus = assistant.corpus
        fitting = {one.entry.key for one in matching(shelves(corpus), words, state)}
        rows = [row for row in text.catalogue_rows(corpus) if row["key"] in fitting]
    print_result({"documents": rows}, as_json, lambda: text.catalogue(rows))


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

"""The command line. Names and JSON are fixed by the design; answers go to stdout, everything else to stderr.

Exit codes: 0 done (an honest "not covered" included), 1 a user-facing error or a reference that leads nowhere, 2 wrong
usage, 130 interrupted.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import ClausewiseError
from ingest.gaps import heading
from ingest.styles import Style
from rag import Assistant, Settings
from ui import browsing, citing, conversing, exporting, text
from ui.corpus import corpus_app
from ui.evaluation import Folders, Split, to_fit_to
from ui.history import history_in
from ui.keeping import conversations_app
from ui.output import AsJson
from ui.output import print_result as _print
from ui.progress import warn_of_questions
from ui.reviewing import feedback_app
from ui.runs import eval_app

app = typer.Typer(
    name="clausewise",
    help="Answers from the EU's guidance on knowledge valorisation, cited to the exact clause.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(corpus_app, name="corpus")
app.add_typer(eval_app, name="eval")
app.add_typer(conversations_app, name="conversations")
app.add_typer(feedback_app, name="feedback")


@app.callback()
def options(debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False) -> None:
    """Options that go before the command; `main` reads --debug itself."""


@app.command()
def build(force: Annotated[bool, typer.Option("--force", help="Embed everything again.")] = False) -> None:
    """Parse, audit and index the corpus."""
    from ui.build import run_build

    run_build(Settings.read(), force=force)


@app.command()
def adapt(
    seed: Annotated[int, typer.Option(help="Which questions are held out, and the chance in training.", min=0)] = 1,
    epochs: Annotated[
        int | None,
        typer.Option(help="How often each question is trained on; default 4.", min=1, max=100),
    ] = None,
    follow_ups: Annotated[
        bool, typer.Option("--follow-ups", help="Learn from dialogues to see follow-ups, with the index as it is.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option(help="A folder for the adapter; default: into use, in the home folder.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Fit the embedding model to all questions of the index; kept only if it helps with curated ones it never saw."""
    from ui.adapt import run_adapt, run_follow_ups, table

    result = (run_follow_ups if follow_ups else run_adapt)(Settings.read(), seed, epochs, output)
    _print(result, as_json, lambda: table(result))


@app.command()
def fit(
    dataset: Folders = None,
    split: Split = "dev",
    seed: Annotated[int, typer.Option(help="The chance in fitting.", min=0, max=2**32 - 1)] = 1,
    as_json: AsJson = False,
) -> None:
    """Fit ranking and refusal to the embedding model in use, where that is not the packaged one."""
    from ui.fit import run_fit, table

    result = run_fit(Settings.read(), dataset or to_fit_to(split), split, seed)
    _print(result, as_json, lambda: table(result))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="A question in your own words, or a reference.")],
    history: Annotated[Path | None, typer.Option(help="A JSON list of earlier turns, oldest first.")] = None,
    conversation: conversing.Conversation = None,
    no_llm: Annotated[
        bool, typer.Option("--no-llm", help="Answer from the clauses alone, whatever CLAUSEWISE_LLM says.")
    ] = False,
    document: Annotated[
        list[str] | None, typer.Option(metavar="DOC", help="Search this document alone; may be given several times.")
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            metavar="REFERENCE", help="Leave this clause and what stands under it out; several times as well."
        ),
    ] = None,
    output: exporting.Output = None,
    checklist: exporting.AsChecklist = False,
    annex: exporting.Annex = False,
    force: exporting.Force = False,
    style: citing.AsStyle = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question with the clauses that answer it."""
    citing.alone(style, as_json, output, checklist, annex)
    if conversation is not None and history is not None:
        raise typer.BadParameter("It has its own earlier turns: leave out --history.", param_hint="--conversation")
    form = exporting.form_of(output, checklist=checklist, force=force)
    with Assistant.open() as assistant:
        thread = conversing.taken_up(conversation, assistant.settings)
        turns = thread.history(assistant.corpus) if thread is not None else history_in(history)
        limits = {"documents": document or (), "without": without or ()}
        coming = bool(assistant.settings.llm) and not (no_llm or as_json or checklist or form or style)
        if coming:
            from ui.telling import tell

            answer = tell(assistant.stream(question, turns, **limits), sys.stdout, assistant)
        else:
            answer = assistant.ask(question, turns, llm=not no_llm, **limits)
        warn_of_questions(assistant.corpus.questions)
        kept = thread.keep(question, answer) if thread is not None else None
        if style is not None:
            citing.print_citations([answer], assistant.corpus, style, text.head(answer))
        elif checklist and form is None:
            exporting.print_checklist([answer], assistant.corpus, as_json)
        elif not coming:
            result = answer.to_dict() | ({"conversation": kept} if thread is not None else {})
            _print(result, as_json, lambda: text.answer(answer))
        if form is not None and output is not None:
            made = exporting.made([answer], assistant.corpus, form, checklist=checklist, annex=annex)
            exporting.store(output, made, force=force)
    if thread is not None and kept is None:
        raise typer.Exit(1)


app.command("export")(exporting.export_saved)
app.command("checklist")(exporting.checklist_of)
app.command("related")(browsing.related_to)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    k: Annotated[int, typer.Option("-k", help="How many clauses.", min=1)] = 10,
    words: Annotated[
        bool, typer.Option("--words", help="Find these very words instead; needs neither model nor index.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Rank clauses for a query: what retrieval alone returns."""
    if words:
        browsing.print_words(query, k, as_json)
        return
    with Assistant.open() as assistant:
        result = assistant.search(query, k)
        warn_of_questions(assistant.corpus.questions)
        _print(result.to_dict(), as_json, lambda: text.search(result, assistant.corpus))


@app.command()
def lookup(
    reference: Annotated[str, typer.Argument(help="For example: 3.1.1(f), recital 6, definition of academia.")],
    style: Annotated[
        Style | None, typer.Option(help="Print nothing but the citation, ready to paste: of which kind.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the clause a reference names, or cite it; needs neither model nor index."""
    if style is not None and as_json:
        raise typer.BadParameter("--json has every style already, under “citations”.", param_hint="--style")
    with Assistant.open() as assistant:
        found = assistant.lookup(reference)
    warn_of_questions(found.corpus.questions)
    result = found.to_dict()
    if style is not None:
        cited = found.cite(style)
        gaps = [gap for clause in result["clauses"] for gap in clause["gaps"]]
        for told in dict.fromkeys(f"{heading(gap['skipped'])}: {gap['reason']}" for gap in gaps):
            sys.stderr.write(told + "\n")
        sys.stdout.write(cited + "\n")
        return
    _print(result, as_json, lambda: text.lookup(result))
    if result["status"] not in {"found", "ambiguous"}:
        raise typer.Exit(1)


@app.command()
def parse(
    file: Annotated[
        Path,
        typer.Argument(help="A text, Markdown, Word (.docx), PDF, web page, Official Journal XHTML or Formex file."),
    ],
    as_json: AsJson = False,
) -> None:
    """Show the clause tree and the audit of any file, without adding it to anything."""
    from ingest.parse import parse_file
    from ui.tree import as_text, to_dict

    document = parse_file(file)
    _print(to_dict(document), as_json, lambda: as_text(document))


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 8501,
    headless: Annotated[bool, typer.Option("--headless", help="Do not open a browser.")] = False,
    address: Annotated[
        str, typer.Option(help="The address to listen on; one that others can reach needs sign-in.")
    ] = "localhost",
) -> None:
    """Open the web app; on this machine only, unless people sign in."""
    from ui.serve import run_app

    run_app(Settings.read(), port, address=address, headless=headless)


def main() -> None:
    """Run the command line; every error ends as one clear message and its way out."""
    debug = "--debug" in sys.argv[1:]
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # the interpreter's own streams have it
    try:
        app()
    except ClausewiseError as error:
        if debug:
            raise
        sys.stderr.write(f"{error.message}\n{error.hint}\n")
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away; there is nobody to tell
        sys.exit(1)
    except Exception as error:  # the last resort: a fault of ours, told without its traceback
        if debug:
            raise
        sys.stderr.write(f"Something went wrong that should not have: {type(error).__name__}: {error}\n")
        sys.stderr.write("Run it again with `clausewise --debug …` and report what it prints.\n")
        sys.exit(1)

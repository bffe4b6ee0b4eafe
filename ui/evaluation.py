"""`clausewise eval …`: the commands; what they do is in `ui.measure`."""

from pathlib import Path
from typing import Annotated

import typer

from ui.output import AsJson, print_result, write_page

eval_app = typer.Typer(help="Measurements.", no_args_is_help=True, rich_markup_mode=None)
STARTER = Path(__file__).resolve().parent.parent / "eval" / "datasets" / "starter"


@eval_app.callback()
def eval_options() -> None:
    """Measurements; eval/README.md says how to read them."""


@eval_app.command("run")
def eval_run(
    dataset: Annotated[Path, typer.Option(help="A folder: BEIR, TREC or ObliQA.")] = STARTER,
    split: Annotated[str, typer.Option(help="The split of its judgements.")] = "dev",
    retriever: Annotated[
        list[str] | None,
        typer.Option(
            help="bm25, dense, rrf, llama-index, lexical, fused, late, ours, or module:Class of a llama-index "
            "retriever; may be repeated. Default: all that are built in."
        ),
    ] = None,
    config: Annotated[Path | None, typer.Option(help="A TOML file of measures and options; see eval/plan.py.")] = None,
    depth: Annotated[int | None, typer.Option(help="Results kept of each question; default: 100.")] = None,
    output: Annotated[Path | None, typer.Option(help="Where the runs go; default: runs in the home folder.")] = None,
    no_answers: Annotated[bool, typer.Option("--no-answers", help="Measure retrieval alone.")] = False,
    as_json: AsJson = False,
) -> None:
    """Measure retrievers, each into a run folder, and print them side by side; a run cut short is gone on with."""
    from ui.measure import run_evaluation, table

    report = run_evaluation(dataset, split, retriever, config, depth, output, answers=not no_answers)
    print_result(report, as_json, lambda: table(report))


@eval_app.command("parsing")
def eval_parsing(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FOLDER_OR_FILE…", help="Documents to measure beside the shipped ones."),
    ] = None,
    throughput: Annotated[
        bool, typer.Option("--throughput", help="Time the PDF reader against bare text extraction.")
    ] = False,
    output: Annotated[Path | None, typer.Option(help="Write the figures as a Markdown page too.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure what the parser finds and loses, document by document and format by format."""
    from rag import Settings
    from ui import parsing

    given = paths or []
    report, speed = parsing.run_parsing(Settings.read().corpus, given, throughput=throughput)
    if output is not None:
        arguments = [path.name for path in given] + (["--throughput"] if throughput else [])
        write_page(output, parsing.as_markdown(report, speed, " ".join(arguments)))
    print_result(parsing.to_dict(report, speed), as_json, lambda: parsing.as_text(report, speed))

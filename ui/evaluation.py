"""`clausewise eval …`: the commands; what they do is in `ui.measure`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from ui.output import AsJson, print_result, probe, write_page

eval_app = typer.Typer(help="Measurements.", no_args_is_help=True, rich_markup_mode=None)
SHIPPED = Path(__file__).resolve().parent.parent / "eval" / "datasets" / "kv-guidance"
FITTED_TO = (SHIPPED, SHIPPED.parent / "coverage", SHIPPED.parent / "follow-ups")  # what the refusal is fitted to
PAIRS = SHIPPED.parent / "grounding" / "pairs.jsonl"

Folder = Annotated[Path, typer.Option("--dataset", help="A folder: BEIR, TREC or ObliQA.")]
Folders = Annotated[
    list[Path] | None,
    typer.Option(
        "--dataset",
        help="A folder of questions on the index to fit the refusal to; may be repeated. Default: the shipped ones.",
    ),
]
Split = Annotated[str, typer.Option(help="The split of its judgements.")]
HalfOf = Annotated[
    Literal["first", "second"] | None,
    typer.Option(help="Only one half of the questions: one to tune on, the other to measure with."),
]


def to_fit_to(split: str) -> list[Path]:
    """The shipped data sets that have this split, or the first of them, which then tells what is missing."""
    return [folder for folder in FITTED_TO if (folder / "qrels" / f"{split}.tsv").is_file()] or [SHIPPED]


@eval_app.callback()
def eval_options() -> None:
    """Measurements; eval/README.md says how to read them."""


@eval_app.command("run")
def eval_run(
    dataset: Folder = SHIPPED,
    split: Split = "dev",
    half: HalfOf = None,
    retriever: Annotated[
        list[str] | None,
        typer.Option(
            help="A built-in one (eval/README.md lists them), or module:Class of a llama-index "
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
    from ui.measure import chosen, run_evaluation, table

    report = run_evaluation(chosen(dataset, split, half), retriever, config, depth, output, answers=not no_answers)
    print_result(report, as_json, lambda: table(report))


@eval_app.command("tune")
def eval_tune(
    dataset: Folder = SHIPPED,
    split: Split = "dev",
    half: HalfOf = None,
    measure: Annotated[str, typer.Option(help="What to rank best by, an ir_measures name.")] = "nDCG@10",
    weight: Annotated[
        list[str] | None,
        typer.Option(
            help="A weight to try: own, stem, lexical, late, late_stem, questions, votes, near_meaning, near_words, "
            "near_late; may be repeated. Default: lexical, late_stem, questions and votes on the index, own, lexical "
            "and late on other passages."
        ),
    ] = None,
    steps: Annotated[int, typer.Option(help="How fine the grid is: weights are multiples of one over this.")] = 10,
    output: Annotated[
        Path | None, typer.Option(help="Write the best weights here, for --config of `eval run`.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Find the weights that rank best on development questions; measure with them on others."""
    from ui.measure import chosen, run_tuning, tuned_text, tuned_to_dict

    if output is not None:
        probe(output)
    tuned = run_tuning(chosen(dataset, split, half), measure, weight or (), steps)
    print_result(tuned_to_dict(tuned), as_json, lambda: tuned_text(tuned))
    if output is not None:
        write_page(output, tuned.config)


@eval_app.command("calibrate")
def eval_calibrate(dataset: Folders = None, split: Split = "dev", half: HalfOf = None, as_json: AsJson = False) -> None:
    """Fit the refusal to development questions; what is printed is for rag/refusal.py."""
    from eval.dataset import together
    from ui.measure import calibration_text, calibration_to_dict, chosen, run_calibration

    fitted = run_calibration(together([chosen(folder, split, half) for folder in dataset or to_fit_to(split)]))
    print_result(calibration_to_dict(fitted), as_json, lambda: calibration_text(fitted))


@eval_app.command("scorer")
def eval_scorer(
    seed: Annotated[int, typer.Option(help="The chance in fitting.", min=0, max=2**32 - 1)] = 1,
    output: Annotated[Path | None, typer.Option(help="Write the network here, as rag/scorer.json.")] = None,
    as_json: AsJson = False,
) -> None:
    """Fit the network that scores clauses to the judged questions, each as though it had never been seen."""
    from ui.measure import run_fitting, scorer_text, scorer_to_dict

    if output is not None:
        probe(output)
    fitted = run_fitting(seed)
    print_result(scorer_to_dict(fitted), as_json, lambda: scorer_text(fitted))
    if output is not None:
        write_page(output, fitted.scorer.to_json())


@eval_app.command("speed")
def eval_speed(dataset: Folder = SHIPPED, split: Split = "dev", half: HalfOf = None, as_json: AsJson = False) -> None:
    """Time searches and answers as multiples of embedding the question, warm and turn about."""
    from ui.measure import chosen, run_speed, speed_text, speed_to_dict

    speed = run_speed(chosen(dataset, split, half))
    print_result(speed_to_dict(speed), as_json, lambda: speed_text(speed))


@eval_app.command("grounding")
def eval_grounding(
    pairs: Annotated[Path, typer.Option(help="Pairs of a sentence and a clause, as JSON lines.")] = PAIRS,
    as_json: AsJson = False,
) -> None:
    """Fit and measure the check of sentences that a language model writes; what is printed is for rag/support.py."""
    from ui.grounding import as_text, run_grounding, to_dict

    found = run_grounding(pairs)
    print_result(to_dict(found), as_json, lambda: as_text(found))


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
    if output is not None:
        probe(output)
    report, speed = parsing.run_parsing(Settings.read().corpus, given, throughput=throughput)
    if output is not None:
        arguments = [path.name for path in given] + (["--throughput"] if throughput else [])
        write_page(output, parsing.as_markdown(report, speed, " ".join(arguments)))
    print_result(parsing.to_dict(report, speed), as_json, lambda: parsing.as_text(report, speed))

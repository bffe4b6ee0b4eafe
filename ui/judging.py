"""`clausewise eval compare`, `familiar`, `report` and `gate`: finished runs judged."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ingest.errors import RunError
from ui.evaluation import SHIPPED, eval_app
from ui.output import AsJson, print_result, probe, write_page
from ui.progress import say, warn_of_questions

if TYPE_CHECKING:
    from eval import RunResult
    from eval.report import Texts

__all__ = ["eval_app"]  # with the commands of `ui.evaluation` and of this module

BASELINES = Path(__file__).resolve().parent.parent / "eval" / "baselines"

Measures = Annotated[
    list[str] | None, typer.Option("--measure", help="A measure of the runs, such as nDCG@10; may be repeated.")
]


@eval_app.command("compare")
def eval_compare(
    runs: Annotated[list[Path], typer.Argument(metavar="A B [C…]", help="Run folders, as `eval run` writes them.")],
    measure: Measures = None,
    questions: Annotated[
        int, typer.Option(help="How many wins and losses to show of each pair; --json has all.", min=0)
    ] = 5,
    as_json: AsJson = False,
) -> None:
    """Compare runs: how far apart, how surely, and in which questions."""
    from eval.comparison import compare
    from eval.store import load_run
    from ui import verdicts

    found = compare([load_run(folder) for folder in runs], measure)
    print_result(verdicts.comparison_to_dict(found), as_json, lambda: verdicts.comparison_text(found, questions))


@eval_app.command("familiar")
def eval_familiar(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN…", help="Run folders of one retriever, taken together.")],
    as_json: AsJson = False,
) -> None:
    """Runs without the questions that are like known ones: a retriever that learns from questions knows those."""
    from eval.familiarity import familiarity, known_questions
    from eval.store import load_run
    from ingest.corpus import Corpus
    from rag.settings import Settings
    from ui import verdicts

    settings = Settings.read()
    corpus = Corpus.load(settings.corpus, settings.home)
    warn_of_questions(corpus.questions)
    chosen = [load_run(folder) for folder in runs]
    found = familiarity(chosen, known_questions(corpus.questions))
    if chosen[0].config.corpus_sha256 != corpus.sha256:
        say("Note: this was measured over other texts than are here now; the known questions are those of now.")
    print_result(verdicts.familiarity_to_dict(found), as_json, lambda: verdicts.familiarity_text(found))


@eval_app.command("report")
def eval_report(
    runs: Annotated[
        list[Path],
        typer.Argument(metavar="RUN…", help="Run folders; the page is about the first, held against the others."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")] = Path("report.html"),
    dataset: Annotated[
        Path | None, typer.Option(help="The data set's folder, for the words of passages that are not in the corpus.")
    ] = None,
) -> None:
    """Write one self-contained HTML page about runs, for readers who have never seen the project."""
    from eval.report import render
    from eval.store import load_run

    probe(output)
    found = [load_run(folder) for folder in runs]
    page = render(found, [str(folder) for folder in runs], _texts(dataset, found[0].config.split))
    write_page(output, page)
    say(f"Wrote {output} ({len(page.encode()):,} bytes).")


@eval_app.command("gate")
def eval_gate(
    run: Annotated[
        Path | None, typer.Option(help="A run folder; default: the shipped questions are asked now.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="The file to hold it against; default: eval/baselines/<data set>.json.")
    ] = None,
    update: Annotated[bool, typer.Option("--update", help="Write the baseline from the run instead.")] = False,
    measure: Measures = None,
    as_json: AsJson = False,
) -> None:
    """Hold a run against the committed baseline: prints the table, and fails (exit code 1) when it is surely worse."""
    from eval.baseline import baseline_of, load_baseline, save_baseline
    from eval.gate import GATED, gate
    from eval.store import load_run
    from ui import verdicts

    if measure and not update:
        raise RunError("--measure chooses what a new baseline holds.", hint="Give it together with --update.")
    found = load_run(run) if run is not None else _shipped()
    file = baseline or BASELINES / f"{found.config.dataset}.json"
    if update:
        new = baseline_of(found, measure, GATED)
        save_baseline(new, file)
        written: dict[str, Any] = {
            "baseline": str(file),
            "measures": list(new.measures),
            "questions": len(new.questions),
        }
        print_result(
            written, as_json, lambda: f"Wrote {file}: {len(new.questions)} questions, {', '.join(new.measures)}."
        )
        return
    result = gate(found, load_baseline(file))
    print_result(verdicts.gate_to_dict(result), as_json, lambda: verdicts.gate_text(result))
    if not result.passed:
        raise typer.Exit(1)


def _shipped() -> "RunResult":
    """Ask the shipped questions now; the run is kept among the others in the home folder."""
    from eval import Bench, evaluate, load_dataset
    from eval.retrievers import OURS
    from rag.settings import Settings

    settings = Settings.read()
    bench = Bench(load_dataset(SHIPPED, "dev"), settings, lambda line: say(f"  {line}"))
    found = evaluate(bench, OURS, settings.home / "runs", progress=bench.progress)
    say(f"The run is in {found.folder}")
    return found


def _texts(dataset: Path | None, split: str) -> "Texts":
    """The words of clauses, and of the passages that `dataset` brings with it."""
    from eval import load_dataset
    from eval.report import texts_of
    from ingest.corpus import Corpus
    from rag.settings import Settings

    settings = Settings.read()
    passages = load_dataset(dataset, split).passages if dataset is not None else ()
    return texts_of(Corpus.load(settings.corpus, settings.home), passages)

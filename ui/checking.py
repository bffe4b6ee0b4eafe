"""`clausewise eval citations`: every citation of every answer held against the raw texts."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.evaluation import SHIPPED, HalfOf, Split
from ui.judging import eval_app
from ui.output import AsJson, print_result
from ui.progress import say

if TYPE_CHECKING:
    from eval.citation_check import Checked

__all__ = ["eval_app"]  # with the commands of `ui.evaluation`, `ui.judging` and of this module
_TOLD = 50  # questions between two lines of progress


@eval_app.command("citations")
def eval_citations(
    runs: Annotated[
        list[Path] | None, typer.Argument(metavar="[RUN…]", help="Run folders: their questions instead of a data set.")
    ] = None,
    dataset: Annotated[Path, typer.Option("--dataset", help="A folder: BEIR, TREC or ObliQA.")] = SHIPPED,
    split: Split = "dev",
    half: HalfOf = None,
    as_json: AsJson = False,
) -> None:
    """Ask every question and check every citation against the raw texts, without the program's own code for either.

    Prints counts and every failure; exit code 1 when there is one.
    """
    from eval import citation_questions, load_dataset
    from eval.asked import check_lengths
    from eval.citation_check import check
    from eval.raw_text import read_raw
    from eval.store import load_run
    from rag import Assistant, Settings

    settings = Settings.read()
    if runs:
        questions = citation_questions.of_runs([load_run(folder) for folder in runs])
    else:
        found = load_dataset(dataset, split)
        check_lengths(found)
        questions = citation_questions.of_dataset(found if half is None else found.half(half))
    raw = read_raw(settings.corpus)
    answers = []
    with Assistant.open(settings) as assistant:
        for number, answer in enumerate(citation_questions.ask(assistant, questions), 1):
            answers.append(answer)
            if number % _TOLD == 0 or number == len(questions):
                say(f"  {number} of {len(questions)} questions")
    checked = check(answers, raw)
    print_result(_to_dict(checked), as_json, lambda: _text(checked))
    if checked.failures:
        raise typer.Exit(1)


def _shares(checked: "Checked") -> dict[str, float | None]:
    return {
        "clauses that exist where they are cited": checked.share("existence"),
        "quotations word for word in the source": checked.share("quotation"),
        "labels that are the clause's": checked.share("label"),
        "quoted lines that are their citation's": checked.share("markdown"),
    }


def _to_dict(checked: "Checked") -> dict[str, Any]:
    return {**asdict(checked), "shares": _shares(checked)}


def _text(checked: "Checked") -> str:
    """Counts, shares, then each failure with its question."""
    lines = [
        f"{checked.answers} answers, {checked.citing} with citations: {checked.citations} citations, "
        f"{checked.numbered} of them of numbered clauses, and {checked.lines} quoted lines"
    ]
    lines += [f"{_percent(share):>8}  {what}" for what, share in _shares(checked).items()]
    lines += [f"{one.question}: {one.where}: {one.what}: {one.reason}" for one in checked.failures]
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    """Never rounded up to 100 %."""
    return "–" if share is None else "100 %" if share == 1 else f"{min(share, 0.9999):.2%}"

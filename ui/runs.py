"""`clausewise eval runs` and `show`: what the Benchmarks page shows, on the command line."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ingest.errors import RunError
from ui.checking import eval_app
from ui.output import AsJson, print_result, printable

if TYPE_CHECKING:
    from eval.pairing import Paired
    from ui.services.drilldown import Found, QuestionView

__all__ = ["eval_app"]  # with the commands of `ui.checking` and of this module
_SHOWN = 10  # of what a run returned


@eval_app.command("runs")
def eval_runs(
    folder: Annotated[Path | None, typer.Argument(help="Where the runs lie; default: runs in the home folder.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the runs: data set, retriever, when, with what; unfinished and damaged ones too."""
    from ui.services import benchmarks

    where = folder or benchmarks.place()
    found = benchmarks.listed(where)
    print_result({"folder": str(where), "runs": found}, as_json, lambda: _runs_text(where, found))


@eval_app.command("show")
def eval_show(
    run: Annotated[Path, typer.Argument(help="A run folder.")],
    against: Annotated[Path | None, typer.Option(help="Another run of the same questions.")] = None,
    question: Annotated[str | None, typer.Option(help="One question: what was judged and returned.")] = None,
    measure: Annotated[str, typer.Option(help="The measure of the distribution and of the questions.")] = "nDCG@10",
    depth: Annotated[int, typer.Option(help="How many returned clauses; --json has all.", min=0)] = _SHOWN,
    as_json: AsJson = False,
) -> None:
    """Show a run: its figures, how a measure is spread, risk against coverage; or one question of it."""
    from eval.pairing import choose_measures, pair
    from eval.store import load_run

    paired = pair([load_run(folder) for folder in (against, run) if folder is not None])
    choose_measures(paired.runs, [measure], ())
    if question is None:
        told = _run_to_dict(paired, measure)
        print_result(told, as_json, lambda: _run_text(told))
        return
    view = _question(paired, question)
    print_result(asdict(view), as_json, lambda: _question_text(view, measure, depth))


def _question(paired: "Paired", question: str) -> "QuestionView":
    from eval.report import texts_of
    from ingest.corpus import Corpus
    from rag.settings import Settings
    from ui.services.drilldown import question_view

    settings = Settings.read()
    corpus = Corpus.load(settings.corpus, settings.home)
    view = question_view(paired, question, texts_of(corpus), corpus.sha256)
    if view is None:
        raise RunError(f"The run has no question {question}.", hint="`clausewise eval show RUN --json` lists them all.")
    return view


def _run_to_dict(paired: "Paired", measure: str) -> dict[str, Any]:
    from ui.services import benchmarks

    return {
        "measure": measure,
        "runs": [
            {
                "name": label,
                "facts": benchmarks.facts(run.config),
                "figures": {name: asdict(one) for name, one in benchmarks.figures(run).items()},
                "statuses": [asdict(row) for row in benchmarks.statuses(paired, number)],
            }
            for number, (label, run) in enumerate(zip(paired.labels, paired.runs, strict=True))
        ],
        "distribution": [asdict(one) for one in benchmarks.distribution(paired, measure)],
        "risk_coverage": [asdict(curve) for curve in benchmarks.risk(paired)],
        "questions": [asdict(row) for row in benchmarks.question_rows(paired, measure)],
    }


def _runs_text(where: Path, found: list[dict[str, Any]]) -> str:

    if not found:
        return f"No run is in {where}. `clausewise eval run` makes one."
    lines = []
    for one in found:
        config = one["config"]
        if config is None:
            lines.append(f"{one['folder']}: damaged: {one['problem']}")
            continue
        lines.append(f"{one['folder']}: {config['dataset']}, {config['split']}, {one['made']}")
    lines = [printable(line, 300) for line in lines]
    return "\n".join(lines)


def _run_text(told: dict[str, Any]) -> str:
    from eval.figures import number

    lines = []
    for run in told["runs"]:
        lines += [run["name"], *(f"  {name}: {value}" for name, value in run["facts"].items()), ""]
        for name, one in run["figures"].items():
            ends = f"[{number(one['low'])}, {number(one['high'])}]"
            lines.append(f"  {name:<28}{number(one['mean']):>7}  {ends:<16}  {one['n']:>5} questions")
        lines.append("")
    lines.append(f"{told['measure']} by question")
    for one in told["distribution"]:
        lines.append(f"  {one['low']:.1f}–{one['high']:.1f}" + "".join(f"{count:>8}" for count in one["counts"]))
    for curve in told["risk_coverage"]:
        lines.append(f"{curve['label']}: AUROC {number(curve['auroc'])}, AURC {number(curve['aurc'])}")
    return "\n".join(lines)


def _question_text(view: "QuestionView", measure: str, depth: int) -> str:
    from eval.figures import NONE, number
    from ui.services.drilldown import CHANGED, grade_in_words

    lines = [printable(view.text), f"  {', '.join((view.id, *view.traits))}"]
    lines += [CHANGED] if view.changed else []
    lines += ["", "judged"]
    relevant = [one for one in view.wanted if (one.found.grade or 0) > 0]
    for one in relevant:
        ranks = " → ".join(str(rank or NONE) for rank in one.ranks)
        lines.append(f"  {grade_in_words(one.found.grade)}, rank {ranks}: {one.found.label}")
    lines.append(f"  {len(view.wanted) - len(relevant)} more were judged not relevant")
    for side in view.sides:
        status = f", {side.status}" if side.status else ""
        lines += ["", f"{side.label}: {measure} {number(side.values.get(measure))}{status}"]
        lines += [_found_text(one) for one in (*side.returned[:depth], *side.elsewhere)]
    return "\n".join(lines)


def _found_text(one: "Found") -> str:
    from ui.services.drilldown import grade_in_words

    rank = f"{one.rank:>4}." if one.rank is not None else "     "
    score = f" {one.score:.3f}" if one.score is not None else ""
    cited = ", cited" if one.cited else ""
    words = f"\n        {printable(one.words, 200)}" if one.words else ""
    return f"{rank} {one.label} ({grade_in_words(one.grade)}{cited}){score}{words}"

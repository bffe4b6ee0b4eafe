"""The page: every section's figures gathered and given to the template, which escapes all that runs contain."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval import figures
from eval.direction import better
from eval.measures import MEANINGS
from eval.pairing import Paired, choose_measures, pair
from eval.parts import of_questions, plain
from eval.report.again import again, quoted
from eval.report.bias import bias_rows
from eval.report.curve import drawing
from eval.report.dialogues import FORMS, dialogue_rows
from eval.report.failures import answered_without_answer, worst
from eval.report.groups import charts
from eval.report.latency import latency
from eval.report.refusal import STATUSES, answerable, curves, status_rows
from eval.report.results import answer_rows, answering, ranking_measures, result_rows
from eval.report.sources import Texts
from eval.results import DIALOGUES, QUESTIONS, REFERENCES, RunResult
from eval.summary import part_of
from ingest.errors import RunError

PRIMARY = "nDCG@10"
_TEMPLATES = Path(__file__).with_name("templates")


def render(runs: Sequence[RunResult], folders: Sequence[str], texts: Texts) -> str:
    """The page about `runs`; the first is its subject, which the others are held against.

    `folders` is where each run lies, as the reader should find it. `texts` gives the words of clauses; where it has
    none the page shows ids. The page loads nothing, needs no script, and escapes everything that runs contain.
    RunError when there is no run, or the runs cannot be compared.
    """
    if not runs:
        raise RunError("There is no run to report on.", hint="Name one or more run folders.")
    paired = pair(runs)
    ranking = ranking_measures(paired)
    [primary] = choose_measures(paired.runs, None, [PRIMARY])[:1]
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"figures": figures, "better": better, "plain": plain, "quoted": quoted}
    return environment.get_template("page.html").render(
        style=Markup((_TEMPLATES / "style.css").read_text(encoding="utf-8")),
        paired=paired,
        configs=[run.config for run in runs],
        subject=paired.labels[0],
        folders=list(folders),
        again=again([run.config for run in runs]),
        primary=primary,
        meanings=MEANINGS,
        counts=_counts(paired),
        ranking=ranking,
        results=result_rows(paired, ranking),
        answers=answer_rows(paired),
        answering=[paired.labels[run] for run in answering(paired)],
        charts=charts(paired, primary),
        statuses=STATUSES,
        status_rows=status_rows(paired, 0),
        curves=(shown := curves(paired)),
        curve=drawing(shown) if shown else None,
        latency=latency(paired),
        forms=FORMS,
        dialogues=dialogue_rows(paired),
        bias=bias_rows(paired.runs[0], texts),
        worst=worst(paired, primary, texts),
        invented=answered_without_answer(paired, texts),
    )


def _counts(paired: Paired) -> dict[str, Any]:
    parts = Counter(part_of(question) for question in paired.questions[0])
    conversations = {question.cluster for question in paired.questions[0] if part_of(question) == DIALOGUES}
    single = [question for question in paired.questions[0] if of_questions(question)]
    return {
        "all": len(paired.clusters),
        "clusters": len(set(paired.clusters)),
        "questions": parts[QUESTIONS],
        "unanswerable": sum(not answerable(question) for question in single),
        "turns": parts[DIALOGUES],
        "conversations": len(conversations),
        "references": parts[REFERENCES],
    }

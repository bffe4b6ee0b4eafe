"""`clausewise feedback …`: report an answer and decide on reports, as the Ask and Review pages do."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ingest.errors import ExportError, FeedbackError
from ui.history import history_in
from ui.output import AsJson, print_result, printable, write_whole
from ui.progress import say

if TYPE_CHECKING:
    from ingest.corpus import Corpus
    from ui.services.feedback import Report
    from ui.services.review import Review

feedback_app = typer.Typer(
    help="What readers report, and decisions on it.", no_args_is_help=True, rich_markup_mode=None
)

KindOption = Literal["helpful", "wrong", "missing", "unsupported", "other"]
StateOption = Literal["open", "curated", "evaluation", "dismissed", "all"]
Number = Annotated[int, typer.Argument(metavar="REPORT", help="The number of a report, as `list` prints it.", min=1)]
Words = Annotated[str | None, typer.Option("--question", help="The question to keep; default: the reader's.")]


@feedback_app.command("report")
def feedback_report(
    file: Annotated[Path, typer.Argument(help="An answer, as `ask --json` prints it.")],
    kind: Annotated[KindOption, typer.Option(help="What to say of it.")],
    reference: Annotated[
        str, typer.Option(help="The citation that is wrong, or the clause that is missing, such as 3.1.1(f).")
    ] = "",
    note: Annotated[str, typer.Option(help="Whatever else a curator should know.")] = "",
    history: Annotated[Path | None, typer.Option(help="The earlier turns, as for `ask --history`.")] = None,
    as_json: AsJson = False,
) -> None:
    """Report an answer that was saved: what is wrong with it, or that it helped."""
    from rag.dialogue import read_history
    from rag.export.saved import LARGEST, as_answer
    from ui.services.feedback import Remark, named_by

    review = _review()
    try:
        data = file.read_bytes()
        row = json.loads(data[:LARGEST].decode("utf-8-sig"))
    except OSError as error:
        raise ExportError(f"{file} cannot be read ({error.strerror}).", hint="Save an answer: ask --json.") from None
    except (ValueError, RecursionError) as error:
        raise ExportError(f"{file} is not JSON ({error}).", hint="Save an answer: ask --json.") from None
    named: tuple[str, ...] = ()
    if reference:
        found = named_by(reference, review.corpus)
        if not found.uids:
            raise FeedbackError(found.message, hint="Name a clause as `clausewise lookup` finds it.")
        named = found.uids
    remark = Remark(kind, note, named, reference)
    number = review.feedback.send(as_answer(row), read_history(history_in(history)), remark)
    print_result({"report": number}, as_json, lambda: f"Report {number} is kept.")


@feedback_app.command("withdraw")
def feedback_withdraw(report: Number, as_json: AsJson = False) -> None:
    """Take a report back, which removes it; not once it is decided."""
    _review().feedback.withdraw(report)
    print_result({"withdrawn": report}, as_json, lambda: f"Report {report} is taken back.")


@feedback_app.command("list")
def feedback_list(
    kind: Annotated[KindOption | None, typer.Option(help="Only of this kind.")] = None,
    state: Annotated[StateOption, typer.Option(help="Only those that are this.")] = "open",
    words: Annotated[str, typer.Option(help="Words in the question, the note or the clauses.")] = "",
    as_json: AsJson = False,
) -> None:
    """List reports, newest first."""
    from ui.services.feedback import KINDS, STATES

    reports = _review().feedback.find((kind,) if kind else KINDS, STATES if state == "all" else (state,), words)
    rows = [one.to_dict() for one in reports]
    print_result({"reports": rows}, as_json, lambda: "\n".join(map(_line, reports)) or "No report fits this.")


@feedback_app.command("show")
def feedback_show(report: Number, as_json: AsJson = False) -> None:
    """Show a report: the reader's words, the answer as it was, what it suggests, and the decision."""
    review = _review()
    _print(review, review.feedback.get(report), as_json)


@feedback_app.command("curate")
def feedback_curate(
    report: Number,
    clause: Annotated[str | None, typer.Option(help="The clause it is a question of; default: the one named.")] = None,
    question: Words = None,
    as_json: AsJson = False,
) -> None:
    """Make a report a curated question of a clause; the next `clausewise build` uses it."""
    from ui.services.review import offer

    review = _review()
    offered = offer(review.feedback.get(report), review.corpus)
    uid = offered.clause if clause is None else _uid(clause, review.corpus)
    if not uid:
        raise FeedbackError(f"Report {report} names no clause.", hint="Give one with --clause, such as 3.1.1(f).")
    decided = review.curate(report, question if question is not None else offered.question, uid)
    _print(review, decided, as_json)
    say("Run `clausewise build` to use it.")


@feedback_app.command("evaluate")
def feedback_evaluate(
    report: Number,
    answers: Annotated[list[str] | None, typer.Option(help="A clause that answers it; may be repeated.")] = None,
    helps: Annotated[list[str] | None, typer.Option(help="A clause that helps; may be repeated.")] = None,
    unanswerable: Annotated[bool, typer.Option("--unanswerable", help="The texts do not answer it.")] = False,
    question: Words = None,
    split: Annotated[Literal["dev", "test"], typer.Option(help="dev to tune with, test to measure with.")] = "dev",
    as_json: AsJson = False,
) -> None:
    """Make a report an evaluation question; without --answers the clauses that the report suggests answer it."""
    from ui.services.review import offer

    if unanswerable and (answers or helps):
        raise typer.BadParameter("an unanswerable question has no clauses.", param_hint="--unanswerable")
    review = _review()
    offered = offer(review.feedback.get(report), review.corpus)
    grades = {_uid(one, review.corpus): 1 for one in helps or ()} | {
        _uid(one, review.corpus): 2 for one in answers or ()
    }
    if not (unanswerable or answers):
        grades = offered.grades | grades
    if not (unanswerable or grades):
        raise FeedbackError(
            f"Report {report} suggests no clause that answers it.", hint="Give one with --answers, or --unanswerable."
        )
    decided = review.evaluate(report, question if question is not None else offered.question, grades, split=split)
    _print(review, decided, as_json)
    say(f"`clausewise eval run --dataset {review.dataset} --split {split}` measures with it.")


@feedback_app.command("dismiss")
def feedback_dismiss(
    report: Number, reason: Annotated[str, typer.Option(help="Why nothing is to be done.")], as_json: AsJson = False
) -> None:
    """Close a report without making anything of it."""
    review = _review()
    _print(review, review.dismiss(report, reason), as_json)


@feedback_app.command("undo")
def feedback_undo(report: Number, as_json: AsJson = False) -> None:
    """Open a decided report again, as long as nothing was made with what it became."""
    review = _review()
    _print(review, review.undo(report), as_json)


@feedback_app.command("export")
def feedback_export(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write; default: print.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write every report with its full trace, a JSON object a line; --json: one object."""
    rows = [one.to_dict() for one in reversed(_review().feedback.find())]
    if as_json:
        text = json.dumps({"reports": rows}, ensure_ascii=False, indent=2) + "\n"
    else:
        text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    text = text.encode("utf-8", "replace").decode("utf-8")
    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    write_whole(output, text.encode("utf-8"), force=force)
    say(f"{len(rows)} reports written to {output}.")


def _review() -> "Review":
    from ingest.corpus import Corpus
    from rag import Settings
    from ui.services.review import Review

    settings = Settings.read()
    return Review(settings.home, Corpus.load(settings.corpus, settings.home))


def _uid(reference: str, corpus: "Corpus") -> str:
    """The one clause that a reference or uid names (FeedbackError)."""
    from ui.services.feedback import named_by

    found = named_by(reference, corpus)
    if len(found.uids) != 1:
        raise FeedbackError(found.message, hint="Name one clause, for example 3.1.1(f).")
    return found.uids[0]


def _print(review: "Review", report: "Report", as_json: bool) -> None:
    print_result(report.to_dict(), as_json, lambda: _text(review, report))


def _line(report: "Report") -> str:
    from ui.services.feedback import KIND_NAMES, STATE_NAMES

    named = f"{report.id:>5}  {KIND_NAMES[report.remark.kind]:<14}  {STATE_NAMES[report.state]:<19}  "
    return f"{named}{printable(report.question)}"


def _text(review: "Review", report: "Report") -> str:
    """A report for people; what others wrote is shown as one line of visible characters each."""
    from ui.services import naming
    from ui.services.feedback import KIND_NAMES, LONGEST, STATE_NAMES

    cited = {str(one.get("uid")) for one in report.trace.get("citations", ())}
    rows: list[tuple[str, Any]] = [
        ("report", report.id),
        ("kind", KIND_NAMES[report.remark.kind]),
        ("state", STATE_NAMES[report.state]),
        ("came", report.at),
        ("by", report.person.id),
        ("question", report.question),
        ("searched as", report.standalone if report.standalone != report.question else ""),
        ("about", "; ".join(naming.citation(review.corpus, uid) for uid in report.remark.named)),
        ("note", report.remark.note),
        ("answer", f"{report.trace.get('status')}, by {report.trace.get('engine')}"),
    ]
    for uid in report.trace.get("retrieved", ()):
        rows.append(("cited" if uid in cited else "retrieved", naming.citation(review.corpus, str(uid))))
    rows += [(f"decision: {name}", value) for name, value in report.decision.items()]
    return "\n".join(f"{name:<20}{printable(str(value), LONGEST)}" for name, value in rows if value != "")

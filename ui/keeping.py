"""`clausewise conversations`: what was asked and answered in the web app, or kept by `ask`, for whoever runs it."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ingest.errors import ExportError
from rag import Assistant, Settings
from ui import citing, exporting, text
from ui.output import AsJson, print_result, printable
from ui.progress import say

if TYPE_CHECKING:
    from ingest.corpus import Corpus
    from rag.results import Answer
    from ui.services.conversations import Conversation, Conversations, Summary

conversations_app = typer.Typer(
    help="The conversations kept, of every visitor of the web app and of `ask --conversation`.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Id = Annotated[str, typer.Argument(metavar="ID", help="As `conversations list` prints it, and the page's address.")]


@conversations_app.command("list")
def conversations_list(
    words: Annotated[str, typer.Option(help="Only those in which each of these words occurs.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the conversations, the one changed last first."""
    rows = [_row(one) for one in _store().list(None, words)]
    print_result({"conversations": rows}, as_json, lambda: "\n".join(map(_line, rows)) or "No conversation.")


@conversations_app.command("show")
def conversations_show(conversation: Id, as_json: AsJson = False) -> None:
    """Show a conversation; each citation is checked anew, and an answer that no longer stands is told."""
    from ui.services.reopening import reopened

    found = _store().open(None, conversation)
    with Assistant.open() as assistant:
        outcomes = [reopened(turn, assistant.corpus) for turn in found.turns]
    turns: list[dict[str, Any]] = []
    blocks = [f"{found.summary.name} ({_day(found.summary)})"]
    for turn, outcome in zip(found.turns, outcomes, strict=True):
        blocks.append(f"# {' '.join(turn.question.split())}")
        if isinstance(outcome, tuple):
            turns.append({"question": turn.question, "problem": {"message": outcome[0], "hint": outcome[1]}})
            blocks.append(" ".join(outcome))
        else:
            turns.append({"question": turn.question, "answer": outcome.to_dict()})
            blocks.append(text.answer(outcome))
    print_result({**_row(found.summary), "turns": turns}, as_json, lambda: "\n\n".join(blocks))


@conversations_app.command("export")
def conversations_export(
    conversation: Id,
    output: exporting.Output = None,
    checklist: exporting.AsChecklist = False,
    annex: exporting.Annex = False,
    force: exporting.Force = False,
    style: citing.AsStyle = None,
) -> None:
    """Export a conversation as `export` does; questions without an answer that stands are left out and told."""
    citing.alone(style, output, checklist, annex)
    form = exporting.form_of(output, checklist=checklist, force=force)
    found = _store().open(None, conversation)
    with Assistant.open() as assistant:
        answers = _standing(found, assistant.corpus)
        if style is not None:
            citing.print_citations(answers, assistant.corpus, style)
            return
        made = exporting.made(answers, assistant.corpus, form or "md", checklist=checklist, annex=annex)
    if output is not None:
        exporting.store(output, made, force=force)
    else:
        sys.stdout.write(made.decode())
        sys.stdout.flush()


@conversations_app.command("rename")
def conversations_rename(
    conversation: Id, name: Annotated[str, typer.Argument(help="The new name.")], as_json: AsJson = False
) -> None:
    """Give a conversation another name."""
    new = _store().rename(None, conversation, name)
    print_result({"id": conversation, "name": new}, as_json, lambda: f"It is called “{new}” now.")


@conversations_app.command("delete")
def conversations_delete(
    conversation: Id,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    as_json: AsJson = False,
) -> None:
    """Delete a conversation for good."""
    store = _store()
    name = store.open(None, conversation).summary.name
    if not yes:
        typer.confirm(f"Delete “{name}” for good?", abort=True, err=True)
    store.delete(None, conversation)
    print_result({"deleted": conversation}, as_json, lambda: f"“{name}” is deleted.")


def _store() -> "Conversations":
    from ui.services.conversations import Conversations

    return Conversations(Settings.read().home)


def _standing(found: "Conversation", corpus: "Corpus") -> "list[Answer]":
    from ui.services.reopening import reopened

    answers = []
    for turn in found.turns:
        outcome = reopened(turn, corpus)
        if isinstance(outcome, tuple):
            say(f"Left out: “{printable(turn.question)}”. {outcome[0]}")
        else:
            answers.append(outcome)
    if not answers:
        raise ExportError("No answer of this conversation stands in the texts here.", hint="Nothing was written.")
    return answers


def _row(one: "Summary") -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "created": one.created.isoformat(),
        "changed": one.changed.isoformat(),
        "questions": one.questions,
        "owner": one.owner,
    }


def _line(row: dict[str, Any]) -> str:
    questions = "1 question" if row["questions"] == 1 else f"{row['questions']} questions"
    return f"{row['id']}  {row['changed'][:16].replace('T', ' ')}  {questions:>12}  {row['name']}"


def _day(one: "Summary") -> str:
    return one.changed.astimezone().strftime("%Y-%m-%d")

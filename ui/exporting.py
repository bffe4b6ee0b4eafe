"""`clausewise export`, `checklist` and `ask --output`: answers and checklists written to files."""

import datetime
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.errors import ExportError, OutputError
from rag import Assistant
from ui import citing
from ui.output import AsJson, print_result, probe, taken, write_whole
from ui.progress import say, warn_of_questions

if TYPE_CHECKING:
    from ingest.corpus import Corpus
    from rag.export import Form
    from rag.export.checklist import Checklist
    from rag.results import Answer

Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write a file; its suffix says what: .md, .docx, .bib or .json.")
]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]
Annex = Annotated[bool, typer.Option("--annex", help="Add the clauses retrieved to the file.")]
AsChecklist = Annotated[bool, typer.Option("--checklist", help="The points cited as a list to tick (.md, .docx).")]


def export_saved(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="What `ask --json` printed; in order.")],
    output: Output = None,
    checklist: AsChecklist = False,
    annex: Annex = False,
    force: Force = False,
    style: citing.AsStyle = None,
) -> None:
    """Export saved answers, or a conversation of them; every citation is checked again first."""
    from rag.export.saved import read_answers

    citing.alone(style, output, checklist, annex)
    form = form_of(output, checklist=checklist, force=force)
    with Assistant.open() as assistant:
        answers = [answer for file in files for answer in read_answers(_read(file), str(file), assistant.corpus)]
        if style is not None:
            citing.print_citations(answers, assistant.corpus, style)
            return
        made_bytes = made(answers, assistant.corpus, form or "md", checklist=checklist, annex=annex)
    if output is not None:
        store(output, made_bytes, force=force)
    else:
        _print(made_bytes)


def checklist_of(
    reference: Annotated[str, typer.Argument(help="A paragraph with points, for example 3.1.1.")],
    output: Output = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """List the points of a paragraph to tick them off; needs neither model nor index."""
    from rag.export import checklist, render

    form = form_of(output, checklist=True, force=force)
    with Assistant.open() as assistant:
        found = assistant.lookup(reference)
    warn_of_questions(found.corpus.questions)
    lists = checklist.of_lookup(found)
    page = checklist.page(lists, _today())
    if output is not None:
        store(output, render(page, "docx" if form == "docx" else "md"), force=force)
    else:
        print_result(_to_dict(lists, ()), as_json, lambda: render(page, "md").decode().rstrip("\n"))


def form_of(output: Path | None, *, checklist: bool, force: bool) -> "Form | None":
    """What `output` is to hold, by its suffix; OutputError now for a place that would not take it later."""
    if output is None:
        return None
    from rag.export import MIME

    form = next((form for form in MIME if output.suffix.lower() == f".{form}"), None)
    if form is None or (checklist and form not in {"md", "docx"}):
        forms = ".md or .docx" if checklist else ".md, .docx, .bib or .json"
        thing = "A checklist" if checklist else "An export"
        raise OutputError(f"{thing} cannot be written as “{output.name}”.", hint=f"Let the name end in {forms}.")
    if output.exists() and not force:
        raise taken(output)
    probe(output)
    return form


def made(answers: "Sequence[Answer]", corpus: "Corpus", form: "Form", *, checklist: bool, annex: bool) -> bytes:
    """The bytes of an export of answers, or of the checklist of what they cite (ExportError)."""
    from rag.export import export, render
    from rag.export.checklist import of_answers, page

    if not checklist:
        return export(answers, corpus, form, on=_today(), annex=annex)
    lists, others = of_answers(answers, corpus)
    title = answers[0].question if len(answers) == 1 else ""
    return render(page(lists, _today(), title, others), "docx" if form == "docx" else "md")


def print_checklist(answers: "Sequence[Answer]", corpus: "Corpus", as_json: bool) -> None:
    """The checklist of what answers cite, on stdout (ExportError)."""
    from rag.export.checklist import of_answers

    lists, others = of_answers(answers, corpus)
    written = made(answers, corpus, "md", checklist=True, annex=False)
    print_result(_to_dict(lists, others), as_json, lambda: written.decode().rstrip("\n"))


def store(output: Path, data: bytes, *, force: bool) -> None:
    """Write a whole file or none (OutputError), and say so."""
    write_whole(output, data, force=force)
    say(f"Wrote {output} ({len(data):,} bytes).")


def _print(data: bytes) -> None:
    sys.stdout.write(data.decode())
    sys.stdout.flush()


def _to_dict(lists: "Sequence[Checklist]", others: Sequence[str]) -> dict[str, object]:
    return {"checklists": [one.to_dict() for one in lists], "not_points": list(others)}


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ExportError(
            f"{file} cannot be read ({error.strerror}).", hint="Give what `clausewise ask --json` printed."
        ) from None


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).astimezone().date()

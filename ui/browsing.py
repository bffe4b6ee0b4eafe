"""`clausewise related` and `search --words`: what the Clauses page shows beside a clause and while somebody types."""

import shutil
import textwrap
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from rag import Assistant
from ui.output import AsJson, print_result
from ui.progress import warn_of_questions

_SHOWN = 300  # characters of a clause that is not the one asked for


def related_to(
    reference: Annotated[str, typer.Argument(help="A clause, for example 3.1.1(f).")],
    k: Annotated[int, typer.Option("-k", help="How many clauses.", min=1)] = 3,
    as_json: AsJson = False,
) -> None:
    """Show where other documents say what a clause says: its nearest clauses there. Needs the index, no model."""
    with Assistant.open() as assistant:
        result = assistant.related(reference, k)
        warn_of_questions(result.corpus.questions)
    print_result(result.to_dict(), as_json, lambda: _related(result.to_dict()))


def print_words(query: str, k: int, as_json: bool) -> None:
    """The clauses that have the words of `query`; needs neither model nor index."""
    with Assistant.open() as assistant:
        found = assistant.find(query, k).to_dict(query)
        warn_of_questions(assistant.corpus.questions)
    print_result(found, as_json, lambda: _found(found))


def _related(result: Mapping[str, Any]) -> str:
    blocks = [f"{result['citation']}\n{_wrapped(result['text'])}"]
    if not result["related"]:
        blocks.append("No clause of another document comes near it.")
    blocks += [f"{one['citation']}  ({one['score']:.3f})\n{_wrapped(one['text'])}" for one in result["related"]]
    return "\n\n".join(blocks)


def _found(found: Mapping[str, Any]) -> str:
    blocks = []
    for rank, one in enumerate(found["results"], 1):
        answers = f"\n    answers: {one['question']}" if one["question"] else ""
        blocks.append(f"{rank:>2}. {one['citation']}\n{_wrapped(one['text'])}{answers}")
    if found["unknown_words"]:
        blocks.append(f"In no clause: {', '.join(found['unknown_words'])}.")
    return "\n\n".join(blocks) or "No clause has these words."


def _wrapped(words: str) -> str:
    width = min(shutil.get_terminal_size().columns, 100)
    short = textwrap.shorten(words, _SHOWN, placeholder=" …")
    return textwrap.fill(short, width, initial_indent="    ", subsequent_indent="    ", break_long_words=False)

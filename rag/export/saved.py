"""What `ask --json` printed, read back: nobody knows who had it in hand, so every claim in it is checked anew.

What is checked: each clause named is here, each quotation stands word for word in the clause it names, and each
quotation in the Markdown and each sentence called word for word is one of them, under its right label. The answer's own
words name no other numbered point; else they are kept as they are, shown as text, and prove nothing.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NoReturn

from pydantic import TypeAdapter, ValidationError

from ingest.address import Address
from ingest.corpus import Corpus
from ingest.errors import ExportError
from rag.export.page import Block, plain
from rag.export.reading import read
from rag.export.sources import CUT, HINT, cited, sources
from rag.results import Answer

LARGEST = 20_000_000  # bytes
_ANSWERING = frozenset({"answered", "partial"})  # others name what they do not have
_NUMBER = re.compile(r"\d+\.\d+\.\d{1,2}(?!\d)(?:\(\w{1,4}\))*")  # "3.1.1(f)", and no date
_ANSWER = TypeAdapter(Answer)
_FORM = "Give what `clausewise ask --json` printed, or a JSON list of such answers."


def read_answers(data: bytes, name: str, corpus: Corpus) -> tuple[Answer, ...]:
    """The answers in `data`, checked against `corpus`; `name` is what errors call the file.

    Takes one answer, a list of them, or what an export to JSON wrote. ExportError for anything else, and for an answer
    that does not stand in the texts here: then none is given.
    """
    if len(data) > LARGEST:
        raise ExportError(f"{name} is larger than {LARGEST // 1_000_000} MB.", hint=_FORM)
    try:
        value = json.loads(data.decode("utf-8-sig"), parse_constant=_not_a_number)
    except (ValueError, RecursionError) as error:
        raise ExportError(f"{name} is not JSON ({str(error)[:200]}).", hint=_FORM) from None
    if isinstance(value, dict) and "answers" in value:
        value = value["answers"]
    rows = value if isinstance(value, list) else [value]
    if not rows:
        raise ExportError(f"{name} holds no answer.", hint=_FORM)
    answers = []
    for number, row in enumerate(rows, 1):
        where = f"{name}, answer {number}" if len(rows) > 1 else name
        try:
            answers.append(checked(as_answer(row), corpus))
        except ExportError as error:
            raise ExportError(f"{where}: {error.message}", hint=error.hint) from None
    return tuple(answers)


def as_answer(row: Any) -> Answer:
    """The answer that the JSON object `row` is, unchecked (ExportError when it is none)."""
    if not isinstance(row, dict) or "answer_markdown" not in row:
        raise ExportError("This is no answer.", hint=_FORM)
    try:
        return _ANSWER.validate_python({**row, "markdown": row["answer_markdown"]})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ExportError(f"This is no answer ({place}: {first['msg']}).", hint=_FORM) from None


def _not_a_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def checked(answer: Answer, corpus: Corpus) -> Answer:
    """The answer, with the pages of its acts from the catalogue; ExportError where it does not stand in the texts."""
    found = sources([answer], corpus)
    quotes = {source.short: source.quotes for source in found}
    printed = {s.short: corpus.document_at(s.target.address).printed_label(s.target) for s in found}
    names = {source.target.uid: source.short for source in found}
    labels = {source.target.uid: {source.short, source.target.label} for source in found}
    listed = [*names.values(), *cited((*answer.retrieved, *answer.suggestions, *answer.without), corpus)]
    if answer.scores and len(answer.scores) != len(answer.retrieved):
        raise ExportError("It has not one score for each clause retrieved.", hint=_FORM)
    for citation in answer.citations:
        if citation.label not in labels[citation.uid]:
            raise ExportError(f"“{_begin(citation.label)}” is not the label of {names[citation.uid]}.", hint=HINT)
    for sentence in answer.sentences:
        cited(sentence.citations, corpus)
        told = [quote for uid in sentence.citations if uid in names for quote in quotes[names[uid]]]
        if sentence.support == "verbatim" and not _within(plain(sentence.text), told):
            raise ExportError(f"“{_begin(sentence.text)}” is called word for word and is not.", hint=HINT)
    for block in read(answer.markdown):
        if answer.status in _ANSWERING and not block.quoted and (number := _unlisted(block, listed)) is not None:
            raise ExportError(f"The answer names {number}, which is none of its clauses.", hint=HINT)
        if block.quoted and block.kind != "note" and not _stands(block, quotes, printed):
            raise ExportError(f"“{_begin(block.text)}” is no quotation of the clause it names.", hint=HINT)
    own = tuple(replace(c, url=corpus.entry_of(Address.parse(c.uid)).url) for c in answer.citations)
    return replace(answer, citations=own)


def _stands(block: Block, quotes: dict[str, tuple[str, ...]], printed: dict[str, str]) -> bool:
    """Whether a quoted paragraph is words of the clause whose label stands behind it, or such a label by itself."""
    *before, last = block.runs
    if not last.strong or not before:
        every = [quote for told in quotes.values() for quote in told]
        return block.text.strip() in quotes or _within(block.text, every)
    label = last.text.strip()
    words = "".join(run.text for run in before).rstrip(" ").removesuffix("—").strip(" ")
    if label not in quotes:
        return False
    return any(_within(words.removeprefix(prefix), quotes[label]) for prefix in ("", f"{printed[label]} "))


def _unlisted(block: Block, listed: Sequence[str]) -> str | None:
    """A number in the answer's own words that is of no clause it cites, retrieved or suggests; notes are let be."""
    known = {number for name in listed for number in _NUMBER.findall(name)}
    named = _NUMBER.findall(block.text) if block.kind != "note" else []
    return next((number for number in named if not any(one.startswith(number) for one in known)), None)


def _within(words: str, quotes: Sequence[str]) -> bool:
    """Whether `words` are one of `quotes`, "[…]" standing just where something is left out in that."""
    return any(_bare(words) == _bare(plain(quote)) for quote in quotes)


def _bare(words: str) -> str:
    return words.strip().removeprefix(CUT).removesuffix(CUT).strip()


def _begin(words: str) -> str:
    shown = plain(words)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"

"""Answers as a page to paste from: questions, answers as they were shown, sources, gaps, and how it was made."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

from ingest.corpus import Corpus
from rag.export.page import Block, Page, Run, heading, plain, text
from rag.export.reading import read
from rag.export.sources import Source, cited, sources
from rag.results import Answer

STATUS = {
    "answered": "Answered",
    "partial": "Partly answered",
    "not_covered": "Not covered by the indexed texts",
    "lookup": "Clause lookup",
}
NO_ADVICE = "This shows what the texts say; it is no legal advice."


def page(answers: Sequence[Answer], corpus: Corpus, on: datetime.date, *, annex: bool = False) -> Page:
    """One answer or a conversation as a page made `on` that day; `annex` adds the clauses retrieved.

    ExportError when a citation does not stand in the texts of `corpus`.
    """
    alone = len(answers) == 1
    found = sources(answers, corpus)
    title = plain(answers[0].question) if alone else f"Conversation of {len(answers)} questions"
    blocks: list[Block] = []
    for answer in answers:
        blocks += [] if alone else [heading(answer.question, 2)]
        blocks += _answer(answer)
    blocks += _sources(found)
    blocks += _left_out(answers)
    blocks += [heading("How this was made", 2), *_made(answers, corpus, on)]
    blocks += _annex(answers, corpus) if annex else ()
    return Page(title, tuple(blocks), on)


def made_of(answers: Sequence[Answer], corpus: Corpus, on: datetime.date) -> dict[str, str]:
    """What an export was made with, by name."""
    generations = dict.fromkeys(plain(answer.generation) for answer in answers)
    versions = {"clausewise": _version()}
    for answer in answers:  # an answer that a model wrote says what with
        told = getattr(answer, "versions", None)
        versions |= {str(k): str(v) for k, v in told.items()} if isinstance(told, Mapping) else {}
    return {
        "Engine": ", ".join(dict.fromkeys(plain(answer.engine) for answer in answers)),
        "Index generation": ", ".join(name or "none was needed" for name in generations),
        "Texts": f"sha256 {corpus.sha256}",
        "Versions": ", ".join(f"{plain(name)} {plain(value)}" for name, value in versions.items()),
        "Exported on": on.isoformat(),
    }


def _answer(answer: Answer) -> Iterator[Block]:
    if " ".join(answer.standalone.split()) not in {"", " ".join(answer.question.split())}:
        yield Block("text", (Run("Searched as: ", strong=True), Run(plain(answer.standalone))))
    yield Block("text", (Run("Status: ", strong=True), Run(STATUS[answer.status])))
    notice = getattr(answer, "notice", None)  # what an answer that a model wrote has to tell of itself
    if isinstance(notice, str) and plain(notice):
        yield text(notice)
    yield from read(answer.markdown)


def _sources(found: Sequence[Source]) -> Iterator[Block]:
    if not found:
        return
    yield heading("Sources", 2)
    for source in found:
        yield heading(source.short, 3)
        yield text(source.full)
        link = (Run(". "), Run(source.url, link=source.url)) if source.url else ()
        yield Block("text", (Run(source.standing), *link))
        for quote in source.quotes:
            yield text(quote, quoted=True)
    gaps = dict.fromkeys(gap for source in found for gap in source.gaps)
    if gaps:
        yield heading("Gaps in the sources", 2)
        for gap in gaps:
            yield Block("point", (Run(plain(gap)),), 1)


def _left_out(answers: Sequence[Answer]) -> Iterator[Block]:
    """What language models wrote and nobody was shown as an answer, with the reasons."""
    told = [answer for answer in answers if answer.left_out]
    if not told:
        return
    yield heading("Left out", 2)
    yield text(
        "The language model wrote these sentences too. No clause bears them out, and they are no part of the answer."
    )
    for answer in told:
        if len(answers) > 1:
            yield heading(answer.question, 3)
        for one in answer.left_out:
            yield Block("point", (Run(f"“{plain(one.text)}”", slanted=True), Run(f" — {plain(one.reason)}.")), 1)


def _made(answers: Sequence[Answer], corpus: Corpus, on: datetime.date) -> Iterator[Block]:
    for name, value in made_of(answers, corpus, on).items():
        yield Block("point", (Run(f"{name}: ", strong=True), Run(value)), 1)
    yield text(NO_ADVICE)


def _annex(answers: Sequence[Answer], corpus: Corpus) -> Iterator[Block]:
    yield heading("Annex: clauses retrieved", 2)
    for answer in answers:
        if len(answers) > 1:
            yield heading(answer.question, 3)
        names = cited(answer.retrieved, corpus)
        for name in names:
            yield Block("point", (Run(plain(name)),), 1)
        if not names:
            yield text("No clause was retrieved.")


def _version() -> str:
    try:
        return version("clausewise")
    except PackageNotFoundError:
        return "of a source folder"

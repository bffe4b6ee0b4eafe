"""Answers held against the texts: as conversations keep them, and those on a page whose texts have changed since."""

import json

from ingest.corpus import Corpus
from ingest.errors import ClausewiseError, ExportError
from rag.export.saved import as_answer, checked, read_answers
from rag.results import Answer
from ui.services.conversations import Kept

STALE = "The answer that was here does not stand in the texts as they are now:"
CUT_OFF = ("This question was not answered: the page or the program was closed meanwhile.", "Ask it again.")


def kept(question: str, outcome: Answer | ClausewiseError | None) -> Kept:
    """A turn as it is kept."""
    if isinstance(outcome, Answer):
        return Kept(question, json.dumps(outcome.to_dict(), ensure_ascii=False))
    return Kept(question, problem=(outcome.message, outcome.hint) if outcome is not None else None)


def reopened(turn: Kept, corpus: Corpus) -> Answer | tuple[str, str]:
    """The answer, checked against `corpus`; or the message and hint that tell why there is none to show."""
    if turn.problem is not None:
        return turn.problem
    if turn.answer is None:
        return CUT_OFF
    try:
        [answer] = read_answers(turn.answer.encode("utf-8", "replace"), "It", corpus)
    except ExportError as error:
        return _stale(error)
    return answer


def restrictions(turn: Kept) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The documents that a kept answer was made from alone, and the clauses it was made without."""
    try:
        answer = as_answer(json.loads(turn.answer or "null"))
    except (ValueError, RecursionError, ExportError):
        return (), ()
    return answer.documents, answer.without


def standing(answer: Answer, corpus: Corpus) -> Answer | tuple[str, str]:
    """An answer that was made from other texts, perhaps: checked against `corpus`, or the message and hint."""
    try:
        return checked(answer, corpus)
    except ExportError as error:
        return _stale(error)


def _stale(error: ExportError) -> tuple[str, str]:
    return (f"{STALE} {error.message.removeprefix('It: ')}", "Ask the question again.")

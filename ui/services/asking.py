"""Questions and answers: the one door to the program behind the pages."""

import gc
from collections.abc import Generator, Mapping, Sequence
from typing import Protocol

from ingest.corpus import Corpus
from rag import Assistant
from rag.results import Answer, Piece
from ui.services.answering import Answering


class Asks(Protocol):
    """What the pages need of an assistant."""

    @property
    def corpus(self) -> Corpus: ...

    def ask(
        self,
        question: str,
        history: Sequence[Mapping[str, str]] = (),
        *,
        documents: Sequence[str] = (),
        without: Sequence[str] = (),
    ) -> Answer: ...


def current(asked: Asks) -> Corpus:
    """The documents as they are now, from which the next question is answered (the errors of reading them)."""
    return asked.current() if isinstance(asked, Assistant) else asked.corpus


def words_answers(asked: Asks) -> bool:
    """Whether a language model words the answers, so that they come sentence by sentence."""
    return isinstance(asked, Assistant) and bool(asked.settings.llm)


def starting(asked: Asks) -> bool:
    """Whether a question would wait for the embedding model and the index, which are still being loaded."""
    return isinstance(asked, Assistant) and not asked.loaded


def warm_up(assistant: Assistant) -> None:
    """Load model and index now (their errors), and take what stays out of the garbage collector's sight.

    Streamlit collects garbage after every run of a page. Looking through model, index and corpus took ten times as long
    as an answer, and everybody waited.
    """
    try:
        assistant.warm_up()
    finally:
        gc.collect()
        gc.freeze()


def pieces(
    asked: Asks,
    answering: Answering,
    question: str,
    history: Sequence[Mapping[str, str]],
    documents: Sequence[str] = (),
    without: Sequence[str] = (),
) -> Generator[Piece, None, None]:
    """An answer as it comes, restricted as in `Assistant.ask`; without a language model it comes at once, in its turn.

    Whoever waits for a language model keeps nobody waiting.
    """
    if not isinstance(asked, Assistant):
        yield Piece(answer=asked.ask(question, history, documents=documents, without=without))
    elif words_answers(asked):
        yield from asked.stream(question, history, documents=documents, without=without)
    else:
        yield Piece(answer=answering.ask(asked, question, history, documents, without))

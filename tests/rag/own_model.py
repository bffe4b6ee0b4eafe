"""Language models as a user may write them: llama-index classes of their own."""

import threading
from typing import Any

from faults import BOTH
from llama_index.core.llms import CompletionResponse, CompletionResponseGen, CustomLLM, LLMMetadata


class Canned(CustomLLM):
    """Always writes the same."""

    context_window: int = 0

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(context_window=self.context_window)

    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        return CompletionResponse(text=BOTH)

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        assert self.context_window == 8192  # it is given what the settings say and it has a field for

        def write() -> CompletionResponseGen:
            for at in range(0, len(BOTH), 20):
                yield CompletionResponse(text=BOTH[: at + 20], delta=BOTH[at : at + 20])

        return write()


class Failing(Canned):
    """Cannot count."""

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        raise ZeroDivisionError


class Silent(Canned):
    """Never begins."""

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        threading.Event().wait(20)
        raise TimeoutError

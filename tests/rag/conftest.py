"""Assistants with a language model behind them, a scripted server on this machine."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from model_server import KEY, ModelServer

from rag import Assistant

Writing = Callable[..., Assistant]


@pytest.fixture(scope="session")
def model_server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture(scope="session")
def writing(assistant: Assistant, model_server: ModelServer) -> Writing:
    """An assistant over the real index whose model is `model_server`; keywords are settings. Each is opened once."""
    opened: dict[str, Assistant] = {}

    def open_with(**changes: object) -> Assistant:
        name = repr(sorted(changes.items()))
        if name not in opened:
            url = model_server.url if "ollama" in str(changes.get("llm")) else f"{model_server.url}/v1"
            said = {"llm": "openai-like:m", "llm_url": url, "llm_key": KEY, "llm_timeout": 30.0}
            settings = replace(assistant.settings, **{**said, **changes})  # type: ignore[arg-type]
            opened[name] = Assistant(assistant.corpus, settings, assistant.retriever().embedder)
        return opened[name]

    return open_with

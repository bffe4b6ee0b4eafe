"""The language model that words an answer, where one is configured: any llama-index LLM, kept within bounds.

Whatever it does, `LanguageModel.stream` ends: with the whole text, or with a WriterError that tells in one sentence
what went wrong. No message of the server is ever repeated, since some give the key back.
"""

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from ingest.errors import ClausewiseError, SettingsError, WriterError
from rag.settings import OLLAMA, OPENAI_LIKE, Settings

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

MAX_OUTPUT = 1_024  # tokens it is asked to write at most
MAX_CHARACTERS = 12_000  # of one answer, thinking included; beyond it the model does not come to an end
MAX_BYTES = 4_000_000  # of one HTTP answer: what a stream of so many characters may cost
PATIENCE = 5  # times the waiting time: how long a whole answer may take
OLLAMA_URL = "http://localhost:11434"
Message = tuple[Literal["system", "user"], str]
_AHEAD = 64  # pieces read before they are asked for
_NOTHING = "nothing"  # how a stream ended that never began
_HINT = "This answer was made without it; `--no-llm` or an empty CLAUSEWISE_LLM does so at once."


class LanguageModel:
    """One configured model. `name` is what is shown of it ("ollama:qwen3:8b"), `context` what it reads, in tokens."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.name = settings.llm
        self.context = settings.llm_context
        self._timeout = settings.llm_timeout

    def stream(self, messages: Sequence[Message], within: float | None = None) -> Iterator[str]:
        """What it writes, piece by piece as it comes.

        WriterError when it cannot be reached, goes silent, breaks off, never ends or does anything else than write;
        `within` bounds the seconds for all of it.
        """
        from llama_index.core.llms import ChatMessage

        limit = min(within or self._timeout * PATIENCE, self._timeout * PATIENCE)
        deadline = time.monotonic() + limit
        stop = threading.Event()
        pieces: queue.Queue[str | Exception | None] = queue.Queue(_AHEAD)
        chat = [ChatMessage(role=role, content=content) for role, content in messages]
        # Its own thread, so that nothing it does (a server that sends a byte a minute) makes the reader wait for ever.
        threading.Thread(target=self._read, args=(chat, pieces, stop), daemon=True).start()
        characters = 0
        try:
            while True:
                patience = min(self._timeout, deadline - time.monotonic())
                try:
                    piece = pieces.get(timeout=max(patience, 0))
                except queue.Empty:
                    raise self._silent(began=characters > 0) from None
                if isinstance(piece, Exception):
                    raise self._fault(piece, began=characters > 0) from None
                if piece is None:
                    return
                characters += len(piece)
                yield piece[: max(0, MAX_CHARACTERS - characters + len(piece))]
                if characters > MAX_CHARACTERS:
                    raise self._wrong(f"did not come to an end within {MAX_CHARACTERS:,} characters")
        finally:
            stop.set()

    def write(self, messages: Sequence[Message], within: float) -> str:
        """All that it writes, within so many seconds (WriterError)."""
        return "".join(self.stream(messages, within))

    def _read(self, chat: list[Any], pieces: "queue.Queue[str | Exception | None]", stop: threading.Event) -> None:
        """Read the model into `pieces`; None ends it, an exception is what went wrong."""
        ending: Exception | None = None
        opened = ExitStack()  # its connections
        try:
            model = open_model(self._settings, stop, opened)
            reason: str | None = _NOTHING
            for response in model.stream_chat(chat):
                if stop.is_set():
                    return
                reason = _finished(response.raw, reason)
                if response.delta:
                    _put(pieces, str(response.delta), stop)
            ending = _unfinished(reason)
        except Exception as error:  # of any library and any user's class; told by `_fault`
            ending = error
        finally:
            opened.close()
        _put(pieces, ending, stop)

    def _silent(self, *, began: bool) -> WriterError:
        what = "stopped in the middle of its answer" if began else "did not begin to answer"
        return self._wrong(f"{what} within the time it has (CLAUSEWISE_LLM_TIMEOUT is {self._timeout:g} seconds)")

    def _fault(self, error: Exception, *, began: bool) -> WriterError:
        if isinstance(error, ClausewiseError):
            return WriterError(error.message, hint=error.hint)
        if isinstance(error, _Broken):
            return self._wrong(str(error))
        kinds = {kind.__name__ for one in _chain(error) for kind in type(one).__mro__}
        status = next((code for one in _chain(error) if isinstance(code := getattr(one, "status_code", None), int)), 0)
        if status > 0:
            return self._wrong(_STATUS.get(status, f"was refused by its server (HTTP {status})"))
        if kinds & {"TimeoutException", "APITimeoutError", "TimeoutError"}:
            return self._silent(began=began)
        if kinds & {"JSONDecodeError", "UnicodeDecodeError", "ValidationError", "DecodingError"}:
            return self._wrong("answered in a form that cannot be read")
        if kinds & {"RemoteProtocolError", "ReadError", "IncompleteRead"} and began:
            return self._wrong("broke off in the middle of its answer")
        if kinds & {
            "ConnectError",
            "ConnectionError",
            "NetworkError",
            "UnsupportedProtocol",
            "InvalidURL",
            "HTTPError",
        }:
            return self._wrong("cannot be reached at CLAUSEWISE_LLM_URL")
        return self._wrong(f"failed ({type(error).__name__})")

    def _wrong(self, what: str) -> WriterError:
        return WriterError(f"The language model {self.name} {what}.", hint=_HINT)


_STATUS = {
    401: "was not given a key that its server accepts (HTTP 401)",
    403: "was not given a key that its server accepts (HTTP 403)",
    404: "is not known to its server (HTTP 404)",
    413: "was given more than it can read (HTTP 413)",
    429: "has too much to do, or its quota is used up (HTTP 429)",
}


class _Broken(Exception):
    """What a model did in place of writing its answer to the end."""


def open_model(settings: Settings, stop: threading.Event, opened: ExitStack) -> "LLM":
    """The llama-index LLM that the settings name (SettingsError).

    Its connections end once `stop` is set, and are closed with `opened`.
    """
    kind, _, rest = settings.llm.partition(":")
    if kind == OPENAI_LIKE:
        from llama_index.llms.openai_like import OpenAILike

        kind_of: Any = OpenAILike  # its type leaves out the fields of its base
        like: LLM = kind_of(
            model=rest,
            api_base=settings.llm_url,
            api_key=settings.llm_key or "none",  # never one that another program left in the environment
            http_client=opened.enter_context(_client(settings, stop)),
            timeout=settings.llm_timeout,
            context_window=settings.llm_context,
            is_chat_model=True,
            max_tokens=min(MAX_OUTPUT, settings.llm_context // 4),
            max_retries=0,
            temperature=0.0,
        )
        return like
    if kind == OLLAMA:
        from llama_index.llms.ollama import Ollama

        return Ollama(
            model=rest,
            client=opened.enter_context(_ollama_client(settings, stop)),
            context_window=settings.llm_context,  # sent as num_ctx: Ollama's own default cuts the clauses off
            request_timeout=settings.llm_timeout,
            temperature=0.0,
            additional_kwargs={"num_predict": min(MAX_OUTPUT, settings.llm_context // 4)},
        )
    return _custom(settings, kind, rest)


def _custom(settings: Settings, module: str, name: str) -> "LLM":
    """A class of the user's own, given what the settings say and it has a field for."""
    kind: Any = _class(settings, module, name)
    said = {
        "api_base": settings.llm_url,
        "base_url": settings.llm_url,
        "api_key": settings.llm_key,
        "timeout": settings.llm_timeout,
        "request_timeout": settings.llm_timeout,
        "context_window": settings.llm_context,
    }
    model: LLM = kind(**{field: value for field, value in said.items() if value and field in kind.model_fields})
    return model


def _class(settings: Settings, module: str, name: str) -> "type[LLM]":
    from llama_index.core.llms import LLM

    try:
        kind = getattr(import_module(module), name)
    except Exception as error:  # an import runs the user's code, which may fail in any way
        raise SettingsError(
            f"The language model {settings.llm!r} cannot be imported ({type(error).__name__}).",
            hint="Name a class as package.module:Class, and install its package.",
        ) from None
    if not (isinstance(kind, type) and issubclass(kind, LLM)):
        raise SettingsError(
            f"{settings.llm!r} is no llama-index LLM.", hint="Name a subclass of llama_index.core.llms.LLM."
        )
    return kind


def _client(settings: Settings, stop: threading.Event) -> Any:
    import httpx

    return httpx.Client(**_options(settings, stop))


def _ollama_client(settings: Settings, stop: threading.Event) -> Any:
    import ollama

    key = {"Authorization": f"Bearer {settings.llm_key}"} if settings.llm_key else {}
    options = _options(settings, stop)
    return ollama.Client(host=settings.llm_url or OLLAMA_URL, **{**options, "headers": {**options["headers"], **key}})


def _options(settings: Settings, stop: threading.Event) -> dict[str, Any]:
    from rag.bounded import Bounded

    return {
        "transport": Bounded(stop, MAX_BYTES),
        "timeout": settings.llm_timeout,
        "follow_redirects": False,  # a key goes nowhere else than the user said
        "headers": {"Accept-Encoding": "identity"},  # so that bytes counted are bytes read
    }


def _put(pieces: "queue.Queue[str | Exception | None]", piece: str | Exception | None, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            return pieces.put(piece, timeout=0.2)
        except queue.Full:
            continue


def _finished(raw: Any, before: str | None) -> str | None:
    """Why a stream ended, as its newest piece tells; None while it tells nothing, `before` when it has no say in it.

    Servers of both protocols say so. A class of the user's own need not.
    """
    if isinstance(raw, dict) and "done" in raw:  # Ollama
        return (raw.get("done_reason") or "stop") if raw["done"] else None
    choices = getattr(raw, "choices", None)
    if isinstance(choices, list):
        told = next((choice.finish_reason for choice in choices), None)
        return told or (before if before != _NOTHING else None)  # the last piece may hold the usage alone
    return "stop"


def _unfinished(reason: str | None) -> Exception | None:
    """What went wrong with a stream that ended for this reason."""
    if reason is None:
        return _Broken("broke off in the middle of its answer")
    if reason in {"tool_calls", "function_call"}:
        return _Broken("asked for a tool in place of answering")
    if reason == "content_filter":
        return _Broken("was kept from answering by a filter of its server")
    if reason == _NOTHING:
        return _Broken("sent nothing that can be read")
    return None  # "length": what is not finished is left out sentence by sentence


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and what it came from."""
    seen: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in seen:
        seen.append(one)
        one = one.__cause__ or one.__context__
    return iter(seen)

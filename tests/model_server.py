"""A stand-in for a language model's server, on this machine: OpenAI's chat completions and Ollama's chat, with faults.

Nothing is patched: the client speaks HTTP to it. What it answers is a `Script`, and what it was asked is kept.
"""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-very-secret-0123456789"


@dataclass(frozen=True)
class Script:
    """How the server answers.

    `pieces` are what the model writes, a piece an event; `status` other than 200 answers with `body`, `raw` sends these
    bytes in place of events. `wait` seconds pass before the first piece, `stall` before the last. `ends` tells whether
    the stream says that it is finished (as `reason`), `endless` repeats the last piece for ever.
    """

    pieces: tuple[str, ...] = ()
    status: int = 200
    body: str = ""
    raw: bytes | None = None
    wait: float = 0.0
    stall: float = 0.0
    ends: bool = True
    reason: str = "stop"
    endless: bool = False
    extra: dict[str, Any] | None = None  # put into each delta


def says(text: str, size: int = 7, **more: Any) -> Script:
    """A model that writes `text`, `size` characters at a time."""
    return Script(tuple(text[at : at + size] for at in range(0, len(text), size)), **more)


class ModelServer:
    """Serves both protocols at once; use as a context manager."""

    def __init__(self, *scripts: Script) -> None:
        self.scripts = list(scripts)  # the last one serves for good
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.given: list[str] = []  # pieces as they are sent
        self.gate: threading.Event | None = None  # where set, the last piece waits for it
        self._stopped = threading.Event()
        server = self

        class Handler(_Handler):
            model = server

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> "ModelServer":
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        if self.gate is not None:
            self.gate.set()
        self._http.shutdown()
        self._http.server_close()

    def next(self) -> Script:
        return self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]

    def pieces(self, script: Script) -> Iterator[str]:
        """What is sent, in time."""
        self._stopped.wait(script.wait)
        for place, piece in enumerate(script.pieces):
            if place == len(script.pieces) - 1:
                self._stopped.wait(script.stall)
                if self.gate is not None:
                    self.gate.wait(90)
            self.given.append(piece)
            yield piece
        while script.endless and script.pieces and not self._stopped.is_set():
            yield script.pieces[-1]
            time.sleep(0)

    def messages(self) -> str:
        """Everything the model was shown with its last request."""
        return "\n".join(message["content"] for message in self.asked[-1]["messages"])


class _Handler(BaseHTTPRequestHandler):
    model: ModelServer

    def do_POST(self) -> None:
        server, script = self.model, self.model.next()
        length = int(self.headers.get("Content-Length", 0))
        server.asked.append(json.loads(self.rfile.read(length)))
        server.headers.append(dict(self.headers))
        ollama = self.path.endswith("/api/chat")
        try:
            self.send_response(script.status)
            self.send_header("Content-Type", "application/x-ndjson" if ollama else "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            for line in self._lines(script, ollama=ollama):
                self.wfile.write(line)
                self.wfile.flush()
        except OSError:
            pass  # the client went away, which is what some tests are about

    def _lines(self, script: Script, *, ollama: bool) -> Iterator[bytes]:
        if script.status != 200:
            yield script.body.encode()
        elif script.raw is not None:
            yield script.raw
        elif ollama:
            yield from self._ollama(script)
        else:
            yield from self._openai(script)

    def _openai(self, script: Script) -> Iterator[bytes]:
        for piece in self.model.pieces(script):
            yield _event({"role": "assistant", "content": piece, **(script.extra or {})}, None)
        if script.ends:
            yield _event({}, script.reason)
            yield b"data: [DONE]\n\n"

    def _ollama(self, script: Script) -> Iterator[bytes]:
        for piece in self.model.pieces(script):
            message = {"role": "assistant", "content": piece, **(script.extra or {})}
            yield json.dumps({"model": "m", "message": message, "done": False}).encode() + b"\n"
        if script.ends:
            last = {"model": "m", "message": {"role": "assistant", "content": ""}, "done": True}
            yield json.dumps({**last, "done_reason": script.reason}).encode() + b"\n"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Quiet."""


def _event(delta: dict[str, Any], reason: str | None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    return f"data: {json.dumps(chunk)}\n\n".encode()


def keyed(messages: str, words: Sequence[str]) -> str:
    """The key of the clause that was shown with all of `words` in it."""
    for block in messages.split('<clause key="')[1:]:
        text = block.split("</clause>")[0]
        if all(word in text for word in words):
            return text.partition('"')[0]
    raise LookupError(f"No clause was shown with {words}.")

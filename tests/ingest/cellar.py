"""A stand-in for the Publications Office on this machine: a real HTTP server that behaves like Cellar, faults included.

It answers by path from a script. A path's replies are used up in order, the last one stays.
"""

import contextlib
import gzip
import http.server
import re
import threading
from dataclasses import dataclass, field, replace
from typing import Any, Self

XHTML = "application/xhtml+xml;charset=UTF-8"
SENTENCE = "<p>Recommendation (EU) 2024/774 asks partners to settle early who may use which results.</p>\n"


def act(words: str = "Recommendation", paragraphs: int = 400) -> bytes:
    """An XHTML text with some length; `words` tells one from another."""
    return f"<?xml version='1.0'?>\n<html><body><h1>{words}</h1>\n{SENTENCE * paragraphs}</body></html>\n".encode()


CHALLENGE = b"<!DOCTYPE html><html><head><script>window.gokuProps={};</script></head><body>Just a moment</body></html>"


@dataclass(frozen=True)
class Reply:
    """One answer; the later fields are faults."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    ranges: bool = True  # whether Range is understood
    cut: int | None = None  # close the connection after so many bytes of body
    length: int | None = None  # a Content-Length that is not true
    endless: bool = False  # the body is repeated until the client hangs up
    stalls: bool = False  # headers and half a body, then silence

    def but(self, **changes: Any) -> "Reply":
        return replace(self, **changes)


def text(body: bytes, *, etag: str | None = '"v1"', media: str = XHTML, **fields: Any) -> Reply:
    """A text of status 200 with an ETag."""
    headers = {"Content-Type": media, **({"ETag": etag} if etag else {}), **fields.pop("headers", {})}
    return Reply(body, headers=headers, **fields)


def redirect(to: str, status: int = 303) -> Reply:
    return Reply(status=status, headers={"Location": to})


def refusal(status: int, **headers: str) -> Reply:
    return Reply(b"<html>no</html>", status, {"Content-Type": "text/html", **headers})


def parts(*urls: str) -> Reply:
    items = "".join(f'<li stream_name="x"><a href="{url}">{url}</a></li>' for url in urls)
    page = f"<html><head><title>Multiple-Choice</title></head><body><ul>{items}</ul></body></html>"
    return Reply(page.encode(), 300, {"Content-Type": "text/html;charset=UTF-8"})


def zipped(reply: Reply) -> Reply:
    return reply.but(
        body=gzip.compress(reply.body), headers={**reply.headers, "Content-Encoding": "gzip"}, ranges=False
    )


class Office:
    """The server; `asked` holds the path and the headers (names in lower case) of every request."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self._script: dict[str, list[Reply]] = {}
        self._closing = threading.Event()
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def on(self, path: str, *replies: Reply) -> None:
        self._script[path] = list(replies)

    def celex(self, number: str, *replies: Reply) -> None:
        self.on(f"/resource/celex/{number}", *replies)

    def headers(self, name: str) -> list[str | None]:
        """The header `name` of every request."""
        return [headers.get(name) for _, headers in self.asked]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *details: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def next_reply(self, path: str) -> Reply:
        replies = self._script.get(path, [refusal(404)])
        return replies.pop(0) if len(replies) > 1 else replies[0]

    def stall(self) -> None:
        self._closing.wait(10)


def _handler(office: Office) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Nothing: the test reads `asked`."""

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            office.asked.append((self.path, headers))
            reply = office.next_reply(self.path)
            with contextlib.suppress(OSError):  # the client hung up, as some tests want it to
                self._answer(_ranged(reply, headers))

        def _answer(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if not reply.endless:
                self.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
            self.end_headers()
            self.wfile.write(reply.body[: reply.cut])
            while reply.endless:
                self.wfile.write(reply.body)
            if reply.stalls:
                self.wfile.flush()
                office.stall()

    return Handler


def _ranged(reply: Reply, headers: dict[str, str]) -> Reply:
    """The rest of the body where a range of this very version is asked for."""
    asked = re.fullmatch(r"bytes=([0-9]+)-", headers.get("range", ""))
    if not asked or not reply.ranges or reply.status != 200:
        return reply
    if headers.get("if-range") not in {reply.headers.get("ETag"), reply.headers.get("Last-Modified")}:
        return reply
    start, size = int(asked[1]), len(reply.body)
    if start >= size:
        return reply.but(body=b"", status=416, headers={**reply.headers, "Content-Range": f"bytes */{size}"})
    span = f"bytes {start}-{size - 1}/{size}"
    return reply.but(body=reply.body[start:], status=206, headers={**reply.headers, "Content-Range": span})

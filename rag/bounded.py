"""An HTTP connection that ends: after so many bytes, or once nobody reads any more."""

import threading
from collections.abc import Iterator

import httpx


class Bounded(httpx.HTTPTransport):
    """httpx's transport, whose answers stop with httpx.ReadError when they grow too long or `stop` is set."""

    def __init__(self, stop: threading.Event, most: int) -> None:
        super().__init__()
        self._stop = stop
        self._most = most

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        stream = response.stream
        if not isinstance(stream, httpx.SyncByteStream):
            return response
        bounded = _BoundedStream(stream, self._stop, self._most)
        return httpx.Response(
            response.status_code, headers=response.headers, stream=bounded, extensions=response.extensions
        )


class _BoundedStream(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream, stop: threading.Event, most: int) -> None:
        self._stream = stream
        self._stop = stop
        self._left = most

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._stream:
            self._left -= len(piece)
            if self._stop.is_set() or self._left < 0:
                raise httpx.ReadError("This answer is not read any further.")
            yield piece

    def close(self) -> None:
        self._stream.close()

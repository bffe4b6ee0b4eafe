"""A session of the app over Streamlit's own websocket: what a browser sends and receives, without the drawing."""

import time
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import ChatInputValue
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Subprotocol
from websockets.sync.client import connect

PATIENCE = 120.0  # seconds for one run of the page: the first question loads the model
_STATUS = 'class="cw-pill" data-status="'


class LoadError(Exception):
    """The app answered with an error, or not at all."""


class Session:
    """One visitor of the Ask page; a context manager."""

    def __init__(self, address: str) -> None:
        self._address = address.replace("http://", "ws://") + "_stcore/stream"
        self._open = ExitStack()
        self._cached: dict[str, ForwardMsg] = {}
        self._field = ""
        self._new = ""
        self._statuses = 0

    def __enter__(self) -> Self:
        self._channel = self._open.enter_context(
            connect(self._address, subprotocols=[Subprotocol("streamlit")], max_size=None, open_timeout=PATIENCE)
        )
        self._run(BackMsg())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def ask(self, question: str) -> float:
        """Put a question and wait until its answer stands on the page; the seconds it took (LoadError)."""
        before = self._statuses
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add()
        state.id = self._field
        state.chat_input_value.CopyFrom(ChatInputValue(data=question))
        seconds = self._run(message)
        if self._statuses <= before:
            raise LoadError(f"no answer to {question!r}")
        return seconds

    def start_over(self) -> None:
        """Begin a new conversation, as a click on its button does (LoadError)."""
        if not self._new:
            raise LoadError("there is no button for a new conversation")
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.trigger_value = self._new, True
        self._run(message)

    def _run(self, message: BackMsg) -> float:
        """Send, and receive until the page has run; the answers on it are then counted in `_statuses`."""
        if message.WhichOneof("type") is None:
            message.rerun_script.query_string = ""
        started = time.perf_counter()
        self._channel.send(message.SerializeToString())
        self._statuses, finished = 0, False
        while not finished:
            finished = self._take(self._channel.recv(timeout=max(0.1, started + PATIENCE - time.perf_counter())))
        return time.perf_counter() - started

    def _take(self, data: str | bytes) -> bool:
        """Take in one message of the server; whether the page has run to its end."""
        found = ForwardMsg()
        try:
            found.ParseFromString(data if isinstance(data, bytes) else data.encode())
        except DecodeError as error:
            raise LoadError(f"what came is no message of Streamlit: {error}") from None
        if found.metadata.cacheable and found.hash:
            self._cached[found.hash] = found
        kind = found.WhichOneof("type")
        if kind == "ref_hash":
            found = self._cached[found.ref_hash]
            kind = found.WhichOneof("type")
        if kind == "script_finished":
            if found.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                raise LoadError("the page does not compile")
            return found.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
        if kind == "delta":
            self._draw(found.delta)
        return False

    def _draw(self, delta: Delta) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "chat_input":
            self._field = element.chat_input.id
        elif kind == "button" and element.button.label == "New conversation":
            self._new = element.button.id
        elif kind == "html":
            self._statuses += element.html.body.count(_STATUS)
        elif kind == "exception":
            raise LoadError(f"the page failed: {element.exception.type} {element.exception.message}")
        elif kind == "alert":
            raise LoadError(f"the page shows an error: {element.alert.body}")

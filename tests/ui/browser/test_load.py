"""The instrument of `make load` sees what a visitor sees: an answer as an answer, an error as an error."""

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.load.session import LoadError, Session

QUESTION = "How should we deal with patents and know-how each side already had?"


@pytest.mark.browser
def test_a_session_over_the_websocket_asks_and_tells_errors(app: str) -> None:
    with Session(app) as session, Session(app) as other:
        assert session.ask(QUESTION) > 0
        assert session.ask("And data?") > 0
        session.start_over()
        assert other.ask("What counts as academia?") > 0
        broken = ForwardMsg()
        broken.delta.new_element.alert.body = "There is no index yet."
        with pytest.raises(LoadError, match="shows an error: There is no index yet"):
            session._take(broken.SerializeToString())

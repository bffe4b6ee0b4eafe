"""The chat page over an assistant with a language model behind it."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from driving import ask, html_of, open_app
from faults import ASKED, BOTH, TRUE
from model_server import KEY, ModelServer, Script, says
from streamlit.testing.v1 import AppTest

from rag import Assistant, Settings
from rag.results import Answer, Piece
from ui import shared
from ui.services.asking import current
from ui.services.coming import Comings
from ui.services.conversations import Conversations
from ui.services.feedback import Feedback
from ui.services.turns import Turn

HOSTILE = "Partners must pay <img src=x onerror=alert(1)> [c1]. "


@pytest.fixture
def server(built_home: Path, assistant: Assistant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    with ModelServer() as server:
        settings = Settings(
            built_home, assistant.settings.corpus, llm="openai-like:m", llm_url=f"{server.url}/v1", llm_key=KEY
        )
        writing = Assistant(assistant.corpus, settings, assistant.retriever().embedder)
        conversations, comings = Conversations(tmp_path), Comings()
        monkeypatch.setattr(shared, "assistant", lambda: writing)
        monkeypatch.setattr(shared, "conversations", lambda: conversations)
        monkeypatch.setattr(shared, "comings", lambda: comings)
        monkeypatch.setattr(shared, "feedback", lambda: Feedback(tmp_path))
        yield server


def _asked() -> AppTest:
    return ask(open_app(), ASKED)


def test_checked_sentences_are_shown_with_their_clauses_and_the_others_struck(server: ModelServer) -> None:
    server.scripts = [says(BOTH + HOSTILE)]
    at = _asked()
    assert not at.exception
    html = html_of(at)
    assert html.count(f">{TRUE[0]}</p>") == 1  # what came sentence by sentence is gone once the answer stands
    assert "C(2024) 601, point 3.1.1(c)" in [button.label for button in at.button]
    assert at.expander[0].label == "Left out: one sentence of the language model"
    assert "<s>Partners must pay &lt;img src=x onerror=alert(1)&gt;.</s>" in html
    assert "Worded by openai-like:m" in html
    assert "<img" not in html


def test_a_model_that_fails_leaves_the_quoted_answer_and_the_reason(server: ModelServer) -> None:
    server.scripts = [Script(status=500, body=f"boom {KEY}")]
    at = _asked()
    assert not at.exception
    html = html_of(at)
    assert "The language model openai-like:m was refused by its server (HTTP 500)." in html
    assert "setting out a clear and comprehensive contractual framework" in html
    assert KEY not in html


@pytest.mark.parametrize("same", [True, False])
def test_a_page_drawn_anew_goes_on_with_the_answer_to_that_very_question_from_these_texts(
    server: ModelServer, same: bool
) -> None:
    server.scripts = [says(BOTH)]
    answer = shared.assistant().ask(ASKED)
    asked = len(server.asked)
    at = open_app()
    turn = Turn(ASKED)
    id_, _ = shared.comings().begin(_complete(answer))
    texts = current(shared.assistant()).sha256 if same else "other texts"
    at.session_state["turns"] = [turn]
    at.session_state["coming"] = (0, turn, texts), id_
    at.run()
    assert not at.exception
    assert TRUE[0] in html_of(at)
    assert len(server.asked) == (asked if same else asked + 1)
    assert at.session_state["coming"] is None
    assert (shared.comings().get(id_) is None) is not same


def _complete(answer: Answer) -> Generator[Piece, None, None]:
    yield Piece(answer=answer)

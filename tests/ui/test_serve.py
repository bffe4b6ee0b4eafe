"""The app starts on a machine that has never seen Streamlit: nothing is asked, nothing is told to anybody."""

import os

import pytest

from ui.serve import run_app


def test_the_app_starts_without_questions_private_and_without_telemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda path, command: called.append(command))
    run_app(8599, headless=False)
    [command] = called
    assert {
        "--server.showEmailPrompt=false",
        "--server.address=localhost",
        "--server.port=8599",
        "--browser.gatherUsageStats=false",
    } <= set(command)

"""The app starts on a machine that has never seen Streamlit: nothing is asked, nothing is told to anybody."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ui.serve import run_app

ROOT = Path(__file__).resolve().parents[2]


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


def test_the_first_page_does_not_wait_for_the_evaluation() -> None:
    """Importing it takes seconds, and only the Benchmarks page needs it."""
    told = "import sys, ui.shared, ui.components.answer; sys.exit('eval' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], cwd=ROOT, check=False).returncode == 0

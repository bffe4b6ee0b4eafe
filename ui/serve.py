"""`clausewise serve`: become the Streamlit app on this machine, without telemetry."""

import os
import sys
from pathlib import Path
from typing import NoReturn

APP = Path(__file__).resolve().parent / "app.py"


def run_app(port: int, *, headless: bool) -> NoReturn:
    """Replace this process by the app's, so that whatever stops the one stops the other."""
    command = [sys.executable, "-m", "streamlit", "run", str(APP)]
    # Named here as well as in the theme file: `address` keeps the app private, and Streamlit from asking for its
    # public IP.
    command += ["--server.address=localhost", f"--server.port={port}", "--browser.gatherUsageStats=false"]
    # On a machine's first run Streamlit would ask for an email address and wait.
    command += ["--server.showEmailPrompt=false"]
    command += [f"--server.headless={'true' if headless else 'false'}"]
    sys.stdout.flush()
    os.execv(sys.executable, command)

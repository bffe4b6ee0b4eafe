"""`clausewise serve`: run the Streamlit app on this machine, without telemetry."""

import subprocess
import sys
from pathlib import Path

APP = Path(__file__).resolve().parent / "app.py"


def run_app(port: int, *, headless: bool) -> None:
    """Run the app until it is stopped; Ctrl-C stops it quietly."""
    command = [sys.executable, "-m", "streamlit", "run", str(APP)]
    # Named here as well as in the theme file: `address` keeps the app private, and Streamlit from asking for its
    # public IP.
    command += ["--server.address=localhost", f"--server.port={port}", "--browser.gatherUsageStats=false"]
    command += [f"--server.headless={'true' if headless else 'false'}"]
    process = subprocess.Popen(command)
    try:
        code = process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        return
    if code not in {0, -2, -15}:
        sys.exit(1)

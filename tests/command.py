"""The command line as a user runs it: a process, its output, its exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OFFLINE = Path(__file__).resolve().parent / "offline"


def run(*arguments: str, home: Path, corpus: Path | None = None, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process that cannot reach any other machine."""
    environ = {key: value for key, value in os.environ.items() if not key.startswith("CLAUSEWISE_")}
    environ |= {"CLAUSEWISE_HOME": str(home), "PYTHONPATH": f"{OFFLINE}{os.pathsep}{ROOT}", **extra}
    if corpus is not None:
        environ["CLAUSEWISE_CORPUS"] = str(corpus)
    command = [sys.executable, "-c", "from ui.cli import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environ, timeout=300, cwd=home, check=False)


def as_json(*arguments: str, home: Path, code: int = 0) -> dict[str, Any]:
    done = run(*arguments, "--json", home=home)
    assert done.returncode == code, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def refuses(done: subprocess.CompletedProcess[str], message: str) -> None:
    """One clear sentence and a hint on stderr, exit 1, nothing on stdout, no traceback."""
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 2

"""The real app as a process of its own, which may not reach beyond this machine."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_MS = 60_000  # the first question loads the model


@contextmanager
def served(home: Path, log_path: Path, port: int | None = None, **settings: str) -> Iterator[str]:
    """The address of the app over `home`, until the block ends; `settings` are further environment variables.

    A traceback in its log fails the test.
    """
    with started(home, log_path, port, **settings) as (address, _):
        yield address


@contextmanager
def started(
    home: Path, log_path: Path, port: int | None = None, **settings: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """As `served`, with the process of the server."""
    port = free_port() if port is None else port
    paths = (str(ROOT / "tests" / "offline"), str(ROOT), os.environ.get("PYTHONPATH", ""))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CLAUSEWISE_")}
    environment |= {"CLAUSEWISE_HOME": str(home), "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
    command = [sys.executable, "-c", "from ui.cli import main; main()", "serve", "--headless"]
    command += ["--address", "127.0.0.1", "--port", str(port)]
    with (
        log_path.open("a") as output,
        subprocess.Popen(command, env=environment | settings, stdout=output, stderr=output) as server,
    ):
        try:
            address = f"http://127.0.0.1:{port}/"
            _wait_for(address, server, log_path)
            yield address, server
        finally:
            server.terminate()
    log = log_path.read_text()
    assert "Traceback" not in log, log


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(150):
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(address + "_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"the app did not start: {log.read_text()}")

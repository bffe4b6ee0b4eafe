"""The app starts on a machine that has never seen Streamlit: nothing is asked, nothing is told to anybody."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from provider import AUTH as FORM
from serving import free_port

from ingest.errors import SettingsError
from rag import Settings
from ui.serve import run_app

AUTH = FORM.format(app="https://clausewise.example/", provider="https://provider.example")
ROOT = Path(__file__).resolve().parents[2]


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


NEEDS_IPV6 = pytest.mark.skipif(not _has_ipv6(), reason="this machine has no IPv6")


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    commands: list[list[str]] = []
    monkeypatch.setattr(os, "execve", lambda path, command, environment: commands.append(command))
    return commands


def _settings(home: Path) -> Settings:
    return Settings(home=home, corpus=home)


def test_the_app_starts_unasked_private_and_without_telemetry_or_advertising(
    tmp_path: Path, called: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    run_app(_settings(tmp_path), port, headless=False)
    assert capsys.readouterr().out == f"clausewise opens at http://localhost:{port}; Ctrl-C stops it.\n"
    [command] = called
    assert {
        "--server.showEmailPrompt=false",
        "--server.address=localhost",
        f"--server.port={port}",
        "--browser.gatherUsageStats=false",
        "--logger.hideWelcomeMessage=true",
        f"--secrets.files={tmp_path / 'secrets.toml'}",
    } <= set(command)


@pytest.mark.parametrize(("wished", "given"), [(None, "1"), ("3", "3")])
def test_a_question_has_one_thread_unless_somebody_wishes_for_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wished: str | None, given: str
) -> None:
    started: list[dict[str, str]] = []
    monkeypatch.setattr(os, "execve", lambda path, command, environment: started.append(environment))
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if wished is not None:
        monkeypatch.setenv("OMP_NUM_THREADS", wished)
    run_app(_settings(tmp_path), free_port(), headless=True)
    [environment] = started
    assert environment["OMP_NUM_THREADS"] == given
    assert environment["PATH"] == os.environ["PATH"]


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.7", "clausewise.example", "localhost.example"])
def test_nobody_else_reaches_it_unless_they_sign_in(tmp_path: Path, called: list[list[str]], address: str) -> None:
    with pytest.raises(SettingsError, match="nobody has to sign in"):
        run_app(_settings(tmp_path), 8599, address=address, headless=True)
    assert called == []


@pytest.mark.parametrize("address", ["0.0.0.0", pytest.param("::", marks=NEEDS_IPV6)])
def test_others_reach_it_once_they_sign_in(
    tmp_path: Path, called: list[list[str]], capsys: pytest.CaptureFixture[str], address: str
) -> None:
    (tmp_path / "secrets.toml").write_text(AUTH, encoding="utf-8")
    port = free_port()
    run_app(_settings(tmp_path), port, address=address, headless=True)
    assert f"--server.address={address}" in called[0]
    assert f"http://localhost:{port};" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        pytest.param("::1", "[::1]", marks=NEEDS_IPV6),
    ],
)
def test_this_machine_needs_no_sign_in(
    tmp_path: Path, called: list[list[str]], capsys: pytest.CaptureFixture[str], address: str, shown: str
) -> None:
    port = free_port()
    run_app(_settings(tmp_path), port, address=address, headless=True)
    assert len(called) == 1
    assert f"http://{shown}:{port};" in capsys.readouterr().out


def test_a_port_in_use_is_told_with_the_way_out(tmp_path: Path, called: list[list[str]]) -> None:
    with socket.create_server(("localhost", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=f"listens on port {port} already") as told:
            run_app(_settings(tmp_path), port, headless=True)
    assert f"http://localhost:{port}" in told.value.hint
    assert "--port" in told.value.hint
    assert called == []


@pytest.mark.parametrize("address", ["192.0.2.7", "clausewise.invalid", "a..b"])
def test_an_address_that_is_not_of_this_machine_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, called: list[list[str]], address: str
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    if address == "clausewise.invalid":
        monkeypatch.setattr(socket, "create_server", unknown)  # nobody outside is asked for the name
    (tmp_path / "secrets.toml").write_text(AUTH, encoding="utf-8")
    with pytest.raises(SettingsError, match=address) as told:
        run_app(_settings(tmp_path), free_port(), address=address, headless=True)
    assert "--address" in told.value.hint
    assert called == []


def test_half_a_lock_is_no_open_door(tmp_path: Path, called: list[list[str]]) -> None:
    (tmp_path / "secrets.toml").write_text(AUTH.replace("client_id", "client"), encoding="utf-8")
    with pytest.raises(SettingsError, match="client_id is missing"):
        run_app(_settings(tmp_path), 8599, headless=True)
    assert called == []


def test_the_first_page_does_not_wait_for_the_evaluation() -> None:
    """Importing it takes seconds, and only the Benchmarks page needs it."""
    told = "import sys, ui.shared, ui.components.answer; sys.exit('eval' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], cwd=ROOT, check=False).returncode == 0

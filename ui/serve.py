"""`clausewise serve`: become the Streamlit app on this machine, without telemetry."""

import errno
import ipaddress
import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

from ingest.errors import SettingsError
from rag.settings import Settings
from ui.services.process import ONE
from ui.services.sign_in import SECRETS, SignIn

APP = Path(__file__).resolve().parent / "app.py"


def run_app(settings: Settings, port: int, *, address: str = "localhost", headless: bool) -> NoReturn:
    """Replace this process by the app's, so that whatever stops the one stops the other.

    SettingsError for an `address` that others can reach where nobody has to sign in, a sign-in that cannot work, and an
    `address` or a `port` that is not to be had.
    """
    if SignIn.read(settings) is None and not _is_own(address):
        raise SettingsError(
            f"At {address} others could change the documents here: nobody has to sign in.",
            hint=f"Set up sign-in in {settings.home / SECRETS} (README, “Sign-in”), or leave --address out.",
        )
    _listen_once(address, port)
    command = [sys.executable, "-m", "streamlit", "run", str(APP)]
    # Named here as well as in the theme file: `address` keeps the app private, and Streamlit from asking for its
    # public IP.
    command += [f"--server.address={address}", f"--server.port={port}", "--browser.gatherUsageStats=false"]
    # On a machine's first run Streamlit would ask for an email address and wait.
    command += ["--server.showEmailPrompt=false", "--server.fileWatcherType=none"]
    # Its welcome would bring a recommendation to developers, laid over every page where a coding assistant is at hand.
    command += [f"--server.headless={'true' if headless else 'false'}", "--logger.hideWelcomeMessage=true"]
    # Ours alone: a file for other Streamlit apps of this user says nothing about who may use this one.
    command += [f"--secrets.files={settings.home / SECRETS}"]
    print(f"clausewise opens at {_shown(address, port)}; Ctrl-C stops it.", flush=True)
    # A question is too short to be shared between threads: those of several questions only keep each other waiting.
    os.execve(sys.executable, command, {"OMP_NUM_THREADS": ONE} | os.environ)


def _shown(address: str, port: int) -> str:
    """What to type into a browser on this machine."""
    try:
        listens = ipaddress.ip_address(address)
    except ValueError:
        return f"http://{address}:{port}"
    if listens.is_unspecified:
        return f"http://localhost:{port}"
    return f"http://[{address}]:{port}" if listens.version == 6 else f"http://{address}:{port}"


def _listen_once(address: str, port: int) -> None:
    """SettingsError where the app could not: Streamlit would end in a traceback, or without saying what to do."""
    try:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        both = family == socket.AF_INET6 and socket.has_dualstack_ipv6()  # “::” is IPv4's addresses too, as in the app
        socket.create_server((address, port), family=family, dualstack_ipv6=both).close()
    except UnicodeError:
        raise SettingsError(f"“{address}” is no address.", hint="Leave --address out, or correct it.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            told = f"Something listens on port {port} already; perhaps it is clausewise."
            way = f"Open {_shown(address, port)}, or choose another port with --port."
        elif error.errno == errno.EACCES:
            told, way = f"Port {port} is not for everybody to open.", "Choose one above 1023 with --port."
        else:
            told = f"This machine cannot listen at {address}: {(error.strerror or str(error)).lower()}."
            way = "Name one of its own addresses with --address, or leave it out."
        raise SettingsError(told, hint=way) from None


def _is_own(address: str) -> bool:
    """Whether only this machine can reach `address`."""
    try:
        return address == "localhost" or ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False

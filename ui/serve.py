"""`clausewise serve`: become the Streamlit app on this machine, without telemetry."""

import ipaddress
import os
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

    SettingsError for an `address` that others can reach where nobody has to sign in, or a sign-in that cannot work.
    """
    if SignIn.read(settings) is None and not _is_own(address):
        raise SettingsError(
            f"At {address} others could change the documents here: nobody has to sign in.",
            hint=f"Set up sign-in in {settings.home / SECRETS} (README, “Sign-in”), or leave --address out.",
        )
    command = [sys.executable, "-m", "streamlit", "run", str(APP)]
    # Named here as well as in the theme file: `address` keeps the app private, and Streamlit from asking for its
    # public IP.
    command += [f"--server.address={address}", f"--server.port={port}", "--browser.gatherUsageStats=false"]
    # On a machine's first run Streamlit would ask for an email address and wait.
    command += ["--server.showEmailPrompt=false", "--server.fileWatcherType=none"]
    command += [f"--server.headless={'true' if headless else 'false'}"]
    # Ours alone: a file for other Streamlit apps of this user says nothing about who may use this one.
    command += [f"--secrets.files={settings.home / SECRETS}"]
    sys.stdout.flush()
    # A question is too short to be shared between threads: those of several questions only keep each other waiting.
    os.execve(sys.executable, command, {"OMP_NUM_THREADS": ONE} | os.environ)


def _is_own(address: str) -> bool:
    """Whether only this machine can reach `address`."""
    try:
        return address == "localhost" or ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False

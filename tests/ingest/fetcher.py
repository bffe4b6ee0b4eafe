"""`fetch` aimed at the stand-in for the Publications Office."""

import datetime
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cellar import Office, act

from ingest.catalogue import Entry, load_catalogue
from ingest.cellar import Cellar, open_http
from ingest.fetch import Fetched, fetch

CATALOGUE = load_catalogue(Path(__file__).resolve().parent.parent.parent / "corpus")
CELEX = "32024H0774"
NOW = datetime.datetime(2026, 11, 20, 12, 0, tzinfo=datetime.UTC)
WHOLE = act()


def entry(name: str = "C(2024) 601") -> Entry:
    found = CATALOGUE.resolve(name)
    assert found is not None
    return found


class Fetcher:
    """`fetch` with a stopped clock, a recorded sleep and no chance."""

    def __init__(self, office: Office, home: Path) -> None:
        self.office, self.home = office, home
        self.slept: list[float] = []
        self.now: Callable[[], datetime.datetime] = lambda: NOW
        self.timeout = 10.0

    def __call__(self, name: str = "C(2024) 601", **options: Any) -> Fetched:
        opener = functools.partial(open_http, timeout=self.timeout)
        cellar = Cellar(self.office.base, opener, self.now, self.slept.append, lambda: 1.0)
        return fetch(entry(name), self.home, cellar=cellar, **options)

    def stored(self) -> list[str]:
        """Every file under the home but locks, whole or half."""
        return sorted(path.name for path in self.home.rglob("*") if path.is_file() and path.suffix != ".lock")


def body(fetched: Fetched, number: int = 0) -> bytes:
    return (fetched.folder / fetched.parts[number].file).read_bytes()

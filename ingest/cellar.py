"""Asking the Publications Office (its store is called Cellar) for one act in one language and format.

What holds here:

1. Redirects are followed by hand, at most ten, and only to the hosts of the Publications Office; the one exception is
   a base address on this very machine, for mirrors and tests.
2. A refusal of the server ends as an error that names the way out; a passing fault (429, 5xx, a lost connection) is
   tried again after a wait that doubles and is jittered, or after the server's own Retry-After within bounds.
3. Clock, sleep, chance and the HTTP opener are given from outside. Importing this module loads no HTTP library.
"""

import datetime
import ipaddress
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Protocol, TypeVar
from urllib.parse import quote, urljoin, urlsplit

from ingest.errors import FetchError, HostRefused, NotFetchable, NotOffered, Unreachable, WrongAnswer
from ingest.genuine import refuse_challenge

OFFICIAL = "http://publications.europa.eu"
HOSTS = frozenset({"publications.europa.eu", "eur-lex.europa.eu", "data.europa.eu"})
LANGUAGES = {  # the codes of the 24 official languages: the one Cellar is asked with, the one headers may answer with
    "bul": "bg", "ces": "cs", "dan": "da", "deu": "de", "ell": "el", "eng": "en", "est": "et", "fin": "fi",
    "fra": "fr", "gle": "ga", "hrv": "hr", "hun": "hu", "ita": "it", "lav": "lv", "lit": "lt", "mlt": "mt",
    "nld": "nl", "pol": "pl", "por": "pt", "ron": "ro", "slk": "sk", "slv": "sl", "spa": "es", "swe": "sv",
}  # fmt: skip
_LATER = "Try again later; what was loaded so far is kept and resumed."
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_MOST_REDIRECTS = 10
_TIMEOUT = 30.0
_FIRST_WAIT, _LONGEST_WAIT, _LONGEST_ASKED = 1.0, 30.0, 120.0
_T = TypeVar("_T")


class Answer(Protocol):
    """What an opener yields: a status, headers by lower-case name, and the body as it travels (still encoded)."""

    status: int
    headers: Mapping[str, str]

    def chunks(self) -> Iterator[bytes]: ...


Opener = Callable[[str, Mapping[str, str]], AbstractContextManager[Answer]]


class Passing(Exception):
    """A fault that may pass; `wait` is how long to wait in seconds, None for the usual backoff."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def language_code(given: str) -> str:
    """The three-letter code of an official language, from either code; NotFetchable for anything else.

    >>> language_code("DE"), language_code("deu")
    ('deu', 'deu')
    """
    folded = given.strip().lower()
    for three, two in LANGUAGES.items():
        if folded in {three, two}:
            return three
    raise NotFetchable(f"“{given}” is not an official language.", hint=f"Give one of {', '.join(LANGUAGES)}.")


def is_local(url: str) -> bool:
    """Whether `url` leads to this very machine."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def open_http(url: str, headers: Mapping[str, str], timeout: float = _TIMEOUT) -> Iterator[Answer]:
    """The real opener: one GET with httpx, redirects off; a connection lost or silent for `timeout` s is Passing."""
    import httpx  # only a fetch needs it, and it is slow to import

    class _Live:
        def __init__(self, response: httpx.Response) -> None:
            self.status = response.status_code
            self.headers: Mapping[str, str] = response.headers
            self._response = response

        def chunks(self) -> Iterator[bytes]:
            return self._response.iter_raw()

    try:
        # A proxy of the environment cannot reach this machine's own servers.
        with (
            httpx.Client(follow_redirects=False, timeout=timeout, trust_env=not is_local(url)) as client,
            client.stream("GET", url, headers=dict(headers)) as response,
        ):
            yield _Live(response)
    except httpx.TransportError as error:
        raise Passing(str(error) or type(error).__name__) from None
    except httpx.InvalidURL as error:
        raise WrongAnswer(f"An address cannot be read: {error}.", hint="Try again later.") from None


@dataclass(frozen=True)
class Cellar:
    """The Publications Office at `base`; HostRefused where `base` is neither an official nor a local address.

    >>> Cellar().address("32024H0774")
    'http://publications.europa.eu/resource/celex/32024H0774'
    """

    base: str = OFFICIAL
    opener: Opener = field(default=open_http, repr=False)
    now: Callable[[], datetime.datetime] = field(default=_now, repr=False)
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    chance: Callable[[], float] = field(default=random.random, repr=False)
    tries: int = 5

    def __post_init__(self) -> None:
        self._check(self.base)

    def address(self, celex: str) -> str:
        return f"{self.base.rstrip('/')}/resource/celex/{quote(celex, safe='')}"

    @contextmanager
    def ask(self, url: str, headers: Mapping[str, str]) -> Iterator[tuple[Answer, str]]:
        """The answer for `url` after redirects, and where it came from; its status is 200, 206, 300 or 416.

        HostRefused, NotOffered, BotCheck and WrongAnswer end the matter; Passing may be tried again.
        """
        seen = [url]
        while True:
            self._check(url)
            with self.opener(url, headers) as answer:
                refuse_challenge(answer.status, answer.headers, url)
                if answer.status not in _REDIRECTS:
                    self._refuse(answer, url)
                    yield answer, url
                    return
                url = _target(url, answer)
            if url in seen or len(seen) > _MOST_REDIRECTS:
                how = "in a circle" if url in seen else f"further than {_MOST_REDIRECTS} steps"
                raise WrongAnswer(f"{seen[0]} redirects {how}.", hint="Try again later, or another --format.")
            seen.append(url)

    def retry(self, action: Callable[[], _T]) -> _T:
        """What `action` returns, tried again after each Passing; Unreachable when the tries are used up."""
        for attempt in range(1, self.tries + 1):
            try:
                return action()
            except Passing as fault:
                if attempt == self.tries:
                    raise Unreachable(
                        f"No whole answer came in {attempt} tries; the last: {fault}.", hint=_LATER
                    ) from None
                if fault.wait is not None and fault.wait > _LONGEST_ASKED:
                    asked = f"The server asks to come back in {fault.wait:.0f} seconds ({fault})."
                    raise Unreachable(asked, hint=_LATER) from None
                self.sleep(self._backoff(attempt) if fault.wait is None else fault.wait)
        raise AssertionError("unreachable: the last try returns or raises")

    def _backoff(self, attempt: int) -> float:
        """Doubling from one second to thirty, of which chance takes up to a half: clients should not march in step."""
        longest: float = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** (attempt - 1))
        return longest * (0.5 + 0.5 * self.chance())

    def _check(self, url: str) -> None:
        """HostRefused unless `url` is an official address or on the same local server as the base."""
        try:
            parts = urlsplit(url)
            fits = parts.scheme in {"http", "https"} and parts.username is None and parts.password is None
            official = parts.hostname in HOSTS and parts.port in {None, 80, 443}
            mirror = is_local(self.base) and parts.netloc == urlsplit(self.base).netloc
        except ValueError:
            fits = official = mirror = False
        if not (fits and (official or mirror)):
            raise HostRefused(
                f"{url!r} is not an address of the Publications Office.",
                hint=f"Texts come from {', '.join(sorted(HOSTS))} only; cellar_url may also name this machine.",
            )

    def _refuse(self, answer: Answer, url: str) -> None:
        status = answer.status
        if status in {200, 206, 300, 416}:
            return
        if status in {404, 410}:
            raise NotOffered(
                f"The Publications Office has nothing at {url} (HTTP {status}).",
                hint="Try another --lang or --format; if none is there, the catalogue's CELEX number may be wrong.",
            )
        if status == 406:
            raise NotOffered(
                f"The Publications Office does not offer {url} in this language and format (HTTP 406).",
                hint="Try another --format (xhtml, fmx4, pdf) or another --lang, such as eng.",
            )
        if status in _PASSING:
            raise Passing(f"HTTP {status}", _asked_wait(answer.headers.get("retry-after", ""), self.now()))
        raise FetchError(f"{url} answered HTTP {status}.", hint="Try again later, or another --format.")


def _target(url: str, answer: Answer) -> str:
    location = answer.headers.get("location", "")
    try:
        target = urljoin(url, location)
    except ValueError:
        target = ""
    if not location or not target:
        raise WrongAnswer(f"{url} redirects (HTTP {answer.status}) to nowhere.", hint="Try again later.")
    return target.partition("#")[0]


def _asked_wait(value: str, now: datetime.datetime) -> float | None:
    """Retry-After in seconds, from seconds or an HTTP date; None where it says nothing usable."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        then = parsedate_to_datetime(value)
    except ValueError:
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=datetime.UTC)
    return max(0.0, (then - now).total_seconds())

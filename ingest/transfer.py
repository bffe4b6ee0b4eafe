"""One part of an official text, from the network into a file: resumed, bounded, checked.

A half-loaded part is kept beside a note of where it came from and which version it is. The next try asks for the rest
of that very version (Range with If-Range); a server that ignores this, or has another version by now, sends the whole
and the half is thrown away. So no file ever holds bytes of two versions.
"""

import datetime
import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

from ingest.cellar import LANGUAGES, Answer, Cellar, Passing
from ingest.errors import FetchError, TooLarge, Unreachable, WrongAnswer
from ingest.genuine import HEAD, Format, check_body, check_headers, check_language

Progress = Callable[[int, int | None], None]
_LONGEST_LIST = 1_048_576
_MOST_PARTS = 500
_STEP = 1_048_576  # bytes a compressed chunk may grow to at a time
_PART = re.compile(r"(.*)/DOC_([0-9]{1,6})$")


@dataclass(frozen=True)
class Received:
    """A whole part in its file, and what the server said of it."""

    url: str
    final_url: str
    media_type: str
    etag: str | None


@dataclass(frozen=True)
class Parts:
    """The text comes in several parts: their addresses, in order."""

    urls: tuple[str, ...]


@dataclass(frozen=True)
class Load:
    """What every part of one text shares: where to ask, for what, how much and until when."""

    cellar: Cellar
    form: Format
    language: str
    limit: int
    deadline: datetime.datetime
    progress: Progress

    def part(self, url: str, accept: str, target: Path, room: int) -> Received | Parts:
        """Load `url` into `target`, of at most `room` bytes, resuming what is there; or the list of parts instead.

        A FetchError other than Unreachable leaves no file; Unreachable and an interrupt leave one to resume.
        """
        try:
            return self.cellar.retry(lambda: self._try(url, accept, target, room))
        except Unreachable:
            raise
        except FetchError:
            forget(target)
            raise

    def _try(self, url: str, accept: str, target: Path, room: int) -> Received | Parts:
        headers = {"Accept": accept, "Accept-Language": self.language, "Accept-Encoding": "identity"}
        note, held = _read_note(target)
        validator = _validator(note)
        if held and validator:
            headers |= {"Range": f"bytes={held}-", "If-Range": validator}
        with self.cellar.ask(url, headers) as (answer, final):
            if answer.status == 300:
                return Parts(self._listed(answer, final))
            if answer.status == 416 or (answer.status == 206 and not _continues(answer.headers, note, held, final)):
                whole = answer.status == 416 and _is_all(answer.headers, note, held, final)
                if not whole or not check_body(self.form, target, final):
                    forget(target)
                    raise Passing("the server has another version by now", wait=0)
                return Received(url, final, note["media_type"], note.get("etag"))
            received = self._receive(answer, url, final, target, held if answer.status == 206 else 0, room)
        if not check_body(self.form, target, final):
            forget(target)
            raise Passing("the end of the text is missing")
        return received

    def _receive(self, answer: Answer, url: str, final: str, target: Path, start: int, room: int) -> Received:
        """Stream the body behind the `start` bytes that are there."""
        coding = answer.headers.get("content-encoding", "").strip().lower()
        length = answer.headers.get("content-length", "")
        total = (
            start + int(length[:15]) if length.isascii() and length.isdigit() and coding in {"", "identity"} else None
        )
        if total is not None and total > room:
            raise self._too_large()
        chunks = self._timely(_decoded(answer, coding, final), final)
        media_type = answer.headers.get("content-type", "").strip()
        if start == 0:
            head = _gather(chunks, HEAD) if media_type.partition(";")[0].lower() not in self.form.types else b""
            check_headers(self.form, answer.headers, head, final)
            check_language(answer.headers, (self.language, LANGUAGES[self.language]), final)
            _write_note(target, answer.headers, final, media_type, can_resume=coding in {"", "identity"})
        done = start
        with target.open("ab" if start else "wb") as file:
            for chunk in chunks:
                done += len(chunk)
                if done > room:
                    raise self._too_large()
                file.write(chunk)
                self.progress(done, total)
        if total is not None and done != total:  # httpx checks this too, another opener may not
            raise Passing(f"{done:,} of {total:,} bytes came")
        return Received(url, final, media_type, answer.headers.get("etag"))

    def _listed(self, answer: Answer, final: str) -> tuple[str, ...]:
        """The DOC_n links of a list of parts: by number within a folder, folders as listed."""
        coding = answer.headers.get("content-encoding", "").strip().lower()
        page = _gather(self._timely(_decoded(answer, coding, final), final), _LONGEST_LIST)
        links = _Links()
        links.feed(page.decode("utf-8", errors="replace"))
        found: dict[str, dict[int, str]] = {}
        for href in links.hrefs:
            try:
                matched = _PART.match(urljoin(final, href))
            except ValueError:
                continue  # not an address at all
            if matched:
                found.setdefault(matched[1], {})[int(matched[2])] = matched[0]
        urls = tuple(folder[number] for folder in found.values() for number in sorted(folder))
        if not 0 < len(urls) <= _MOST_PARTS:
            raise WrongAnswer(
                f"{final} answered with a list of {len(urls)} parts.", hint="Try another --format; nothing was stored."
            )
        return urls

    def _timely(self, chunks: Iterator[bytes], url: str) -> Iterator[bytes]:
        """The same chunks until time is up: a body that drips never lets the connection's own timeout strike."""
        for chunk in chunks:
            yield chunk
            if self.cellar.now() > self.deadline:
                raise Unreachable(
                    f"{url} is too slow: time was up before its end.",
                    hint="What was loaded is kept; the same command resumes it.",
                )

    def _too_large(self) -> TooLarge:
        return TooLarge(
            f"The text is longer than {self.limit / 2**20:,.0f} MiB.", hint="Nothing was stored. Try another --format."
        )


def forget(target: Path) -> None:
    """Remove a half-loaded part and its note."""
    target.unlink(missing_ok=True)
    _note(target).unlink(missing_ok=True)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.hrefs += [value.strip() for name, value in attrs if name == "href" and value]


def _note(target: Path) -> Path:
    return target.with_name(target.name + ".note.json")


def _write_note(target: Path, headers: Mapping[str, str], final: str, media_type: str, *, can_resume: bool) -> None:
    """The old bytes go first: a note must never stand beside bytes of another version."""
    forget(target)
    note = {"final_url": final, "media_type": media_type, "etag": headers.get("etag")}
    note["last_modified"] = headers.get("last-modified")
    if can_resume:
        _note(target).write_text(json.dumps(note), encoding="utf-8")


def _read_note(target: Path) -> tuple[dict[str, str], int]:
    """The note of a half-loaded part and its length in bytes; nothing and 0 where it cannot be resumed."""
    try:
        note = json.loads(_note(target).read_text(encoding="utf-8"))
        held = target.stat().st_size
    except (OSError, ValueError):
        return {}, 0
    if not isinstance(note, dict):
        return {}, 0
    kept = {key: value for key, value in note.items() if isinstance(value, str)}
    return (kept, held) if {"final_url", "media_type"} <= kept.keys() else ({}, 0)


def _validator(note: Mapping[str, str]) -> str | None:
    """What names the version: a strong ETag, else the time of its last change. A weak ETag may not guard a range."""
    etag = note.get("etag", "")
    return etag if etag and not etag.startswith("W/") else note.get("last_modified")


def _is_same(headers: Mapping[str, str], note: Mapping[str, str], final: str) -> bool:
    told = headers.get("etag")
    return final == note.get("final_url") and (told is None or told == note.get("etag"))


def _continues(headers: Mapping[str, str], note: Mapping[str, str], held: int, final: str) -> bool:
    """Whether a 206 carries on exactly where the half-loaded part ends."""
    matched = re.match(r"bytes ([0-9]+)-", headers.get("content-range", ""))
    is_plain = headers.get("content-encoding", "identity") == "identity"
    return bool(matched and held and int(matched[1]) == held and is_plain and _is_same(headers, note, final))


def _is_all(headers: Mapping[str, str], note: Mapping[str, str], held: int, final: str) -> bool:
    """Whether a 416 says that there is nothing behind what is held."""
    return headers.get("content-range", "") == f"bytes */{held}" and held > 0 and _is_same(headers, note, final)


def _gather(chunks: Iterator[bytes], most: int) -> bytes:
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) >= most:
            break
    return bytes(data[:most])


def _decoded(answer: Answer, coding: str, url: str) -> Iterator[bytes]:
    """The body without its transfer coding, in bounded pieces: some servers compress what was asked for plain."""
    if coding in {"", "identity"}:
        yield from answer.chunks()
        return
    if coding not in {"gzip", "x-gzip"}:
        raise WrongAnswer(f"{url} is compressed as {coding}, which was not asked for.", hint="Try again later.")
    stream = zlib.decompressobj(wbits=31)
    try:
        for chunk in answer.chunks():
            rest = chunk
            while rest and not stream.eof:
                if piece := stream.decompress(rest, _STEP):
                    yield piece
                rest = stream.unconsumed_tail
    except zlib.error as error:
        raise Passing(f"the compressed body is damaged ({error})") from None
    if not stream.eof:
        raise Passing("the compressed body ends early")

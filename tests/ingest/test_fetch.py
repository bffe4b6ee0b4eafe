"""Fetching from a stand-in for the Publications Office, its faults included. No test waits: sleep is given."""

import datetime
import functools
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cellar import CHALLENGE, XHTML, Office, Reply, act, parts, redirect, refusal, text, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.catalogue import Entry, load_catalogue
from ingest.cellar import Cellar, open_http
from ingest.errors import (
    BotCheck,
    FetchError,
    HostRefused,
    NotFetchable,
    NotOffered,
    TooLarge,
    Unreachable,
    WrongAnswer,
)
from ingest.fetch import MANIFEST, Fetched, fetch, folder_of, is_there

CATALOGUE = load_catalogue(Path(__file__).resolve().parent.parent.parent / "corpus")
CELEX = "32024H0774"
NOW = datetime.datetime(2026, 11, 20, 12, 0, tzinfo=datetime.UTC)
ITEM = "/resource/cellar/0001.02/DOC_1"
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


@pytest.fixture
def fetcher(office: Office, tmp_path: Path) -> Fetcher:
    return Fetcher(office, tmp_path)


def body(fetched: Fetched, number: int = 0) -> bytes:
    return (fetched.folder / fetched.parts[number].file).read_bytes()


def test_a_text_behind_redirects_is_stored_with_its_record(office: Office, fetcher: Fetcher) -> None:
    office.celex(CELEX, redirect("/resource/cellar/0001.02", 301))
    office.on("/resource/cellar/0001.02", redirect(f"{office.base}{ITEM}"))
    office.on(ITEM, text(WHOLE))
    fetched = fetcher(language="de")
    assert body(fetched) == WHOLE
    record = json.loads((fetched.folder / MANIFEST).read_text(encoding="utf-8"))
    assert record["parts"] == [
        {
            "file": "part-001.xhtml",
            "url": f"{office.base}/resource/celex/{CELEX}",
            "final_url": office.base + ITEM,
            "media_type": XHTML,
            "etag": '"v1"',
            "sha256": hashlib.sha256(WHOLE).hexdigest(),
            "bytes": len(WHOLE),
        }
    ]
    assert (record["language"], record["format"], record["retrieved"]) == ("deu", "xhtml", NOW.isoformat())
    assert set(office.headers("accept")) == {"application/xhtml+xml"}
    assert set(office.headers("accept-language")) == {"deu"}
    assert fetcher.stored() == [MANIFEST, "part-001.xhtml"]


def test_the_official_journal_text_is_a_witness_apart_from_the_shipped_one(office: Office, fetcher: Fetcher) -> None:
    office.celex(CELEX, text(WHOLE))
    shipped = fetcher.home / "fetched" / "c__2024__601"
    fetched = fetcher()
    assert fetched.folder == fetcher.home / "fetched" / "reco__2024__774" / "eng-xhtml"
    assert (fetched.document, fetched.key) == ("c/2024/601", "reco/2024/774")
    assert "Official Journal text of (EU) 2024/774" in fetched.witness
    assert not shipped.exists()


def test_no_two_documents_share_a_folder() -> None:
    fetchable = [entry for entry in CATALOGUE.entries if "celex" in (entry.identifiers or {})]
    folders = {folder_of(entry, Path(), "eng", "xhtml") for entry in fetchable}
    assert len(folders) == len(fetchable) == 6


def test_several_parts_are_stored_in_the_order_of_their_numbers(office: Office, fetcher: Fetcher) -> None:
    folder = f"{office.base}/resource/cellar/0001.02"
    office.celex(CELEX, parts(*(f"{folder}/DOC_{n}" for n in (1, 10, 2)), "/help", f"{folder}/DOC_2", "http://["))
    for number in (1, 2, 10):
        office.on(f"/resource/cellar/0001.02/DOC_{number}", text(act(f"part {number}"), etag=None))
    fetched = fetcher()
    assert [body(fetched, n) for n in range(3)] == [act("part 1"), act("part 2"), act("part 10")]
    assert [part.file for part in fetched.parts] == ["part-001.xhtml", "part-002.xhtml", "part-003.xhtml"]


@pytest.mark.parametrize(
    ("form", "accept", "media", "content", "name"),
    [
        ("fmx4", "application/xml;type=fmx4", "application/xml;type=fmx4", b"<ACT>2024/774</ACT>", "part-001.xml"),
        ("pdf", "application/pdf;type=pdfa1a", "application/pdf", b"%PDF-1.4\n...\n%%EOF\n", "part-001.pdf"),
    ],
)
def test_each_format_is_asked_for_by_its_media_type(
    office: Office, fetcher: Fetcher, form: str, accept: str, media: str, content: bytes, name: str
) -> None:
    office.celex(CELEX, text(content, media=media))
    fetched = fetcher(form=form)
    assert office.headers("accept") == [accept]
    assert (body(fetched), fetched.parts[0].file) == (content, name)


def test_a_newer_kind_of_pdf_is_asked_for_where_the_older_is_not_offered(office: Office, fetcher: Fetcher) -> None:
    office.celex(CELEX, refusal(406), text(b"%PDF-1.7\n%%EOF", media="application/pdf"))
    fetcher(form="pdf")
    assert office.headers("accept") == ["application/pdf;type=pdfa1a", "application/pdf;type=pdfa2a"]


HTML = "text/html;charset=UTF-8"
LITTLE = b"<?xml version='1.0'?><html><head><script>go()</script></head><body>Please enable JavaScript.</body></html>"
LOOP = redirect(f"/resource/celex/{CELEX}")
GERMAN = {"Content-Language": "de"}


@pytest.mark.parametrize(
    ("reply", "error", "way_out"),
    [
        (refusal(404), NotOffered, "--lang or --format"),
        (refusal(406), NotOffered, "another --format"),
        (refusal(403), FetchError, "another --format"),
        (LOOP, WrongAnswer, "another --format"),
        (redirect(""), WrongAnswer, "later"),
        (redirect("http://example.org/DOC_1"), HostRefused, "publications.europa.eu"),
        (redirect("http://publications.europa.eu.example.org/"), HostRefused, "publications.europa.eu"),
        (redirect("http://publications.europa.eu@example.org/"), HostRefused, "publications.europa.eu"),
        (redirect("http://user:word@publications.europa.eu/"), HostRefused, "publications.europa.eu"),
        (redirect("http://publications.europa.eu:8080/"), HostRefused, "publications.europa.eu"),
        (redirect("http://127.0.0.1:1/"), HostRefused, "publications.europa.eu"),
        (redirect("file:///etc/passwd"), HostRefused, "publications.europa.eu"),
        (redirect("http://[oops/"), WrongAnswer, "later"),
        (text(CHALLENGE, media=HTML), BotCheck, "another --format"),
        (text(CHALLENGE, media=HTML, status=202), BotCheck, "another --format"),
        (text(b"", status=202), BotCheck, "another --format"),
        (text(WHOLE, headers={"x-amzn-waf-action": "captcha"}), BotCheck, "another --format"),
        (text(CHALLENGE), BotCheck, "another --format"),
        (text(CHALLENGE.removesuffix(b"</html>") + WHOLE[-9_000:-9]), BotCheck, "another --format"),
        (text(LITTLE), BotCheck, "another --format"),
        (text(b"<html></html>"), BotCheck, "another --format"),
        (text(WHOLE, media=HTML), WrongAnswer, "another --format"),
        (text(b"%PDF-1.4 %%EOF"), WrongAnswer, "another --format"),
        (text(WHOLE, headers=GERMAN), NotOffered, "--lang"),
        (text(WHOLE, headers={"Content-Encoding": "br"}), WrongAnswer, "later"),
        (parts("/help"), WrongAnswer, "another --format"),
        (text(WHOLE * 9), TooLarge, "another --format"),
        (zipped(text(WHOLE * 9)), TooLarge, "another --format"),
        (text(WHOLE, endless=True), TooLarge, "another --format"),
    ],
)
def test_what_is_not_the_text_is_refused_and_never_stored(
    office: Office, fetcher: Fetcher, reply: Reply, error: type[FetchError], way_out: str
) -> None:
    office.celex(CELEX, reply)
    with pytest.raises(error) as raised:
        fetcher(limit=2 * len(WHOLE))
    assert type(raised.value) is error
    assert way_out in raised.value.hint
    assert fetcher.stored() == []
    assert fetcher.slept == []


def test_redirects_end_after_ten_steps(office: Office, fetcher: Fetcher) -> None:
    office.celex(CELEX, redirect("/0"))
    for step in range(20):
        office.on(f"/{step}", redirect(f"/{step + 1}"))
    with pytest.raises(WrongAnswer, match="further than 10 steps"):
        fetcher()
    assert len(office.asked) == 11


def test_a_captcha_may_be_spoken_of_in_an_act(office: Office, fetcher: Fetcher) -> None:
    office.celex(CELEX, text(act("On the use of a captcha to see that somebody is not a robot")))
    assert fetcher().parts


@pytest.mark.parametrize(
    ("fault", "waits"),
    [
        (refusal(429, **{"Retry-After": "7"}), [7]),
        (refusal(503, **{"Retry-After": "Fri, 20 Nov 2026 12:00:09 GMT"}), [9]),
        (refusal(503, **{"Retry-After": "soon"}), [1]),
        (refusal(500), [1]),
        (text(WHOLE, cut=0, etag=None), [1]),
        (zipped(text(WHOLE)).but(cut=30, length=30), [1]),
        (text(WHOLE, length=len(WHOLE) - 20), [1]),
        (text(WHOLE, length=len(WHOLE) + 20, etag=None), [1]),
    ],
)
def test_a_passing_fault_is_waited_out(office: Office, fetcher: Fetcher, fault: Reply, waits: list[float]) -> None:
    office.celex(CELEX, fault, text(WHOLE))
    assert body(fetcher()) == WHOLE
    assert fetcher.slept == waits


def test_waits_double_and_end(office: Office, fetcher: Fetcher) -> None:
    office.celex(CELEX, refusal(503), refusal(503), text(WHOLE), refusal(503))
    assert body(fetcher()) == WHOLE
    assert fetcher.slept == [1, 2]
    with pytest.raises(Unreachable, match="in 5 tries; the last: HTTP 503"):
        fetcher()
    assert fetcher.slept == [1, 2, 1, 2, 4, 8]
    assert fetcher.stored() == [MANIFEST, "part-001.xhtml"]


def test_a_server_that_asks_for_a_long_wait_is_left_alone(office: Office, fetcher: Fetcher) -> None:
    office.celex(CELEX, refusal(429, **{"Retry-After": "86400"}))
    with pytest.raises(Unreachable, match="86400 seconds"):
        fetcher()
    assert fetcher.slept == []


def test_gzip_that_was_not_asked_for_is_unpacked(office: Office, fetcher: Fetcher) -> None:
    office.celex(CELEX, zipped(text(WHOLE)))
    assert body(fetcher()) == WHOLE
    assert office.headers("accept-encoding") == ["identity"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(cut=st.integers(1, len(WHOLE) - 1), ranges=st.booleans(), validated=st.booleans(), changed=st.booleans())
def test_wherever_the_connection_breaks_the_text_is_one_whole_version(
    office: Office, fetcher: Fetcher, cut: int, ranges: bool, validated: bool, changed: bool
) -> None:
    office.asked.clear()
    tag = '"v1"' if validated else None
    after = (
        text(act("Another version"), etag='"v2"', ranges=ranges) if changed else text(WHOLE, etag=tag, ranges=ranges)
    )
    office.celex(CELEX, text(WHOLE, etag=tag, cut=cut), after)
    fetched = fetcher()
    assert body(fetched) == after.body
    assert fetched.parts[0].sha256 == hashlib.sha256(after.body).hexdigest()
    asked = office.headers("range")[1]
    assert asked is None if not validated else asked is None or int(asked[6:-1]) <= cut


ELSEWHERE = act("Another text")
WEAK = 'W/"v1"'


@pytest.mark.parametrize(
    ("first", "second", "last"),
    [
        (
            text(WHOLE),
            text(WHOLE[9:], status=206, headers={"Content-Range": f"bytes 9-{len(WHOLE) - 1}/{len(WHOLE)}"}),
            None,
        ),
        (text(WHOLE), text(WHOLE[9:], status=206), None),
        (text(WHOLE), redirect("/elsewhere"), ELSEWHERE),
        (text(WHOLE, etag=WEAK), text(ELSEWHERE, etag=WEAK), ELSEWHERE),
        (text(WHOLE), Reply(status=416, headers={"Content-Range": "bytes */7"}), None),
    ],
    ids=["another offset", "no offset", "another address", "a weak tag", "nothing there"],
)
def test_where_the_rest_is_in_doubt_the_whole_is_loaded(
    office: Office, fetcher: Fetcher, first: Reply, second: Reply, last: bytes | None
) -> None:
    office.on("/elsewhere", text(ELSEWHERE))
    office.celex(CELEX, first.but(cut=2_000), second, text(WHOLE) if last is None else second)
    assert body(fetcher()) == (last or WHOLE)


def test_an_interrupted_load_is_resumed_by_the_next(office: Office, fetcher: Fetcher) -> None:
    def interrupt(done: int, total: int | None) -> None:
        assert (0 < done <= len(long), total) == (True, len(long))
        raise KeyboardInterrupt

    long = act(paragraphs=20_000)
    office.celex(CELEX, text(long))
    with pytest.raises(KeyboardInterrupt):
        fetcher(progress=interrupt)
    folder = folder_of(entry(), fetcher.home, "eng", "xhtml")
    half = (folder.with_name("eng-xhtml.partial") / "part-001.xhtml").stat().st_size
    assert not is_there(folder)
    assert 0 < half < len(long)
    assert body(fetcher()) == long
    assert office.headers("range") == [None, f"bytes={half}-"]
    assert office.headers("if-range") == [None, '"v1"']
    assert fetcher.stored() == [MANIFEST, "part-001.xhtml"]


def test_parts_that_are_whole_are_not_loaded_again(office: Office, fetcher: Fetcher) -> None:
    office.celex(CELEX, parts("/a/DOC_1", "/a/DOC_2"))
    office.on("/a/DOC_1", text(act("one")))
    office.on("/a/DOC_2", *[refusal(503)] * 5, text(act("two")))
    with pytest.raises(Unreachable):
        fetcher()
    fetched = fetcher()
    assert [body(fetched, 0), body(fetched, 1)] == [act("one"), act("two")]
    assert [headers.get("range") for path, headers in office.asked if path == "/a/DOC_1"] == [
        None,
        f"bytes={len(act('one'))}-",
    ]


def test_a_silent_server_is_not_waited_for(office: Office, fetcher: Fetcher) -> None:
    fetcher.timeout = 0.2
    office.celex(CELEX, text(WHOLE, cut=len(WHOLE) // 2, stalls=True), text(WHOLE))
    assert body(fetcher()) == WHOLE
    assert office.headers("range") == [None, f"bytes={len(WHOLE) // 2}-"]


def test_a_body_that_drips_ends_when_time_is_up_and_is_kept(office: Office, fetcher: Fetcher) -> None:
    hours = iter(range(1_000))
    fetcher.now = lambda: NOW + datetime.timedelta(hours=next(hours))
    office.celex(CELEX, text(WHOLE))
    with pytest.raises(Unreachable, match="too slow"):
        fetcher()
    assert "part-001.xhtml" in fetcher.stored()


def test_a_failed_fetch_leaves_the_earlier_text_and_a_later_one_replaces_it(office: Office, fetcher: Fetcher) -> None:
    office.celex(CELEX, text(act("old")), text(CHALLENGE), text(act("new"), etag='"v2"'))
    earlier = fetcher()
    with pytest.raises(BotCheck):
        fetcher()
    assert body(earlier) == act("old")
    assert body(fetcher()) == act("new")
    assert fetcher.stored() == [MANIFEST, "part-001.xhtml"]


def test_a_crash_between_the_two_renames_loses_nothing(office: Office, fetcher: Fetcher) -> None:
    office.celex(CELEX, text(act("old")), refusal(404))
    folder = fetcher().folder
    folder.rename(folder.with_name(folder.name + ".before"))
    with pytest.raises(NotOffered):
        fetcher()
    assert (folder / "part-001.xhtml").read_bytes() == act("old")


@pytest.mark.parametrize("options", [{"language": "xyz"}, {"form": "docx"}, {"name": "C/2023/1640"}])
def test_what_cannot_be_asked_for_is_told_before_anything_is_asked(
    office: Office, fetcher: Fetcher, options: dict[str, str]
) -> None:
    with pytest.raises(NotFetchable):
        fetcher(**options)
    assert office.asked == []


def test_a_text_that_does_not_name_the_act_is_marked(office: Office, fetcher: Fetcher) -> None:
    office.celex("32024H0736", text(WHOLE))
    assert "nowhere names 2024/736" in fetcher("C(2024) 600").warnings[0]


@pytest.mark.parametrize("base", ["http://example.org", "ftp://localhost", "", "localhost:80", "http://10.0.0.1"])
def test_a_foreign_base_address_is_refused(base: str) -> None:
    with pytest.raises(HostRefused):
        Cellar(base)

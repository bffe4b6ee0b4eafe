"""Faults that pass: waited out, resumed, bounded. No test waits: sleep is given."""

import datetime
import hashlib

import pytest
from cellar import Office, Reply, act, parts, redirect, refusal, text, zipped
from fetcher import CELEX, NOW, WHOLE, Fetcher, body, entry
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import (
    Unreachable,
    WrongAnswer,
)
from ingest.fetch import MANIFEST, folder_of, is_there


def test_redirects_end_after_ten_steps(office: Office, fetcher: Fetcher) -> None:
    office.celex(CELEX, redirect("/0"))
    for step in range(20):
        office.on(f"/{step}", redirect(f"/{step + 1}"))
    with pytest.raises(WrongAnswer, match="further than 10 steps"):
        fetcher()
    assert len(office.asked) == 11


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

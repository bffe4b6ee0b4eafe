"""What is stored and what is refused, against a stand-in for the Publications Office."""

import hashlib
import json
from pathlib import Path

import pytest
from cellar import CHALLENGE, XHTML, Office, Reply, act, parts, redirect, refusal, text, zipped
from fetcher import CATALOGUE, CELEX, NOW, WHOLE, Fetcher, body

from ingest.cellar import Cellar
from ingest.errors import BotCheck, FetchError, HostRefused, NotFetchable, NotOffered, TooLarge, WrongAnswer
from ingest.fetch import MANIFEST, folder_of

ITEM = "/resource/cellar/0001.02/DOC_1"


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


def test_a_captcha_may_be_spoken_of_in_an_act(office: Office, fetcher: Fetcher) -> None:
    office.celex(CELEX, text(act("On the use of a captcha to see that somebody is not a robot")))
    assert fetcher().parts


def test_gzip_that_was_not_asked_for_is_unpacked(office: Office, fetcher: Fetcher) -> None:
    office.celex(CELEX, zipped(text(WHOLE)))
    assert body(fetcher()) == WHOLE
    assert office.headers("accept-encoding") == ["identity"]


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

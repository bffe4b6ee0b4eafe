"""The process of a task: its result, its error, its end when nobody wants it any more, and what a bad file gives."""

import io
import os
import re
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cellar import Office, act, refusal, text
from pypdf import PdfWriter

from ingest.corpus import Corpus
from ingest.errors import ClausewiseError
from ingest.own import LIMIT
from ingest.shelf import Record
from rag.settings import Settings
from ui.services import outcomes, tasks, upload
from ui.services.process import Stopped, Worker

ROOT = Path(__file__).resolve().parents[2]
POLICY = (
    b"P\n\n1. Money\n\nIt goes:\n(a) here <script>alert(1)</script>;\n(b) there;\n(d) nowhere;\n(e) all over.\n\n"
    b"2. End\n\nThat is all.\n"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", corpus=ROOT / "corpus")


def _encrypted() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_a_file_is_read_and_audited_and_nothing_is_changed(settings: Settings) -> None:
    found = upload.examine(settings, "My\u202e <script>_rules.md", POLICY)
    assert isinstance(found, upload.Examined)
    assert (found.title, found.kind) == ("My <script> rules", "policy")
    assert found.audit["sound"]
    assert ("point 1(a)", "here <script>alert(1)</script>;") in found.first
    assert [gap["skipped"] for gap in found.audit["gaps"]] == [True]
    assert not settings.home.exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7 cut off", "damaged"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        (_encrypted(), "password"),
        (b"#\n", "no clause to cite|no text|empty"),
        (b"x" * (LIMIT + 2**20), "has 51 MiB; at most 50 can be added"),
    ],
    ids=["empty", "damaged PDF", "picture", "encrypted PDF", "nothing in it", "too large"],
)
def test_a_file_that_will_not_do_gets_one_sentence(settings: Settings, data: bytes, message: str) -> None:
    refused = upload.examine(settings, "<b>file", data)
    assert isinstance(refused, upload.Refused)
    assert re.search(message, refused.message)
    assert "\n" not in refused.message
    assert refused.hint


def test_an_error_of_the_command_comes_through(settings: Settings) -> None:
    with pytest.raises(ClausewiseError, match="No document is called “own/nowhere”"):
        Worker(tasks.Remove("own/nowhere"), b"", settings).result(lambda _: None)


def test_an_official_text_that_cannot_be_had_is_told_and_one_that_is_no_act_is_kept_out(
    settings: Settings, office: Office
) -> None:
    settings = replace(settings, cellar_url=office.base)
    office.celex("32022H2415", refusal(406))
    office.celex("32023H0498", text(act("2023/498")))
    with pytest.raises(ClausewiseError, match="does not offer"):
        Worker(tasks.Fetch("2022/2415"), b"", settings).result(lambda _: None)
    told: list[Mapping[str, Any]] = []
    result = Worker(tasks.Fetch("2023/498"), b"", settings).result(told.append)
    assert any("received" in line for line in told)
    [line] = outcomes.told(tasks.Fetch("2023/498"), result)
    assert "fetched, but not in the index" in line


def test_a_task_that_is_stopped_changes_nothing(settings: Settings) -> None:
    worker = Worker(tasks.Build(), b"", settings)
    told: list[Mapping[str, Any]] = []

    def hear(fields: Mapping[str, Any]) -> None:
        told.append(fields)
        if len(told) == 1:
            worker.stop()

    with pytest.raises(Stopped):
        worker.result(hear)
    assert told[0]["say"].startswith("Reading and auditing")
    assert not (settings.home / "index" / "current").exists()


def test_a_process_that_dies_is_told(settings: Settings) -> None:
    worker = Worker(tasks.Build(), b"", settings)
    threading.Timer(0.5, os.kill, (worker._process.pid, 9)).start()
    with pytest.raises(ClausewiseError, match="ended without a word"):
        worker.result(lambda _: None)


@pytest.mark.parametrize(
    ("title", "problem"),
    [
        ("House rules", ""),
        ("  ", ""),
        ("C(2024) 601", "already names"),
        ("3.1.1(f)", "reads like a number"),
        ("x" * 121, "at most 120 characters"),
        ("\u200f", "The title is empty."),
    ],
)
def test_a_title_that_will_not_do_is_told(corpus: Corpus, title: str, problem: str) -> None:
    assert problem in upload.named("House rules.md", title, corpus).problem
    assert bool(upload.named("House rules.md", title, corpus).problem) is bool(problem)


def test_a_title_that_a_document_has_already_may_be_replaced(corpus: Corpus) -> None:
    record = Record(
        key="own/house-rules", origin="added", title="House rules", source="your file x", since="2026-01-01"
    )
    there = corpus.with_document(record, corpus.parse(record, [POLICY]))
    assert upload.named("House rules.md", "", there) == upload.Named("House rules", taken=True)
    assert not upload.named("House rules.md", "Other rules", there).taken

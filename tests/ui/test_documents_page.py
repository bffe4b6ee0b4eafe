"""The documents page as somebody uses it, run by Streamlit's own test driver; the work itself is scripted."""

import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from driving import HOSTILE, html_of, open_app
from scripted import PATIENCE, Scripted
from streamlit.testing.v1 import AppTest

from ingest.corpus import Corpus
from ingest.errors import SourceDamaged
from ingest.parse import parse_parts
from ingest.shelf import Record
from rag.settings import Settings
from ui import access, shared
from ui.components import changing
from ui.services import tasks, upload
from ui.services.jobs import Jobs

EXAMINED = upload.Examined(
    "House rules",
    "policy",
    "sound: every character is in exactly one place",
    {
        "clauses": 2,
        "footnotes": 0,
        "characters": 99,
        "gaps": [{"skipped": True, "reason": f"Point 4 follows point 2 {HOSTILE}."}],
        "lost": [f"lost {HOSTILE}"],
        "shared": [],
        "findings": ["Point 2 is there twice."],
        "quotations": [],
        "warnings": [f"warned {HOSTILE}"],
    },
    (("point 1", HOSTILE), ("point 2", "x" * 161)),
)
ADDED = {"key": "own/a", "citation": HOSTILE, "kind": "own document", "audit": {"clauses": 2, "footnotes": 0}}


@pytest.fixture
def work(plain: Any, built_home: Path, monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """What every change the page begins does."""
    launch = Scripted(ADDED)
    jobs = Jobs(Settings(home=built_home, corpus=Path("corpus")), launch)
    monkeypatch.setattr(shared, "jobs", lambda: jobs)
    monkeypatch.setattr(changing, "examine", lambda *_: EXAMINED)
    return launch


def _open() -> AppTest:
    at = open_app("documents")
    assert not at.exception
    return at


def _press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def _upload(at: AppTest, name: str = "House rules.md") -> AppTest:
    at.file_uploader[0].set_value((name, b"words", "text/markdown")).run()
    assert not at.exception
    return at


def _title(at: AppTest) -> Any:
    return next(field for field in at.text_input if field.label.startswith("Title"))


def _settled() -> None:
    until = time.monotonic() + PATIENCE
    while (job := shared.jobs().latest()) is not None and job.running:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_the_catalogue_is_shown_with_states_gaps_and_ways_to_the_clauses(work: Scripted) -> None:
    html = html_of(_open())
    assert "5 documents with a text" in html
    assert ">In the index</span>" in html
    assert ">Known, without its text</span>" in html
    assert "The source lacks text.</strong> After point 2.2.1(b)" in html
    assert "Footnotes 26 and 27 have neither mark nor text." in html
    assert "<dt>CELEX</dt><dd" in html
    assert "Decision 2011/833/EU" in html


def test_the_catalogue_is_filtered_by_words_and_by_state(work: Scripted) -> None:
    at = _open()
    whole = html_of(at).count('<h3 class="cw-doctitle"')
    at.text_input(key="document_words").set_value("2023/498").run()
    assert html_of(at).count('<h3 class="cw-doctitle"') == 1
    at.text_input(key="document_words").set_value("no such thing").run()
    assert "No document here fits that." in html_of(at)
    at.text_input(key="document_words").set_value("").run()
    at.segmented_control(key="document_state").set_value("shipped").run()
    assert 0 < html_of(at).count('<h3 class="cw-doctitle"') < whole
    assert not at.exception


def test_a_file_is_shown_before_it_joins_and_joins_under_the_title_given(work: Scripted) -> None:
    at = _upload(_open())
    html = html_of(at)
    assert "Policy: 2 clauses, no footnotes, 99 characters." in html
    assert "A number is skipped.</strong> Point 4 follows point 2" in html
    assert "Point 2 is there twice." in html
    assert not work.begun
    _title(at).set_value("Rules of the house").run()
    _press(at, "add-file")
    assert work.begun == [(tasks.Add("House rules.md", "Rules of the house"), b"words")]
    _settled()
    at.run()
    assert ">Done</span>" in html_of(at)
    assert at.file_uploader[0].value is None
    _press(at, "close-job")
    assert ">Done</span>" not in html_of(at)


def test_a_file_whose_change_fails_is_not_lost(work: Scripted) -> None:
    work.outcome = SourceDamaged("The disk is full.", hint="Make room.")
    at = _press(_upload(_open()), "add-file")
    _settled()
    at.run()
    assert ">Not done</span>" in html_of(at)
    assert "The disk is full." in html_of(at)
    assert at.file_uploader[0].value is not None


def test_a_file_that_cannot_be_read_gets_one_sentence(work: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changing, "examine", lambda *_: upload.Refused("The file is empty.", "Give another."))
    at = _upload(_open(), "<script>.md")
    assert [error.value for error in at.error] == ["The file is empty. Give another."]
    assert "add-file" not in [button.key for button in at.button]


def test_a_title_that_will_not_do_is_told_and_nothing_can_be_added(work: Scripted) -> None:
    at = _upload(_open())
    _title(at).set_value("3.1.1(f)").run()
    assert "reads like a number or a clause reference" in at.error[0].value
    assert at.button(key="add-file").disabled


def test_a_title_that_is_taken_offers_to_replace(work: Scripted, plain: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    record = Record(key="own/house-rules", origin="added", title="House rules", source="your file", since="2026-01-01")
    document = plain.corpus.parse(record, [b"# House rules\n\n1. The office decides.\n\n2. The board meets.\n"])
    monkeypatch.setattr(plain, "corpus", plain.corpus.with_document(record, document))
    at = _upload(_open())
    assert at.button(key="add-file").disabled
    at.checkbox[0].check().run()
    _press(at, "add-file")
    assert work.begun[0][0] == tasks.Add("House rules.md", "House rules", replace=True)
    _settled()
    _press(at.run(), "really-own/house-rules")
    assert work.begun[1][0] == tasks.Remove("own/house-rules", "House rules")


def test_a_text_in_another_language_is_listed_and_counted_apart(
    work: Scripted, plain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "reco/2024/774/deu"
    source = "Official Journal text, fetched on 2026-01-01"
    record = Record(
        key, "fetched", "Empfehlung", source, since="2026-01-01", entry="c/2024/601", language="deu", format="xhtml"
    )
    document = parse_parts(["# Regeln\n\nDas Amt entscheidet über Erfindungen.\n".encode()], key=key, title="Regeln")
    monkeypatch.setattr(plain, "corpus", plain.corpus.with_document(record, document))
    at = _open()
    html = html_of(at)
    assert "5 documents with a text, from which questions are answered. 1 more text can be looked up and is not" in html
    searched, rest = html.split(">Looked up, not searched</h2>")
    looked_up, known = rest.split(">Known, without their text</h2>")
    assert ">Questions are answered from these</h2>" in searched
    assert searched.count('<h3 class="cw-doctitle"') == 5
    assert looked_up.count('<h3 class="cw-doctitle"') == 1
    assert "Recommendation (EU) 2024/774 [deu]" in looked_up
    assert "[deu]" not in searched + known
    assert "Take out “Recommendation (EU) 2024/774 [deu]”? Links to its clauses lead nowhere then." in looked_up


def test_texts_are_fetched_and_the_index_rebuilt_as_asked(work: Scripted) -> None:
    work.outcome = {"fetched": [], "present": [], "skipped": [], "failed": [{"document": "reco/1", "message": "No."}]}
    at = _open()
    at.selectbox(key="fetch-language").set_value("deu").run()
    _press(at, "fetch")
    _settled()
    assert "reco/1: No." in html_of(at.run())
    work.outcome = {"built": True}
    at.checkbox(key="build-force").check().run()
    _press(at, "build")
    assert [task for task, _ in work.begun] == [tasks.Fetch(None, "deu", "xhtml"), tasks.Build(force=True)]


def test_a_change_under_way_is_seen_by_every_session_and_can_be_stopped(work: Scripted) -> None:
    work.go.clear()
    work.told = ({"stage": "embedding", "done": 3, "total": 9},)
    first, second = _upload(_open()), _open()
    _press(first, "add-file")
    until = time.monotonic() + PATIENCE
    while not shared.jobs().latest().done:  # type: ignore[union-attr]
        assert time.monotonic() < until
    for at in (first.run(), second.run()):
        assert "Embedding texts: 3 of 9" in html_of(at)
        assert 'value="3" max="9"' in html_of(at)
        assert at.button(key="build").disabled
    _press(second, "stop-job")
    _settled()
    assert "Nothing was changed." in html_of(first.run())
    assert first.file_uploader[0].value is not None


def test_what_is_done_at_once_shows_that_it_goes_on_and_claims_no_share(
    work: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.go.clear()
    work.told = ({"stage": "learning", "done": 0, "total": 25_352},)
    at = _open()
    _press(at, "build")
    until = time.monotonic() + PATIENCE
    while not shared.jobs().latest().total:  # type: ignore[union-attr]
        assert time.monotonic() < until
    shown = html_of(at.run())
    assert "Learning from 25,352 known questions" in shown
    [bar] = re.findall("<progress.*?>", shown)
    assert "value" not in bar
    assert "max" not in bar
    with monkeypatch.context() as reader:
        reader.setattr(access, "role", lambda: "curator")
        told = html_of(_open())
    assert "<progress" in told
    assert "Learning from 25,352" not in told
    _press(at, "stop-job")
    _settled()


def test_only_an_admin_changes_documents(work: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    at = _open()
    monkeypatch.setattr(access, "role", lambda: "curator")
    _press(at, "build")  # on a page from before
    assert work.begun == []
    at = _open()
    assert "5 documents with a text" in html_of(at)
    assert len(at.file_uploader) == 0
    assert [button.key for button in at.button] == []


def _build() -> None:
    """A page that does nothing but begin a change."""
    from ui import shared
    from ui.components.changing import carry_out
    from ui.services import tasks

    carry_out(shared.jobs(), tasks.Build())


def test_a_change_is_refused_to_a_curator_wherever_it_is_asked_for(
    work: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "role", lambda: "curator")
    at = AppTest.from_function(_build, default_timeout=PATIENCE).run()
    assert not at.exception
    assert [error.value for error in at.error] == [
        "Only an admin may change the documents. Ask whoever runs this service."
    ]
    assert work.begun == []
    monkeypatch.setattr(access, "role", lambda: "admin")
    AppTest.from_function(_build, default_timeout=PATIENCE).run()
    assert work.begun == [(tasks.Build(), b"")]


def test_hostile_words_of_a_file_and_a_catalogue_show_as_text(
    work: Scripted, plain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = _press(_upload(_open(), f"{HOSTILE}.md"), "add-file")
    _settled()
    corpus: Corpus = plain.corpus
    entry = replace(corpus.published.entries[0], title=HOSTILE, short=HOSTILE, force=HOSTILE, url="javascript:alert(1)")
    document = parse_parts([HOSTILE.encode()], key=entry.key, title=HOSTILE)
    document = replace(document, warnings=(HOSTILE,))
    published = replace(corpus.published, entries=(entry, *corpus.published.entries[1:]))
    monkeypatch.setattr(plain, "corpus", replace(corpus, published=published, shipped=(document,)))
    html = html_of(at.run())
    assert not at.exception
    for sign in ("<script>alert", 'href="javascript'):
        assert sign not in html
    assert html.count("&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;") >= 5
    assert at.markdown.len == 0

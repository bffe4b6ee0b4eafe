"""The catalogue as the documents page shows it: states, filters, what is known of each text, which index serves."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from command import as_json, run

from ingest.corpus import Corpus
from ingest.parse import parse_parts
from ingest.shelf import Record
from rag.settings import Settings
from ui.services.library import Shelf, matching, serving, shelves

OWN = Record(key="own/house-rules", origin="added", title="House rules", source="your file", since="2026-01-01")
FETCHED = Record(
    key="reco/2024/774",
    origin="fetched",
    title="Recommendation",
    source="Official Journal text, fetched on 2026-01-01",
    since="2026-01-01",
    entry="c/2024/601",
    language="eng",
    format="xhtml",
)
GERMAN = replace(FETCHED, key="reco/2024/774/deu", language="deu")


@pytest.fixture(scope="module")
def found(corpus: Corpus) -> tuple[Shelf, ...]:
    own = corpus.parse(OWN, [b"# House rules\n\n1. The office decides.\n\n2. The board meets.\n"])
    fetched = replace(corpus.documents[0], key=FETCHED.key)
    return shelves(corpus.with_document(OWN, own).with_document(FETCHED, fetched))


def test_every_document_is_in_one_state_and_those_with_a_text_come_first(
    found: tuple[Shelf, ...], corpus: Corpus
) -> None:
    states = {one.entry.key: one.state for one in found}
    assert len(states) == len(corpus.catalogue.entries) + 2
    assert states["c/2024/601"] == "shipped"
    assert states["own/house-rules"] == "added"
    assert states["reco/2024/774"] == "fetched"
    assert states["reco/2022/2415"] == "known"
    assert [one.state == "known" for one in found] == sorted(one.state == "known" for one in found)
    assert {one.entry.key for one in found if one.brought} == {"own/house-rules", "reco/2024/774"}


def test_a_text_has_its_first_clause_its_audit_its_gap_and_its_findings(found: tuple[Shelf, ...]) -> None:
    [code] = matching(found, "C(2024) 601", "shipped")
    assert code.document is not None
    assert code.first == code.document.clauses[0].uid
    assert code.audit.startswith("sound")
    assert "2.2.1(b)" in code.gaps[0].reason
    assert code.findings == ("Footnotes 26 and 27 have neither mark nor text.",)
    known = next(one for one in found if one.state == "known")
    assert (known.first, known.audit, known.gaps, known.findings) == (None, "", (), ())


def test_a_text_is_searched_only_in_english_and_where_the_acts_first_text_is_silent(
    found: tuple[Shelf, ...], corpus: Corpus
) -> None:
    assert all(one.searched is (one.document is not None) for one in found)
    words = "# Regeln\n\nDas Amt entscheidet über Erfindungen.\n"
    german = parse_parts([words.encode()], key=GERMAN.key, title="Regeln")
    # The shipped text once more, as a further text of its act: no clause of it is missing in the first.
    twin = replace(
        corpus.documents[0],
        key=FETCHED.key,
        clauses=tuple(
            replace(clause, address=replace(clause.address, document=FETCHED.key))
            for clause in corpus.documents[0].clauses
        ),
    )
    shown = {one.entry.key: one for one in shelves(corpus.with_document(GERMAN, german).with_document(FETCHED, twin))}
    assert [shown[key].searched for key in (GERMAN.key, FETCHED.key, "c/2024/601")] == [False, False, True]
    assert shown[GERMAN.key].document is german


@pytest.mark.parametrize(
    ("words", "state", "keys"),
    [
        ("32024H0774", "shipped", []),  # the name went over to the fetched text
        ("C/2024/601", None, ["c/2024/601"]),
        ("house RULES", None, ["own/house-rules"]),
        ("rules house", "added", ["own/house-rules"]),
        ("added here", None, ["own/house-rules"]),
        ("house rules", "known", []),
        ("nothing like it", None, []),
        ("<script>", None, []),
    ],
)
def test_documents_are_found_by_state_and_by_words(
    found: tuple[Shelf, ...], words: str, state: object, keys: list[str]
) -> None:
    assert [one.entry.key for one in matching(found, words, state)] == keys  # type: ignore[arg-type]


def test_the_serving_index_has_a_date_and_is_of_these_texts_or_of_others(
    built_home: Path, tmp_path: Path, corpus: Corpus
) -> None:
    settings = Settings(home=built_home, corpus=Path("corpus"))
    since, fits = serving(settings, corpus)
    assert since.endswith(" UTC")
    assert fits
    assert not serving(settings, corpus.with_document(OWN, corpus.documents[1]))[1]
    assert serving(replace(settings, home=tmp_path), corpus) == ("", False)
    broken = Path(shutil.copytree(built_home / "index", tmp_path / "index")).parent
    (broken / "index" / "current").write_text("nonsense", encoding="utf-8")
    assert serving(replace(settings, home=broken), corpus) == ("", False)


def test_the_command_line_filters_as_the_page_does(tmp_path: Path) -> None:
    [row] = as_json("corpus", "list", "C(2024) 601", "--state", "shipped", home=tmp_path)["documents"]
    assert row["key"] == "c/2024/601"
    assert run("corpus", "list", "no such thing", home=tmp_path).stdout == "No document here fits that.\n"
    assert run("corpus", "list", "--state", "nonsense", home=tmp_path).returncode == 2

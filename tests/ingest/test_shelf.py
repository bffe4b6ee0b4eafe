"""The shelf gives back what was put on it, and never trusts a file that changed."""

import hashlib
import json
from pathlib import Path

import pytest

from ingest import shelf
from ingest.catalogue import load_catalogue
from ingest.corpus import Corpus
from ingest.errors import ShelfError, SourceChanged
from ingest.lookup import look_up
from ingest.mentions import find_mentions
from ingest.model import Document
from ingest.own import own_entry, own_record, parse_own
from ingest.shelf import Record

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
TEXT = (
    "# House rules¹\n\nEverybody writes down who contributed what.²\n\n¹ Of the house.\n\n² In a notebook.\n".encode()
)


def record(title: str = "House rules") -> Record:
    return own_record(Path("rules.md"), title, "2026-11-20", load_catalogue(CORPUS))


def put(home: Path, text: bytes = TEXT) -> Document:
    document = parse_own(record(), [text])
    shelf.put(home, record(), [("part-001.md", text)], document)
    return document


def test_a_document_comes_back_as_it_was_put(tmp_path: Path) -> None:
    document = put(tmp_path)
    [kept] = shelf.shelved(tmp_path)
    assert kept.document == document
    assert kept.document.audit == document.audit
    assert kept.bytes() == [TEXT]
    assert (kept.record.title, kept.record.origin) == ("House rules", "added")


def test_a_second_one_takes_the_place_of_the_first(tmp_path: Path) -> None:
    put(tmp_path)
    other = put(tmp_path, TEXT.replace(b"notebook", b"ledger"))
    [kept] = shelf.shelved(tmp_path)
    assert kept.document == other
    assert [path.name for path in (tmp_path / "documents").iterdir()] == ["own__house-rules"]


def test_a_parse_that_comes_too_late_is_not_taken_for_the_document_that_stands_there_now(tmp_path: Path) -> None:
    before = put(tmp_path)
    [kept] = shelf.shelved(tmp_path)
    now = put(tmp_path, TEXT.replace(b"notebook", b"ledger"))
    shelf.refresh(kept, before)
    [found] = shelf.shelved(tmp_path)
    assert found.document is None  # to be parsed again
    assert Corpus.load(CORPUS, tmp_path).document("own/house-rules") == now


def test_a_document_that_is_taken_out_while_the_shelf_is_read_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path)

    def slow(folder: Path, *rest: object) -> Document | None:
        shelf.drop(tmp_path, "own/house-rules")
        return None

    monkeypatch.setattr(shelf, "_parsed", slow)
    assert Corpus.load(CORPUS, tmp_path).document("own/house-rules") is None


def test_what_another_parser_made_is_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = put(tmp_path)
    parsed = tmp_path / "documents" / "own__house-rules" / "parsed.json"
    parsed.write_bytes(parsed.read_bytes().replace(shelf.fingerprint().encode(), b"0" * 64))
    [kept] = shelf.shelved(tmp_path)
    assert kept.document is None
    assert Corpus.load(CORPUS, tmp_path).document("own/house-rules") == document
    [kept] = shelf.shelved(tmp_path)
    assert kept.document == document


def test_an_edited_parse_is_not_believed(tmp_path: Path) -> None:
    put(tmp_path)
    parsed = tmp_path / "documents" / "own__house-rules" / "parsed.json"
    parsed.write_bytes(parsed.read_bytes().replace(b"Everybody", b"Nobody   "))
    document = Corpus.load(CORPUS, tmp_path).document("own/house-rules")
    assert document is not None
    assert "Nobody" not in document.source


def test_edited_bytes_and_records_are_told(tmp_path: Path) -> None:
    put(tmp_path)
    folder = tmp_path / "documents" / "own__house-rules"
    (folder / "part-001.md").write_bytes(TEXT + b"and more")
    [kept] = shelf.shelved(tmp_path)
    with pytest.raises(SourceChanged, match="was edited"):
        kept.bytes()
    fields = json.loads((folder / "entry.json").read_text(encoding="utf-8"))
    (folder / "entry.json").write_text(json.dumps({**fields, "key": "c/2024/601"}), encoding="utf-8")
    with pytest.raises(SourceChanged, match="corpus remove own/house-rules"):
        list(shelf.shelved(tmp_path))
    (folder / "entry.json").write_text("{", encoding="utf-8")
    with pytest.raises(SourceChanged, match="corpus remove own/house-rules"):
        list(shelf.shelved(tmp_path))
    assert shelf.keys(tmp_path) == ("own/house-rules",)
    shelf.drop(tmp_path, "own/house-rules")
    assert shelf.keys(tmp_path) == ()


def test_a_shelf_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "documents").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(ShelfError, match="cannot be written"):
        put(tmp_path)


@pytest.mark.parametrize(
    ("title", "key", "shown"),
    [
        ("IP policy 2026", "own/ip-policy-2026", "IP policy 2026"),
        ("Règlement intérieur", "own/reglement-interieur", "Règlement intérieur"),
        ("  Rules\nof\tthe \u202ehouse\u0007 ", "own/rules-of-the-house", "Rules of the house"),
        ("<b>Rules</b>", "own/b-rules-b", "<b>Rules</b>"),
        ("Правила", f"own/x{hashlib.sha256('Правила'.encode()).hexdigest()[:8]}", "Правила"),
        ("Правила 2024", f"own/2024-x{hashlib.sha256('Правила 2024'.encode()).hexdigest()[:8]}", "Правила 2024"),
    ],
)
def test_titles_give_readable_keys(title: str, key: str, shown: str) -> None:
    made = record(title)
    assert (made.key, made.title) == (key, shown)


@pytest.mark.parametrize(
    "title",
    [
        *("", " ", "2024", "recital 6", "§ 3.1", "co-creation code", "32024H0774", "mle page", "c/2024/601"),
        *("f", "(f)", "ii", "C", "Annex", "annex 2", "Letter", "the last point", "Definition", "OJ L"),
        *("Recommendation (EU) 2024/774", "C(2024) 601: our view", "Commission Recommendation (EU) 2023/499"),
        *("\u0421(2024) 601", "\u0421ode of practice on intellectual assets"),  # Cyrillic letters that look Latin
    ],
)
def test_titles_that_would_read_as_something_else_are_refused(title: str) -> None:
    with pytest.raises(ShelfError):
        record(title)


POLICY = (
    b"# P\n\n## 3 Things\n\n3.1 One thing.\n\n3.1.1 Do this:\n\n(a) one;\n(b) two;\n(c) three;\n(d) four;\n(e) five;\n"
)
POLICY += b"(f) six.\n"


@pytest.mark.parametrize("title", ["Правила", "Правила 3", "日本語", "Academia", "Policy 3"])
def test_a_title_never_takes_the_references_to_other_documents(corpus: Corpus, title: str) -> None:
    own = record(title)
    bigger = corpus.with_document(own, parse_own(own, [POLICY]))
    for reference in (
        "2.2.1(c)",
        "recital 6",
        "footnote 38",
        "definition of academia",
        "2.3.1 g ii",
        "???",
        "C(2024) 601 3.1.1(f)",
    ):
        before, after = look_up(reference, corpus), look_up(reference, bigger)
        assert (after.status, after.targets) == (before.status, before.targets), reference
    assert {target.address.document for target in look_up("3.1.1(f)", bigger).targets} == {"c/2024/601", own.key}
    [named] = look_up(f"{title}, point 3.1.1(f)", bigger).targets
    assert named.address.document == own.key


def test_titles_in_another_script_are_told_apart(corpus: Corpus) -> None:
    first, second = record("Правила 2024"), record("Политика 2024")
    assert first.key != second.key
    assert corpus.with_document(first, parse_own(first, [POLICY])).catalogue.resolve("Политика 2024") is None


def test_a_document_with_nothing_to_cite_is_refused() -> None:
    with pytest.raises(ShelfError, match="no clause to cite"):
        parse_own(record(), [b"Hello"])


def test_an_own_document_never_looks_like_guidance_of_the_eu() -> None:
    entry = own_entry(record())
    assert entry.kind == "own document"
    assert "no guidance of the EU" in entry.force
    assert "your file" in (entry.witness or "").lower()


def test_a_short_title_is_a_name_in_a_reference_but_just_words_in_a_question() -> None:
    assert own_entry(record("IP policy")).spoken == ("own/ip-policy",)
    assert "Rules for inventions" in own_entry(record("Rules for inventions")).spoken


@pytest.mark.parametrize(
    "question",
    [
        "What does IP policy 3.1.1(f) say?",
        "What does the IP policy say in point 3.1.1(f)?",
        "What does point 3.1.1(f) of the IP policy say?",
    ],
)
def test_beside_a_number_a_short_title_names_its_document(corpus: Corpus, question: str) -> None:
    own = record("IP policy")
    bigger = corpus.with_document(own, parse_own(own, [POLICY])).catalogue
    [reference] = find_mentions(question, bigger).references
    assert reference.entry is not None
    assert reference.entry.key == own.key
    assert find_mentions("How should an IP policy be made?", bigger).entries == ()


def test_a_stray_file_is_no_document(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / "documents" / "Thumbs.db").write_bytes(b"")
    assert shelf.keys(tmp_path) == ("own/house-rules",)
    assert len(list(shelf.shelved(tmp_path))) == 1


def test_a_text_that_begins_with_its_first_point_has_no_title() -> None:
    document = parse_own(record(), [b"1. Everybody writes it down.\n\n2. Nobody tells.\n\n3. It is kept.\n"])
    assert [clause.label for clause in document.clauses] == ["point 1", "point 2", "point 3"]

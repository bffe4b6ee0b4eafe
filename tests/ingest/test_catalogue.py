from pathlib import Path

import pytest

from ingest.catalogue import load_catalogue, read_shipped
from ingest.corpus import Corpus
from ingest.errors import CatalogueError, SourceChanged, SourceMissing


def test_every_document_of_the_family_is_listed(corpus: Corpus) -> None:
    entries = corpus.catalogue.entries
    assert len(entries) == 23
    assert [entry.key for entry in entries if entry.shipped] == [
        "c/2024/601",
        "web/mle-final-report",
        "web/codes-of-practice-news",
        "web/ip-code-community-call",
        "web/oecd-co-creation-workshop",
    ]
    assert all(entry.kind and entry.force and entry.licence for entry in entries)
    assert {entry.state for entry in entries if not entry.shipped} == {"known, not in the index"}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("C(2024) 601", "c/2024/601"),
        ("c(2024)601 final", "c/2024/601"),
        ("C/2024/601", "c/2024/601"),
        ("reco/2024/774", "c/2024/601"),
        ("32024H0774", "c/2024/601"),
        ("(EU) 2024/774", "c/2024/601"),
        ("7263/24", "c/2024/601"),
        ("C(2024)600", "reco/2024/736"),
        ("2024/736", "reco/2024/736"),
        ("(EU) 2023/499", "reco/2023/499"),
        ("32022H2415", "reco/2022/2415"),
    ],
)
def test_a_document_answers_to_all_its_names(corpus: Corpus, name: str, key: str) -> None:
    entry = corpus.catalogue.resolve(name)
    assert entry is not None
    assert entry.key == key


def test_a_number_that_names_a_proposal_does_not_name_the_act(corpus: Corpus) -> None:
    assert corpus.catalogue.resolve("COM(2022) 391") is None


def test_an_edited_text_is_refused(corpus_copy: Path) -> None:
    path = corpus_copy / "documents" / "c-2024-601.txt"
    path.write_bytes(path.read_bytes().replace(b"trust and commitment", b"trust and cash"))
    with pytest.raises(SourceChanged, match="edited or truncated"):
        Corpus.load(corpus_copy)


def test_a_truncated_text_is_refused(corpus_copy: Path) -> None:
    path = corpus_copy / "documents" / "mle-final-report.txt"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(SourceChanged, match="mle-final-report"):
        Corpus.load(corpus_copy)


def test_a_missing_text_is_told(corpus_copy: Path) -> None:
    (corpus_copy / "documents" / "c-2024-601.txt").unlink()
    catalogue = load_catalogue(corpus_copy)
    with pytest.raises(SourceMissing, match="No such file"):
        read_shipped(corpus_copy, catalogue.entries[0])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("schema = 1", "schema = 2", "schema 2 is not 1"),
        ("schema = 1", "schema = ", "not valid TOML"),
        ('short = "C(2024) 601"', 'shrt = "C(2024) 601"', "lacks short"),
        ('council = "7263/24"', 'concil = "7263/24"', "unknown identifiers concil"),
        ('language = "eng"', 'tongue = "eng"', "unknown fields tongue"),
        ('how = "shipped"', 'how = "somehow"', "must be shipped, fetch or none"),
        ('file = "c-2024-601.txt"\n', "", "has file and sha256"),
        ('file = "c-2024-601.txt"', 'file = "../secret.txt"', "bare file name"),
        ('short = "C(2024) 601"', "short = 7", "short is 7"),
        ('aliases = ["oecd workshop"]', 'aliases = "oecd workshop"', "aliases is 'oecd workshop'"),
        ("date = 2024-03-01", 'date = "spring"', "date is 'spring'"),
        ('kind = "event page"', 'kind = "party"', "kind 'party' is none of"),
        ('how = "fetch"', 'how = "fetch"\nspeed = "fast"', "text has unknown fields speed"),
        ('celex = "32022H2415"', 'celex = "32024H0774"', "names both c/2024/601 and reco/2022/2415"),
    ],
)
def test_a_broken_catalogue_is_told_with_the_place(corpus_copy: Path, old: str, new: str, message: str) -> None:
    path = corpus_copy / "catalogue.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as error:
        load_catalogue(corpus_copy)
    assert message in error.value.message


def test_no_catalogue_at_all_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="CLAUSEWISE_CORPUS"):
        load_catalogue(tmp_path)

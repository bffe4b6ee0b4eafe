"""What `corpus list` tells of the index that serves, and `lookup` of an act's other texts: read without opening one."""

import json
from pathlib import Path

from command import as_json, run

from ingest import shelf
from ingest.corpus import Corpus
from ingest.shelf import Record

GENERATION = "20261120T101500.000000Z-0123abcd"
HERE = "c/2024/601#pnt_2.2.1/pnt_b"
OFFICIAL = """\
<?xml version='1.0'?>
<html><body><p>COMMISSION RECOMMENDATION (EU) 2024/774</p><p>HAS ADOPTED THIS RECOMMENDATION:</p><p>2. ENVIRONMENT</p>
<p>2.2. Skills</p><p>2.2.1. It is recommended to:</p>
<table><tr><td><p>(a)</p></td><td><p>train staff;</p></td></tr></table>
<table><tr><td><p>(b)</p></td><td><p>offer courses;</p></td></tr></table>
<p>Done at Brussels, on a day.</p></body></html>
"""


def index_of(texts: str, home: Path) -> None:
    """The small files of a serving generation made of `texts`, a fingerprint."""
    folder = home / "index" / "generations" / GENERATION
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"corpus": texts, "model": "packaged"}), encoding="utf-8")
    (home / "index" / "current").write_text(GENERATION, encoding="utf-8")


def test_corpus_list_tells_which_index_serves(tmp_path: Path, corpus: Corpus) -> None:
    index_of(corpus.sha256, tmp_path)
    result = as_json("corpus", "list", home=tmp_path)
    assert result["index"] == {
        "generation": GENERATION,
        "built": "2026-11-20T10:15:00+00:00",
        "model": "packaged",
        "fits": True,
    }
    assert len(result["documents"]) == 23
    head, between, first, *_ = run("corpus", "list", home=tmp_path).stdout.splitlines()
    told = f"Index of 2026-11-20 10:15 UTC, generation {GENERATION}, model packaged, built from these texts."
    assert (head, between) == (told, "")
    assert first.startswith("c/2024/601 ")


def test_corpus_list_tells_of_an_index_of_other_texts_and_of_none(tmp_path: Path) -> None:
    assert as_json("corpus", "list", home=tmp_path)["index"] is None
    assert run("corpus", "list", home=tmp_path).stdout.startswith("There is no index yet; `clausewise build`")
    index_of("of other texts", tmp_path)
    assert as_json("corpus", "list", home=tmp_path)["index"]["fits"] is False
    assert "built from other texts than these" in run("corpus", "list", home=tmp_path).stdout.splitlines()[0]
    (tmp_path / "index" / "generations" / GENERATION / "manifest.json").unlink()
    index = as_json("corpus", "list", home=tmp_path)["index"]
    assert (index["generation"], index["model"], index["fits"]) == (GENERATION, None, False)
    assert "model unknown" in run("corpus", "list", home=tmp_path).stdout.splitlines()[0]


def test_lookup_names_the_same_clause_in_other_texts_of_the_act(tmp_path: Path, corpus: Corpus) -> None:
    key = "reco/2024/774"
    record = Record(key, "fetched", "Text", "Official Journal text", "2026-11-20", (), "c/2024/601", "eng", "xhtml")
    data = OFFICIAL.encode()
    shelf.put(tmp_path, record, [("part-001.xhtml", data)], corpus.parse(record, [data]))
    [clause] = as_json("lookup", HERE, home=tmp_path)["clauses"]
    other = "Recommendation (EU) 2024/774, point 2.2.1(b)"
    uid, label = f"{key}#pnt_2.2.1/pnt_b", "point 2.2.1(b)"
    assert clause["witnesses"] == [{"uid": uid, "label": label, "citation": other, "text": "offer courses;"}]
    assert f"In other texts of the act: {other}" in " ".join(run("lookup", HERE, home=tmp_path).stdout.split())
    [there] = as_json("lookup", uid, home=tmp_path)["clauses"]
    assert [one["uid"] for one in there["witnesses"]] == [HERE]


def test_lookup_names_no_other_text_where_there_is_none(tmp_path: Path) -> None:
    assert as_json("lookup", HERE, home=tmp_path)["clauses"][0]["witnesses"] == []
    assert "In other texts" not in run("lookup", HERE, home=tmp_path).stdout

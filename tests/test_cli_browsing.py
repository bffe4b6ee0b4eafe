"""`related` and `search --words`: the command line of the Clauses page."""

from pathlib import Path

import pytest
from command import as_json, refuses, run


def test_related_prints_the_nearest_clauses_of_other_documents(built_home: Path) -> None:
    result = as_json("related", "3.1.1 f", "-k", "2", home=built_home)
    assert (result["uid"], result["citation"]) == ("c/2024/601#pnt_3.1.1/pnt_f", "C(2024) 601, point 3.1.1(f)")
    assert len(result["related"]) == 2
    assert {"uid", "label", "citation", "score", "text", "document"} == result["related"][0].keys()
    assert all(one["document"] != "c/2024/601" for one in result["related"])
    told = run("related", "3.1.1 f", "-k", "2", home=built_home).stdout
    assert result["related"][0]["citation"] in told


@pytest.mark.parametrize(
    ("reference", "told"),
    [("6", "Choose one: C(2024) 601, recital 6"), ("3.9.9(z)", "Choose one: C(2024) 601, point 3.4.1(a)")],
)
def test_related_wants_one_clause(built_home: Path, reference: str, told: str) -> None:
    refuses(run("related", reference, home=built_home), told)


def test_related_wants_an_index(tmp_path: Path) -> None:
    refuses(run("related", "3.1.1(f)", home=tmp_path), "There is no index yet.")


def test_words_are_found_without_an_index(tmp_path: Path) -> None:
    result = as_json("search", "bananas conflict", "--words", "-k", "1", home=tmp_path)
    assert result["query"] == "bananas conflict"
    assert [one["uid"] for one in result["results"]] == ["c/2024/601#pnt_3.1.1/pnt_c"]
    assert result["unknown_words"] == ["bananas"]
    told = run("search", "bananas", "--words", home=tmp_path)
    assert (told.returncode, told.stdout) == (0, "In no clause: bananas.\n")


def test_lookup_names_the_defined_terms_of_a_clause(tmp_path: Path) -> None:
    [clause] = as_json("lookup", "3.1.1(e)", home=tmp_path)["clauses"]
    assert clause["definitions"][-1] == {"uid": "c/2024/601#sct_1/pnt_3", "label": "point 1(3)", "term": "academia"}
    assert "‘academia’ (point 1(3))" in run("lookup", "3.1.1(e)", home=tmp_path).stdout

"""`lookup --style`: nothing but the citation on stdout, and nothing at all where none is sure."""

from pathlib import Path

import pytest
from command import as_json, refuses, run


@pytest.mark.parametrize(
    ("reference", "style", "start"),
    [
        ("3.1.1 f", "short", "C(2024) 601, point 3.1.1(f)\n"),
        ("fn 38", "full", "Commission Recommendation of 1.3.2024 on a Code of Practice"),
        ("3.1.1 f", "bibtex", "@misc{c/2024/601:pnt_3.1.1/pnt_f,"),
        ("recital 6", "csl-json", '[\n  {\n    "id": "c/2024/601#rct_6",'),
    ],
)
def test_lookup_prints_nothing_but_the_citation(tmp_path: Path, reference: str, style: str, start: str) -> None:
    done = run("lookup", reference, "--style", style, home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(start)


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("6", "Choose one: C(2024) 601, recital 6; C(2024) 601, footnote 6; MLE"),
        ("2.2.1(c)", "The shipped text of C(2024) 601 has a hole here"),
        ("3.9.9(z)", "Nearest: C(2024) 601, point 3.4.1(a)"),
        ("3.1.1(c) and 3.9.9(b)", "Nothing was cited."),
        ("C(2024) 600, point 1", "not in the index"),
    ],
)
def test_nothing_to_paste_is_printed_unless_one_clause_is_meant(tmp_path: Path, reference: str, told: str) -> None:
    refuses(run("lookup", reference, "--style", "short", home=tmp_path), told)


def test_a_citation_beside_a_gap_tells_of_it_apart_from_what_is_pasted(tmp_path: Path) -> None:
    done = run("lookup", "2.2.1", "--style", "short", home=tmp_path)
    assert (done.returncode, done.stdout) == (0, "C(2024) 601, point 2.2.1\n")
    assert "Gap in the source: After point 2.2.1(b)" in done.stderr


def test_the_json_of_a_lookup_has_every_citation_of_what_was_found(tmp_path: Path) -> None:
    [clause] = as_json("lookup", "3.1.1(f)", home=tmp_path)["clauses"]
    assert clause["citations"].keys() == {"short", "full", "bibtex", "csl-json"}
    assert clause["citations"]["csl-json"]["id"] == clause["uid"]
    assert all("citations" not in choice for choice in as_json("lookup", "6", home=tmp_path)["clauses"])

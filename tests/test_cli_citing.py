"""`--style`: nothing but citations on stdout, and nothing at all where none is sure."""

import json
from pathlib import Path

import pytest
from command import as_json, refuses, run

from ui.services.conversations import Conversations, Kept

ASKED = "point 3.1.1(c)"  # asked by its address, a clause is quoted without model and index
STYLES = [
    ("short", "C(2024) 601, points 3.1.1 and 3.1.1(c)\n"),
    ("full", "Commission Recommendation of 1.3.2024 on a Code of Practice"),
    ("bibtex", "@misc{c/2024/601:pnt_3.1.1,"),
    ("csl-json", '[\n  {\n    "id": "c/2024/601#pnt_3.1.1",'),
]


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


@pytest.mark.parametrize(("style", "start"), STYLES)
def test_an_answers_citations_are_printed_alone(tmp_path: Path, style: str, start: str) -> None:
    done = run("ask", ASKED, "--style", style, home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "[Lookup]\n")
    assert done.stdout.startswith(start)
    assert "resolving conflict" not in done.stdout


def test_citations_of_what_was_kept_are_printed_alone(tmp_path: Path) -> None:
    saved = tmp_path / "a.json"
    answer = as_json("ask", ASKED, home=tmp_path)
    saved.write_text(json.dumps(answer), encoding="utf-8")
    short = STYLES[0][1]
    done = run("export", str(saved), str(saved), "--style", "short", home=tmp_path)  # each clause once
    assert (done.returncode, done.stdout, done.stderr) == (0, short, "")
    here = Conversations(tmp_path).begin("ann", [Kept(ASKED, json.dumps(answer)), Kept("Who?")])
    done = run("conversations", "export", here, "--style", "short", home=tmp_path)
    assert (done.returncode, done.stdout) == (0, short)
    assert "Left out: “Who?”" in done.stderr


def test_where_nothing_is_quoted_there_is_nothing_to_cite(tmp_path: Path) -> None:
    refuses(run("ask", "2.2.1(c)", "--style", "short", home=tmp_path), "There is nothing to cite")
    saved = tmp_path / "a.json"
    saved.write_text(json.dumps(as_json("ask", "2.2.1(c)", home=tmp_path)), encoding="utf-8")
    refuses(run("export", str(saved), "--style", "bibtex", home=tmp_path), "There is nothing to cite")


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", ASKED, "--style", "apa"),
        ("ask", ASKED, "--style", "full", "--json"),
        ("ask", ASKED, "--style", "full", "--checklist"),
        ("ask", ASKED, "--style", "full", "--output", "memo.md"),
        ("export", "a.json", "--style", "full", "--annex"),
        ("conversations", "export", "0", "--style", "full", "--checklist"),
    ],
)
def test_a_style_beside_another_form_is_wrong_usage(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--style" in done.stderr
    assert list(tmp_path.iterdir()) == []

"""`export`, `checklist`, `ask --output` and `eval citations` as a user runs them."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command import as_json, refuses, run
from docx import Document

QUESTION = "point 3.1.1(c)"  # asked by its address, a clause is quoted without model and index
HEAVY = ("torch", "chromadb", "llama_index", "streamlit", "sentence_transformers", "transformers", "httpx", "docx")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(as_json("ask", QUESTION, home=tmp_path)), encoding="utf-8")
    return file


def test_an_answer_is_printed_and_written(tmp_path: Path) -> None:
    memo = tmp_path / "memo.docx"
    done = run("ask", QUESTION, "--output", str(memo), home=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("[Lookup]")
    assert f"Wrote {memo}" in done.stderr
    assert Document(io.BytesIO(memo.read_bytes())).paragraphs[0].text == QUESTION


def test_a_file_that_is_there_is_kept_without_force(tmp_path: Path) -> None:
    memo = tmp_path / "memo.md"
    memo.write_text("mine", encoding="utf-8")
    refuses(run("ask", QUESTION, "-o", str(memo), home=tmp_path), "is there already")
    assert memo.read_text(encoding="utf-8") == "mine"
    assert run("ask", QUESTION, "-o", str(memo), "--force", home=tmp_path).returncode == 0
    assert memo.read_text(encoding="utf-8").startswith(f"# {QUESTION}\n")
    assert not [file for file in tmp_path.iterdir() if file.name.endswith(".new")]


@pytest.mark.parametrize(
    ("name", "told"), [("memo.pdf", "cannot be written as"), ("none/memo.md", "cannot be written"), ("x", "written as")]
)
def test_a_place_that_takes_no_export_is_told_before_anything_is_asked(tmp_path: Path, name: str, told: str) -> None:
    refuses(run("ask", QUESTION, "-o", str(tmp_path / name), home=tmp_path), told)  # there is no index here


def test_saved_answers_are_exported_as_a_conversation(tmp_path: Path, saved: Path) -> None:
    twice = tmp_path / "both.json"
    twice.write_text(json.dumps([json.loads(saved.read_text(encoding="utf-8"))] * 2), encoding="utf-8")
    out = tmp_path / "all.json"
    assert run("export", str(saved), str(twice), "-o", str(out), home=tmp_path).returncode == 0
    assert len(json.loads(out.read_text(encoding="utf-8"))["answers"]) == 3
    done = run("export", str(out), "--annex", home=tmp_path)
    assert done.stdout.startswith("# Conversation of 3 questions\n")
    assert "## Annex: clauses retrieved" in done.stdout
    assert "- [ ] (c) " in run("export", str(saved), "--checklist", home=tmp_path).stdout


def test_a_saved_answer_that_was_changed_is_refused_and_nothing_written(tmp_path: Path, saved: Path) -> None:
    saved.write_text(saved.read_text(encoding="utf-8").replace("legal experts", "lawyers"), encoding="utf-8")
    out = tmp_path / "memo.docx"
    refuses(run("export", str(saved), "-o", str(out), home=tmp_path), "does not stand there")
    assert not out.exists()
    refuses(run("export", str(tmp_path / "none.json"), home=tmp_path), "cannot be read")
    refuses(run("export", str(tmp_path), home=tmp_path), "cannot be read")


def test_a_checklist_needs_neither_model_nor_index(tmp_path: Path) -> None:
    done = run("checklist", "3.1.1", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("- [ ] ") == 10
    code = (
        "import sys\n"
        "from ui.cli import app\n"
        "sys.argv = ['clausewise', 'checklist', '3.1.1', '--json']\n"
        "app(standalone_mode=False)\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    environ = {**os.environ, "CLAUSEWISE_HOME": str(tmp_path)}
    alone = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environ, timeout=60, check=True
    )
    assert alone.stderr.strip() == "[]"


def test_a_checklist_is_written_or_given_as_json(tmp_path: Path) -> None:
    out = tmp_path / "list.docx"
    assert run("checklist", "2.2.1", "-o", str(out), home=tmp_path).returncode == 0
    assert any(p.text.startswith("☐ (a)") for p in Document(io.BytesIO(out.read_bytes())).paragraphs)
    refuses(run("checklist", "2.2.1", "-o", str(tmp_path / "list.bib"), home=tmp_path), "A checklist cannot be written")
    [one] = as_json("checklist", "2.2.1", home=tmp_path)["checklists"]
    assert [item.get("printed") for item in one["items"]] == ["(a)", "(b)", None, None]


def test_a_reference_without_points_is_refused(tmp_path: Path) -> None:
    refuses(run("checklist", "3.1.1(f)", home=tmp_path), "has no points to tick")
    refuses(run("checklist", "6", home=tmp_path), "can mean 3 clauses")


def test_an_answers_points_are_listed(tmp_path: Path) -> None:
    done = run("ask", QUESTION, "--checklist", home=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith(f"# Checklist: {QUESTION}\n")
    assert "- [ ] (c) setting out" in done.stdout


def test_every_citation_is_checked(tmp_path: Path) -> None:
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tc/2024/601#pnt_3.1.1/pnt_c\t1\n")
    (tmp_path / "queries.jsonl").write_text(json.dumps({"_id": "q1", "text": QUESTION}) + "\n")
    done = run("eval", "citations", "--dataset", str(tmp_path), home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0].startswith("1 answers, 1 with citations: 2 citations, 2 of them")
    assert done.stdout.count("   100 %  ") == 4

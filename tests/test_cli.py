"""The command line as a user runs it: a process, its output, its exit code."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command import ROOT, as_json, refuses, run

HEAVY = ("torch", "chromadb", "llama_index", "streamlit", "sentence_transformers", "transformers", "httpx")


@pytest.mark.parametrize(
    ("reference", "uid"),
    [
        ("3.1.1(f)", "c/2024/601#pnt_3.1.1/pnt_f"),
        ("C(2024)601 3.1.1.f", "c/2024/601#pnt_3.1.1/pnt_f"),
        ("recital 6", "c/2024/601#rct_6"),
        ("2.3.1 g ii", "c/2024/601#pnt_2.3.1/pnt_g/pnt_ii"),
        ("definition of academia", "c/2024/601#sct_1/pnt_3"),
        ("footnote 38", "c/2024/601#ftn_38"),
    ],
)
def test_lookup_finds_the_clause(tmp_path: Path, reference: str, uid: str) -> None:
    result = as_json("lookup", reference, home=tmp_path)
    assert result["status"] == "found"
    assert [clause["uid"] for clause in result["clauses"]] == [uid]
    assert {"uid", "label", "text", "parents", "footnotes"} <= result["clauses"][0].keys()


def test_lookup_shows_the_clause_in_its_place(tmp_path: Path) -> None:
    [clause] = as_json("lookup", "3.1.1(f)", home=tmp_path)["clauses"]
    assert [parent["label"] for parent in clause["parents"]] == ["section 3", "section 3.1", "point 3.1.1"]
    assert [note["label"] for note in clause["footnotes"]] == ["footnote 38"]
    assert clause["text"][: clause["footnotes"][0]["offset"]].endswith("management strategy")
    assert clause["url"] == "https://eur-lex.europa.eu/eli/reco/2024/774/oj"


def test_lookup_says_what_the_clause_refers_to(tmp_path: Path) -> None:
    result = run("lookup", "2.1.2(g)", home=tmp_path)
    assert "Refers to: C(2024) 600 (Code of Practice on citizen engagement)" in " ".join(result.stdout.split())
    assert "Referred to by" not in result.stdout


def test_lookup_of_a_lost_point_says_that_the_source_lacks_it(tmp_path: Path) -> None:
    result = as_json("lookup", "2.2.1(c)", home=tmp_path, code=1)
    assert (result["status"], result["clauses"]) == ("gap", [])
    assert result["gap"]["footnotes"] == [26, 27]


def test_lookup_of_a_missing_point_names_near_ones(tmp_path: Path) -> None:
    result = as_json("lookup", "3.9.9(z)", home=tmp_path, code=1)
    assert (result["status"], result["clauses"]) == ("missing", [])
    assert result["nearest"]


def test_lookup_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from ui.cli import main\n"
        "sys.argv = ['clausewise', 'lookup', '3.1.1(f)', '--json']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    environ = {**os.environ, "CLAUSEWISE_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environ, timeout=60, check=True
    )
    assert done.stderr.strip() == "[]"
    assert json.loads(done.stdout)["status"] == "found"


def test_a_fresh_home_is_built_and_asked_without_network(tmp_path: Path) -> None:
    missing = run("ask", "How do we share results?", home=tmp_path)
    refuses(missing, "There is no index yet.")
    assert "clausewise build" in missing.stderr
    built = run("build", home=tmp_path)
    assert built.returncode == 0, built.stderr
    assert built.stdout == ""
    assert re.search(r"embedding: (\d{3,}) of \1\b", built.stderr)
    assert "footnotes 26 and 27 have neither mark nor text" in built.stderr
    again = run("build", home=tmp_path)
    assert "up to date" in again.stderr
    answer = as_json("ask", "How should we deal with patents and know-how each side already had?", home=tmp_path)
    assert "c/2024/601#pnt_3.1.1/pnt_f" in [citation["uid"] for citation in answer["citations"]]
    assert "C(2024) 601, point 3.1.1(f)" in answer["answer_markdown"]


def test_ask_gives_the_json_of_the_design(built_home: Path, corpus: Any) -> None:
    answer = as_json("ask", "What should a contract between partners settle?", home=built_home)
    assert answer.keys() >= {
        "status",
        "answer_markdown",
        "sentences",
        "citations",
        "retrieved",
        "suggestions",
        "engine",
        "timings_ms",
    }
    document = corpus.document("c/2024/601")
    for citation in answer["citations"]:
        if citation["uid"].startswith("c/2024/601#"):
            source = "".join(document.source[start:end] for start, end in citation["spans"])
            assert " ".join(source.split()) == " ".join(citation["quote"].split())


def test_what_the_texts_do_not_cover_is_refused(built_home: Path) -> None:
    answer = as_json("ask", "How do I cook risotto?", home=built_home)
    assert (answer["status"], answer["citations"]) == ("not_covered", [])
    assert len(answer["suggestions"]) == 3


def test_search_ranks_clauses(built_home: Path) -> None:
    result = as_json("search", "go-between for talks between partners", "-k", "5", home=built_home)
    assert [hit["rank"] for hit in result["results"]] == [1, 2, 3, 4, 5]
    scores = [hit["score"] for hit in result["results"]]
    assert scores == sorted(scores, reverse=True)
    assert result["results"][0].keys() == {"rank", "uid", "label", "score", "text", "document"}
    assert result["generation"]


def test_a_history_makes_a_follow_up_standalone(built_home: Path, tmp_path: Path) -> None:
    history = tmp_path / "history.json"
    turns = [{"role": "user", "content": "How do we reward staff?"}, {"role": "assistant", "content": "…"}]
    history.write_text(json.dumps(turns), encoding="utf-8")
    answer = as_json("ask", "And in performance reviews?", "--history", str(history), home=built_home)
    assert answer["standalone"] == "How do we reward staff? And in performance reviews?"
    assert answer["citations"][0]["uid"].startswith("c/2024/601#pnt_2.1.3")


@pytest.mark.parametrize(
    "content", ["", "{}", "[1]", "[" * 100_000, '[{"role": "king", "content": "x"}]', '[{"role": "user"}]']
)
def test_a_malformed_history_is_told(built_home: Path, tmp_path: Path, content: str) -> None:
    history = tmp_path / "history.json"
    history.write_text(content, encoding="utf-8")
    refuses(run("ask", "Why?", "--history", str(history), home=built_home), "history")


def test_corpus_list_names_every_document(tmp_path: Path) -> None:
    rows = as_json("corpus", "list", home=tmp_path)["documents"]
    assert len(rows) == 23
    assert sum(row["state"] == "in the index" for row in rows) == 5
    human = run("corpus", "list", home=tmp_path).stdout
    assert "known, not in the index" in human


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", ""], "The question is empty."),
        (["ask", " \n "], "The question is empty."),
        (["ask", "why " * 25_000], "at most 2,000 characters; this one has 99,999"),
        (["search", ""], "The question is empty."),
        (["lookup", ""], "The reference is empty."),
        (["lookup", "x" * 10_000], "at most 400 characters"),
        (["ask", "Why?", "--history", "nowhere.json"], "cannot be read"),
    ],
)
def test_bad_input_gets_one_clear_sentence(tmp_path: Path, arguments: list[str], message: str) -> None:
    refuses(run(*arguments, home=tmp_path), message)


def test_an_edited_corpus_file_is_never_served(corpus_copy: Path, built_home: Path) -> None:
    path = corpus_copy / "documents" / "c-2024-601.txt"
    path.write_bytes(path.read_bytes()[:-100])
    for command in (["lookup", "3.1.1(f)"], ["ask", "How do we share results?"], ["search", "trust"]):
        refuses(run(*command, home=built_home, corpus=corpus_copy), "edited or truncated")


def test_an_unknown_setting_fails(tmp_path: Path) -> None:
    refuses(run("lookup", "3.1.1(f)", home=tmp_path, CLAUSEWISE_COLOUR="blue"), "CLAUSEWISE_COLOUR is unknown")


def test_wrong_usage_exits_with_2(tmp_path: Path) -> None:
    for arguments in (
        ["ask"],
        ["nonsense"],
        ["search", "x", "-k", "none"],
        ["serve", "--port", "0"],
        ["corpus", "fetch", "--format", "x"],
        ["lookup", "3.1.1(f)", "--style", "apa"],
        ["lookup", "3.1.1(f)", "--style", "full", "--json"],
    ):
        assert run(*arguments, home=tmp_path).returncode == 2


def test_ctrl_c_in_the_middle_of_a_build_is_quiet_and_loses_nothing(tmp_path: Path) -> None:
    environ = {**os.environ, "CLAUSEWISE_HOME": str(tmp_path)}
    command = [sys.executable, "-c", "from ui.cli import main; main()", "build"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("Loading"):
                break
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(timeout=60) == 130
    assert "Interrupted. Nothing was changed" in rest
    assert "Traceback" not in rest


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    done = run("--debug", "lookup", "", home=tmp_path)
    assert done.returncode == 1
    assert "Traceback" in done.stderr


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """Eight of the shipped development questions."""
    shipped = ROOT / "eval" / "datasets" / "kv-guidance"
    queries = [json.loads(line) for line in (shipped / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    chosen = [query for query in queries if query["metadata"]["split"] == "dev" and query["metadata"]["answerable"]][:8]
    names = {query["_id"] for query in chosen}
    header, *judged = (shipped / "qrels" / "dev.tsv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "few" / "qrels").mkdir(parents=True)
    (tmp_path / "few" / "queries.jsonl").write_text("".join(json.dumps(query) + "\n" for query in chosen))
    kept = [header, *(line for line in judged if line.split("\t")[0] in names)]
    (tmp_path / "few" / "qrels" / "dev.tsv").write_text("\n".join(kept) + "\n")
    return tmp_path / "few"


def test_eval_run_prints_baselines_beside_ours(built_home: Path, few: Path, tmp_path: Path) -> None:
    report = as_json("eval", "run", "--dataset", str(few), "--output", str(tmp_path), home=built_home)
    measured = {one["name"]: one["measures"] for one in report["runs"]}
    assert list(measured) == [
        "bm25",
        "dense",
        "rrf",
        "llama-index",
        "lexical",
        "fused",
        "late",
        "questions",
        "no-votes",
        "mixed",
        "no-follow-ups",
        "no-questions",
        "ours",
    ]
    assert measured["ours"]["questions"]["nDCG@10"] > measured["bm25"]["questions"]["nDCG@10"]
    assert measured["ours"]["questions"]["verbatim"] == 1
    again = ("eval", "run", "--dataset", str(few), "--output", str(tmp_path), *("--retriever", "bm25") * 2)
    shown = run(*again, home=built_home)
    assert "few-dev-bm25-2" in shown.stdout  # a finished run is kept
    assert shown.stderr.count("bm25: 8 of 8") == 1  # and one named twice measured once


def test_eval_tune_finds_weights_that_eval_run_takes(built_home: Path, few: Path, tmp_path: Path) -> None:
    config = tmp_path / "tuned.toml"
    data = ("--dataset", str(few))
    tuned = as_json(
        "eval",
        "tune",
        *data,
        "--steps",
        "2",
        "--weight",
        "own",
        "--weight",
        "late_stem",
        "--output",
        str(config),
        home=built_home,
    )
    values = [trial["value"] for trial in tuned["trials"]]
    assert len(values) == 3
    assert values == sorted(values, reverse=True)
    measured = as_json(
        "eval",
        "run",
        *data,
        "--retriever",
        "ours",
        "--no-answers",
        "--config",
        str(config),
        "--output",
        str(tmp_path),
        home=built_home,
    )
    assert measured["runs"][0]["measures"]["questions"]["nDCG@10"] == pytest.approx(values[0])
    refuses(run("eval", "tune", *data, "--weight", "luck", home=built_home), "There is no weight 'luck'")
    refuses(run("eval", "tune", *data, "--steps", "0", home=built_home), "between 1 and 100 steps")
    refuses(run("eval", "tune", *data, "--steps", "100", home=built_home), "are 176,851 mixtures, more than 5,000")
    refuses(run("eval", "tune", *data, "--output", str(few), home=built_home), "cannot be written")


def test_eval_speed_gives_ratios_and_eval_calibrate_wants_enough_questions(built_home: Path, few: Path) -> None:
    stages = as_json("eval", "speed", "--dataset", str(few), home=built_home)["stages"]
    assert list(stages) == ["embed", "search", "ask"]
    assert stages["embed"]["ratio"] == {"50": 1, "95": 1}
    assert all(one["milliseconds"]["50"] > 0 for one in stages.values())
    refused = run("eval", "calibrate", "--dataset", str(few), home=built_home)
    refuses(refused, "8 answerable and 0 unanswerable questions to fit to")


def test_eval_run_measures_one_half(built_home: Path, few: Path, tmp_path: Path) -> None:
    counted = []
    for half in ("first", "second"):
        data = ("--dataset", str(few), "--half", half, "--retriever", "bm25", "--output", str(tmp_path))
        [found] = as_json("eval", "run", *data, home=built_home)["runs"]
        assert found["folder"].endswith(f"few-dev-{half}-bm25")
        counted.append(found["questions"])
        page = tmp_path / "page.html"
        done = run("eval", "report", found["folder"], "--dataset", str(few), "-o", str(page), home=built_home)
        assert done.returncode == 0, done.stderr
        assert f"--split dev --half {half} --retriever bm25" in page.read_text(encoding="utf-8")
    assert sum(counted) == 8
    assert min(counted) > 0


def test_eval_run_tells_what_is_wrong(tmp_path: Path) -> None:
    for arguments, told in (
        (["--dataset", "nowhere"], "is no folder"),
        (["--split", "none"], "none.tsv is missing"),
        (["--retriever", "best"], "There is no retriever 'best'"),
        (["--retriever", "nowhere:Best"], "cannot be imported"),
        (["--retriever", "bm25", "--depth", "0"], "depth must be between"),
        (["--retriever", "bm25", "--retriever", "best"], "There is no retriever 'best'"),
        (["--config", "nowhere.toml"], "cannot be read"),
    ):
        refuses(run("eval", "run", *arguments, home=tmp_path), told)


def test_corpus_audit_proves_that_nothing_is_lost(tmp_path: Path) -> None:
    rows = as_json("corpus", "audit", home=tmp_path)["documents"]
    assert rows[0]["document"] == "c/2024/601"
    assert all(row["lost"] == row["shared"] == [] and row["sound"] for row in rows)
    assert rows[0]["findings"] == ["Footnotes 26 and 27 have neither mark nor text."]
    assert rows[0]["covered"] >= 0.995
    assert rows[0]["gaps"][0]["footnotes"] == [26, 27]
    assert "99.53%" in run("corpus", "audit", "C(2024) 601", home=tmp_path).stdout


def test_corpus_show_and_parse_give_the_same_tree(tmp_path: Path) -> None:
    shown = as_json("corpus", "show", "32024H0774", home=tmp_path)
    assert shown["document"] == "c/2024/601"
    assert len(shown["footnotes"]) == 41
    file = ROOT / "corpus" / "documents" / "c-2024-601.txt"
    parsed = as_json("parse", str(file), home=tmp_path)
    assert parsed["kind"] == "act"
    assert [clause["path"] for clause in parsed["clauses"]] == [clause["path"] for clause in shown["clauses"]]
    refuses(run("corpus", "show", "C(2024) 600", home=tmp_path), "not in the index")
    refuses(run("corpus", "audit", "nothing", home=tmp_path), "No document is called")
    refuses(run("parse", "nowhere.txt", home=tmp_path), "cannot be read")


def test_eval_parsing_measures_the_shipped_texts_and_writes_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    report = as_json("eval", "parsing", "--output", str(page), home=tmp_path)
    assert report["rows"][0]["name"] == "c-2024-601.txt"
    assert all(row["lost"] == row["shared"] == row["unread"] == 0 for row in report["rows"])
    assert "99.53%" in page.read_text(encoding="utf-8")
    refuses(run("eval", "parsing", "nowhere", home=tmp_path), "nothing at nowhere")
    refuses(run("eval", "parsing", "--throughput", home=tmp_path), "no PDF to time")
    assert "cannot be written" in run("eval", "parsing", "--output", str(tmp_path), home=tmp_path).stderr


def test_the_audit_stands_beside_the_clause(tmp_path: Path) -> None:
    audit = as_json("lookup", "3.1.1(f)", home=tmp_path)["clauses"][0]["audit"]
    assert audit["sound"] is True
    assert "gaps in the source: 1" in audit["note"]
    assert "Audit: sound" in run("lookup", "3.1.1(f)", home=tmp_path).stdout

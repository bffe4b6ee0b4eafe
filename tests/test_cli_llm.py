"""`clausewise ask` with a language model behind it, as a user runs it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import as_json, refuses, run
from faults import ASKED, BOTH, TRUE
from model_server import KEY, ModelServer, Script, says


@pytest.fixture
def served() -> Iterator[tuple[ModelServer, dict[str, str]]]:
    with ModelServer() as server:
        names = {"LLM": "openai-like:m", "LLM_URL": f"{server.url}/v1", "LLM_KEY": KEY}
        yield server, {f"CLAUSEWISE_{name}": value for name, value in names.items()}


def test_sentences_come_first_then_the_status_and_what_was_left_out(
    built_home: Path, served: tuple[ModelServer, dict[str, str]]
) -> None:
    server, environ = served
    server.scripts = [says(f"{BOTH}Partners must obey [c1].")]
    done = run("ask", ASKED, home=built_home, **environ)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{TRUE[0]} — **C(2024) 601, point 3.1.1(c)**\n\n{TRUE[1]} — ")
    assert "[Answered]" in done.stdout
    assert "Left out: ~~Partners must obey.~~, because “must” makes a duty of it" in done.stdout
    assert done.stdout.count(TRUE[0]) == 1
    assert KEY not in done.stdout + done.stderr


def test_a_model_that_fails_midway_is_followed_by_the_answer_without_it(
    built_home: Path, served: tuple[ModelServer, dict[str, str]]
) -> None:
    server, environ = served
    server.scripts = [says(BOTH, ends=False)]
    done = run("ask", ASKED, home=built_home, **environ)
    assert done.returncode == 0, done.stderr
    above, _, below = done.stdout.partition("The sentences above are set aside.")
    assert TRUE[0] in above
    assert "Note: The language model openai-like:m broke off" in below
    assert "> - (c) setting out a clear and comprehensive" in below


def test_without_the_model_on_request_and_in_json(built_home: Path, served: tuple[ModelServer, dict[str, str]]) -> None:
    server, environ = served
    server.scripts = [Script(status=401, body=f"wrong key {KEY}")]
    plain = run("ask", ASKED, home=built_home)
    assert run("ask", "--no-llm", ASKED, home=built_home, **environ).stdout == plain.stdout
    assert server.asked == []
    done = run("ask", "--json", "--debug", ASKED, home=built_home, **environ)
    assert done.returncode == 2  # --debug goes before the command
    done = run("--debug", "ask", "--json", ASKED, home=built_home, **environ)
    answer = json.loads(done.stdout)
    assert (answer["engine"], answer["left_out"]) == ("extractive", [])
    assert "HTTP 401" in answer["notice"]
    assert KEY not in done.stdout + done.stderr


def test_a_setting_that_makes_no_sense_is_told_in_two_lines(tmp_path: Path) -> None:
    refuses(run("ask", ASKED, home=tmp_path, CLAUSEWISE_LLM="gpt"), "'gpt' is not understood")
    refuses(run("lookup", "3.1.1", home=tmp_path, CLAUSEWISE_LLM_TIMEOUT="x"), "CLAUSEWISE_LLM_TIMEOUT")


def test_the_json_has_the_new_fields_without_a_model(built_home: Path) -> None:
    answer = as_json("ask", ASKED, home=built_home)
    assert (answer["engine"], answer["left_out"], answer["notice"]) == ("extractive", [], "")
    assert answer["versions"].keys() == {"clausewise", "embed_model"}


@pytest.mark.parametrize("command", [["lookup", "3.1.1(f)"], ["ask", "--no-llm", ASKED]])
def test_no_client_of_a_model_is_imported_where_none_is_asked(built_home: Path, command: list[str]) -> None:
    code = (
        "import sys\nfrom ui.cli import main\n"
        f"sys.argv = ['clausewise', *{command!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = ('openai', 'ollama', 'llama_index.llms.openai', 'llama_index.llms.ollama', 'rag.llm', 'rag.writer')\n"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    environ = {**os.environ, "CLAUSEWISE_HOME": str(built_home), "CLAUSEWISE_LLM": "ollama:m"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environ, timeout=120, check=True
    )
    assert done.stderr.strip().splitlines()[-1] == "[]"

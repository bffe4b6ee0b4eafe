"""The report's commands make its runs anew: every argument is real, quoted, and there if not the usual."""

import shlex
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from synthetic import synthetic_run

from eval import load_dataset
from eval.report.again import again
from eval.results import RunConfig

CONFIG = replace(synthetic_run("bm25").config, depth=100)
SHIPPED = Path(__file__).resolve().parent.parent.parent / "eval" / "datasets" / "kv-guidance"


@pytest.mark.parametrize(
    ("config", "arguments"),
    [
        (CONFIG, "--dataset toy --split test --retriever bm25"),
        (replace(CONFIG, half="first", depth=7), "--dataset toy --split test --half first --retriever bm25 --depth 7"),
        (replace(CONFIG, dataset="my $(set)"), "--dataset 'my $(set)' --split test --retriever bm25"),
        (replace(CONFIG, retriever="ours"), "--dataset toy --split test --retriever ours --no-answers"),
        (
            replace(CONFIG, dataset="kv-guidance", split="dev", dataset_sha256=load_dataset(SHIPPED, "dev").sha256),
            "--split dev --retriever bm25",
        ),
        (
            replace(CONFIG, dataset="kv-guidance", split="none"),
            "--dataset kv-guidance --split none --retriever bm25",
        ),
    ],
)
def test_a_command_names_what_differs_from_the_usual(config: RunConfig, arguments: str) -> None:
    [found] = again([config])
    assert found.command == f"clausewise eval run {arguments}"
    assert (found.file, found.toml) == ("", "")


def test_options_and_measures_are_a_configuration_file() -> None:
    options = {"k1": 1.5, "a key": ["é", {"on": True}]}
    settings = {"measures": ["nDCG@10", "AP@10"], "options": options}
    _, found = again([CONFIG, replace(CONFIG, settings=settings)])
    assert shlex.split(found.command)[-2:] == ["--config", "run-2.toml"]
    assert tomllib.loads(found.toml) == {"measures": ["AP@10"], "options": {"bm25": options}}

"""Which adapter a measurement rests on: that of the clauses here, and none on passages of somebody else."""

from dataclasses import replace
from pathlib import Path

import pytest
from toy import beir

from eval import Bench, Plan, evaluate, load_dataset
from ingest.errors import AdapterError
from rag import Settings
from rag.adapter import FOLDER, Adapter, write

SHIPPED = Path(__file__).resolve().parent.parent.parent / "eval" / "datasets" / "kv-guidance"


@pytest.fixture
def settings(corpus_copy: Path, tiny_model: Path, tiny_adapter: Adapter, tmp_path: Path) -> Settings:
    home = tmp_path / "home"
    write(tiny_adapter, home / FOLDER)
    return Settings(home=home, corpus=corpus_copy, embed_model=str(tiny_model))


def test_passages_of_a_data_set_are_embedded_by_the_bare_model(
    settings: Settings, tiny_adapter: Adapter, tmp_path: Path
) -> None:
    dataset = load_dataset(beir(tmp_path / "toy"), "test")
    bench = Bench(dataset, settings)
    assert bench.model.adapter is None
    assert bench.embedder().identity.adapter is None
    named = Bench(dataset, replace(settings, adapter=str(settings.home / FOLDER)))
    assert named.model.adapter == named.embedder().identity.adapter == tiny_adapter.sha256
    runs = [evaluate(one, "dense", tmp_path / "runs", Plan(answers=False)) for one in (bench, named)]
    assert [run.config.settings["adapter"] for run in runs] == [None, tiny_adapter.sha256]
    scores = [[ranked.score for question in run.questions for ranked in question.ranking] for run in runs]
    assert scores[0] != scores[1]


def test_clauses_are_embedded_with_the_adapter_in_use(settings: Settings, tiny_adapter: Adapter) -> None:
    dataset = load_dataset(SHIPPED, "dev")
    assert Bench(dataset, settings).model.adapter == tiny_adapter.sha256
    assert Bench(dataset, replace(settings, adapter="none")).model.adapter is None


def test_a_damaged_adapter_does_not_keep_a_benchmark_from_running(settings: Settings, tmp_path: Path) -> None:
    (settings.home / FOLDER / "adapter.json").write_text("{")
    bench = Bench(load_dataset(beir(tmp_path / "toy"), "test"), settings)
    assert bench.model.adapter is None
    with pytest.raises(AdapterError, match="damaged"):
        _ = Bench(bench.dataset, replace(settings, adapter=str(settings.home / FOLDER))).model

"""Published figures and other tools' figures, on public benchmarks that are not part of the project."""

import subprocess
import sys
from pathlib import Path

import pytest
import pytrec_eval

from eval import Bench, Plan, evaluate, load_dataset, summarise
from eval.results import RunResult
from rag import Settings

BENCHMARKS = Path(__file__).resolve().parents[3] / "shared" / "benchmarks"
ROOT = Path(__file__).resolve().parent.parent.parent
TREC_EVAL = {
    "nDCG@10": "ndcg_cut_10",
    "AP": "map",
    "RR": "recip_rank",
    "R@5": "recall_5",
    "R@10": "recall_10",
    "Success@1": "success_1",
    "Success@5": "success_5",
    "AP@10": "map_cut_10",
}
pytestmark = pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="the benchmarks are not on this machine")


@pytest.fixture(scope="module")
def scifact(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    return bm25("scifact", "test", tmp_path_factory.mktemp("scifact"))


@pytest.fixture(scope="module")
def obliqa(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    return bm25("obliqa", "dev", tmp_path_factory.mktemp("obliqa"))


def bm25(name: str, split: str, folder: Path) -> RunResult:
    bench = Bench(load_dataset(BENCHMARKS / name, split), Settings(folder, ROOT / "corpus"))
    return evaluate(bench, "bm25", folder, Plan(measures=("AP@10",)))


def test_bm25_on_scifact_gives_the_published_figure(scifact: RunResult) -> None:
    assert summarise(scifact)["questions"]["nDCG@10"] == pytest.approx(0.679, abs=0.005)


def test_bm25_on_obliqa_is_near_the_published_test_figures(obliqa: RunResult) -> None:
    figures = summarise(obliqa)["questions"]
    assert figures["R@10"] == pytest.approx(0.761, abs=0.01)
    assert figures["AP@10"] == pytest.approx(0.624, abs=0.03)  # eval/README.md says why it is lower


@pytest.mark.parametrize("name", ["scifact", "obliqa"])
def test_measures_equal_pytrec_eval(name: str, request: pytest.FixtureRequest) -> None:
    run: RunResult = request.getfixturevalue(name)
    assert run.folder is not None
    with (run.folder / "run.trec").open() as ranked, (run.folder / "qrels.trec").open() as judged:
        qrels, ranking = pytrec_eval.parse_qrel(judged), pytrec_eval.parse_run(ranked)
    expected = pytrec_eval.RelevanceEvaluator(qrels, set(TREC_EVAL.values())).evaluate(ranking)
    assert len(expected) >= 300
    for question in run.questions:
        for ours, theirs in TREC_EVAL.items():
            assert question.measures[ours] == pytest.approx(expected[question.id][theirs], abs=1e-9)


def test_the_command_of_ir_measures_gives_the_same_figures(scifact: RunResult) -> None:
    assert scifact.folder is not None
    names = [*TREC_EVAL, "Judged@10"]
    command = [sys.executable, "-m", "ir_measures", "qrels.trec", "run.trec", " ".join(names), "-p", "9"]
    printed = subprocess.run(
        command, cwd=scifact.folder, capture_output=True, text=True, timeout=120, check=True
    ).stdout
    theirs = {name: float(value) for name, value in (line.split("\t") for line in printed.splitlines())}
    ours = summarise(scifact)["questions"]
    assert theirs == pytest.approx({name: ours[name] for name in names}, abs=1e-8)

"""What a plan says is checked before anything is measured."""

from pathlib import Path

import pytest
from toy import beir

from eval import Bench, Plan, load_dataset
from eval.plan import read_plan
from eval.retrievers import build
from eval.run import check
from ingest.errors import SettingsError
from rag import Settings

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(load_dataset(beir(tmp_path / "toy"), "test"), Settings(tmp_path / "home", ROOT / "corpus"))


def test_options_of_no_retriever_are_told(bench: Bench) -> None:
    check(bench, ["bm25", "fractions:Fraction"], Plan(options={"Fraction": {}, "rrf": {}}))
    with pytest.raises(SettingsError, match=r"options for 'bm52', which is no retriever here. Known are .*bm25"):
        check(bench, ["bm25"], Plan(options={"bm52": {"k1": 1}}))


def test_a_measure_looks_no_deeper_than_the_run() -> None:
    with pytest.raises(SettingsError, match="R@1000 looks deeper than the 3 results"):
        Plan(depth=3, measures=("AP", "R@1000"))


def test_a_configuration_file_may_have_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text("\ufeffdepth = 3\n", encoding="utf-8")
    assert read_plan(tmp_path / "plan.toml").depth == 3


@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("rrf", {"pool": 2.5}, "'pool' of rrf must be a whole number from 0"),
        ("rrf", {"pool": True}, "'pool' of rrf must be a whole number from 0"),
        ("ours", {"own": True}, "'own' of ours must be a number from 0"),
        ("ours", {"priors": 1}, "'priors' of ours must be true or false"),
        ("late", {"late": 0}, "All weights of the mixture are zero"),
    ],
)
def test_options_must_be_of_their_kind(bench: Bench, name: str, options: dict[str, object], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        build(name, bench, options)

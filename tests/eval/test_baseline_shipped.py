"""The committed baseline belongs to the questions as they are now."""

from eval import load_dataset
from eval.asked import everything
from eval.baseline import load_baseline
from ui.evaluation import SHIPPED
from ui.judging import BASELINES


def test_the_gate_has_a_baseline_of_todays_questions() -> None:
    dataset = load_dataset(SHIPPED, "dev")
    baseline = load_baseline(BASELINES / f"{dataset.name}.json")
    assert set(baseline.questions) == {asked.id for asked in everything(dataset)}
    assert {"nDCG@10", "citation precision", "false citation", "dialogues: nDCG@10"} <= set(baseline.measures)

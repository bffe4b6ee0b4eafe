"""The measure of the clause that a question was written from."""

from dataclasses import replace
from pathlib import Path

from eval import Bench, Plan, evaluate, load_dataset
from eval.measures import main_clause
from eval.results import Ranked
from rag import Settings

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "eval" / "datasets" / "kv-guidance"


def test_it_counts_among_the_first_five_alone() -> None:
    ranking = [Ranked(name, 1.0) for name in "abcdef"]
    assert [main_clause.measure(name, ranking) for name in "aefx"] == [1.0, 1.0, 0.0, 0.0]
    assert main_clause.measure("a", ()) == 0.0


def test_every_answerable_question_that_was_written_from_a_clause_has_it(tmp_path: Path) -> None:
    whole = load_dataset(SHIPPED, "dev")
    some = tuple(query for query in whole.queries if query.answerable)[:3]
    none = tuple(query for query in whole.queries if not query.answerable)[:2]
    dataset = replace(whole, queries=some + none, dialogues=whole.dialogues[:1], references=())
    bench = Bench(dataset, Settings(tmp_path / "home", ROOT / "corpus"))
    run = evaluate(bench, "bm25", tmp_path, Plan(answers=False))
    for question in run.questions:
        main = question.metadata.get("main") if question.metadata["part"] == "questions" else None
        expected = None if main is None else main_clause.measure(str(main), question.ranking)
        assert question.measures.get(main_clause.NAME) == expected
    assert sum(main_clause.NAME in question.measures for question in run.questions) == 3

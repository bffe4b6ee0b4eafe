"""The pairs of sentences and clauses, and the check that is fitted to them."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from eval.grounding import load_pairs, measure
from ingest.errors import DatasetError
from rag import Assistant
from rag.support import BOUND, INTERCEPT, LEXICAL_BOUND, WEIGHTS, Gauge

ROW = {
    "_id": "1",
    "clause": "c/2024/601#rct_1",
    "sentence": "It is so.",
    "supported": True,
    "kind": "part",
    "split": "dev",
}


def test_no_clause_is_in_two_splits_and_every_sentence_is_there_once() -> None:
    pairs = load_pairs()
    assert len(pairs) >= 120
    assert len({pair.name for pair in pairs}) == len({(pair.clause, pair.sentence) for pair in pairs}) == len(pairs)
    clauses = {split: {p.clause for p in pairs if p.split == split} for split in ("dev", "test", "fresh")}
    assert sum(map(len, clauses.values())) == len(set.union(*clauses.values()))


@pytest.mark.parametrize(
    "rows",
    [
        ["{"],
        ["[]"],
        [json.dumps({**ROW, "supported": "yes"})],
        [json.dumps({key: value for key, value in ROW.items() if key != "kind"})],
        [json.dumps(ROW), json.dumps({**ROW, "split": "test"})],
    ],
)
def test_a_file_that_breaks_the_format_is_told(tmp_path: Path, rows: list[str]) -> None:
    (tmp_path / "pairs.jsonl").write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(DatasetError) as error:
        load_pairs(tmp_path / "pairs.jsonl")
    assert error.value.hint


def test_the_shipped_weights_are_those_of_the_shipped_pairs(assistant: Assistant) -> None:
    retriever = assistant.retriever()
    found = measure(load_pairs(), assistant.corpus, Gauge(retriever.embedder))
    shipped = {**asdict(WEIGHTS), "intercept": INTERCEPT, "bound": BOUND, "lexical_bound": LEXICAL_BOUND}
    fitted = {
        **asdict(found.weights),
        "intercept": found.intercept,
        "bound": found.bound,
        "lexical_bound": found.lexical_bound,
    }
    for name, value in fitted.items():
        assert value == pytest.approx(shipped[name], abs=0.05), name
    assert found.together.precision is not None
    assert found.together.precision > 0.9
    assert found.fresh.precision is not None
    assert found.fresh.precision > 0.9
    for alone in (*found.alone.values(), found.rules, found.words, found.support):
        assert (alone.precision or 0) < found.together.precision

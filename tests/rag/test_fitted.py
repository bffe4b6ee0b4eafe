"""What is fitted to an embedding model: which is taken, and that it decides."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import ModelError
from rag import Assistant
from rag.fitted import FILE, UNFITTED, Fitted, fitted_to
from rag.refusal import SHIPPED, Refusal
from rag.retrieve import DEFAULT, MIXED
from rag.scorer import shipped

QUESTION = "How do we sort out quarrels with our industrial partner?"
OWN = Fitted(shipped(), Refusal(replace(SHIPPED.weights, matched=1.5), -2.0))


def test_the_packaged_model_has_what_comes_with_the_program_and_another_none_of_the_network(tmp_path: Path) -> None:
    assert fitted_to("packaged", tmp_path) == Fitted(shipped(), SHIPPED)
    assert fitted_to("sentence-transformers/all-mpnet-base-v2", tmp_path) is UNFITTED


@pytest.mark.parametrize("own", [OWN, replace(OWN, scorer=None)])
def test_what_was_fitted_here_goes_first_for_its_model_alone(own: Fitted, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(own.to_json("a/model"), encoding="utf-8")
    found = fitted_to("a/model", tmp_path)
    assert found.to_json("a/model") == own.to_json("a/model")
    assert found.sha256 == own.sha256 != UNFITTED.sha256
    assert fitted_to("another/model", tmp_path) is UNFITTED
    assert fitted_to("a/model") is UNFITTED


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ('"model"', '"modell"'),
        ('"intercept": -2.0', '"intercept": "much"'),
        ('"matched"', '"matches"'),
        ('"hidden"', '"hiding"'),
        ("{", "["),
    ],
)
def test_a_damaged_file_is_told_with_the_way_out(part: str, instead: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(OWN.to_json("a/model").replace(part, instead, 1), encoding="utf-8")
    with pytest.raises(ModelError, match=FILE) as error:
        fitted_to("a/model", tmp_path)
    assert "clausewise fit" in error.value.hint


def test_the_file_says_what_its_numbers_are() -> None:
    found = json.loads(OWN.to_json("a/model"))
    assert found["model"] == "a/model"
    assert found["refusal"]["weights"]["matched"] == 1.5
    assert found["scorer"] == json.loads(shipped().to_json())


@pytest.mark.parametrize(("intercept", "status"), [(-100.0, "not_covered"), (100.0, "answered")])
def test_it_decides_what_is_refused_and_how_clauses_are_ranked(
    assistant: Assistant, intercept: float, status: str
) -> None:
    fitted = Fitted(None, Refusal(SHIPPED.weights, intercept))
    with Assistant(assistant.corpus, assistant.settings, assistant.retriever().embedder, fitted) as other:
        assert other.ask(QUESTION).status == status
        assert other.rank(QUESTION, DEFAULT).scored == assistant.rank(QUESTION, MIXED).scored

"""What is fitted to an embedding model: which is taken, and that it decides."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import ModelError
from rag import Assistant
from rag.fitted import FILE, UNFITTED, Fitted, fitted_to
from rag.mixture import DEFAULT, MIXED
from rag.refusal import SHIPPED, Refusal
from rag.scorer import shipped

QUESTION = "How do we sort out quarrels with our industrial partner?"
TWO = "How do we sort out quarrels with our partner, and who owns what we invent together?"
NAMED = "What does C(2024) 601 say about quarrels with our industrial partner?"
OWN = Fitted(shipped(), Refusal(replace(SHIPPED.weights, matched=1.5), -2.0))


def test_the_packaged_model_has_what_comes_with_the_program_whatever_lies_there(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(OWN.to_json("packaged", {}), encoding="utf-8")
    found = fitted_to("packaged", tmp_path)
    assert found.scorer is shipped()
    assert found.refusal is SHIPPED
    assert fitted_to("sentence-transformers/all-mpnet-base-v2", tmp_path) is UNFITTED


@pytest.mark.parametrize("own", [OWN, Fitted(None, OWN.refusal)])
def test_what_was_fitted_here_is_of_its_model_alone(own: Fitted, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(own.to_json("a/model", {"seed": 1}), encoding="utf-8")
    found = fitted_to("a/model", tmp_path)
    assert found.to_json("a/model", {}) == own.to_json("a/model", {})
    assert found.sha256 == own.sha256 != UNFITTED.sha256
    assert fitted_to("another/model", tmp_path) is UNFITTED
    assert fitted_to("a/model") is UNFITTED


def _changed(change: Callable[[dict[str, Any]], object]) -> str:
    found = json.loads(OWN.to_json("a/model", {}))
    change(found)
    return json.dumps(found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "[" * 10_000,
        _changed(lambda found: found.pop("model")),
        _changed(lambda found: found["refusal"].update(intercept="much")),
        _changed(lambda found: found["refusal"].update(intercept=float("nan"))),
        _changed(lambda found: found["refusal"].update(intercept=10**400)),
        _changed(lambda found: found["refusal"]["weights"].update(matched=float("inf"))),
        _changed(lambda found: found["scorer"].pop("hidden")),
        _changed(lambda found: found["scorer"].update(output=[[weight] for weight in found["scorer"]["output"]])),
        _changed(lambda found: found["scorer"]["output"].__setitem__(0, float("nan"))),
    ],
)
def test_a_damaged_file_is_told_with_the_way_out(text: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"fitted\.json is damaged") as error:
        fitted_to("a/model", tmp_path)
    assert "clausewise fit" in error.value.hint


def test_a_file_of_a_version_with_other_signals_is_told_as_such(tmp_path: Path) -> None:
    found = json.loads(UNFITTED.to_json("some/model", {}))
    found["refusal"]["weights"] |= {"quantity": 0.1}
    (tmp_path / FILE).write_text(json.dumps(found), encoding="utf-8")
    with pytest.raises(ModelError, match="made by another version") as error:
        fitted_to("some/model", tmp_path)
    assert "clausewise fit" in str(error.value.hint)


def test_a_file_that_cannot_be_read_is_not_called_damaged(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(ModelError, match="cannot be read"):
        fitted_to("a/model", tmp_path)


def test_no_odds_are_too_small_for_a_confidence() -> None:
    assert Refusal(SHIPPED.weights, -1e9).confidence(SHIPPED.weights) == pytest.approx(0)
    assert Refusal(SHIPPED.weights, 1e9).confidence(SHIPPED.weights) == 1


def _with(assistant: Assistant, intercept: float) -> Assistant:
    fitted = Fitted(None, Refusal(SHIPPED.weights, intercept))
    return Assistant(assistant.corpus, assistant.settings, assistant.retriever().embedder, fitted)


@pytest.mark.parametrize(("intercept", "status"), [(-100.0, "not_covered"), (100.0, "answered")])
@pytest.mark.parametrize(
    ("question", "documents"), [(QUESTION, []), (TWO, []), (NAMED, []), (QUESTION, ["c/2024/601"])]
)
def test_it_decides_what_is_refused(
    assistant: Assistant, intercept: float, status: str, question: str, documents: list[str]
) -> None:
    with _with(assistant, intercept) as other:
        assert other.ask(question, documents=documents).status == status


def test_without_a_network_fixed_weights_rank(assistant: Assistant) -> None:
    with _with(assistant, 0.0) as other:
        assert other.rank(QUESTION, DEFAULT).scored == assistant.rank(QUESTION, MIXED).scored

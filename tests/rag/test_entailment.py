"""A model of entailment of the user's own, here a tiny one with random weights."""

from pathlib import Path

import pytest
from faults import ASKED, BOTH, Writing
from model_server import ModelServer, says

from ingest.errors import ModelError
from rag.entailment import Judge, _entailment


@pytest.fixture(scope="module")
def tiny_judge(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    folder = tmp_path_factory.mktemp("judge")
    config = BertConfig.from_pretrained(
        tiny_model.parent / "bert", id2label={0: "contradiction", 1: "Entailment", 2: "neutral"}
    )
    model = BertForSequenceClassification(config)
    model.classifier.weight.data.zero_()
    model.classifier.bias.data.copy_(model.classifier.bias.data.new_tensor([9.0, 0.0, 0.0]))  # it denies everything
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(tiny_model.parent / "bert").save_pretrained(folder)
    return folder


def test_it_judges_by_the_label_of_entailment(tiny_judge: Path) -> None:
    assert Judge(str(tiny_judge)).entails("Partners talk.", "Partners talk.") is False


def test_what_it_denies_is_left_out(tiny_judge: Path, writing: Writing, model_server: ModelServer) -> None:
    model_server.scripts = [says(BOTH)]
    answer = writing(nli_model=str(tiny_judge)).ask(ASKED)
    assert answer.engine == "extractive"
    assert "does not entail it" in answer.left_out[0].reason
    assert answer.versions["nli_model"] == tiny_judge.name  # not the folder's place: answers are passed on


def test_one_that_cannot_be_loaded_keeps_the_model_from_answering(
    tmp_path: Path, writing: Writing, model_server: ModelServer
) -> None:
    model_server.asked.clear()
    answer = writing(nli_model=str(tmp_path)).ask(ASKED)
    assert answer.citations
    assert "cannot be loaded" in answer.notice
    assert model_server.asked == []


@pytest.mark.parametrize(
    ("labels", "place"), [({}, 0), ({0: "LABEL_0"}, 0), ({0: "neutral", 1: "ENTAILMENT"}, 1), ({0: "a", 1: "b"}, None)]
)
def test_the_label_is_found_by_its_name(labels: dict[int, str], place: int | None) -> None:
    if place is not None:
        assert _entailment(labels) == place
    else:
        with pytest.raises(ModelError):
            _entailment(labels)

from pathlib import Path

import numpy as np
import pytest

from ingest.errors import ModelError
from rag import embed
from rag.embed import Embedder, packaged_weights


def test_the_packaged_weights_are_the_pinned_ones() -> None:
    assert (packaged_weights() / "model.safetensors").is_file()


def test_other_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="not the pinned ones"):
        packaged_weights()


def test_a_named_model_gives_unit_vectors(tiny_model: Path) -> None:
    embedder = Embedder.load(str(tiny_model))
    done: list[int] = []
    vectors = embedder.texts(["one"] * 40, done.append)
    assert vectors.shape == (40, 16)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert done == [32, 40]
    assert embedder.query("one").shape == (16,)


def test_an_absent_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="CLAUSEWISE_EMBED_MODEL"):
        Embedder.load(str(tmp_path))

import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
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
    encoded = embedder.texts(["one", "a longer text"] * 20, done.append)
    assert done == [32, 40]
    for text, one in zip(["one", "a longer text"], encoded, strict=False):
        assert one.vector.shape == (16,)
        assert np.linalg.norm(one.vector) == pytest.approx(1, abs=1e-5)
        assert one.tokens.shape == (len(text.replace(" ", "")), 16)  # the tiny vocabulary spells; padding is left out
        assert np.allclose(np.linalg.norm(one.tokens, axis=1), 1, atol=1e-5)
        assert one.ids.shape == (len(one.tokens),)
    assert np.allclose(embedder.query("one").vector, encoded[0].vector, atol=1e-5)


def test_threads_that_ask_at_once_get_what_each_gets_alone() -> None:
    embedder = Embedder.load()
    clause, long = "the words of a clause " * 10, "word " * 2_000

    def lengths() -> list[int]:
        return [len(one.ids) for one in embedder.queries(["How do we resolve conflicts?", "Whose is it?"])]

    tasks: tuple[Callable[[], object], ...] = (
        lengths,  # padded and cut
        lambda: [embedder.places(clause) for _ in range(20)],  # cut
        lambda: embedder.windows(long),  # neither
    )
    alone = [task() for task in tasks]
    switching = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(len(tasks)) as threads:
            at_once = [threads.map(lambda task: task(), tasks) for _ in range(100)]
            assert all(list(results) == alone for results in at_once)
    finally:
        sys.setswitchinterval(switching)


def test_an_absent_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="CLAUSEWISE_EMBED_MODEL"):
        Embedder.load(str(tmp_path))


def test_a_model_whose_weights_are_no_numbers_is_told(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from safetensors.torch import load_file, save_file

    damaged = Path(shutil.copytree(tiny_model, tmp_path / "model"))
    [weights] = damaged.rglob("*.safetensors")
    save_file({name: tensor * float("nan") for name, tensor in load_file(weights).items()}, weights, {"format": "pt"})
    embedder = Embedder.load(str(damaged))
    for read in (embedder.texts, embedder.queries):
        with pytest.raises(ModelError, match="what is no number"):
            read(["one"])
    monkeypatch.setattr(embedder, "identity", replace(embedder.identity, adapter="one"))
    with pytest.raises(ModelError, match=r"with its adapter .* CLAUSEWISE_ADAPTER=none"):
        embedder.query("one")

"""Adapters on disk: proven, chosen, merged, and part of the identity of whatever they embed."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from known import keep_known

from ingest.corpus import Corpus
from ingest.errors import AdapterError, IndexOutdated
from rag import Assistant, Settings
from rag.adapter import CONFIG, FOLDER, RECORD, WEIGHTS, Adapter, chosen, read, write
from rag.embed import Embedder, ModelName, identify
from rag.index import Index, build, serving
from rag.remembered import Memory, RememberingEmbedder
from rag.vectors import embedded
from rag.views import asked

ROOT = Path(__file__).resolve().parent.parent.parent
SHIPPED = ROOT / "corpus" / FOLDER


@pytest.fixture
def settings(tiny_model: Path, tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", corpus=tmp_path / "corpus", embed_model=str(tiny_model))


def test_an_adapter_is_read_as_it_was_written(tiny_adapter: Adapter, tmp_path: Path) -> None:
    write(replace(tiny_adapter, about={"seed": 7}), tmp_path / "deep" / "one")
    found = read(tmp_path / "deep" / "one")
    assert (found.model, found.config, found.weights) == (tiny_adapter.model, tiny_adapter.config, tiny_adapter.weights)
    assert found.sha256 == tiny_adapter.sha256
    assert found.about["seed"] == 7
    assert {path.name for path in (tmp_path / "deep").iterdir()} == {"one"}


def test_it_changes_the_vectors_of_its_model_and_nothing_stays_beside_the_layers(
    tiny_model: Path, tiny_adapter: Adapter
) -> None:
    bare, adapted = Embedder.load(str(tiny_model)), Embedder.load(str(tiny_model), tiny_adapter)
    [before], [after] = bare.texts(["trust between partners"]), adapted.texts(["trust between partners"])
    assert before.tokens.shape == after.tokens.shape
    assert not np.allclose(before.vector, after.vector, atol=1e-4)
    layers = [{type(module).__name__ for module in one._model.modules()} for one in (bare, adapted)]
    assert layers[0] == layers[1]


def test_the_files_are_those_of_peft(tiny_model: Path, tiny_adapter: Adapter, tmp_path: Path) -> None:
    import torch
    from peft import PeftModel
    from transformers import AutoModel

    write(tiny_adapter, tmp_path / "one")
    bare = AutoModel.from_pretrained(tiny_model)
    with pytest.warns(FutureWarning, match="checkpointing"):
        theirs = PeftModel.from_pretrained(bare, str(tmp_path / "one")).merge_and_unload()
    ours = Embedder.load(str(tiny_model), tiny_adapter)._model.transformers_model
    assert ours is not None
    mine = ours.state_dict()
    assert all(torch.allclose(weight, mine[name], atol=1e-6) for name, weight in theirs.state_dict().items())
    assert str(tiny_model) not in (tmp_path / "one" / CONFIG).read_text()


def test_that_of_the_home_folder_comes_before_the_shipped_one(settings: Settings, tiny_adapter: Adapter) -> None:
    assert chosen(settings) is None
    write(replace(tiny_adapter, about={"from": "corpus"}), settings.corpus / FOLDER)
    assert chosen(settings).about["from"] == "corpus"  # type: ignore[union-attr]
    write(replace(tiny_adapter, about={"from": "home"}), settings.home / FOLDER)
    assert chosen(settings).about["from"] == "home"  # type: ignore[union-attr]
    assert chosen(replace(settings, adapter="none")) is None
    assert chosen(replace(settings, adapter=str(settings.corpus / FOLDER))).about["from"] == "corpus"  # type: ignore[union-attr]


def test_one_made_for_another_model_is_passed_over_and_refused_when_named(
    settings: Settings, tiny_adapter: Adapter
) -> None:
    write(replace(tiny_adapter, model=ModelName("another")), settings.home / FOLDER)
    assert chosen(settings) is None
    write(tiny_adapter, settings.corpus / FOLDER)
    assert chosen(settings).folder == settings.corpus / FOLDER  # type: ignore[union-attr]
    with pytest.raises(AdapterError, match="made for the model “another”"):
        chosen(replace(settings, adapter=str(settings.home / FOLDER)))


def test_other_weights_under_the_pinned_name_are_another_model(tiny_adapter: Adapter, settings: Settings) -> None:
    write(replace(tiny_adapter, model=ModelName("packaged", "0" * 64)), settings.home / FOLDER)
    assert chosen(replace(settings, embed_model="packaged")) is None


@pytest.mark.parametrize("name", [WEIGHTS, CONFIG, RECORD])
@pytest.mark.parametrize("damage", ["cut", "changed", "gone", "folder"])
def test_damage_is_told_with_the_file_and_the_way_out(
    settings: Settings, tiny_adapter: Adapter, name: str, damage: str
) -> None:
    place = settings.home / FOLDER
    write(tiny_adapter, place)
    data = bytearray((place / name).read_bytes())
    data[len(data) // 2] ^= 1
    (place / name).unlink()
    if damage == "folder":
        (place / name).mkdir()
    elif damage != "gone":
        (place / name).write_bytes(data[: len(data) // 2] if damage == "cut" else data)
    if name == RECORD and damage == "changed":
        (place / name).write_text('{"schema": 1}')
    for adapter in ("auto", str(place)):
        with pytest.raises(AdapterError, match="is damaged") as error:
            chosen(replace(settings, adapter=adapter))
        assert str(place / name) in error.value.message
        assert "clausewise adapt" in error.value.hint
        assert "CLAUSEWISE_ADAPTER=none" in error.value.hint


def test_a_record_of_no_kind_is_damage(settings: Settings, tiny_adapter: Adapter) -> None:
    place = settings.home / FOLDER
    write(tiny_adapter, place)
    good = json.loads((place / RECORD).read_text())
    for bad in ("[]", "null", "{", "\udcff", json.dumps({**good, "schema": 99}), json.dumps({**good, "files": []})):
        (place / RECORD).write_text(bad, errors="surrogateescape")
        with pytest.raises(AdapterError, match="damaged"):
            chosen(settings)


def test_a_folder_that_is_not_there_is_told(settings: Settings) -> None:
    with pytest.raises(AdapterError, match="There is no adapter in"):
        chosen(replace(settings, adapter="/nowhere/at/all"))


def test_an_adapter_of_other_layers_is_refused(tiny_model: Path, tiny_adapter: Adapter) -> None:
    shape = json.loads(tiny_adapter.config)
    wide = json.dumps({**shape, "r": 2}).encode()
    fewer = json.dumps({**shape, "target_modules": shape["target_modules"][:3]}).encode()
    absent = json.dumps({**shape, "target_modules": ["no.such.layer"]}).encode()
    for config in (wide, fewer, absent, b"{}", b"\x00"):
        with pytest.raises(AdapterError, match="does not fit the embedding model"):
            Embedder.load(str(tiny_model), replace(tiny_adapter, config=config))
    with pytest.raises(AdapterError, match="does not fit"):
        Embedder.load(str(tiny_model), replace(tiny_adapter, weights=b"nonsense"))


def test_a_folder_of_other_files_is_never_replaced(tiny_adapter: Adapter, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "to-mother.txt").write_text("Dear mother")
    with pytest.raises(AdapterError, match="to-mother"):
        write(tiny_adapter, tmp_path / "letters")
    (tmp_path / "file").write_text("x")
    with pytest.raises(AdapterError, match="cannot be written"):
        write(tiny_adapter, tmp_path / "file")
    with pytest.raises(AdapterError, match="cannot be written"):
        write(tiny_adapter, tmp_path / "file" / "below")


@pytest.mark.parametrize("failing", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_the_old_adapter_stays_when_the_new_one_cannot_be_put_in_place(
    tiny_adapter: Adapter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: BaseException
) -> None:
    place = tmp_path / "one"
    write(tiny_adapter, place)
    rename = Path.rename

    def fails(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise failing
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises((KeyboardInterrupt, AdapterError)):
        write(replace(tiny_adapter, about={"seed": 2}), place)
    assert "seed" not in read(place).about
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_an_index_of_another_adapter_is_outdated_and_keeps_no_vectors(
    tmp_path: Path, corpus: Corpus, tiny_model: Path, tiny_adapter: Adapter
) -> None:
    few = Corpus(corpus.published, corpus.shipped[-1:])
    bare, adapted = Embedder.load(str(tiny_model)), Embedder.load(str(tiny_model), tiny_adapter)
    build(tmp_path, few, bare)
    with pytest.raises(IndexOutdated, match="adapter"):
        Index.open(tmp_path, few, adapted.identity)
    build(tmp_path, few, adapted)
    clause = next(clause for _, clause in few.searched())
    [vector] = adapted.texts([clause.text])
    found = Index.open(tmp_path, few, adapted.identity).similar(vector.vector, "own", 1)
    assert found == {clause.uid: pytest.approx(1.0, abs=1e-4)}
    with pytest.raises(IndexOutdated):
        Index.open(tmp_path, few, bare.identity)


def test_an_index_from_before_adapters_serves_the_bare_model(tmp_path: Path, corpus: Corpus, tiny_model: Path) -> None:
    few = Corpus(corpus.published, corpus.shipped[-1:])
    build(tmp_path, few, Embedder.load(str(tiny_model)))
    folder = serving(tmp_path)
    assert folder is not None
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest.pop("adapter") is None
    (folder / "manifest.json").write_text(json.dumps(manifest))
    Index.open(tmp_path, few, identify(str(tiny_model)))


def test_kept_and_remembered_vectors_do_not_mix(tiny_model: Path, tiny_adapter: Adapter, tmp_path: Path) -> None:
    memory = Memory()
    bare = RememberingEmbedder.load_with(memory, str(tiny_model))
    adapted = RememberingEmbedder.load_with(memory, str(tiny_model), tiny_adapter)
    assert not np.allclose(bare.query("who owns it").vector, adapted.query("who owns it").vector, atol=1e-4)
    vectors = [embedded(["who owns it"], one, tmp_path) for one in (bare, adapted, bare)]
    assert np.array_equal(vectors[0], vectors[2])
    assert not np.allclose(vectors[0], vectors[1], atol=1e-4)


def test_a_running_assistant_takes_a_new_adapter_with_its_index(
    tiny_model: Path, tiny_adapter: Adapter, tmp_path: Path, corpus_copy: Path
) -> None:
    keep_known(corpus_copy, 100)
    settings = Settings(home=tmp_path / "home", corpus=corpus_copy, embed_model=str(tiny_model))
    corpus = Corpus.load(corpus_copy)
    build(settings.home, corpus, Embedder.load(str(tiny_model)))
    with Assistant.open(settings) as assistant:
        before = assistant.search("trust between partners")
        build(settings.home, corpus, Embedder.load(str(tiny_model), tiny_adapter))
        write(tiny_adapter, settings.home / FOLDER)
        after = assistant.search("trust between partners")
        assert before.generation != after.generation
        assert assistant._embedder is not None
        assert assistant._embedder.identity.adapter == tiny_adapter.sha256
        assert assistant.lookup("recital 6").to_dict()["status"] == "found"


def test_an_assistant_tells_of_a_damaged_adapter(corpus_copy: Path, tmp_path: Path, tiny_adapter: Adapter) -> None:
    write(tiny_adapter, tmp_path / FOLDER)
    (tmp_path / FOLDER / WEIGHTS).write_bytes(b"")
    with Assistant.open(Settings(home=tmp_path, corpus=corpus_copy)) as assistant:
        with pytest.raises(AdapterError, match=WEIGHTS):
            assistant.search("trust between partners")
        assert assistant.lookup("recital 6").to_dict()["status"] == "found"


def test_the_shipped_adapter_is_sound_small_and_for_the_packaged_model(corpus: Corpus) -> None:
    adapter = read(SHIPPED)
    assert adapter.model == identify("packaged")
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) <= 5 * 2**20
    assert {path.name for path in SHIPPED.iterdir()} == {WEIGHTS, CONFIG, RECORD}
    assert adapter.about["questions"] <= len(list(asked(corpus)))  # later ones are learnt from without it
    held_out = adapter.about["held_out"]
    assert held_out["after"] > held_out["before"]
    assert held_out["p"] <= 0.05
    assert chosen(Settings(home=ROOT / "nowhere", corpus=ROOT / "corpus")) == adapter

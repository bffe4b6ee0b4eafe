"""What tests share: the shipped corpus, copies of it to damage, one real index, a tiny real model and its adapter."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cellar import Office

from ingest.corpus import Corpus
from ingest.questions import Curated
from rag import Assistant, Settings

if TYPE_CHECKING:
    from rag.adaptation import Recipe
    from rag.adapter import Adapter

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """pytest's own, emptied when a test ends: copied indexes are hundreds of megabytes each, and fill a disk.

    The folder itself stays, so that no other test gets it: Chroma remembers a path as long as the process lives.
    """
    yield tmp_path
    for path in tmp_path.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return Corpus.load(CORPUS)


@pytest.fixture
def corpus_copy(tmp_path: Path) -> Path:
    """A corpus folder that a test may damage."""
    return Path(shutil.copytree(CORPUS, tmp_path / "corpus"))


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory, corpus: Corpus) -> Path:
    """A CLAUSEWISE_HOME with an index of the shipped corpus, made by the packaged model; read only."""
    from rag.adapter import chosen
    from rag.embed import PACKAGED, Embedder
    from rag.index import build

    home = tmp_path_factory.mktemp("home")
    build(home, corpus, Embedder.load(PACKAGED, chosen(Settings(home=home, corpus=CORPUS))))
    return home


@pytest.fixture(scope="session")
def assistant(built_home: Path) -> Assistant:
    return Assistant.open(Settings(home=built_home, corpus=CORPUS))


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers folder: two small BERT layers with fixed random weights and a word-piece vocabulary."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    bert = folder / "bert"
    BertModel(config).save_pretrained(bert)
    BertTokenizerFast(vocab=str(folder / "vocab.txt"), model_max_length=64).save_pretrained(bert)
    transformer = Transformer(str(bert))
    pooling = Pooling(transformer.get_embedding_dimension())
    model = folder / "model"
    SentenceTransformer(modules=[transformer, pooling]).save(str(model))
    return model


@pytest.fixture(scope="session")
def few_questions(corpus: Corpus) -> Corpus:
    """The shipped corpus with the curated questions of its shortest documents alone, and some that nothing answers."""
    few = ("web/ip-code-community-call#", "web/oecd-co-creation-workshop#")
    by_uid = {uid: questions for uid, questions in corpus.questions.by_uid.items() if uid.startswith(few)}
    curated = {question for questions in by_uid.values() for question in questions}
    judged = corpus.questions.judged
    unanswered = [question for question, one in judged.items() if not one][:40]
    return corpus.asked(Curated(by_uid, judged={q: one for q, one in judged.items() if q in {*curated, *unanswered}}))


@pytest.fixture(scope="session")
def tiny_recipe() -> "Recipe":
    from rag.adaptation import Recipe

    return Recipe(epochs=1, batch=40)


@pytest.fixture(scope="session")
def tiny_adapter(tiny_model: Path, few_questions: Corpus, tiny_recipe: "Recipe") -> "Adapter":
    """An adapter of the tiny model, trained for a second."""
    from rag.adaptation import train

    return train(str(tiny_model), few_questions, tiny_recipe)


@pytest.fixture
def office() -> Iterator[Office]:
    """A stand-in for the Publications Office, on this machine."""
    with Office() as office:
        yield office

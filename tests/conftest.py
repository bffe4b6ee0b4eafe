"""What tests share: the shipped corpus, copies of it to damage, and one real index."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cellar import Office

from ingest.corpus import Corpus
from rag import Assistant, Settings

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"


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
    from rag.embed import Embedder
    from rag.index import build

    home = tmp_path_factory.mktemp("home")
    build(home, corpus, Embedder.load())
    return home


@pytest.fixture(scope="session")
def assistant(built_home: Path) -> Assistant:
    return Assistant.open(Settings(home=built_home, corpus=CORPUS))


@pytest.fixture
def office() -> Iterator[Office]:
    """A stand-in for the Publications Office, on this machine."""
    with Office() as office:
        yield office

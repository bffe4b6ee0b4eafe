"""Generations: built beside the old one, switched at once, and never half served."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from ingest.corpus import Corpus
from ingest.errors import BuildFailed, IndexBusy, IndexDamaged, IndexMissing, IndexOutdated
from ingest.own import own_record
from rag import index
from rag.embed import Embedder, Encoded, ModelName
from rag.index import Index, build, serving
from rag.retrieve import ClauseRetriever

ROOT = Path(__file__).resolve().parents[2]


class CountingEmbedder(Embedder):
    """The tiny model, counting what it embeds and failing on demand."""

    def __init__(self, inner: Embedder, fail: BaseException | None = None) -> None:
        super().__init__(inner._model, inner.identity)
        self.embedded = 0
        self.fail = fail

    def texts(self, texts, progress=lambda _: None) -> list[Encoded]:  # type: ignore[no-untyped-def]
        if self.fail is not None:
            raise self.fail
        self.embedded += len(texts)
        return super().texts(texts, progress)


@pytest.fixture(scope="module", autouse=True)
def learnt_of_few() -> Iterator[None]:
    """Builds learn from some of the shipped questions alone: no test here asks what was learnt."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.regression.MOST", 500)
        yield


@pytest.fixture(scope="module")
def tiny(tiny_model: Path) -> Embedder:
    return Embedder.load(str(tiny_model))


def built(home: Path, corpus: Corpus, embedder: Embedder) -> Path:
    build(home, corpus, embedder)
    return home


@pytest.fixture(scope="module")
def tiny_home(tmp_path_factory: pytest.TempPathFactory, corpus: Corpus, tiny: Embedder) -> Path:
    return built(tmp_path_factory.mktemp("tiny-home"), corpus, tiny)


@pytest.fixture
def home(tiny_home: Path, tmp_path: Path) -> Path:
    """A copy of a built home that a test may damage."""
    return Path(shutil.copytree(tiny_home, tmp_path / "home"))


@pytest.fixture(scope="module")
def tiny_few(tmp_path_factory: pytest.TempPathFactory, few_questions: Corpus, tiny: Embedder) -> Path:
    return built(tmp_path_factory.mktemp("tiny-few"), few_questions, tiny)


@pytest.fixture
def few_home(tiny_few: Path, tmp_path: Path) -> Path:
    """The same of few questions, which is quickly built anew."""
    return Path(shutil.copytree(tiny_few, tmp_path / "home"))


def test_a_named_model_is_indexed_and_searched(home: Path, corpus: Corpus, tiny: Embedder) -> None:
    index = Index.open(home, corpus, tiny.identity)
    assert index.manifest.dimension == 16
    clause = corpus.clause("c/2024/601#pnt_3.1.1/pnt_f")
    assert clause is not None
    found = index.similar(tiny.query(clause.text).vector, "own", 3)
    assert next(iter(found)) == clause.uid
    assert found[clause.uid] == pytest.approx(1.0, abs=1e-4)


def test_without_an_index_the_way_out_is_named(tmp_path: Path, corpus: Corpus, tiny: Embedder) -> None:
    with pytest.raises(IndexMissing, match="clausewise build"):
        Index.open(tmp_path, corpus, tiny.identity)


def test_another_model_makes_the_index_outdated(home: Path, corpus: Corpus) -> None:
    with pytest.raises(IndexOutdated):
        Index.open(home, corpus, ModelName("another"))


def test_other_texts_make_the_index_outdated(home: Path, corpus: Corpus, tiny: Embedder) -> None:
    fewer = Corpus(corpus.published, corpus.shipped[:-1])
    with pytest.raises(IndexOutdated):
        Index.open(home, fewer, tiny.identity)


def test_an_own_question_file_that_broke_leaves_the_index_serving(home: Path, tiny: Embedder) -> None:
    questions = home / "questions"
    questions.mkdir()
    own = 'document = "c/2024/601"\n[questions]\n"pnt_3.1.1/pnt_f" = ["Whose is the brew we made?"]\n'
    for name in ("a", "b"):
        (questions / f"{name}.toml").write_text(own.replace("brew", name), encoding="utf-8")
    build(home, Corpus.load(ROOT / "corpus", home), tiny)
    (questions / "a.toml").write_text("[", encoding="utf-8")
    broken = Corpus.load(ROOT / "corpus", home)
    assert len(broken.questions.broken) == 1
    ranked(home, broken, tiny, "Whose is the brew?")


def ranked(home: Path, corpus: Corpus, tiny: Embedder, question: str) -> tuple[str, ...]:
    """The questions of 3.1.1(f) that the serving index knows; it can be searched with them."""
    index = Index.open(home, corpus, tiny.identity)
    assert ClauseRetriever(index.corpus, index, tiny).rank(question).scored
    return index.corpus.questions.of("c/2024/601#pnt_3.1.1/pnt_f")


def test_own_questions_wait_for_the_next_build_and_the_index_serves_on_without_them(home: Path, tiny: Embedder) -> None:
    own = home / "questions" / "own.toml"
    own.parent.mkdir()
    text = 'document = "c/2024/601"\n[questions]\n"pnt_3.1.1/pnt_f" = ["Whose is the brew we made?"]\n'
    before = ranked(home, Corpus.load(ROOT / "corpus", home), tiny, "Whose is it?")
    own.write_text(text, encoding="utf-8")
    changed = Corpus.load(ROOT / "corpus", home)
    assert ranked(home, changed, tiny, "Whose is it?") == before
    assert not Index.open(home, changed, tiny.identity).manifest.fits(changed, tiny.identity)
    build(home, changed, tiny)
    assert ranked(home, changed, tiny, "Whose is it?") == (*before, "Whose is the brew we made?")
    own.unlink()  # and one taken out again stays known until the next build
    assert len(ranked(home, Corpus.load(ROOT / "corpus", home), tiny, "Whose is it?")) == len(before) + 1


def test_other_shipped_questions_make_the_index_outdated(home: Path, corpus_copy: Path, tiny: Embedder) -> None:
    file = corpus_copy / "questions" / "c-2024-601.toml"
    build(home, Corpus.load(corpus_copy, home), tiny)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("?", " then?", 1), encoding="utf-8")
    with pytest.raises(IndexOutdated):
        Index.open(home, Corpus.load(corpus_copy, home), tiny.identity)


def test_questions_that_the_index_does_not_tell_of_make_it_outdated(home: Path, tiny: Embedder) -> None:
    (home / "questions").mkdir()
    text = 'document = "c/2024/601"\n[questions]\n"pnt_3.1.1/pnt_f" = ["Whose is the brew we made?"]\n'
    (home / "questions" / "own.toml").write_text(text, encoding="utf-8")
    [told] = home.glob("index/generations/*/questions.json")
    told.write_text(told.read_text(encoding="utf-8").replace("?", "!", 1), encoding="utf-8")
    with pytest.raises(IndexOutdated):
        Index.open(home, Corpus.load(ROOT / "corpus", home), tiny.identity)


def test_unchanged_clauses_keep_their_vectors(home: Path, corpus: Corpus, tiny: Embedder) -> None:
    fewer = Corpus(corpus.published, corpus.shipped[:-1])
    whole = Index.open(home, corpus, tiny.identity).manifest.vectors
    counting = CountingEmbedder(tiny)
    manifest = build(home, fewer, counting)
    assert counting.embedded == 0
    assert 0 < manifest.vectors < whole
    build(home, fewer, counting, reuse=False)
    assert counting.embedded == manifest.vectors


def test_a_document_more_or_less_leaves_what_was_learnt(
    few_home: Path, few_questions: Corpus, tiny: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = own_record(Path("rules.md"), "House rules of Linden", "2026-01-31", few_questions.catalogue)
    document = few_questions.parse(record, [b"# House rules\n\n1. Staff may keep bees on the roof of the library.\n"])
    monkeypatch.setattr("rag.learnt.learn", lambda *_: pytest.fail("it was learnt again"))
    build(few_home, few_questions.with_document(record, document), tiny)
    build(few_home, few_questions, tiny)
    with pytest.raises(pytest.fail.Exception, match="learnt again"):
        build(few_home, few_questions, tiny, reuse=False)


def test_beside_vectors_that_cannot_be_read_everything_is_made_anew(
    few_home: Path, few_questions: Corpus, tiny: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = serving(few_home)
    assert before is not None
    shutil.rmtree(before / "chroma")
    monkeypatch.setattr("rag.learnt.learn", lambda *_: pytest.fail("it was learnt again"))
    with pytest.raises(pytest.fail.Exception, match="learnt again"):
        build(few_home, few_questions, tiny)


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), RuntimeError("out of memory")])
def test_an_interrupted_build_leaves_the_old_generation_serving(
    home: Path, corpus: Corpus, tiny: Embedder, failure: BaseException
) -> None:
    before = serving(home)
    with pytest.raises(type(failure)):
        build(home, corpus, CountingEmbedder(tiny, fail=failure), reuse=False)
    assert serving(home) == before
    assert Index.open(home, corpus, tiny.identity).generation == before.name  # type: ignore[union-attr]


def test_a_build_cut_short_by_a_kill_is_cleared_away(few_home: Path, few_questions: Corpus, tiny: Embedder) -> None:
    orphan = few_home / "index" / "generations" / "20200101T000000-dead"
    (orphan / "chroma").mkdir(parents=True)
    build(few_home, few_questions, tiny)
    assert not orphan.exists()


def test_two_builds_do_not_meet(home: Path, corpus: Corpus, tiny: Embedder) -> None:
    with FileLock(home / "index" / "build.lock"), pytest.raises(IndexBusy, match="Another build"):
        build(home, corpus, tiny)


def test_old_generations_are_removed_but_one(few_home: Path, few_questions: Corpus, tiny: Embedder) -> None:
    for _ in range(3):
        build(few_home, few_questions, tiny)
    assert len(list((few_home / "index" / "generations").iterdir())) == 2


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path, corpus: Corpus, tiny: Embedder) -> None:
    (tmp_path / "index").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(BuildFailed, match="CLAUSEWISE_HOME"):
        build(tmp_path, corpus, tiny)


def damage_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{", encoding="utf-8")


def forget_a_field(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["vectors"]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def remove_vectors(folder: Path) -> None:
    shutil.rmtree(folder / "chroma")


def remove_lexical(folder: Path) -> None:
    shutil.rmtree(folder / "lexical")


def miscount(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["vectors"] += 1
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def empty_an_array(folder: Path) -> None:
    (folder / "lexical" / "data.csc.index.npy").write_bytes(b"")


def swap_the_uids(folder: Path) -> None:
    path = folder / "lexical" / "uids.json"
    uids = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps([*uids[1:], uids[0]]), encoding="utf-8")


def truncate_the_tokens(folder: Path) -> None:
    path = folder / "tokens" / "tokens.npy"
    path.write_bytes(path.read_bytes()[:-64])


def garble_the_database(folder: Path) -> None:
    path = folder / "chroma" / "chroma.sqlite3"
    data = bytearray(path.read_bytes())
    data[4096:60_000] = b"x" * (60_000 - 4096)
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        *((damage, "manifest cannot be read") for damage in (damage_manifest, forget_a_field)),
        *((damage, "vectors cannot be read") for damage in (remove_vectors, garble_the_database)),
        *((damage, "changed or lost") for damage in (remove_lexical, empty_an_array)),
        *((damage, "changed or lost") for damage in (swap_the_uids, truncate_the_tokens)),
        (miscount, "vectors instead of"),
    ],
)
def test_a_damaged_index_is_told_and_rebuilt(
    few_home: Path, few_questions: Corpus, tiny: Embedder, damage: Callable[[Path], None], told: str
) -> None:
    home, corpus = few_home, few_questions
    folder = serving(home)
    assert folder is not None
    damage(folder)
    with pytest.raises(IndexDamaged, match=f"{told}.*--force"):
        Index.open(home, corpus, tiny.identity)
    build(home, corpus, tiny, reuse=False)
    assert Index.open(home, corpus, tiny.identity)


@pytest.mark.parametrize("pointer", ["", "nowhere", "../../..", "\x00"])
def test_a_pointer_to_nothing_counts_as_no_index(home: Path, corpus: Corpus, tiny: Embedder, pointer: str) -> None:
    (home / "index" / "current").write_text(pointer, encoding="utf-8")
    with pytest.raises((IndexMissing, IndexDamaged)):
        Index.open(home, corpus, tiny.identity)


def test_a_generation_keeps_the_audits_of_its_documents(few_home: Path, few_questions: Corpus, tiny: Embedder) -> None:
    build(few_home, few_questions, tiny)
    folder = serving(few_home)
    assert folder is not None
    reports = json.loads((folder / "audits.json").read_text(encoding="utf-8"))
    assert [report["document"] for report in reports] == [document.key for document in few_questions.documents]
    assert all(report["sound"] for report in reports)


def test_more_vectors_than_the_store_takes_at_once(
    few_home: Path, few_questions: Corpus, tiny: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = index._client

    def small(folder: Path) -> Any:
        made = client(folder)
        made.get_max_batch_size = lambda: 7
        return made

    monkeypatch.setattr(index, "_client", small)
    manifest = build(few_home, few_questions, tiny, reuse=False)
    assert Index.open(few_home, few_questions, tiny.identity).manifest.vectors == manifest.vectors > 7

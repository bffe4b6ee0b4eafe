"""Generations of the index: a Chroma collection of clause vectors, lexical and token indexes beside it, a manifest.

::

    <home>/index/current                     the name of the serving generation, replaced atomically
    <home>/index/generations/<name>/
        chroma/  lexical/  tokens/  questions/
        audits.json                          what the audit of each document proved when it was indexed
        questions.json                       the curated and judged questions it was built with
        manifest.json                        written last: a folder without one is a build cut short

A build never touches a serving generation, so a crash, a full disk or a kill leaves the old one in place.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout

from ingest.audit import report
from ingest.chunks import content_hash, to_nodes
from ingest.corpus import Corpus
from ingest.errors import (
    BuildFailed,
    ClausewiseError,
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    IndexOutdated,
    IndexUnusable,
)
from rag import learnt
from rag.embed import Embedder, Encoded, ModelName, Vectors
from rag.generation import ASKED, POINTER, asked_of, judged_of, serving_name, shipped_with
from rag.late import TokenIndex, window
from rag.lexical import LexicalIndex
from rag.views import OWN, STEM, Asked, asked, fingerprint, stem_view, uid_of, with_stems

if TYPE_CHECKING:
    from llama_index.core.schema import TextNode

SCHEMA = 7
COLLECTION = "clauses"
AUDITS = "audits.json"
_PARTS = ("lexical", "tokens", learnt.FOLDER)
KEPT = 2  # generations left after a build: the new one and the one other processes may still be reading
Progress = Callable[[str, int, int], None]  # stage, done, total


@dataclass(frozen=True)
class Manifest:
    """What a generation was made of.

    `clauses` is a fingerprint of every clause's address and words; `files` has the sha256 of each file of the lexical
    and token indexes and of what was learnt of questions, by path inside the generation. Chroma keeps its own files and
    rewrites them as it reads.
    """

    schema: int
    generation: str
    corpus: str
    clauses: str
    model: str
    model_sha256: str | None
    vectors: int
    dimension: int
    files: dict[str, str]
    texts: str = ""  # a fingerprint of the clauses without their questions
    adapter: str | None = None

    def fits(self, corpus: Corpus, model: ModelName) -> bool:
        """Whether this generation serves the corpus and model at hand."""
        return self.embedded_by(model) and self.clauses == fingerprint(corpus)

    def embedded_by(self, model: ModelName) -> bool:
        """Whether its vectors are those of this model with this adapter."""
        return (self.schema, ModelName(self.model, self.model_sha256, self.adapter)) == (SCHEMA, model)

    def fits_texts(self, corpus: Corpus, model: ModelName) -> bool:
        """Whether this generation serves the clauses and model at hand, whatever questions it was built with."""
        return self.embedded_by(model) and self.texts == fingerprint(corpus, with_questions=False)


class Index:
    """An open generation. Build one with `build`, open the serving one with `open`."""

    def __init__(
        self,
        manifest: Manifest,
        vectors: Any,
        lexical: LexicalIndex,
        tokens: TokenIndex,
        learnt: Vectors,
        corpus: Corpus,
    ) -> None:
        self.manifest = manifest
        self.learnt = learnt  # weights of the questions (`rag.regression.learn`)
        self.corpus = corpus  # with the curated questions it was built with, whose views it has
        self._vectors = vectors
        self.lexical = lexical
        self.tokens = tokens

    @property
    def generation(self) -> str:
        return self.manifest.generation

    @classmethod
    def open(cls, home: Path, corpus: Corpus, model: ModelName) -> "Index":
        """The serving generation; IndexMissing, IndexOutdated or IndexDamaged say why there is none.

        A user's own curated questions wait for the next build: a generation of the same texts and shipped questions
        serves on with the own ones it was built with.
        """
        folder = serving(home)
        if folder is None:
            raise IndexMissing("There is no index yet.", hint="Run `clausewise build`.")
        manifest = read_manifest(folder)
        built_with = corpus if manifest.fits(corpus, model) else _as_built(home, manifest, corpus, model)
        if built_with is None:
            raise _outdated()
        if _checksums(folder) != manifest.files:
            raise _damaged(folder, "files were changed or lost")
        tokens = TokenIndex.load(folder / "tokens")
        vectors = _collection(folder / "chroma", manifest.vectors)
        return cls(manifest, vectors, LexicalIndex.load(folder / "lexical"), tokens, learnt.read(folder), built_with)

    def similar(self, vector: Vectors, view: str, k: int) -> dict[str, float]:
        """Cosine similarities of the `k` nearest clauses by uid, nearest first, for one view."""
        # Asked of the collection itself: llama-index would read and rebuild every node, ten times the work.
        with _reading(self.generation):
            found = self._vectors.query(
                query_embeddings=[vector.tolist()], n_results=k, where={"view": view}, include=["distances"]
            )
        nearest: dict[str, float] = {}  # a clause has several questions and windows: the nearest one counts
        for name, distance in zip(found["ids"][0], found["distances"][0], strict=True):
            nearest.setdefault(uid_of(name), 1 - float(distance))
        return nearest

    def vectors_of(self, views: Sequence[str]) -> Vectors:
        """The unit vector of each view, shape (views, dimension)."""
        if not views:
            return np.empty((0, self.manifest.dimension), np.float32)
        with _reading(self.generation):
            found = self._vectors.get(ids=list(views), include=["embeddings"])
        vectors = dict(zip(found["ids"], found["embeddings"], strict=True))
        return np.array([vectors[view] for view in views], dtype=np.float32)


def build(
    home: Path, corpus: Corpus, embedder: Embedder, progress: Progress = lambda *_: None, *, reuse: bool = True
) -> Manifest:
    """Write a new generation and switch to it; with `reuse`, what has not changed is neither embedded nor learnt anew.

    Raises IndexBusy when another build is running and BuildFailed when the disk refuses; the old generation serves on.
    """
    root = home / "index"
    try:
        (root / "generations").mkdir(parents=True, exist_ok=True)
        with FileLock(root / "build.lock", timeout=0):
            _remove_unfinished(root)
            return _build(root, corpus, embedder, serving(home) if reuse else None, progress)
    except Timeout:
        raise IndexBusy("Another build is running.", hint="Wait for it to end, then run this again.") from None
    except OSError as error:
        raise BuildFailed(
            f"The index cannot be written to {root} ({error.strerror or error}).",
            hint="Free some space or set CLAUSEWISE_HOME to a folder you can write to.",
        ) from error


def serving(home: Path) -> Path | None:
    """The folder of the serving generation, or None."""
    name = serving_name(home)
    folder = home / "index" / "generations" / name
    return folder if name and folder.is_dir() else None


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation (IndexDamaged)."""
    try:
        return Manifest(**json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise _damaged(folder, f"the manifest cannot be read: {error}") from None


def _outdated() -> IndexOutdated:
    return IndexOutdated(
        "The index was built from other texts, by another model or adapter, or by another version.",
        hint="Run `clausewise build`.",
    )


def _as_built(home: Path, manifest: Manifest, corpus: Corpus, model: ModelName) -> Corpus | None:
    """The corpus as the serving generation knows it, when nothing but the user's own questions has changed since."""
    if corpus.curated is not None or not manifest.fits_texts(corpus, model):
        return None
    if shipped_with(home) != fingerprint(corpus.asked(corpus.shipped_questions)):
        return None
    known = corpus.asked(replace(corpus.questions, by_uid=asked_of(home), judged=judged_of(home)))
    return known if manifest.fits(known, model) else None


def _damaged(where: object, what: str) -> IndexDamaged:
    return IndexDamaged(f"The index {where} is damaged ({what}).", hint="Run `clausewise build --force`.")


@contextmanager
def _reading(where: object) -> Iterator[None]:
    """Turn what chroma raises for damaged files, its native panics included, into IndexDamaged."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, ClausewiseError):
        raise
    except BaseException as error:  # pyo3's PanicException is no Exception
        raise _damaged(where, f"the vectors cannot be read: {type(error).__name__}") from error


def _checksums(folder: Path) -> dict[str, str]:
    """sha256 of every file of a generation that is read as it was written."""
    files = sorted(path for name in _PARTS for path in (folder / name).glob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _build(root: Path, corpus: Corpus, embedder: Embedder, before: Path | None, progress: Progress) -> Manifest:
    known = _encoded_in(before, embedder.identity) if before is not None else {}
    nodes = _nodes(corpus, embedder)
    keys = [f"{node.metadata['view']} {node.metadata['content_hash']}" for node in nodes]
    missing = [i for i, key in enumerate(keys) if key not in known]
    progress("embedding", 0, len(missing))
    fresh = embedder.texts([nodes[i].text for i in missing], lambda done: progress("embedding", done, len(missing)))
    encoded = {**known, **{keys[i]: one for i, one in zip(missing, fresh, strict=True)}}
    for node, key in zip(nodes, keys, strict=True):
        node.embedding = encoded[key].vector.tolist()

    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    made_of = fingerprint(corpus)
    generation = f"{now}-{made_of[:8]}"
    folder = root / "generations" / generation
    try:
        progress("writing", 0, len(nodes))
        _write_vectors(folder / "chroma", nodes)
        progress("writing", len(nodes), len(nodes))
        views = {node.id_: encoded[key] for node, key in zip(nodes, keys, strict=True)}
        TokenIndex.build(views).save(folder / "tokens")
        clauses = [clause for clause, _ in with_stems(corpus)]
        lexical = LexicalIndex.build([c.uid for c in clauses], [c.text for c in clauses])
        lexical.save(folder / "lexical")
        questions = list(asked(corpus))
        vectors = np.array([views[one.view].vector for one in questions], dtype=np.float32)
        learnt.write(
            folder,
            questions,
            vectors,
            embedder.identity,
            lexical.terms,
            before=before if known else None,
            progress=lambda done: progress("learning", done, len(questions)),
        )
        manifest = Manifest(
            schema=SCHEMA,
            generation=generation,
            corpus=corpus.sha256,
            clauses=made_of,
            model=embedder.identity.name,
            model_sha256=embedder.identity.sha256,
            vectors=len(nodes),
            dimension=len(nodes[0].embedding or ()) if nodes else 0,
            files=_checksums(folder),
            texts=fingerprint(corpus, with_questions=False),
            adapter=embedder.identity.adapter,
        )
        reports = [report(document) for document in corpus.documents]
        (folder / AUDITS).write_text(json.dumps(reports, ensure_ascii=False, indent=1), encoding="utf-8")
        curated = {clause.uid: corpus.questions.of(clause.uid) for clause in clauses}
        judged = {question: [one.answers, one.helps] for question, one in corpus.questions.judged.items()}
        shipped = fingerprint(corpus.asked(corpus.shipped_questions))
        made_with = {"shipped": shipped, "questions": curated, "judged": judged}
        (folder / ASKED).write_text(json.dumps(made_with, ensure_ascii=False, indent=1), encoding="utf-8")
        (folder / "manifest.json").write_text(json.dumps(asdict(manifest), indent=2), encoding="utf-8")
    except BaseException:  # Ctrl-C included: an unfinished generation is of no use to anyone
        shutil.rmtree(folder, ignore_errors=True)
        raise
    pointer = root / "current.new"
    pointer.write_text(generation, encoding="utf-8")
    os.replace(pointer, root / POINTER.name)  # noqa: PTH105 - the atomic switch is the point
    _remove_old(root, keep=generation)
    return manifest


def _nodes(corpus: Corpus, embedder: Embedder) -> "list[TextNode]":
    """A node for each view, all to be embedded."""
    from llama_index.core.schema import TextNode

    nodes = []
    questions: dict[str, list[Asked]] = {}
    for one in asked(corpus):
        questions.setdefault(one.uid, []).append(one)
    for clause, stem in with_stems(corpus):
        [node] = to_nodes(corpus.document_of(clause), [clause])
        views = [(clause.uid, OWN, clause.text)]
        if stem:
            views.append((stem_view(clause.uid), STEM, corpus.document_of(clause).in_place(clause)))
        for name, view, text in views:
            first, *others = embedder.windows(text)
            nodes.append(_view(node, name, view, first))
            nodes += [_view(node, window(name, place), view, part) for place, part in enumerate(others, 1)]
        nodes += [_view(node, one.view, one.kind, one.question) for one in questions.get(clause.uid, ())]
    return nodes + [_view(TextNode(), one.view, one.kind, one.question) for one in questions.get("", ())]


def _view(clause: "TextNode", name: str, view: str, text: str) -> "TextNode":
    """A text under which a clause can be found."""
    node = clause.model_copy(deep=True)
    node.id_, node.text = name, text
    node.metadata["view"], node.metadata["content_hash"] = view, content_hash(text)
    return node


def _client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    return chromadb.PersistentClient(str(folder), settings=ChromaSettings(anonymized_telemetry=False))


def _write_vectors(folder: Path, nodes: "Sequence[TextNode]") -> None:
    from llama_index.vector_stores.chroma import ChromaVectorStore

    client = _client(folder)
    collection = client.create_collection(COLLECTION, configuration={"hnsw": {"space": "cosine"}})
    most = client.get_max_batch_size()
    for start in range(0, len(nodes), most):
        ChromaVectorStore(chroma_collection=collection).add(list(nodes[start : start + most]))


def _collection(folder: Path, vectors: int) -> Any:
    """The Chroma collection in `folder`, which must hold so many vectors (IndexUnusable)."""
    if folder.is_dir() and not os.access(folder, os.W_OK):
        raise IndexUnusable(
            f"The index in {folder} cannot be opened: Chroma needs to write beside its data.",
            hint="Make the folder writable, or set CLAUSEWISE_HOME to a copy of it.",
        )
    with _reading(folder):
        collection = _client(folder).get_collection(COLLECTION)
        found = collection.count()
        collection.get(limit=1, include=["embeddings", "metadatas", "documents"])
    if found != vectors:
        raise _damaged(folder, f"it holds {found} vectors instead of {vectors}")
    return collection


def _encoded_in(folder: Path, model: ModelName) -> dict[str, Encoded]:
    """A generation by view and content hash; nothing when it is unreadable or of another model."""
    try:
        manifest = read_manifest(folder)
        if not manifest.embedded_by(model):
            return {}
        collection = _collection(folder / "chroma", manifest.vectors)
        with _reading(folder):
            found = collection.get(include=["embeddings", "metadatas"])
        tokens = TokenIndex.load(folder / "tokens")
    except IndexUnusable:
        return {}
    return {
        f"{metadata['view']} {metadata['content_hash']}": Encoded(
            np.asarray(vector, np.float32), *tokens.tokens_of(uid)
        )
        for uid, metadata, vector in zip(found["ids"], found["metadatas"], found["embeddings"], strict=True)
    }


def _remove_unfinished(root: Path) -> None:
    for folder in (root / "generations").iterdir():
        if not (folder / "manifest.json").exists():
            shutil.rmtree(folder, ignore_errors=True)


def _remove_old(root: Path, keep: str) -> None:
    others = sorted(f.name for f in (root / "generations").iterdir() if f.name != keep)
    for name in others[: -(KEPT - 1)]:
        shutil.rmtree(root / "generations" / name, ignore_errors=True)

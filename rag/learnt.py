"""What was learnt of the questions (`rag.regression`), beside the index: carried on while the questions stay the same.

Learning takes most of a build, and a document that joins the corpus or leaves it changes no question of the others.
"""

import hashlib
import inspect
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from rag import lexical, packed, regression
from rag.embed import ModelName, Vectors
from rag.regression import Floats, Wording, learn
from rag.views import Asked

FOLDER = "questions"  # in a generation
_WEIGHTS, _TAUGHT = "learnt.npy", "taught.json"


def write(
    generation: Path,
    questions: Sequence[Asked],
    vectors: Vectors,
    model: ModelName,
    terms: Callable[[str], list[str]],
    *,
    before: Path | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Write what these questions teach into a generation, taken from the one `before` where that learnt of the same.

    `vectors` are theirs, of unit length, by `model`; `terms` reads words as the lexical index does. `progress`
    is told of how many was learnt, when that begins and ends.
    """
    folder = generation / FOLDER
    folder.mkdir()
    of = _fingerprint(questions, model)
    weights = _carried(before / FOLDER, of) if before is not None else None
    if weights is None:
        progress(0)
        weights = learn(questions, vectors, Wording([one.question for one in questions], terms))
        progress(len(questions))
    np.save(folder / _WEIGHTS, weights)
    (folder / _TAUGHT).write_text(json.dumps({"of": of, "sha256": _sha256(folder / _WEIGHTS)}), encoding="utf-8")


def read(generation: Path) -> Floats:
    """The weights of the questions of a generation (`rag.regression.learn`)."""
    weights: Floats = np.load(generation / FOLDER / _WEIGHTS)
    return weights


def _carried(folder: Path, of: str) -> Floats | None:
    """What was learnt in this folder, if it was of the same and is whole."""
    try:
        taught = json.loads((folder / _TAUGHT).read_text(encoding="utf-8"))
        if taught == {"of": of, "sha256": _sha256(folder / _WEIGHTS)}:
            return read(folder.parent)
    except (OSError, ValueError):
        pass  # it was not learnt there, or is damaged: it is learnt anew
    return None


def _fingerprint(questions: Sequence[Asked], model: ModelName) -> str:
    """A hash of everything that `learn` goes by, its code as well.

    The model stands for the vectors, which Chroma gives back rounded.
    """
    digest = hashlib.sha256(repr(model).encode())
    for module in (lexical, packed, regression):
        digest.update(inspect.getsource(module).encode())
    for one in questions:  # the votes in their order: so the clauses are in theirs
        digest.update(repr((one.view, one.question, list(one.votes.items()))).encode())
    return digest.hexdigest()


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()

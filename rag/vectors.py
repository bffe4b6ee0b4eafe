"""Vectors of any collection of texts, kept on disk by content: embedded once, read by every later run.

The files are flat arrays that only grow, and `lengths` is written last, so an embedding that is cut short goes on where
it stopped. Token vectors are large (about 200 kB an abstract) and are written only when they are asked for.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from ingest.errors import RunError
from rag.embed import Embedder, Vectors
from rag.late import TokenIndex, window

_CHUNK = 128  # texts between two writes
_VECTORS, _LENGTHS, _TOKENS, _IDS = "vectors.f32", "lengths.i64", "tokens.f16", "ids.i32"
_WIDTHS = "widths.json"
Progress = Callable[[int, int], None]  # done, total


def embedded(texts: Sequence[str], embedder: Embedder, folder: Path, progress: Progress = lambda *_: None) -> Vectors:
    """Unit vectors of `texts`, shape (len(texts), dimension), from `folder` or computed into it (RunError).

    Where the token vectors are there, so are these: of a longer text than the model reads the first window counts.
    """
    if _done(folder / _name(texts, embedder, tokens=False)) < len(texts):
        parts = [embedder.windows(text) for text in texts]
        place = folder / _name([part for one in parts for part in one], embedder, tokens=True)
        count = sum(map(len, parts))
        if _done(place) == count:
            firsts = np.cumsum([0, *map(len, parts)])[:-1]
            return np.asarray(_read(place, _VECTORS, np.float32, count)[firsts])
    return _read(_complete(texts, embedder, folder, progress, tokens=False), _VECTORS, np.float32, len(texts))


def token_index(
    ids: Sequence[str], texts: Sequence[str], embedder: Embedder, folder: Path, progress: Progress = lambda *_: None
) -> TokenIndex:
    """Late interaction over `texts`, named by `ids`, each in as many windows as the model needs for it (RunError).

    Token vectors stay on disk and are read as needed.
    """
    parts = [embedder.windows(text) for text in texts]
    names = [window(name, n) if n else name for name, one in zip(ids, parts, strict=True) for n in range(len(one))]
    place = _complete([part for one in parts for part in one], embedder, folder, progress, tokens=True)
    offsets = np.cumsum([0, *np.fromfile(place / _LENGTHS, np.int64).tolist()], dtype=np.int64)
    tokens = _read(place, _TOKENS, np.float16, int(offsets[-1]))
    return TokenIndex(names, tokens, np.fromfile(place / _IDS, np.int32), offsets)


def _complete(texts: Sequence[str], embedder: Embedder, folder: Path, progress: Progress, *, tokens: bool) -> Path:
    """The folder that holds everything asked for, the missing part computed."""
    wanted = folder / _name(texts, embedder, tokens=tokens)
    try:
        wanted.mkdir(parents=True, exist_ok=True)
        with FileLock(wanted / "lock"):
            done = _whole(wanted, tokens=tokens)
            for start in range(done, len(texts), _CHUNK):
                _append(wanted, texts[start : start + _CHUNK], embedder, tokens=tokens)
                progress(min(start + _CHUNK, len(texts)), len(texts))
    except OSError as error:
        raise RunError(
            f"The vectors cannot be kept in {folder} ({error.strerror or error}).",
            hint="Free some space or set CLAUSEWISE_HOME to a folder you can write to.",
        ) from None
    return wanted


def _name(texts: Sequence[str], embedder: Embedder, *, tokens: bool) -> str:
    model = embedder.identity
    adapter = f" {model.adapter}" if model.adapter is not None else ""
    digest = hashlib.sha256(f"{model.name} {model.sha256}{adapter}\0".encode())
    for text in texts:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()[:24] + ("-tokens" if tokens else "")


def _done(place: Path) -> int:
    path = place / _LENGTHS
    return path.stat().st_size // 8 if path.is_file() else 0


def _append(place: Path, texts: Sequence[str], embedder: Embedder, *, tokens: bool) -> None:
    rows = embedder.texts(texts)
    _grow(place / _VECTORS, np.stack([row.vector for row in rows]).astype(np.float32))
    if tokens:
        _grow(place / _TOKENS, np.concatenate([row.tokens for row in rows]).astype(np.float16))
        _grow(place / _IDS, np.concatenate([row.ids for row in rows]).astype(np.int32))
    widths = {_VECTORS: rows[0].vector.shape[-1], _TOKENS: rows[0].tokens.shape[-1]}
    (place / _WIDTHS).write_text(json.dumps(widths), encoding="utf-8")
    _grow(place / _LENGTHS, np.array([len(row.ids) for row in rows], np.int64))


def _grow(path: Path, array: NDArray[Any]) -> None:
    with path.open("ab") as file:
        file.write(array.tobytes())


def _whole(place: Path, *, tokens: bool) -> int:
    """How many texts are done, after cutting off what was written behind the last complete chunk."""
    done = _done(place)
    total = int(np.fromfile(place / _LENGTHS, np.int64)[:done].sum()) if done else 0
    widths = json.loads((place / _WIDTHS).read_text(encoding="utf-8")) if done else {_VECTORS: 0, _TOKENS: 0}
    sizes = {_VECTORS: done * widths[_VECTORS] * 4, _LENGTHS: done * 8}
    sizes |= {_TOKENS: total * widths[_TOKENS] * 2, _IDS: total * 4} if tokens else {}
    found = {name: (place / name).stat().st_size if (place / name).is_file() else 0 for name in sizes}
    if any(found[name] < size for name, size in sizes.items()):  # the machine itself went down: begin again
        done, sizes = 0, dict.fromkeys(sizes, 0)
    for name, size in sizes.items():
        if found[name] > size:
            with (place / name).open("r+b") as file:
                file.truncate(size)
    return done


def _read(place: Path, name: str, kind: Any, rows: int) -> NDArray[Any]:
    width = json.loads((place / _WIDTHS).read_text(encoding="utf-8"))[name]
    return np.memmap(place / name, kind, "r", shape=(rows, width))

"""Late interaction on stored token vectors: every word of a question looks for its best match in a clause.

The score is MaxSim (Khattab and Zaharia, ColBERT, 2020) over the token vectors of the embedding model itself, no other
weights, with the question's tokens weighted by their inverse document frequency, so that the rare word decides.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from ingest.errors import IndexDamaged
from rag.embed import Encoded
from rag.lexical import inverse_document_frequency

# Up to so many tokens (100 MB) all are kept in memory once half of them are asked for, and scored whether asked or not.
WHOLE = 65_536
_ROWS = 4  # the product works on so many rows at a time: fifteen cost numpy a third more than sixteen
_WINDOW = "@window"
_TOKENS, _IDS, _OFFSETS, _UIDS = "tokens.npy", "ids.npy", "offsets.npy", "uids.json"


class TokenIndex:
    """Token vectors of every clause as half-precision floats, read from disk as they are needed.

    A clause may have several views, named ``uid@view``, and any of them may go on in windows (`window`).
    """

    def __init__(
        self, uids: Sequence[str], tokens: NDArray[np.float16], ids: NDArray[np.int32], offsets: NDArray[np.int64]
    ) -> None:
        self.uids = tuple(uids)
        self._tokens, self._ids = np.asarray(tokens), ids  # the file itself still: only a cheaper way to cut it up
        self._offsets = np.array(offsets)  # small, and asked for one number at a time
        self._place = {uid: place for place, uid in enumerate(self.uids)}
        self._clause = _numbered([uid.partition("@")[0] for uid in self.uids])

    @classmethod
    def build(cls, encoded: Mapping[str, Encoded]) -> "TokenIndex":
        """Index clauses by uid; there must be at least one."""
        rows = list(encoded.values())
        tokens = np.concatenate([row.tokens for row in rows]).astype(np.float16)
        ids = np.concatenate([row.ids for row in rows])
        offsets = np.cumsum([0, *(len(row.ids) for row in rows)], dtype=np.int64)
        return cls(list(encoded), tokens, ids, offsets)

    def only(self, views: Sequence[str]) -> "TokenIndex":
        """The index of some views, in which a word weighs what it weighs in this one."""
        places = self.places(views)
        tokens, ids = (
            np.concatenate([array[self._offsets[place] : self._offsets[place + 1]] for place in places])
            for array in (self._tokens, self._ids)
        )
        some = TokenIndex(views, tokens, ids, np.cumsum([0, *self._lengths[places]], dtype=np.int64))
        some._frequency, some._clauses = self._frequency, self._clauses
        return some

    def save(self, folder: Path) -> None:
        """Write the index into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, array in ((_TOKENS, self._tokens), (_IDS, self._ids), (_OFFSETS, self._offsets)):
            np.save(folder / name, array)
        (folder / _UIDS).write_text(json.dumps(self.uids), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "TokenIndex":
        """Read what `save` wrote; IndexDamaged when it is incomplete."""
        try:
            tokens, ids, offsets = (np.load(folder / name, mmap_mode="r") for name in (_TOKENS, _IDS, _OFFSETS))
            uids = json.loads((folder / _UIDS).read_text(encoding="utf-8"))
            if len(offsets) != len(uids) + 1 or offsets[-1] != len(tokens) or len(ids) != len(tokens):
                raise ValueError("its parts do not fit together")
        except (OSError, ValueError, TypeError, EOFError) as error:
            raise IndexDamaged(
                f"The token index in {folder} is incomplete ({error}).", hint="Run `clausewise build --force`."
            ) from None
        return cls(uids, tokens, ids, offsets)

    def tokens_of(self, uid: str) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        """Token vectors and vocabulary numbers of a clause, shapes (tokens, dimension) and (tokens,)."""
        inside = self._inside(uid)
        return np.asarray(self._tokens[inside], dtype=np.float32), np.asarray(self._ids[inside])

    def _inside(self, uid: str) -> slice:
        place = self._place[uid]
        return slice(int(self._offsets[place]), int(self._offsets[place + 1]))

    def __contains__(self, name: str) -> bool:
        return name in self._place

    def places(self, views: Iterable[str]) -> NDArray[np.int64]:
        """Where each view stands in the index, for `best`."""
        return np.array([self._place[view] for view in views], dtype=np.int64)

    def scores(self, query: Encoded, uids: Iterable[str]) -> dict[str, float]:
        """MaxSim of `query` with each view of `uids`, in [-1, 1]; 0 for a question or view without tokens.

        A view that goes on in windows scores as the best of them.
        """
        names = list(dict.fromkeys(uids))
        if not names:
            return {}
        runs = [[name, *self.windows_of(name)] for name in names]
        starts = np.cumsum([0, *map(len, runs)])[:-1]
        [(weights, best)] = self.best([query], self.places(view for run in runs for view in run))
        return dict(zip(names, np.maximum.reduceat(weights @ best, starts).tolist(), strict=True))

    def best(
        self, queries: Sequence[Encoded], places: NDArray[np.int64]
    ) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """For each query the weights of its words, which sum to one, and the best match of each word in each view.

        `places` are those of the views, shape (views,); the weights have shape (words,), the matches (words, views),
        with 0 in a view without tokens.
        """
        tokens = np.concatenate([query.tokens for query in queries])
        found = np.zeros((len(tokens), len(places)), dtype=np.float32)
        filled = np.flatnonzero(self._lengths[places])
        if filled.size == len(places) and len(tokens):
            found = self._best(tokens, places)
        elif filled.size and len(tokens):
            found[:, filled] = self._best(tokens, places[filled])
        ends = np.cumsum([len(query.ids) for query in queries])[:-1]
        return list(zip(map(self._weights, queries), np.split(found, ends), strict=True))

    def _weights(self, query: Encoded) -> NDArray[np.float32]:
        weights = np.array([self._weight(int(token)) for token in query.ids], dtype=np.float32)
        return np.asarray(weights / max(float(weights.sum()), 1e-9), dtype=np.float32)

    def _best(self, words: NDArray[np.float32], places: NDArray[np.int64]) -> NDArray[np.float32]:
        """The best match of each word in each of the views at `places`, none of them empty: shape (words, views)."""
        rows = np.pad(words, ((0, -len(words) % _ROWS), (0, 0)))
        # One product for all views: a product each costs ten times as much.
        if len(self._tokens) <= WHOLE and self._lengths[places].sum() * 2 > len(self._tokens):
            filled = np.flatnonzero(self._lengths)
            product = _product(rows, self._whole)[: len(words)]
            found = np.maximum.reduceat(product, self._offsets[filled], axis=1)
            return np.asarray(found[:, np.searchsorted(filled, places)])
        starts = np.cumsum([0, *self._lengths[places[:-1]]])
        product = _product(rows, self._gathered(places).T)[: len(words)]
        return np.asarray(np.maximum.reduceat(product, starts, axis=1))

    def _gathered(self, places: NDArray[np.int64]) -> NDArray[np.float32]:
        """The token vectors of the views at `places`, one after the other: shape (tokens, dimension)."""
        inside = zip(self._offsets[places].tolist(), self._offsets[places + 1].tolist(), strict=True)
        return _single(np.concatenate([self._tokens[start:end] for start, end in inside]))

    def matches(self, query: Encoded, uid: str) -> NDArray[np.float32]:
        """How well each word of `query` matches each token of a view, weighted: shape (words, tokens).

        The sum over the words of the best match of each is the score of the view.
        """
        found = query.tokens @ self.tokens_of(uid)[0].T
        return np.asarray(found * self._weights(query)[:, None], dtype=np.float32)

    def windows_of(self, view: str) -> Sequence[str]:
        """The names under which a view goes on; empty where the model reads it whole."""
        return self._windows.get(view, ())

    @cached_property
    def _windows(self) -> dict[str, list[str]]:
        """The windows in which a view goes on."""
        found: dict[str, list[str]] = {}
        for name in self.uids:
            view, separator, _ = name.rpartition(_WINDOW)
            if separator:
                found.setdefault(view, []).append(name)
        return found

    @cached_property
    def _lengths(self) -> NDArray[np.int64]:
        return np.diff(self._offsets)

    @cached_property
    def _whole(self) -> NDArray[np.float32]:
        """Every token vector in memory, a column each: numpy's product is a third faster than with a row each."""
        return np.ascontiguousarray(_single(np.array(self._tokens)).T)

    def _weight(self, token: int) -> float:
        return inverse_document_frequency(self._frequency.get(token, 0), self._clauses)

    @cached_property
    def _clauses(self) -> int:
        return int(self._clause.max(initial=-1)) + 1

    @cached_property
    def _frequency(self) -> dict[int, int]:
        """In how many clauses each vocabulary number occurs, in whichever view."""
        owner = np.repeat(self._clause, np.diff(self._offsets))
        pairs = np.unique(np.stack([np.asarray(self._ids, dtype=np.int64), owner]), axis=1)
        tokens, counts = np.unique(pairs[0], return_counts=True)
        return dict(zip(tokens.tolist(), counts.tolist(), strict=True))


def _single(vectors: NDArray[np.float16]) -> NDArray[np.float32]:
    """Half-precision vectors in single precision, by torch: numpy takes six times as long, longer than the product."""
    torch = _torch()
    return vectors.astype(np.float32) if torch is None else np.asarray(torch.from_numpy(vectors).float().numpy())


def _product(rows: NDArray[np.float32], columns: NDArray[np.float32]) -> NDArray[np.float32]:
    """The product of two matrices, by torch: numpy takes a third longer for this few rows."""
    torch = _torch()
    if torch is None:
        return np.asarray(rows @ columns)
    return np.asarray((torch.from_numpy(rows) @ torch.from_numpy(columns)).numpy())


def _torch() -> ModuleType | None:
    """Torch where it is there already: looking up a clause never waits for the model that is being loaded."""
    torch = sys.modules.get("torch")
    return None if torch is None or getattr(torch.__spec__, "_initializing", False) else torch


def window(view: str, place: int) -> str:
    """The name under which a view goes on, `place` counting from 1."""
    return f"{view}{_WINDOW}{place}"


def _numbered(names: Sequence[str]) -> NDArray[np.int64]:
    """The number of each name, equal names having the same one."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64)

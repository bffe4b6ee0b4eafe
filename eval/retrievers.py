"""The retrievers that can be measured by name, each built on a bench with the options of a configuration file."""

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, get_type_hints

from eval.bench import Bench
from ingest.errors import SettingsError
from rag.baselines import BM25, Dense, MixedClauses, Ranker, ReciprocalRankFusion
from rag.mixture import MIXTURES, SCORES, Mixture
from rag.remembered import RememberingPassages

OURS = "ours"
Builder = Callable[..., Ranker]
_KINDS = {int: "a whole number from 0", float: "a number from 0", bool: "true or false"}


def bm25(bench: Bench, *, k1: float = 0.9, b: float = 0.4) -> Ranker:
    """Textbook BM25."""
    return BM25(bench.collection, k1, b)


def dense(bench: Bench) -> Ranker:
    """The embedding model alone."""
    return Dense(bench.collection)


def rrf(bench: Bench, *, k: int = 60, pool: int = 1000, k1: float = 0.9, b: float = 0.4) -> Ranker:
    """bm25 and dense, fused by rank."""
    return ReciprocalRankFusion([bm25(bench, k1=k1, b=b), dense(bench)], k, pool)


def llama_index(bench: Bench, *, chunk_size: int = 1024, chunk_overlap: int = 200) -> Ranker:
    """What llama-index does by default."""
    from rag.splitter import LlamaIndexDefault, sources_of, whole

    sources = sources_of(bench.corpus) if bench.on_index else whole(bench.dataset.passages)
    cache = bench.settings.home / "vectors"
    return LlamaIndexDefault(
        sources, bench.embedder(), cache, chunk_size=chunk_size, chunk_overlap=chunk_overlap, progress=_telling(bench)
    )


def mixture(default: Mixture) -> Builder:
    """A builder of one mixture of our own evidence; the options are its weights, not all of them zero."""

    def build(bench: Bench, *, pool: int = 100, **weights: float) -> Ranker:
        learnt = default.learnt and not any(name in SCORES for name in weights)  # weights take the network's place
        mixed = replace(default, learnt=learnt, **weights)  # type: ignore[arg-type]  # priors is a truth value
        if not any(getattr(mixed, name) for name in SCORES):
            raise SettingsError("All weights of the mixture are zero.", hint=f"Weigh one of {', '.join(SCORES)}.")
        if bench.on_index:
            return MixedClauses(bench.retriever, mixed)
        return RememberingPassages(bench.collection, bench.memory, mixed, pool)

    return build


BUILT_IN: Mapping[str, Builder] = {
    "bm25": bm25,
    "dense": dense,
    "rrf": rrf,
    "llama-index": llama_index,
    **{name: mixture(weights) for name, weights in MIXTURES.items()},
}


def build(name: str, bench: Bench, options: Mapping[str, Any]) -> Ranker:
    """The built-in retriever `name`; SettingsError for an option it does not have."""
    builder = BUILT_IN[name]
    known = _options(builder)
    for key, value in options.items():
        if key not in known:
            raise SettingsError(
                f"The retriever {name} has no option {key!r}.", hint=f"It has {', '.join(known) or 'none'}."
            )
        if not _fits(value, kind := known[key]):
            raise SettingsError(f"The option {key!r} of {name} must be {_KINDS[kind]}.", hint=f"It is {value!r}.")
    try:
        return builder(bench, **options)
    except (ValueError, TypeError) as error:
        if not options:
            raise
        raise SettingsError(f"{name} cannot be made with {dict(options)} ({error}).", hint="Change them.") from None


def _fits(value: object, kind: type) -> bool:
    if isinstance(value, bool) or kind is bool:  # to Python true is a number as well
        return isinstance(value, kind) and kind is bool
    return isinstance(value, int if kind is int else int | float) and 0 <= value < math.inf


def _options(builder: Builder) -> dict[str, type]:
    """The names of a builder's options and what each must be."""
    given = [p for p in inspect.signature(builder).parameters.values() if p.kind is not p.POSITIONAL_OR_KEYWORD]
    own = {p.name: p.annotation for p in given if p.kind is p.KEYWORD_ONLY}
    weights = {name: kind for name, kind in get_type_hints(Mixture).items() if name != "learnt"}
    return own | (weights if len(given) > len(own) else {})


def _telling(bench: Bench) -> Callable[[int, int], None]:
    return lambda done, total: bench.progress(f"embedding: {done} of {total}")

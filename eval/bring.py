"""A retriever of one's own: any llama-index `BaseRetriever`, or anything else with `retrieve(question)`.

The protocol: a class (or function) is called once, with those of these arguments that it takes by name

- ``nodes``: the passages as llama-index nodes; a node's id is what is judged,
- ``depth``: how many results will be measured,

and with its options from the configuration file. Then ``retrieve(question)`` is called for each question and gives
llama-index's ``NodeWithScore`` in any order. A result counts as the passage that it is (``node_id``) or was cut from
(``ref_doc_id``); of several chunks of one passage the best counts. Without scores, the order given is the ranking.
"""

import hashlib
import importlib
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from eval.bench import Bench
from ingest.errors import ClausewiseError, RetrieverError, SettingsError
from rag.baselines import Ranked


@contextmanager
def somebodys_code(what: str, hint: str) -> Iterator[None]:
    """While code runs that is not ours: whatever it raises is a RetrieverError that begins with `what`.

    What it prints goes to stderr, for stdout is the command's. An exit is a failure too: it would end the command as if
    all were well. Errors of our own pass.
    """
    try:
        with redirect_stdout(sys.stderr):
            yield
    except ClausewiseError:
        raise
    except (Exception, SystemExit) as error:
        told = "".join(sign if sign.isprintable() else " " for sign in f"{type(error).__name__}: {error}")
        raise RetrieverError(f"{what} ({told}).", hint=hint) from error


def named(spec: str) -> Callable[..., Any]:
    """The class or function of "module:Class", looked for in the working folder too (SettingsError, RetrieverError)."""
    module, _, name = spec.partition(":")
    if not module or not name.isidentifier():
        raise SettingsError(f"{spec!r} names no retriever.", hint="Write module:Class, for example mine:Retriever.")
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    with somebodys_code(f"{spec} cannot be imported", "Modules are looked for here first."):
        return getattr(importlib.import_module(module), name)  # type: ignore[no-any-return]


def source_sha256(factory: object) -> str | None:
    """A fingerprint of the file the retriever is written in; None where there is no file."""
    try:
        file = inspect.getsourcefile(
            factory if inspect.isroutine(factory) or isinstance(factory, type) else type(factory)
        )
    except (TypeError, OSError):  # built in, or typed at a prompt
        return None
    return hashlib.sha256(Path(file).read_bytes()).hexdigest() if file and Path(file).is_file() else None


class Brought:
    """A `Ranker` over somebody's retriever."""

    def __init__(self, retriever: Any, bench: Bench) -> None:
        self._retriever = retriever
        self._ids = frozenset(bench.collection.ids)

    @classmethod
    def build(cls, factory: Callable[..., Any], bench: Bench, depth: int, options: Mapping[str, Any]) -> "Brought":
        """Call `factory` as the protocol says; RetrieverError when it fails or gives no retriever."""
        arguments: dict[str, Any] = dict(options)
        hint = "It is called with nodes= and depth= where it takes them, and with its options."
        with somebodys_code("The retriever could not be made", hint):
            wanted = inspect.signature(factory).parameters
            if "nodes" in wanted:
                arguments["nodes"] = bench.collection.nodes()
            if "depth" in wanted:
                arguments["depth"] = depth
            retriever = factory(**arguments)
        if not callable(getattr(retriever, "retrieve", None)):
            raise RetrieverError(f"{type(retriever).__name__} has no retrieve().", hint="Give a llama-index retriever.")
        return cls(retriever, bench)

    def rank(self, question: str, depth: int) -> Ranked:
        results = list(self._retriever.retrieve(question))
        scores = [one.score for one in results]
        if all(score is None for score in scores):
            scores = [-float(place) for place in range(len(results))]
        ranked = [(self._judged(one.node), _number(score)) for one, score in zip(results, scores, strict=True)]
        chunks = {name for one, (name, _) in zip(results, ranked, strict=True) if name != one.node.node_id}
        kept: Ranked = []
        for name, score in sorted(ranked, key=lambda one: -one[1]):
            if name not in chunks or all(name != other for other, _ in kept):
                kept.append((name, score))
        return kept  # cut by whoever checks it

    def _judged(self, node: Any) -> str:
        source = getattr(node, "ref_doc_id", None)
        return str(source) if node.node_id not in self._ids and source in self._ids else str(node.node_id)


def _number(score: object) -> float:
    return float("nan") if score is None else float(score)  # type: ignore[arg-type]  # NaN is told where it is measured

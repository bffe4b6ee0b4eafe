"""The check of written sentences measured: pairs of a sentence and the clause it cites, supported or not.

The signals of `rag.support` are fitted on the development pairs that no rule of `rag.wording` objects to, among them
each supported sentence beside clauses that it was not written from; figures are told of the other half.
"""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from eval.measures.abstention import auroc
from ingest.corpus import Corpus
from ingest.errors import DatasetError
from rag.prompting import Source, stems
from rag.support import Gauge, Signals, confidence
from rag.wording import fault

PAIRS = Path(__file__).resolve().parent / "datasets" / "grounding" / "pairs.jsonl"
SIGNALS = tuple(field.name for field in fields(Signals))
STRANGERS = 3  # other clauses that each supported sentence is put beside
KEPT = 0.95  # of the supported development pairs that no rule objects to; no more, for a wrong claim is worse than none
STRENGTH = 1.0  # the inverse of the L2 penalty on weights of standardised signals: scikit-learn's default
_HINT = 'A pair is {"_id", "clause", "sentence", "supported", "kind", "split": "dev", "test" or "fresh"}.'


@dataclass(frozen=True)
class Pair:
    """A sentence, the uid of the clause it cites, whether that supports it, and what was done to it (`kind`)."""

    name: str
    clause: str
    sentence: str
    supported: bool
    kind: str
    split: str


@dataclass(frozen=True)
class Seen:
    """A pair as the checks see it: what a rule objects to and which word is new to the clause; "" for nothing."""

    pair: Pair
    fault: str
    stranger: str
    signals: Signals


@dataclass(frozen=True)
class Figures:
    """Of those a check lets pass, the share that is supported; of the supported ones, the share that it lets pass."""

    precision: float | None
    recall: float | None


@dataclass(frozen=True)
class Grounding:
    """What is for `rag.support`, and what to expect of it on the pairs of the other half.

    `auroc` and `alone` are of each signal by itself, with a bound fitted like that of all together. `passed` counts by
    kind the unsupported pairs that passed, with how many there are. `fresh` is of the pairs written after the faults of
    the test half had been read and rules had been mended; `told` are the wrong verdicts of both.
    """

    weights: Signals
    intercept: float
    bound: float
    lexical_bound: float
    pairs: dict[str, int]
    auroc: dict[str, float]
    alone: dict[str, Figures]
    rules: Figures
    words: Figures
    support: Figures
    together: Figures
    fresh: Figures
    passed: dict[str, tuple[int, int]]
    told: tuple[str, ...]


def load_pairs(path: Path = PAIRS) -> list[Pair]:
    """Read the pairs (DatasetError)."""
    pairs = []
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            supported = {True: True, False: False}[row["supported"]]
            pairs.append(Pair(row["_id"], row["clause"], row["sentence"], supported, row["kind"], row["split"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"{path} cannot be read ({type(error).__name__}: {error}).", hint=_HINT) from None
    splits = {clause: {pair.split for pair in pairs if pair.clause == clause} for clause in {p.clause for p in pairs}}
    if shared := sorted(clause for clause, found in splits.items() if len(found) > 1):
        raise DatasetError(f"{path} has {shared[0]} in both splits.", hint="Each clause belongs to one of them.")
    return pairs


def measure(pairs: Sequence[Pair], corpus: Corpus, gauge: Gauge) -> Grounding:
    """Fit to the pairs of the split "dev", measure on those of "test" (DatasetError)."""
    seen = [_see(pair, corpus, gauge) for pair in pairs]
    dev, test, fresh = ([one for one in seen if one.pair.split == split] for split in ("dev", "test", "fresh"))
    if not all({one.pair.supported for one in half} == {True, False} for half in (dev, test)):
        raise DatasetError("There are no supported and unsupported pairs of both splits.", hint=_HINT)
    fitted = [one for one in (*dev, *_strangers(dev, corpus, gauge)) if not one.fault]
    weights, intercept = _fit(fitted)
    bound = _bound([confidence(one.signals, weights, intercept) for one in fitted], fitted)
    values = {name: [getattr(one.signals, name) for one in fitted] for name in SIGNALS}
    bounds = {name: _bound(values[name], fitted) for name in SIGNALS}

    def enough(one: Seen) -> bool:
        return confidence(one.signals, weights, intercept) >= bound

    def passes(one: Seen) -> bool:
        return not one.fault and not one.stranger and enough(one)

    passing = [one for one in test if passes(one)]
    wrong = [one.pair.kind for one in test if not one.pair.supported]
    slipped = [one.pair.kind for one in passing if not one.pair.supported]
    return Grounding(
        weights=weights,
        intercept=intercept,
        bound=bound,
        lexical_bound=bounds["lexical"],
        pairs={
            f"{half} {'' if good else 'un'}supported": _count(seen, half, good)
            for half in ("dev", "test", "fresh")
            for good in (True, False)
        },
        auroc={name: _auroc([getattr(one.signals, name) for one in test], test) for name in SIGNALS},
        alone={name: _figures([o for o in test if getattr(o.signals, name) >= bounds[name]], test) for name in SIGNALS},
        rules=_figures([one for one in test if not one.fault], test),
        words=_figures([one for one in test if not one.stranger], test),
        support=_figures([one for one in test if enough(one)], test),
        together=_figures(passing, test),
        fresh=_figures([one for one in fresh if passes(one)], fresh),
        passed={kind: (slipped.count(kind), wrong.count(kind)) for kind in dict.fromkeys(wrong)},
        told=tuple(_told(one, enough(one)) for one in (*test, *fresh) if (passes(one)) != one.pair.supported),
    )


def _see(pair: Pair, corpus: Corpus, gauge: Gauge) -> Seen:
    clause = corpus.clause(pair.clause)
    if clause is None:
        raise DatasetError(f"The pair {pair.name} cites {pair.clause}, which is not there.", hint=_HINT)
    source = Source("c1", clause, stems(clause, corpus.document_of(clause)))
    said = pair.sentence.rstrip(".")
    return Seen(pair, fault(said, source, corpus), gauge.stranger(said, source), gauge.signals(said, source))


def _strangers(half: Sequence[Seen], corpus: Corpus, gauge: Gauge) -> list[Seen]:
    """Each supported sentence beside the clauses that come next in the file."""
    clauses = list(dict.fromkeys(one.pair.clause for one in half))
    found = []
    for one in half:
        if one.pair.supported:
            at = clauses.index(one.pair.clause)
            for step in range(1, STRANGERS + 1):
                other = clauses[(at + step) % len(clauses)]
                pair = Pair(one.pair.name, other, one.pair.sentence, False, "stranger", one.pair.split)
                found.append(_see(pair, corpus, gauge))
    return found


def _fit(seen: Sequence[Seen]) -> tuple[Signals, float]:
    """A logistic regression in which both classes count alike (Platt scaling, 1999)."""
    values = np.array([astuple(one.signals) for one in seen])
    truth = np.array([one.pair.supported for one in seen])
    middle, width = values.mean(axis=0), values.std(axis=0)
    width[width == 0] = 1
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=1000)
    model.fit((values - middle) / width, truth)
    weights: NDArray[np.float64] = model.coef_[0] / width
    return Signals(*weights.tolist()), float(model.intercept_[0] - weights @ middle)


def _bound(values: Sequence[float], seen: Sequence[Seen]) -> float:
    """The highest bound that `KEPT` of the supported pairs reach."""
    return float(np.quantile([v for v, one in zip(values, seen, strict=True) if one.pair.supported], 1 - KEPT))


def _figures(passing: Sequence[Seen], all_of_them: Sequence[Seen]) -> Figures:
    good = sum(one.pair.supported for one in passing)
    wanted = sum(one.pair.supported for one in all_of_them)
    return Figures(good / len(passing) if passing else None, good / wanted if wanted else None)


def _auroc(values: Sequence[float], seen: Sequence[Seen]) -> float:
    good = [value for value, one in zip(values, seen, strict=True) if one.pair.supported]
    bad = [value for value, one in zip(values, seen, strict=True) if not one.pair.supported]
    return auroc(good, bad) or 0.0


def _count(seen: Sequence[Seen], split: str, supported: bool) -> int:
    return sum(one.pair.split == split and one.pair.supported == supported for one in seen)


def _told(one: Seen, enough: bool) -> str:
    new = f"“{one.stranger}” is new" if one.stranger else ""
    why = one.fault or new or ("" if enough else "too little of it is in the clause")
    what = "refused" if one.pair.supported else f"passed ({one.pair.kind})"
    return f"{one.pair.name} {what}: {one.pair.sentence}{f' [{why}]' if why else ''}"

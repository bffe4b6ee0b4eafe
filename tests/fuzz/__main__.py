"""Feed thousands of hostile inputs to the readers, the parsers and the lookup: ``python -m tests.fuzz``.

Only a ClausewiseError may come out; every document must keep its promises (`tests/ingest/proof.py`), and none may take
long. A fault is printed with the command that makes it again, and its input is kept.
"""

import argparse
import json
import os
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType

from ingest.corpus import Corpus
from ingest.errors import ClausewiseError
from ingest.lookup import look_up
from ingest.mentions import find_mentions
from ingest.parse import parse_reading
from ingest.readers import read
from tests.fuzz.inputs import KINDS, ROOT, Input, make
from tests.ingest.proof import prove
from ui.tree import as_text, to_dict

SLOW = 20  # seconds; the slowest sound input takes well under one
BATCH = 100


@dataclass(frozen=True)
class Result:
    """What came of an input: "document", "found", the class of an error, or a fault (`broken`)."""

    kind: str
    index: int
    outcome: str
    broken: str = ""


class TooSlow(Exception):
    """An input took longer than it may."""


@cache
def shipped() -> Corpus:
    return Corpus.load(ROOT / "corpus")


def try_one(given: Input) -> str:
    """Feed one input; the outcome in a word."""
    if given.reference is not None:
        find_mentions(given.reference, shipped().catalogue)
        found = look_up(given.reference, shipped())
        assert (found.status in {"found", "ambiguous"}) == bool(found.targets)
        return f"lookup {found.status}"
    kind = None if given.as_act is None else "act" if given.as_act else "page"
    document = parse_reading(read(given.data), key="test/input", kind=kind, title="An input", sha256="")
    prove(document)
    as_text(document).encode()
    json.dumps(to_dict(document), ensure_ascii=False).encode()
    return "document"


def run(kind: str, seed: int, index: int) -> Result:
    """Make and feed an input; faults are caught and told."""
    signal.signal(signal.SIGALRM, _too_slow)
    given = make(kind, seed, index)
    signal.alarm(SLOW)
    try:
        return Result(kind, index, try_one(given))
    except ClausewiseError as error:
        return Result(kind, index, type(error).__name__)
    except Exception:
        return Result(kind, index, "fault", traceback.format_exc())
    finally:
        signal.alarm(0)


def _too_slow(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlow


def _batch(jobs: list[tuple[str, int, int]]) -> list[Result]:
    return [run(*job) for job in jobs]


def jobs(inputs: int, seed: int) -> Iterator[tuple[str, int, int]]:
    """Which inputs make up a run, the kinds mixed by their shares."""
    cycle = [kind for kind, how in KINDS.items() for _ in range(how.share)]
    counts: Counter[str] = Counter()
    for place in range(inputs):
        kind = cycle[place * 37 % len(cycle)]  # 37 and 100 have no common factor: every slot in turn
        yield kind, seed, counts[kind]
        counts[kind] += 1


def main() -> None:
    """Run, print the summary, exit 1 on a fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", metavar="KIND:INDEX", help="make and feed this one input")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-faults"), help="where the inputs of faults are kept")
    options = parser.parse_args()
    if options.only:
        kind, _, index = options.only.rpartition(":")
        wanted = [(kind, options.seed, int(index))]
    else:
        wanted = list(jobs(options.inputs, options.seed))
    began = time.perf_counter()
    results: list[Result] = []
    batches = [wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        try:
            for done in pool.map(_batch, batches):
                results += done
        except BrokenProcessPool:
            sys.exit(f"A process died on one of the inputs {len(results)} to {len(results) + 2 * BATCH}.")
    took = time.perf_counter() - began
    _report(results, took)
    faults = [result for result in results if result.broken]
    for fault in faults[:20]:
        _keep(fault, options.seed, options.keep)
    sys.exit(1 if faults else 0)


def _report(results: list[Result], took: float) -> None:
    for heading, counts in (
        ("inputs", Counter(result.kind for result in results)),
        ("outcomes", Counter(result.outcome for result in results)),
    ):
        print(f"{heading}:")
        for name, count in counts.most_common():
            print(f"  {name:<20} {count:>7}")
    print(f"{len(results)} inputs in {took:.0f} s, {len(results) / took:.0f} a second")


def _keep(fault: Result, seed: int, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    given = make(fault.kind, seed, fault.index)
    path = folder / f"{seed}-{fault.kind.replace(' ', '-')}-{fault.index}"
    path.write_bytes(given.data or (given.reference or "").encode(errors="replace"))
    print(f"\nFAULT: python -m tests.fuzz --seed {seed} --only '{fault.kind}:{fault.index}'   (input: {path})")
    print(fault.broken)


if __name__ == "__main__":
    main()

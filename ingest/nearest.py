"""The clauses to name to whoever asked for one that does not exist."""

from collections.abc import Iterable

from ingest.address import Path, natural
from ingest.model import Clause, Document, Footnote

NEAREST = 3


def nearest(wanted: Path, documents: Iterable[Document]) -> tuple[Clause | Footnote, ...]:
    """The clauses whose numbers come closest: longest common beginning first, then the smallest step aside."""
    targets: list[Clause | Footnote] = []
    for document in documents:
        targets += document.footnotes if wanted.last.code == "ftn" else document.clauses
    family = {"pnt": {"pnt", "sct"}, "sct": {"pnt", "sct"}}.get(wanted.steps[0].code, {wanted.steps[0].code})
    targets = [t for t in targets if t.address.path.steps[0].code in family]
    return tuple(sorted(targets, key=lambda target: _distance(wanted, target.address.path))[:NEAREST])


def _distance(wanted: Path, path: Path) -> tuple[int, int, int]:
    a = [part for step in wanted.steps for part in natural(step.number)]
    b = [part for step in path.steps for part in natural(step.number)]
    common = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    aside = 50 if common == len(b) else 0  # a clause above is farther off than a sibling
    if common < min(len(a), len(b)):
        (_, x, letter_x), (_, y, letter_y) = a[common], b[common]
        aside = abs(x - y) + abs(sum(map(ord, letter_x)) - sum(map(ord, letter_y)))
    return -common, aside, abs(len(a) - len(b))

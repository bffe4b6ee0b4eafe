"""The contents of a document as a tree to walk through."""

from dataclasses import dataclass
from itertools import groupby

from ingest.address import Path
from ingest.gaps import heading
from ingest.model import Clause, Document, Kind

WHOLE = 500  # clauses: of a longer document, points are listed only along the way to the clause at hand
WORDS = 90  # characters shown of a clause


@dataclass(frozen=True)
class Node:
    """A clause of the contents, or, without `uid`, the recitals taken together.

    `label` is what stands before its words; `open` says that the clause at hand is it or beneath it; `gap` tells of a
    hole right behind it.
    """

    uid: str
    label: str
    words: str
    children: tuple["Node", ...] = ()
    open: bool = False
    current: bool = False
    gap: str = ""


def contents(document: Document, current: Path | None = None) -> tuple[Node, ...]:
    """The tree of `document` in reading order, the clause at `current` marked."""
    clause = document.clause(current) if current is not None else None
    way = {one.path for one in (*document.ancestors(clause), clause)} if clause is not None else set()
    return _nodes(document, None, way, clause)


def _nodes(document: Document, parent: Path | None, way: set[Path], current: Clause | None) -> tuple[Node, ...]:
    nodes: list[Node] = []
    for recitals, run in groupby(document.children(parent), key=lambda clause: clause.kind is Kind.RECITAL):
        found = [_node(document, clause, way, current) for clause in run]
        if recitals and len(found) > 1:
            numbers = f"{found[0].label} to {found[-1].label}"
            nodes.append(Node("", "Recitals", numbers, tuple(found), any(node.open for node in found)))
        else:
            nodes += found
    return tuple(nodes)


def _node(document: Document, clause: Clause, way: set[Path], current: Clause | None) -> Node:
    inside = clause.path in way
    beneath = inside or clause.kind is Kind.SECTION or len(document.clauses) <= WHOLE
    holes = [gap for gap in document.gaps if gap.after == clause.path]
    return Node(
        clause.uid,
        _label(document, clause),
        _shortened(clause.text),
        _nodes(document, clause.path, way, current) if beneath else (),
        inside,
        clause is current,
        heading(holes[0].skipped) if holes else "",
    )


def _label(document: Document, clause: Clause) -> str:
    """The label as the source prints it; nothing for prose, whose words say more than its place."""
    printed = document.printed_label(clause)
    if printed or clause.kind is not Kind.FRAGMENT:
        return printed
    return "no label"


def _shortened(words: str) -> str:
    """The first words.

    >>> _shortened("word " * 40)[-7:]
    ' word …'
    """
    flat = " ".join(words.split())
    return flat if len(flat) <= WORDS else f"{flat[:WORDS].rsplit(' ', 1)[0]} …"

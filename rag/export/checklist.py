"""The points of a paragraph, or those an answer cites, as a list to tick.

Nothing is chosen or shortened: every line is a whole point in the words of its text, and what the source lacks is told
where it is missing. Clauses that are no points, such as recitals, are named and not ticked.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.corpus import Corpus, Target
from ingest.errors import ExportError
from ingest.gaps import heading as gap_heading
from ingest.gaps import touching
from ingest.model import Clause, Document, Gap, Kind
from ingest.styles import full
from rag.export import page as words
from rag.export.page import Block, Page, Run, plain
from rag.export.sources import sources, standing
from rag.results import Answer, LookupResult

_POINTS = frozenset({Kind.POINT, Kind.STEM})


@dataclass(frozen=True)
class Item:
    """A line: a point to tick with its printed label, or, without one (`clause` None), a remark."""

    text: str
    level: int
    clause: Clause | None = None
    printed: str = ""
    citation: str = ""


@dataclass(frozen=True)
class Checklist:
    """The points of one paragraph, in the order of the document; `stem` is the sentence that they carry on."""

    stem: Clause
    citation: str
    full: str
    standing: str
    items: tuple[Item, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON; a remark has no "uid"."""
        rows = [
            {"uid": i.clause.uid, "printed": i.printed, "text": i.text, "citation": i.citation, "level": i.level}
            if i.clause is not None
            else {"remark": i.text, "level": i.level}
            for i in self.items
        ]
        return {"uid": self.stem.uid, "stem": self.stem.text, "citation": self.citation, "items": rows}


def of_lookup(found: LookupResult) -> tuple[Checklist, ...]:
    """A checklist of every paragraph that a reference names; of a section, one of each paragraph in it.

    ExportError, with the way out, when the reference leads nowhere, to several clauses, or to one without points.
    """
    corpus = found.corpus
    if found.status != "found":
        near = "; ".join(map(corpus.cite, found.lookup.targets or found.lookup.nearest))
        named = "Choose one" if found.lookup.targets else "Nearest"
        raise ExportError(found.lookup.message, hint=f"{named}: {near}." if near else "Check the reference.")
    stems = dict.fromkeys(stem for target in found.lookup.targets for stem in _paragraphs(target, corpus))
    return tuple(_checklist(stem, corpus, None) for stem in stems)


def of_answers(answers: Sequence[Answer], corpus: Corpus) -> tuple[tuple[Checklist, ...], tuple[str, ...]]:
    """The points that answers cite, by paragraph; the citations of what they cite beside points.

    A paragraph or point cited without any of its points stands for all of them. ExportError when no point is cited, or
    when a citation does not stand in the texts here.
    """
    cited = [source.target for source in sources(answers, corpus)]
    wanted: dict[Clause, set[str]] = {}
    others: list[str] = []
    for target in cited:
        root = _root(target, corpus) if isinstance(target, Clause) else None
        if root is None:
            others.append(corpus.cite(target))
        else:
            wanted.setdefault(root, set()).add(target.uid)
    if not wanted:
        raise ExportError(
            "No point is cited here, so there is nothing to tick.",
            hint="Name a paragraph: clausewise checklist 3.1.1.",
        )
    return tuple(_checklist(root, corpus, uids) for root, uids in wanted.items()), tuple(others)


def page(lists: Sequence[Checklist], on: datetime.date, title: str = "", others: Sequence[str] = ()) -> Page:
    """Checklists as a page made `on` that day; `others` are cited beside them and are no points."""
    blocks: list[Block] = []
    for one in lists:
        blocks += [words.heading(one.stem.text, 2), words.text(f"{one.full}. {one.standing}.")]
        blocks += map(_line, one.items)
    if others:
        blocks.append(words.note(f"Cited as well, and no points to tick: {'; '.join(others)}."))
    blocks.append(words.note(f"Made by clausewise on {on.isoformat()}."))
    named = title or "; ".join(one.citation for one in lists)
    return Page(plain(f"Checklist: {named}"), tuple(blocks), on)


def _line(item: Item) -> Block:
    if item.clause is None:
        return words.note(item.text, item.level)
    text = plain(f"{item.printed} {item.text}")
    return Block("tick", (Run(f"{text} — "), Run(plain(item.citation), strong=True)), item.level)


def _paragraphs(target: Target, corpus: Corpus) -> list[Clause]:
    """The paragraphs whose points are asked for by naming `target`."""
    stems = list(_stems(target, corpus)) if isinstance(target, Clause) else []
    if stems:
        return stems
    carried = corpus.document_of(target).stem(target) if isinstance(target, Clause) else None
    way_out = f"Name its paragraph: {corpus.cite(carried)}." if carried else "Name a paragraph, such as 3.1.1."
    raise ExportError(f"{corpus.cite(target)} has no points to tick.", hint=way_out)


def _stems(clause: Clause, corpus: Corpus) -> Iterator[Clause]:
    children = corpus.document_of(clause).children(clause.path)
    if clause.kind is Kind.SECTION:
        for child in children:
            yield from _stems(child, corpus)
    elif any(child.kind in _POINTS for child in children):
        yield clause


def _root(clause: Clause, corpus: Corpus) -> Clause | None:
    """The paragraph that a point belongs to, or that `clause` is; None for what is no part of a list of points."""
    document = corpus.document_of(clause)
    if clause.kind not in {*_POINTS, Kind.FRAGMENT} and not any(_stems(clause, corpus)):
        return None
    above = [one for one in document.ancestors(clause) if one.kind is not Kind.SECTION]
    root = above[0] if above else clause
    return root if any(child.kind in _POINTS for child in document.children(root.path)) else None


def _checklist(stem: Clause, corpus: Corpus, wanted: set[str] | None) -> Checklist:
    document, entry = corpus.document_of(stem), corpus.entry_of(stem.address)
    told: set[Gap] = set()
    items = [*_items(stem, document, corpus, _inside(stem, document, wanted), 1, told)]
    items += [Item(_told(gap), 1) for gap in touching(document, stem) if gap not in told]
    return Checklist(stem, corpus.cite(stem), full([stem], corpus), standing(entry), tuple(items))


def _items(
    above: Clause, document: Document, corpus: Corpus, wanted: set[str] | None, level: int, told: set[Gap]
) -> Iterator[Item]:
    """The lines under `above`: all, or those of `wanted` and what they stand under."""
    for clause in document.children(above.path):
        within = _inside(clause, document, wanted)
        if wanted is not None and clause.uid not in wanted and not within:
            continue
        if clause.kind in _POINTS:
            yield Item(clause.text, level, clause, document.printed_label(clause), corpus.cite(clause))
            yield from _items(clause, document, corpus, within, level + 1, told)
        else:
            yield Item(f"{corpus.cite(clause)}, no point to tick: {clause.text}", level)
        for gap in document.gaps:
            if gap.after == clause.path:
                told.add(gap)
                yield Item(_told(gap), level)


def _inside(clause: Clause, document: Document, wanted: set[str] | None) -> set[str] | None:
    """Those of `wanted` beneath `clause`; None, which means everything, when there are none."""
    if wanted is None:
        return None
    beneath: set[str] = set()
    left = list(document.children(clause.path))
    while left:
        one = left.pop()
        beneath.add(one.uid)
        left += document.children(one.path)
    return wanted & beneath or None


def _told(gap: Gap) -> str:
    return f"{gap_heading(gap.skipped)}: {gap.reason}"

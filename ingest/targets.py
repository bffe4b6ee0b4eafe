"""A provision → the places of one document it names; what is not there, or can be two places, gives a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.address import Path, Step
from ingest.gaps import covering
from ingest.model import Document, Kind
from ingest.provisions import Item, Labels, Provision, Unit


@dataclass(frozen=True)
class Targets:
    """The places found; without any, `reason` says why."""

    paths: tuple[Path, ...] = ()
    reason: str = ""


class _Abstain(Exception):
    """Nothing, or nothing single, is named; the message is the reason."""


def find_targets(provision: Provision, document: Document, place: Path | None) -> Targets:
    """The clauses or footnotes of `document` that `provision` names.

    `place` is where the reference stands when it stands in this document: "paragraph 2" is then one of the same
    article, "point (a)" one of the nearest list. A range counts for each member that exists.
    """
    try:
        return Targets(_Finder(document, place).find(provision))
    except _Abstain as reason:
        return Targets(reason=str(reason))


class _Finder:
    def __init__(self, document: Document, place: Path | None) -> None:
        self.document = document
        self.place = place

    def find(self, provision: Provision) -> tuple[Path, ...]:
        units = provision.units
        if sum(len(unit.items) > 1 for unit in units) > 1 or any(len(unit.items) > 1 for unit in units[:-1]):
            raise _Abstain("the list can be read in several ways")
        above: Path | None = None
        first_text = False  # "point (a) of the first subparagraph"
        for unit in units:
            if unit.ordinal is not None:
                if unit is units[-1] or unit.ordinal != "first" or unit.word == "indent":
                    raise _Abstain("a subparagraph has no number to find it by")
                first_text = True
                continue
            found = self._unit(above, unit)
            if first_text and not self._first_list(found):
                raise _Abstain("a subparagraph has no number to find it by")
            if unit is units[-1]:
                return found
            above = found[0]
        raise _Abstain("a subparagraph has no number to find it by")

    def _unit(self, above: Path | None, unit: Unit) -> tuple[Path, ...]:
        if unit.pointer == "that":
            raise _Abstain("the words do not say which one is meant")
        if unit.pointer == "this":
            return (self._one(self._enclosing(unit), "nothing of that kind stands around it"),)
        if unit.noun == "annex" and not unit.items:
            unnumbered = (
                c.path for c in self.document.clauses if c.path.steps[0].code == "anx" and len(c.path.steps) == 1
            )
            return (self._one(unnumbered, "there is no such annex"),)
        found: list[Path] = []
        for item in unit.items:
            path = self._item(above, unit, item)
            found += self._between(found[-1], path) if item.ranged else [path]
        return tuple(dict.fromkeys(found))

    def _item(self, above: Path | None, unit: Unit, item: Item) -> Path:
        wanted = [path for labels in item.readings for path in self._paths(above, unit, labels)]
        existing = [path for path in dict.fromkeys(wanted) if self._exists(path)]
        if not existing:
            for path in wanted:
                if (gap := covering(self.document.gaps, path)) is not None:
                    raise _Abstain(f"the source lacks text there: {gap.reason}")
        path = self._one(existing, "there is no such place in the text")
        if any(c.label == f"second text labelled {path.label}" for c in self.document.clauses):
            raise _Abstain("the text has two places of that number")
        return path

    def _paths(self, above: Path | None, unit: Unit, labels: Labels) -> Iterable[Path]:
        head, rest = labels[0], labels[1:]
        match unit.noun:
            case "article":
                return _below((Path((Step("art", head),)),), rest)
            case "annex":
                return (Path((Step("anx", head),)),)
            case "recital":
                return (Path((Step("rct", head),)),)
            case "footnote":
                return (Path((Step("ftn", head),)),)
            case "section" if "." in head or head.isdigit():
                return (Path((Step("sct", head),)), *self._divisions(above, unit.word, head))
            case "section" | "act part":
                return self._divisions(above, unit.word, head)
            case _ if "." in head:
                return _below((Path((Step("pnt", head),)), Path((Step("sct", head),))), rest)
            case "paragraph":
                within = above or self._container()
                return _below((within / Step("par", head), within / Step("pnt", head)), rest) if within else ()
            case _:
                return self._points(above, labels)

    def _points(self, above: Path | None, labels: Labels) -> Iterable[Path]:
        if above is not None:
            return (_join(above, labels),)
        whole = [_join(Path((Step("sct", labels[0]),)), labels[1:])] if len(labels) > 1 and labels[0].isdigit() else []
        if labels[0].isdigit():
            whole.append(_join(None, labels))
        place, around = self.place, []
        while place is not None:
            around.append(_join(place, labels))
            place = place.parent
        return (*around, *whole)

    def _container(self) -> Path | None:
        """The article or annex the reference stands in."""
        if self.place is None or self.place.steps[0].code not in {"art", "anx"}:
            return None
        return Path(self.place.steps[:1])

    def _enclosing(self, unit: Unit) -> Iterable[Path]:
        code = {"article": "art", "annex": "anx", "paragraph": "par", "point": "pnt"}.get(unit.noun)
        steps = self.place.steps if self.place is not None else ()
        depths = [depth for depth, step in enumerate(steps, 1) if step.code == code]
        if unit.noun in {"section", "act part"} and self.place is not None:
            clause = self.document.clause(self.place)
            above = self.document.ancestors(clause) if clause is not None else ()
            return [c.path for c in above if c.path.last.code == "sct" and c.label.startswith(unit.word.capitalize())]
        if code == "pnt" and len(depths) > 1:
            raise _Abstain("several points stand around it")
        return [Path(steps[: depths[0]])] if depths else []

    def _divisions(self, above: Path | None, word: str, head: str) -> Iterable[Path]:
        """Numbered parts of the act, which are told apart by what their headings call them."""
        label = f"{word.removesuffix('s').capitalize()} {head}"
        scope = above
        if scope is None and self.place is not None and (clause := self.document.clause(self.place)) is not None:
            around = [c.path for c in self.document.ancestors(clause) if c.path.last.code == "sct"]
            scope = around[0] if around else None
        named = [
            c for c in self.document.clauses if c.kind is Kind.SECTION and f"{c.label} of".startswith(f"{label} of")
        ]
        inside = [c.path for c in named if scope is not None and c.path.steps[: len(scope.steps)] == scope.steps]
        return inside if above is not None else inside or [c.path for c in named]

    def _between(self, first: Path, last: Path) -> list[Path]:
        """What stands behind `first` up to `last` in one list, in reading order."""
        if first.parent != last.parent or first.last.code != last.last.code:
            raise _Abstain("the two ends of the range stand in different lists")
        places: Sequence[Path] = (
            [note.address.path for note in self.document.footnotes]
            if first.last.code == "ftn"
            else [c.path for c in self.document.clauses]
        )
        listed = [path for path in places if path.parent == first.parent and path.last.code == first.last.code]
        start, end = listed.index(first), listed.index(last)
        if end <= start:
            raise _Abstain("the range runs backwards")
        return listed[start + 1 : end + 1]

    def _first_list(self, found: Sequence[Path]) -> bool:
        """Whether no other text of the same paragraph stands before the places found."""
        parent = found[0].parent
        before = [c.path for c in self.document.clauses]
        until = before[: before.index(found[0])] if found[0] in before else []
        return not any(path.parent == parent and path.last.code == "unp" for path in until)

    def _exists(self, path: Path) -> bool:
        return self.document.clause(path) is not None or self.document.footnote(path) is not None

    def _one(self, paths: Iterable[Path], missing: str) -> Path:
        distinct = tuple(dict.fromkeys(paths))
        if len(distinct) != 1:
            raise _Abstain("several places can be meant" if distinct else missing)
        return distinct[0]


def _below(heads: Iterable[Path], labels: Labels) -> list[Path]:
    """Every path under `heads` that labels in brackets can mean: an article's first is a paragraph or a point."""
    found = list(heads)
    for depth, label in enumerate(labels):
        codes = ("par", "pnt") if depth == 0 and label[0].isdigit() else ("pnt",)
        found = [path / Step(code, label) for path in found for code in codes if code == "pnt" or len(path.steps) == 1]
    return found


def _join(above: Path | None, labels: Sequence[str]) -> Path:
    steps = tuple(Step("pnt", label) for label in labels)
    return Path((*(above.steps if above is not None else ()), *steps))

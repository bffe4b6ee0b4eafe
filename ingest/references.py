"""Cross-references: what a clause or footnote refers to, in its own document, in another of the catalogue, or outside.

Guarantees, for any text:
1. ``part.text[reference.start : reference.end] == reference.text``, in order and without overlaps;
2. every target exists, and a reference has targets only when one reading is left: a wrong target is worse than none;
3. a provision of another act is never looked up in the act at hand, nor one that stands in an amendment;
4. only words count: a link's address is no evidence.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from ingest.acts import Acts, NamedAct
from ingest.address import Address, Path
from ingest.amendments import amending, quoted_for_another_act
from ingest.catalogue import Entry
from ingest.model import Clause, Document, Footnote, Kind
from ingest.owners import Owner, find_owners
from ingest.parse import ACTS
from ingest.provisions import LEVELS, Provision, find_provisions
from ingest.targets import Targets, find_targets

Status = Literal["clause", "document", "foreign", "unresolved"]


@dataclass(frozen=True)
class CrossReference:
    """One reference: the words at ``text[start:end]`` of the clause or footnote at `source`, and where they lead.

    "clause": to `targets`, which exist; "document": to the document `document` of the catalogue as a whole; "foreign":
    to a text outside the catalogue; "unresolved": nobody can tell, and `reason` says why. A reference to a place that
    its document lacks, or whose text is not here, is one to the document, with the reason.
    """

    source: Address
    start: int
    end: int
    text: str
    status: Status
    targets: tuple[Address, ...] = ()
    document: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class References:
    """Finds the references of one document; `other` gives the parsed document of a key, or None."""

    document: Document
    acts: Acts
    other: Callable[[str], Document | None]

    def of(self, part: Clause | Footnote) -> tuple[CrossReference, ...]:
        """Every reference in the text of `part`, in order."""
        text = part.text
        acts = self.acts.find(text)
        provisions = tuple(
            provision
            for provision in find_provisions(text)
            if not any(act.start < provision.end and provision.start < act.end for act in acts)
            and not (isinstance(part, Clause) and text == part.label)  # a heading without words of its own
        )
        read = _Read(part, acts, provisions, find_owners(text, provisions, acts))
        found = [self._provision(read, place) for place in range(len(provisions))]
        taken = [(owner.start, owner.end) for owner in read.owners if owner.kind == "act"]
        for act in acts:
            own = act.entry is not None and self._same_act(act.entry)
            if not own and not any(start <= act.start and act.end <= end for start, end in taken):
                found.append(self._act(part, act))
        apart: list[CrossReference] = []
        for reference in sorted(found, key=lambda reference: (reference.start, -reference.end)):
            if not apart or apart[-1].end <= reference.start:
                apart.append(reference)
        return tuple(apart)

    def _act(self, part: Clause | Footnote, act: NamedAct) -> CrossReference:
        if act.entry is not None:
            return _made(part, act.start, act.end, "document", document=act.entry.key)
        status: Status = "unresolved" if act.note else "foreign"
        return _made(part, act.start, act.end, status, reason=act.note or "")

    def _provision(self, read: "_Read", place: int) -> CrossReference:
        part, provision, owner = read.part, read.provisions[place], read.owners[place]
        act, start, end = owner.act, owner.start, owner.end
        if owner.kind == "foreign":
            return _made(part, start, end, "foreign")
        if owner.kind == "unknown":
            return _made(part, start, end, "unresolved", reason=owner.reason)
        if act is not None:
            if act.entry is None:
                return _made(part, start, end, "unresolved" if act.note else "foreign", reason=act.note or "")
            if not self._same_act(act.entry):
                return self._elsewhere(part, provision, start, end, act.entry)
        if reason := self._why_not_here(read, place):
            return _made(part, start, end, "unresolved", reason=reason)
        where = part.path if isinstance(part, Clause) else None
        targets = find_targets(provision, self.document, where)
        return self._led(part, targets, provision, owner)

    def _led(self, part: Clause | Footnote, targets: Targets, provision: Provision, owner: Owner) -> CrossReference:
        start, end = owner.start, owner.end
        if not targets.paths:
            return _made(part, start, end, "unresolved", reason=targets.reason)
        article = provision.unit("article")
        said = owner.kind != "here" or any(unit.pointer for unit in provision.units)
        here = part.address.path
        if not said and (here in targets.paths or (article is not None and targets.paths[0].steps[0] == here.steps[0])):
            # Drafters write "this Article" there, so another act's is likelier.
            return _made(part, start, end, "unresolved", reason="it would lead back to where it stands")
        return _made(part, start, end, "clause", tuple(Address(self.document.key, path) for path in targets.paths))

    def _elsewhere(
        self, part: Clause | Footnote, provision: Provision, start: int, end: int, entry: Entry
    ) -> CrossReference:
        document = self.other(entry.key)
        reason = "its text is not in the corpus"
        if document is not None:
            targets = find_targets(provision, document, None)
            if targets.paths:
                addresses = tuple(Address(entry.key, path) for path in targets.paths)
                return _made(part, start, end, "clause", addresses, entry.key)
            reason = targets.reason
        return _made(part, start, end, "document", document=entry.key, reason=reason)

    def _why_not_here(self, read: "_Read", place: int) -> str:
        """Why a provision that no other act owns is not looked up here; "" where nothing speaks against it."""
        part, provision, owner = read.part, read.provisions[place], read.owners[place]
        where = part.path if isinstance(part, Clause) else part.clause
        if self.document.kind not in ACTS:
            return "a page has no provisions"
        if where in self._quoted or read.amending:
            return "it stands in an amendment of another act"
        if owner.word and self._called is not None and owner.word not in {self._called, "Code", "Act"}:
            return f"the text is no {owner.word}"
        if owner.kind != "here" or provision.units[0].pointer == "this":
            return ""
        if isinstance(part, Footnote) or part.kind is Kind.RECITAL:
            if provision.units[0].noun not in {"recital", "footnote"} and (read.acts or _other_text(part.text)):
                return "another text is named beside it"
        elif part.kind is Kind.TITLE or where is None or where.steps[0].code in {"unp", "frg"}:
            return "it stands outside the provisions of the act"
        return _between_the_lines(read, place)

    def _same_act(self, entry: Entry) -> bool:
        """Whether `entry` is this document, or another text of the same act."""
        here = self.acts.catalogue.get(self.document.key)
        return entry.key == self.document.key or (
            here is not None and (entry.witness_of or entry.key) == (here.witness_of or here.key)
        )

    @cached_property
    def _quoted(self) -> frozenset[Path]:
        return quoted_for_another_act(self.document)

    @cached_property
    def _called(self) -> str | None:
        """What the act calls itself, from its enacting formula: "Regulation"."""
        for clause in self.document.clauses:
            if clause.label == "enacting formula":
                return clause.text.rstrip(" :").split()[-1].capitalize()
        return None


@dataclass(frozen=True)
class _Read:
    """A text and what it names; `owners` go with `provisions`."""

    part: Clause | Footnote
    acts: tuple[NamedAct, ...]
    provisions: tuple[Provision, ...]
    owners: tuple[Owner, ...]

    @cached_property
    def amending(self) -> bool:
        """Whether the text orders a change of another one."""
        return amending(self.part.text)

    @cached_property
    def wide(self) -> tuple[int, ...]:
        """The provisions that a narrower one behind them could belong to."""
        points = LEVELS["point"]
        return tuple(
            place for place, p in enumerate(self.provisions) if p.level < points and p.units[0].pointer != "this"
        )


def _between_the_lines(read: _Read, place: int) -> str:
    """Why "paragraph 2" may not be one of the same article: another article, or another act, was named before it."""
    provision = read.provisions[place]
    sentence = max(read.part.text.rfind(end, 0, provision.start) for end in (". ", "; "))
    if provision.level < LEVELS["paragraph"]:
        return ""
    if provision.units[0].items and "." in provision.units[0].items[0].readings[0][0]:
        return ""  # dotted numbers are absolute
    if any(act.entry is None and act.end <= provision.start for act in read.acts):
        return "another act is named before it"
    for other in read.wide:
        if other >= place:
            break
        before, owner = read.provisions[other], read.owners[other]
        unsure = owner.kind in {"act", "foreign", "unknown"} or before.start > sentence
        if unsure and before.level < provision.level:
            return "a wider place is named before it"
    return ""


def _other_text(text: str) -> bool:
    return any(
        word in text for word in ("Treaty", "Charter", "Convention", "Protocol", "Agreement", "TFEU", "Directive")
    )


def _made(
    part: Clause | Footnote,
    start: int,
    end: int,
    status: Status,
    targets: tuple[Address, ...] = (),
    document: str | None = None,
    reason: str = "",
) -> CrossReference:
    return CrossReference(part.address, start, end, part.text[start:end], status, targets, document, reason)

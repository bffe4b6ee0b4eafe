"""Acts and other documents named in running text: "Council Recommendation (EU) 2022/2415", "Directive 2014/65/EU".

Only the words count. A web address is no evidence, since links of converted texts point to wrong places; an ELI counts
where the text itself prints it behind "ELI:". A number names a document of the catalogue only together with its kind:
"Regulation (EU) 2023/1640" is not the Recommendation of that number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from ingest.catalogue import Catalogue, Entry

_DATE = r"\d{1,2}\s(?:January|February|March|April|May|June|July|August|September|October|November|December)\s\d{4}"
_SERIES = r"\((?:EU|EC|EEC|ECSC|Euratom|CFSP|JHA)(?:,\s?(?:EU|EC|EEC|ECSC|Euratom))*\)"
_NUMBER = (
    rf"(?:{_SERIES}\s?(?:No\.?\s?)?|No\.?\s?)?\d{{1,4}}/\d{{1,5}}(?:/(?:EU|EC|EEC|ECSC|Euratom|CFSP|JHA|EURATOM))?"
    rf"(?![\w/])|No\s\d{{1,4}}(?![\w/])"
)
_KIND = r"(?:Framework\sDecision|Regulation|Directive|Decision|Recommendation|Joint\sAction|Common\sPosition|Guideline)"
_BODY = r"(?:(?:Commission|Council|European\sParliament\sand\sCouncil)\s)?(?:(?:Implementing|Delegated)\s)?"
_ADOPTED = (
    rf"(?:\sof\sthe\s(?:European\sParliament(?:\sand\s(?:of\s)?the\sCouncil)?|Council|Commission))?(?:\sof\s{_DATE})?"
)
_FOUND = re.compile(
    rf"(?P<numbered>{_BODY}(?P<kind>{_KIND})s?\s\(?(?P<numbers>(?:{_NUMBER})(?:(?:,\s|\s(?:and|or)\s|,\s(?:and|or)\s)"
    rf"(?:{_NUMBER}))*){_ADOPTED})"
    rf"|(?P<dated>{_BODY}(?P<dated_kind>{_KIND})\sof\s{_DATE})"
    rf"|(?P<unkinded>{_SERIES}\s?(?:No\.?\s?)?\d{{1,4}}/\d{{1,5}}(?![\w/]))"
    rf"|(?P<file>(?:{_BODY}{_KIND}\s)?(?<![\w/])(?:C|COM|SWD|SEC|JOIN)(?:\s?\(\d{{4}}\)\s?|/\d{{4}}/)\d{{1,5}}(?![\w/])"
    r"(?:\sfinal)?)"
    r"|(?P<journal>\bOJ\s[LC]A?(?:,\s[LC]?/?\d{4}/\d+|\s\d{1,3})(?![\w/])|(?<![\w/])\d{4}/[LC]\s\d{1,3}/\d{1,3})"
    r"|\bELI:?\s?(?:https?://data\.europa\.eu/eli/)?(?P<eli>(?:[a-z_]+|C)/\d{4}/\d{1,5})(?:/oj)?(?![\w/])"
    r"|(?P<celex>(?<![\w])[1-9]\d{4}[A-Z]{1,2}\d{4}(?!\w))"
    r"|(?:Council\s)?document\s(?P<council>\d{4,5}/\d{2})(?![\w/])"
)
_KIND_BEFORE = re.compile(rf"{_BODY}(?P<kind>{_KIND})\s")
_ONE_NUMBER = re.compile(_NUMBER)
_ABOUT = re.compile(
    rf"{_BODY}(?P<kind>[A-Z][a-z]+)(?:\s{_SERIES}\s?\d{{4}}/\d+)?(?:\sof\s{_DATE})?\son\s(?:(?:the|a|an)\s)?$"
)
_TITLE_HEAD = re.compile(rf"^(?:Commission|Council)\sRecommendation\s.*?\bof\s{_DATE}\son\s(?:(?:a|the)\s)?")
_GOES_ON = re.compile(rf"\s?\(?(?:of\s{_DATE}\s)?(?:on\s(?:the\s|an?\s)?)?")
_TITLE_TAIL = re.compile(r"(?:\sfor\sknowledge\svalorisation)?(?:\sin\sthe\s(?:ERA|European\sResearch\sArea))?(?!\w)")
_PLAIN = re.compile(r"[\s‐–-]+")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W_]+")
# What may follow a title without making it part of a longer one.
_BEHIND_TITLE = re.compile(
    r"\W*$|[\s”’'\"]*[^\w\s”’'\"]|\s(?:and|or|which|that|is|are|was|were|as|in|for|of|to|by|from|with|has|have|shall|should|"
    r"will|can|may|must|recommends?|recommended|regarding|concerning|calls?|sets?|provides?|while|when|where|also)\b"
)


@dataclass(frozen=True)
class NamedAct:
    """A place that names an act: ``text[start:end]``; `entry` is None for one outside the catalogue.

    `kind` is the word that says what it is ("Regulation"), where one stands there; `note` says why a name that comes
    close to the catalogue's was not taken for it.
    """

    start: int
    end: int
    entry: Entry | None
    kind: str | None = None
    note: str | None = None
    appendix: bool = False  # a journal page or an ELI, which says where an act named before it was published


@dataclass(frozen=True)
class Acts:
    """Finds the acts that texts name, those of `catalogue` and others."""

    catalogue: Catalogue

    def find(self, text: str) -> tuple[NamedAct, ...]:
        """Every act `text` names, in order and without overlaps; what says the same of one act twice is joined.

        A page of the Official Journal, or an ELI, behind an act only tells where that was published and is left out.
        """
        found = _by_number(text, self.catalogue) if _DIGIT.search(text) else []
        kept: list[NamedAct] = []
        for act in sorted([*found, *self._by_name(text)], key=lambda act: (act.start, -act.end)):
            last = kept[-1] if kept else None
            same = last is not None and act.entry is not None and act.entry == last.entry
            if last is not None and same and (act.start < last.end or _one_citation(text[last.end : act.start], act)):
                kept[-1] = replace(last, end=max(last.end, act.end))
            elif last is not None and (act.start < last.end or (act.appendix and act.entry is None)):
                continue
            else:
                kept.append(act)
        return tuple(_with_bracket(text, act) for act in kept)

    def _by_name(self, text: str) -> list[NamedAct]:
        lowered = text.lower()
        near = [named for named in self._names if all(word in lowered for word in named[2])]
        words = _Words.of(text if near else "")  # most texts have not even the words of a title
        found: list[NamedAct] = []
        for name, entry, _ in near:
            for start, end in words.places(name):
                about = _ABOUT.search(text, max(0, start - 120), start)
                other = about is not None and about["kind"].lower() != entry.kind
                inside = any(act.start <= start and end <= act.end for act in found)
                tail = _TITLE_TAIL.match(text, end)
                end = tail.end() if tail else end
                if other or inside or not (about or text[start].isupper()) or not _BEHIND_TITLE.match(text, end):
                    continue
                found.append(NamedAct(about.start() if about else start, end, entry, about["kind"] if about else None))
        return found

    @cached_property
    def _names(self) -> tuple[tuple["_Words", Entry, tuple[str, ...]], ...]:
        """All names and titles that are long enough to mean one document only, the longest first.

        With each come its words, the longest and so rarest first.
        """
        named: dict[str, Entry] = {}
        for entry in self.catalogue.entries:
            if entry.how == "added" or entry.witness_of is not None:
                continue  # a title of one's own is just words in other texts, and an act's title names the act
            title = re.sub(r"\s\([^()]*\)$", "", entry.title)
            for name in (entry.title, title, _TITLE_HEAD.sub("", title), entry.name):
                if len(name.split()) > 2:
                    named.setdefault(name, entry)
        listed = ((_Words.of(name), named[name]) for name in sorted(named, key=len, reverse=True))
        return tuple((w, entry, tuple(sorted(w.joined.split(), key=len, reverse=True))) for w, entry in listed)


@dataclass(frozen=True)
class _Words:
    """A text as its words, without case, and what stands between them; spaces and dashes there are all alike."""

    joined: str  # " knowledge valorisation "
    spans: tuple[tuple[int, int], ...]
    between: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "_Words":
        matches = list(_WORD.finditer(text))
        between = (text[a.end() : b.start()] for a, b in pairwise(matches))
        return cls(
            f" {' '.join(match[0].lower() for match in matches)} ",
            tuple(match.span() for match in matches),
            tuple(_PLAIN.sub("", marks) for marks in between),
        )

    def places(self, name: "_Words") -> Iterator[tuple[int, int]]:
        """Where `name` stands, word for word and with its punctuation."""
        at = self.joined.find(name.joined)
        while at >= 0:
            first = self.joined.count(" ", 0, at)
            last = first + len(name.between)
            if self.between[first:last] == name.between:
                yield self.spans[first][0], self.spans[last][1]
            at = self.joined.find(name.joined, at + 1)


def _with_bracket(text: str, act: NamedAct) -> NamedAct:
    """`act` with the bracket that closes one inside its words."""
    words = text[act.start : act.end]
    closes = words.count("(") > words.count(")") and text[act.end : act.end + 1] == ")"
    return replace(act, end=act.end + 1) if closes else act


def _one_citation(between: str, act: NamedAct) -> bool:
    """Whether `act` goes on with the citation before it: its date and title, or where it was published."""
    return (act.appendix and not re.search(r"[;)]", between)) or _GOES_ON.fullmatch(between) is not None


def _by_number(text: str, catalogue: Catalogue) -> list[NamedAct]:
    found: list[NamedAct] = []
    for match in _FOUND.finditer(text):
        start, end = match.span()
        if match["numbered"]:
            kind, first = match["kind"], len(found)
            for number in _ONE_NUMBER.finditer(text, *match.span("numbers")):
                entry, note = _numbered(kind, number[0], catalogue)
                found.append(NamedAct(number.start(), number.end(), entry, kind, note))
            found[first] = replace(found[first], start=start)
            found[-1] = replace(found[-1], end=end)
        elif match["dated"]:
            found.append(NamedAct(start, end, None, match["dated_kind"], _same_date(match[0], catalogue)))
        elif match["journal"]:
            page = any(
                entry.identifiers and entry.identifiers.get("oj", "").startswith(match[0])
                for entry in catalogue.entries
            )
            note = "a page of the Official Journal does not say which act on it is meant" if page else None
            found.append(NamedAct(start, end, None, None, note, appendix=True))
        else:
            name = match["eli"] or match["celex"] or match["council"] or match["unkinded"] or match["file"]
            name = _KIND_BEFORE.sub("", name)
            entry = catalogue.resolve(name)
            prefix = _KIND_BEFORE.match(match["file"] or "")
            if prefix is not None and entry is not None and prefix["kind"].lower() != entry.kind:
                note = f"the document of this number in the catalogue is no {prefix['kind']}"
                found.append(NamedAct(start, end, None, prefix["kind"], note))
                continue
            kind = prefix["kind"] if prefix is not None else None
            found.append(NamedAct(start, end, entry, kind, appendix=match["eli"] is not None))
    return found


def _numbered(kind: str, number: str, catalogue: Catalogue) -> tuple[Entry | None, str | None]:
    bare = re.search(r"\d+/\d+", number)
    names = (number, bare[0] if bare else number)
    entry = next((entry for name in names if (entry := catalogue.resolve(name)) is not None), None)
    if entry is not None and entry.kind != kind.lower():
        return None, f"the document of this number in the catalogue is no {kind}"
    return entry, None


def _same_date(words: str, catalogue: Catalogue) -> str | None:
    """Why a kind and a date are not enough where the catalogue has an act of that date."""
    for entry in catalogue.entries:
        if entry.date is not None and f"{entry.date.day} {entry.date:%B %Y}" in words:
            return "a date does not say which act is meant"
    return None

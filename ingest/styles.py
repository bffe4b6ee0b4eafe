"""A clause or footnote as a citation to paste: short, full, BibTeX and CSL-JSON.

Every fact is from the catalogue; what is not recorded there, or is recorded as unverified, is left out. What a citation
names is the text that is quoted. Where that is not the text of the Official Journal, the full citation and the BibTeX
and CSL-JSON notes say so, the Official Journal reference stands beside it as the publication of the act, and no field
that means "these words are there" (BibTeX `url`, CSL `URL` and `container-title`) is filled.

The order is that of the Interinstitutional Style Guide: title, Official Journal reference with its ELI, subdivision.
"""

import datetime
import json
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal, get_args
from urllib.parse import quote

from ingest.catalogue import Entry
from ingest.corpus import Corpus
from ingest.errors import CitationError
from ingest.model import Clause, Footnote
from ingest.naming import MONTHS

Style = Literal["short", "full", "bibtex", "csl-json"]
STYLES: tuple[Style, ...] = get_args(Style)
_ACTS = frozenset({"recommendation"})
_PAGES = frozenset({"news item", "call", "event page"})
# In braces a lone "{" or "}" would end the field, escaped or not, so the commands without braces of their own are used.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "$&#_%"},
}
_NUMBERED = re.compile(r"(?P<noun>point|recital|footnote|recommendation) (?P<number>\d[\w.]*(?:\(\w+\))*)")


def cite(targets: Sequence[Clause | Footnote], corpus: Corpus, style: Style) -> str:
    """The citation of `targets` in one style, in their order; "" for none.

    "short" and "full" take the clauses of a document together, a document a line; "bibtex" has an entry a clause;
    "csl-json" is a JSON list, which is what reference managers import. CitationError for any other style.
    """
    if style not in STYLES:
        raise CitationError(f"There is no citation style “{style}”.", hint=f"Choose one of {', '.join(STYLES)}.")
    parts = list(dict.fromkeys(targets))
    if not parts:
        return ""
    if style == "bibtex":
        return "\n\n".join(bibtex(part, corpus) for part in parts)
    if style == "csl-json":
        return json.dumps([csl(part, corpus) for part in parts], ensure_ascii=False, indent=2)
    by_document: dict[str, list[Clause | Footnote]] = {}
    for part in parts:
        by_document.setdefault(part.address.document, []).append(part)
    write = short if style == "short" else full
    return "\n".join(write(together, corpus) for together in by_document.values())


def short(parts: Sequence[Clause | Footnote], corpus: Corpus) -> str:
    """Clauses of one document by its short name: "C(2024) 601, points 3.1.1(c) and 3.2.1(b)"."""
    return f"{corpus.entry_of(parts[0].address).short}, {places([part.label for part in parts])}"


def full(parts: Sequence[Clause | Footnote], corpus: Corpus) -> str:
    """Clauses of one document by its title, with the act's publication and the text that is quoted."""
    entry = corpus.entry_of(parts[0].address)
    where = places([part.label for part in parts])
    if entry.kind in _ACTS:
        numbers = _numbers(entry)
        named = f"{entry.title} ({numbers})" if numbers else entry.title
    else:
        named = ", ".join(filter(None, (entry.author, f"‘{entry.title}’", _genre(entry), _day(entry))))
    linked = f", {entry.url}" if entry.kind not in _ACTS and entry.url and not _apart(entry) else ""
    return f"{named}{linked}, {where}{_quoted(entry)}"


def bibtex(part: Clause | Footnote, corpus: Corpus) -> str:
    """One entry of type @misc, which BibTeX and BibLaTeX both know; the text is UTF-8.

    The key is the clause's uid with ":" for "#": unique and permanent. `note` names the clause and the text quoted.
    """
    entry = corpus.entry_of(part.address)
    how = _numbers(entry) if entry.kind in _ACTS else _genre(entry)
    fields = {"author": f"{{{{{_tex(entry.author)}}}}}"} if entry.author else {}
    fields["title"] = f"{{{{{_tex(entry.title)}}}}}"
    if how:
        fields["howpublished"] = f"{{{_tex(how)}}}"
    if (day := _dated(entry)) is not None:
        month = MONTHS[day.month - 1][:3].lower()
        fields |= {"year": f"{{{day.year}}}", "month": month, "day": f"{{{day.day}}}"}
    fields["note"] = f"{{{_tex(part.label + _quoted(entry))}}}"
    if entry.url and not _apart(entry):
        fields["url"] = f"{{{quote(entry.url, safe='/:?&=+@,;!*()[]-._%')}}}"
    lines = [f"  {name} = {value}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{part.uid.replace('#', ':')},", *lines, "}"])


def csl(part: Clause | Footnote, corpus: Corpus) -> dict[str, Any]:
    """One item of CSL-JSON whose `id` is the uid; `section` and `locator` are the clause's label."""
    entry = corpus.entry_of(part.address)
    act = entry.kind in _ACTS
    item: dict[str, Any] = {"id": part.uid, "type": _csl_type(entry), "title": entry.title, "title-short": entry.short}
    if entry.author:
        item["author"] = [{"literal": entry.author}]
    if entry.date is not None:
        named = "event-date" if entry.kind == "event page" else "issued"
        item[named] = {"date-parts": [[entry.date.year, entry.date.month, entry.date.day]]}
    if act and (number := _number(entry) or _identifiers(entry).get("number")):
        item["number"] = number
    if not act and (genre := _genre(entry)):
        item["genre"] = genre
    item |= {"section": part.label, "locator": part.label}
    if act and (reference := published(entry)):
        item["references"] = reference
    if quoted := _quoted(entry).removeprefix(". "):
        item["note"] = quoted
    if entry.url and not _apart(entry):
        item["URL"] = entry.url
    return item


def published(entry: Entry) -> str:
    """The Official Journal reference of an act, with the ELI where one is recorded; "" where neither is.

    Beside another text of the act it says what was published: "published as (EU) 2024/774, OJ L, 2024/774, 5.3.2024,
    ELI: http://data.europa.eu/eli/reco/2024/774/oj". Before October 2023 the reference has the first page alone.
    """
    known = _identifiers(entry)
    journal = re.sub(r"(p\. \d+)[–-]\d+$", r"\1", known.get("oj", ""))
    eli = f"ELI: http://data.europa.eu/eli/{known['eli']}/oj" if "eli" in known else ""
    listed = [reference for reference in (journal, eli) if reference]
    if listed and _apart(entry):
        return "published as " + ", ".join([*([known["number"]] if "number" in known else []), *listed])
    return ", ".join(listed)


def places(labels: Sequence[str]) -> str:
    """Labels of one document as a reader lists them; a run of like ones shares its noun, and sub-points their stem.

    >>> places(["point 3.1.1(c)", "point 3.2.1(b)"]), places(["recital 2", "point 3.1.1(f)", "point 3.1.1(g)"])
    ('points 3.1.1(c) and 3.2.1(b)', 'recital 2; points 3.1.1(f) and (g)')
    """
    groups: list[tuple[str, list[str]]] = []
    for label in labels:
        match = _NUMBERED.fullmatch(label)
        noun, number = (match["noun"], match["number"]) if match else ("", label)
        if groups and noun and groups[-1][0] == noun:
            groups[-1][1].append(number)
        else:
            groups.append((noun, [number]))
    return "; ".join(_group(noun, numbers) for noun, numbers in groups)


def _group(noun: str, numbers: Sequence[str]) -> str:
    if not noun or len(numbers) == 1:
        return f"{noun} {numbers[0]}".strip()
    written = [numbers[0]]
    for before, number in pairwise(numbers):
        stem, bracket, last = number.rpartition("(")
        written.append(bracket + last if stem and before.rpartition("(")[0] == stem else number)
    return f"{noun}s {', '.join(written[:-1])} and {written[-1]}"


def _identifiers(entry: Entry) -> dict[str, str]:
    """The identifiers that are established."""
    return {name: value for name, value in (entry.identifiers or {}).items() if name not in entry.unverified}


def _number(entry: Entry) -> str:
    """The number of the text that is quoted, unless the title says it: the act's, or another text's own."""
    known = _identifiers(entry)
    number = known.get("c_number" if _apart(entry) else "number", "")
    return "" if number in entry.title else number


def _apart(entry: Entry) -> bool:
    """Whether the text quoted is another one than what the act's number, reference and link lead to."""
    return entry.witness is not None and entry.how == "shipped"


def _quoted(entry: Entry) -> str:
    """Which text of the act is quoted; a document of the user's own has no other."""
    return f". Text quoted: {entry.witness}" if entry.witness and entry.how != "added" else ""


def _genre(entry: Entry) -> str:
    return "" if entry.how == "added" else entry.kind


def _numbers(entry: Entry) -> str:
    return "; ".join(filter(None, (_number(entry), published(entry))))


def _dated(entry: Entry) -> datetime.date | None:
    """The day of publication; the date of an event page is the day of the event."""
    return None if entry.kind == "event page" else entry.date


def _day(entry: Entry) -> str:
    day = _dated(entry)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day is not None else ""


def _csl_type(entry: Entry) -> str:
    if entry.kind in _ACTS:
        return "legislation"
    if entry.how == "added":
        return "document"
    return "webpage" if entry.kind in _PAGES else "report"


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in text)

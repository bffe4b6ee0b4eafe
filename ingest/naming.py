"""Documents named in a reference: by number, title or web address, with the words that go with a name.

Nothing of another act is taken for one of ours: "Regulation (EU) 2024/774", "OJ C, C/2024/601" and the web address of
either keep words that make the whole no reference.
"""

import datetime
import re
import unicodedata
from functools import cache

from ingest.address import Path
from ingest.catalogue import Catalogue, Entry
from ingest.errors import AddressError

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_PART = re.compile(r"[^\W\d_]+|[0-9]+")  # words in any script
_AT = "\0"  # where the name stood
_OTHER = 0xE000  # where another name of the same document stands: the first of the signs for private use
_OTHERS = f"{chr(_OTHER)}-{chr(_OTHER + 0xFF)}"
_BEFORE = re.compile(
    r"(?:(?<![\w-])(?:commission|council|the|eli|celex|no|st|document|doc|rec|empfehlung|recommandation|"
    rf"raccomandazione|recomendación|recommendation)\b\.?|\((?:eu|ue)\)|\b(?:eu|ue)\b|[(,:]| )+(?={_AT})"
)
_JOURNAL = re.compile(rf"\boj (?P<series>[lc]),? ?{_AT}")
_DATE = r"(?P<date>[0-9]{1,2}(?:\.[0-9]{1,2}\.| [a-z]+ )[0-9]{4})(?![0-9])"
_BEHIND = re.compile(rf"{_AT}[ ,(]*(?:of |vom |du )?{_DATE}\)?")
_BETWEEN = re.compile(
    rf"(?P<first>[{_AT}{_OTHERS}])(?:[ ,;:()=/]|\b(?:on an?|on the|i\.e\.|also known as|eli|celex|final)\b|"
    rf"\boj (?P<series>[lc])\b|\b(?:of )?{_DATE})*(?P<second>[{_AT}{_OTHERS}])"
)
_HOST = r"(?:https?://)?(?:www\.)?(?:data|eur-lex|publications)\.europa\.eu"
_FRAGMENT = r"/?(?:#(?P<fragment>[^\s,;)]+))?(?![^\s,;)])"
_LINKS = (
    re.compile(
        rf"(?:{_HOST}/|(?<![\w/]))eli/(?P<eli>[a-z]+/[0-9]{{4}}/[0-9]+)(?P<under>(?:/[a-z]{{3}}_[0-9a-z.]+)*)"
        rf"(?:/oj(?:/[a-z]{{2,3}})?)?{_FRAGMENT}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_HOST}/(?:legal-content/[^\s?#]*\?(?:[^\s#]*&)?uri=celex(?::|%3a)|resource/celex/)(?P<celex>[0-9a-z()]+)"
        rf"(?:&[^\s#]*)?{_FRAGMENT}",
        re.IGNORECASE,
    ),
)


def unlink(text: str, catalogue: Catalogue) -> str:
    """`text` with each web address of an act of the catalogue replaced by the act's key or the uid of its clause.

    >>> unlink("http://data.europa.eu/eli/reg/2016/679/oj#rct_6", Catalogue(()))
    'http://data.europa.eu/eli/reg/2016/679/oj#rct_6'
    """
    for pattern in _LINKS:
        text = pattern.sub(lambda match: _key(match, catalogue), text)
    return text


def _key(match: re.Match[str], catalogue: Catalogue) -> str:
    identifier = "eli" if match.re is _LINKS[0] else "celex"
    named = [
        entry
        for entry in catalogue.entries
        for known in [(entry.identifiers or {}).get(identifier, "")]
        if known.lower() == match[identifier].lower() and known not in entry.ceded
    ]
    under = (match["under"] or "").strip("/") if identifier == "eli" else ""
    place = "/".join(filter(None, (under, match["fragment"])))
    if len(named) != 1:
        return match[0]
    try:
        return f"{named[0].key}#{Path.parse(place.lower())}" if place else named[0].key
    except AddressError:
        return match[0]  # a place on the page that nothing here knows


def split_document(folded: str, catalogue: Catalogue) -> tuple[Entry | None, str]:
    """The document that `folded` (normalised) names, and the rest of the words; the longest name wins.

    Its other names, and its date or its Official Journal beside one of them, go with it.
    """
    named = named_documents(folded, catalogue)
    if not named:
        return None, folded
    entry = named[0][1]
    others: list[str] = []
    for match, other in named[:200]:
        start, end = match.span()
        free = not re.search(f"[{_AT}{_OTHERS}]", folded[start:end])
        if other is entry and free:
            others += [folded[start:end]] if start != named[0][0].start() else []
            sign = _AT if start == named[0][0].start() else chr(_OTHER + len(others) - 1)
            folded = folded[:start] + sign * (end - start) + folded[end:]
    folded = re.sub(rf"([{_AT}{_OTHERS}])\1+", r"\1", folded)
    left = ""
    while left != folded:
        left = folded
        folded = _BEFORE.sub("", folded)
        folded = _JOURNAL.sub(lambda match: _AT if _is_in(entry, match["series"]) else match[0], folded)
        folded = _BEHIND.sub(lambda match: _AT if match["date"] in _dates(entry) else match[0], folded)
        folded = re.sub(rf"{_AT} ?(?:init|final)\b", _AT, folded)
        folded = _BETWEEN.sub(lambda match: _joined(match, entry), folded)
    folded = re.sub(rf"(?:\b(?:of|in|from|under))? *\(?{_AT}", " ", folded)
    for number, words in enumerate(others):  # those that stand apart are words of the reference
        folded = folded.replace(chr(_OTHER + number), words)
    return entry, " ".join(folded.split())


def _joined(match: re.Match[str], entry: Entry) -> str:
    """Two names of a document side by side as one, unless a date or Official Journal between them is not its own."""
    apart = _AT not in {match["first"], match["second"]}
    apart = apart or bool(match["date"] and match["date"] not in _dates(entry))
    apart = apart or bool(match["series"] and not _is_in(entry, match["series"]))
    return match[0] if apart else _AT


def _is_in(entry: Entry, series: str) -> bool:
    return (entry.identifiers or {}).get("oj", "").lower().startswith(f"oj {series}, ")


def _dates(entry: Entry) -> set[str]:
    """The days a document goes with, as they are written: its own and that of its Official Journal."""
    days = [entry.date] if entry.date is not None else []
    for day, month, year in re.findall(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})", (entry.identifiers or {}).get("oj", "")):
        days.append(datetime.date(int(year), int(month), int(day)))
    forms = (
        (f"{d.day}.{d.month}.{d.year}", f"{d:%d.%m.%Y}", f"{d.day} {MONTHS[d.month - 1].lower()} {d.year}")
        for d in days
    )
    return {form for written in forms for form in written}


def named_documents(folded: str, catalogue: Catalogue, *, spoken: bool = False) -> list[tuple[re.Match[str], Entry]]:
    """Every place where `folded` (normalised) names a document, the longest name first; places may overlap.

    `spoken` tells that it is a sentence, in which some names are just words.
    """
    found = [
        (match, entry)
        for entry in catalogue.entries
        for name in (entry.spoken if spoken else entry.names)
        if _longest_part(name) in folded  # nearly never: far cheaper than the pattern
        for match in _name_pattern(name).finditer(folded)
    ]
    return sorted(found, key=lambda named: -len(named[0][0]))


@cache  # every question looks for every name
def _parts(name: str) -> list[str]:
    """The words and numbers of a document name."""
    return _PART.findall(unicodedata.normalize("NFKC", name).lower())


@cache
def _longest_part(name: str) -> str:
    return max(_parts(name), key=len, default="")


@cache
def _name_pattern(name: str) -> re.Pattern[str]:
    """A pattern for a document name that forgives spacing and punctuation, but never a letter or digit more."""
    return re.compile(r"(?<![^\W_])" + r"[\W_]*".join(_parts(name)) + r"(?: *final)?(?![^\W_])\)?")

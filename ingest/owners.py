"""Whose provision a sentence means: the act at hand, another act, or nobody can tell.

"Article 5" alone belongs to the act it stands in; "Article 5 of Regulation (EU) 2016/679" never does. What stands
behind (or right before) a provision decides, and whatever is not understood there makes the owner unknown: better no
target than another act's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple

from ingest.acts import NamedAct
from ingest.provisions import Provision

_KINDS = r"(?:Regulation|Directive|Decision|Recommendation|Code|Act)"
_INSTITUTIONS = r"(?:Commission|Council|European|Member|Board|Union|Agency|Authority|Parliament|Committee)"


@dataclass(frozen=True)
class Owner:
    """Whose a provision is, and from `start` to `end` the words that say it.

    "here": nothing is said; "own": the act at hand is named ("of this Regulation"); "act": `act` is named; "foreign": a
    text that has no number is named; "unknown": nobody can tell, and `reason` says why.
    """

    kind: Literal["here", "own", "act", "foreign", "unknown"]
    start: int
    end: int
    act: NamedAct | None = None
    reason: str = ""
    word: str = ""  # what the sentence calls the act at hand: "Regulation"


class _Patterns(NamedTuple):
    aside: re.Pattern[str]
    preposition: re.Pattern[str]
    own: re.Pattern[str]
    that: re.Pattern[str]
    thereof: re.Pattern[str]
    treaty: re.Pattern[str]
    named: re.Pattern[str]
    other: re.Pattern[str]
    possessive: re.Pattern[str]
    before: re.Pattern[str]
    together: re.Pattern[str]
    texts: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    named = r"[A-Z‘“][\w’-]*(?:\s(?:of\s|on\s|for\s)?(?:the\s)?[A-Z][\w’-]*)*"
    structure = r"(?:Articles?|Annex|Annexes|Sections?|Chapters?|Titles?|Parts?)"
    return _Patterns(
        aside=re.compile(r"(?:\s\([^()]{1,80}\)|,?\srespectively|,?\smutatis\smutandis)(?=,?\s(?:of|to|TFEU|TEU)\b)"),
        preposition=re.compile(r",?\s(?:of|to|in|under|from|laid\sdown\sin|set\sout\sin)\s(?:the\s)?"),
        own=re.compile(
            rf",?\s(?:of|to|in)\s(?:this|the\spresent)\s(?P<kind>{_KINDS})(?![\w-])(?!\s\()|\s(?:hereof|hereto)\b"
        ),
        that=re.compile(
            rf",?\s(?:of|to|in|under)\s(?:that|those|the\ssaid|such)\s(?:Implementing\s|Delegated\s|Framework\s)?(?P<kind>{_KINDS})s?(?!\w)"
        ),
        thereof=re.compile(r",?\s(?:thereof|thereto)\b"),
        treaty=re.compile(r",?\s(?:TFEU|TEU|EC|EEC|EAEC|ECHR|GDPR|UNCLOS)\b"),
        named=re.compile(
            rf",?\s(?:of\s(?:the\s|this\s|that\s|those\s|its\s|their\s|an?\s)?|to\s(?:the\s)?(?!{_INSTITUTIONS}\b))"
            rf"(?!{structure}\b)(?P<name>{named})"
        ),
        # Anything else that may name another text: "of the statutes", "in the Rules", "of, and Annex I to, Act …".
        other=re.compile(
            r",?\s(?:of|annexed\sto|attached\sto)\b|,?\sto,|,?\s(?:in|under|from)\s(?:the\s)?[A-Z]|\s[A-Z‘“]|"
            r"\s(?:above|below|bis|ter|quater|et\sseq|ff)\b|"
            r",?\s(?:as\s(?:last\s)?(?:amended|inserted|replaced)|in\sthe\sversion)\b"
        ),
        possessive=re.compile(
            r"\b(?:its|their|whose|[Oo]ld|[Nn]ew|[Ff]ormer|[Pp]revious|[Cc]urrent|[Ee]xisting|[Cc]orresponding)\s$|[’']s\s$"
            r"|\b(?:Treaty|Charter|Convention|Protocol|Agreement|Statute|[A-Z]\w*[A-Z]\w*),?\s\(?$|\b[A-Z]\w+\s\($"
        ),
        before=re.compile(
            r"(?:,\s|\s|\s?\()(?:and\s)?(?:in\sparticular\s|notably\s|especially\s)?(?:by\s|with\s)?(?:the\s)?"
        ),
        together=re.compile(
            r"(?:\s\([^()]{1,80}\))?(?:,\s|\s|,?\s(?:and|or|and/or|as\swell\sas|(?:read\s)?in\sconjunction\swith|"
            r"(?:read\s)?together\swith|nor|to)\s)(?:with\s|of\s|in\s|to\s|by\s|under\s|on\s|from\s|the\s|both\s)*"
        ),
        texts=re.compile(r"\bthis\s[A-Z]\w+|\b(?:Treaty|Convention|Agreement|Protocol|Charter|Statute|TFEU|TEU)\b"),
    )


def find_owners(text: str, provisions: Sequence[Provision], acts: Sequence[NamedAct]) -> tuple[Owner, ...]:
    """The owner of each provision of `text`, in their order."""
    owners: list[Owner] = []
    taken: set[NamedAct] = set()
    for provision in provisions:
        owner = _owner(text, provision, acts, [act for act in acts if act not in taken])
        taken |= {owner.act} if owner.act is not None else set()
        owners.append(owner)
    # "Article 5 and Article 6 of Directive …", "Article 5 of Directive … and Article 6": one owner may be that of both.
    places = range(len(owners) - 1)
    for here, there, reason in (
        *((place, place + 1, "the act named behind it may be meant") for place in reversed(places)),
        *((place + 1, place, "the act named before it may be meant") for place in places),
    ):
        other = owners[there].kind in {"act", "foreign", "unknown"}
        if owners[here].kind == "here" and other and _stand_together(text, provisions, owners, min(here, there)):
            owners[here] = _unknown(owners[here], reason)
    return tuple(owners)


def _stand_together(text: str, provisions: Sequence[Provision], owners: Sequence[Owner], place: int) -> bool:
    one, other = provisions[place], provisions[place + 1]
    end = max(one.end, owners[place].end)
    return one.level == other.level and _patterns().together.fullmatch(text, end, other.start) is not None


def _unknown(owner: Owner, reason: str) -> Owner:
    return replace(owner, kind="unknown", reason=reason)


def _owner(text: str, provision: Provision, acts: Sequence[NamedAct], free: Sequence[NamedAct]) -> Owner:
    patterns = _patterns()
    start, end = provision.start, provision.end
    aside = patterns.aside.match(text, end)
    behind = aside.end() if aside else end
    here = Owner("here", start, end)
    if link := patterns.preposition.match(text, behind):
        act = next((act for act in acts if act.start in {link.end(), link.end() - 4}), None)
        if act is not None:
            return Owner("act", start, act.end, act)
    if treaty := patterns.treaty.match(text, behind):
        return Owner("foreign", start, treaty.end())
    if own := patterns.own.match(text, behind):
        return Owner("own", start, own.end(), word=own["kind"] or "")
    if thereof := patterns.thereof.match(text, behind):
        return _thereof(text, thereof.end(), start, acts)
    if that := patterns.that.match(text, behind):
        return _antecedent(text, that, start, acts)
    if name := patterns.named.match(text, behind):
        return Owner("foreign", start, name.end())
    if patterns.other.match(text, behind):
        return _unknown(here, "the words behind it name another text")
    before = [act for act in free if act.end <= start]
    if before and (gap := patterns.before.fullmatch(text, before[-1].end, start)):
        return Owner("act", before[-1].start, end + ("(" in gap[0] and text[end : end + 1] == ")"), before[-1])
    if patterns.possessive.search(text, max(0, start - 30), start):
        return _unknown(here, "the words before it name another text")
    if _quoted(text, start):
        return _unknown(here, "it stands in a quotation")
    return here


def _quoted(text: str, at: int) -> bool:
    """Whether `at` lies behind an opening quotation mark that is not closed; an apostrophe closes nothing."""
    if text.count('"', 0, at) % 2:
        return True
    for mark, closing in (("‘", r"’(?!\w)"), ("“", "”")):
        opened = text.rfind(mark, 0, at)
        if opened >= 0 and not re.search(closing, text[opened:at]):
            return True
    return False


def _thereof(text: str, end: int, start: int, acts: Sequence[NamedAct]) -> Owner:
    """ "Article 5 thereof": of the text named last before it, if that is an act or a treaty."""
    named = [act for act in acts if act.end <= start]
    texts = list(_patterns().texts.finditer(text, named[-1].end if named else 0, start))
    if not texts and named:
        return Owner("act", start, end, named[-1])
    if texts and not texts[-1][0].startswith("this"):
        return Owner("foreign", start, end)
    return Owner("unknown", start, end, reason="“thereof” does not say of which act")


def _antecedent(text: str, that: re.Match[str], start: int, acts: Sequence[NamedAct]) -> Owner:
    """ "of that Regulation": the one act of this kind named before, or unknown."""
    named = [act for act in acts if act.end <= start and act.kind is not None and act.kind.endswith(that["kind"])]
    if named and all(act.entry == named[0].entry and act.note == named[0].note for act in named):
        return Owner("act", start, that.end(), named[-1])
    return Owner("unknown", start, that.end(), reason=f"the words do not say which {that['kind']} is meant")

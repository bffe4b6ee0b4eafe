"""References that start from another clause: "the point after 3.1.1(f)", "the last point of 3.1.1", "the next recital".

`read_relative` understands a text that is such a reference, or a short question about one; `begins` finds the words of
one before a reference inside a longer question. What it leads to is for `ingest.lookup` to say. A plural that does not
tell how many ("the points after 3.1.1(f)", "the rest of that list") is understood as far as not to be mistaken for the
clause it names, and leads nowhere.
"""

import re
from dataclasses import replace

from ingest.catalogue import Catalogue
from ingest.citation import Reference, Relative, Way, normalise, read_reference
from ingest.errors import AddressError
from ingest.naming import split_document, unlink
from ingest.nouns import NOUNS

COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_KINDS = ("recital", "footnote", "section", "recommendation", "definition", "passage", "point", "letter")
_NOUN_OF = {word: noun for noun in _KINDS for word in NOUNS[noun] if word not in {"§", "sub", "whereas"}}
_ANY = {"one", "ones", "paragraph", "paragraphs", "para", "paras", "par", "clause", "clauses"}  # like the anchor
_NOUN = "|".join(sorted({*_NOUN_OF, "ones?"}, key=len, reverse=True))
_MANY = rf"(?:(?P<count>{'|'.join(COUNTS[1:])}|[2-9]|10) )?"
_NEXT = r"(?P<adjective>next|following|subsequent|previous|preceding|prior) "
# "What is behind recital 6?" asks for its reasons.
_AFTER = r"(?P<way>after|following|before|preceding|follows|precedes)"
_CLOSE = r"(?:(?:right|immediately|directly|just|straight) )?"
_PRONOUN = r"(?:it|that|this|them|these|those|(?:that|this) one|the last one)"

_BESIDE = re.compile(
    rf"(?:the |a )?(?:{_NEXT})?{_MANY}(?P<noun>{_NOUN}) (?:(?:that|which) )?(?:(?:comes?|stands?|is|are) )?"
    rf"{_CLOSE}{_AFTER}"
)
_WHAT = re.compile(rf"what (?:(?:comes?|stands?|is) )?{_CLOSE}{_AFTER}")
_STEP = re.compile(rf"(?:the )?{_NEXT}{_MANY}(?P<noun>{_NOUN})")
_PLACE = re.compile(
    rf"(?:the )?(?:very )?(?P<place>{'|'.join(ORDINALS)}|[1-9][0-9]?(?:st|nd|rd|th)|last|final) (?P<noun>{_NOUN})"
)
_REST = re.compile(rf"(?:everything|all|the rest|(?:all )?the others?)(?: {_NOUN})? {_CLOSE}{_AFTER}")
_OPENING = re.compile(
    r"(?:(?:and|or|but|so|then|ok|okay|please|now|what (?:does|do|is|are|about|says?)|which(?: is)?|how about|"
    r"show(?: me)?|give me|quote|cite|read)[ ,]+)+"
)
_ASIDE = re.compile(r"(?:,? (?:again|please|then|now|though))+$")  # "the one before it, again"
_CLOSING = re.compile(
    r"(?: about| (?:says?|means?|recommends?|requires?|states?|contains?|reads?)(?: (?:about|on|for) .*)?)$"
)


def read_relative(text: str, catalogue: Catalogue) -> Reference | None:
    """`text` as a reference that starts from another clause, or None; one without `paths`, `term` and `words` has none.

    >>> from ingest.catalogue import Catalogue
    >>> read = read_relative("And what does the point after 3.1.1(f) say?", Catalogue(()))
    >>> str(read.paths[0]), read.relative.way, read.relative.count
    ('pnt_3.1.1/pnt_f', 'after', 1)
    """
    folded = normalise(unlink(text, catalogue)).strip(" ?.!,;:")
    folded = _CLOSING.sub("", _ASIDE.sub("", folded))
    opening = _OPENING.match(folded)
    without = folded[opening.end() :] if opening else folded
    # A reference may name its document in front: "C(2024) 601, the point after 3.1.1(f)".
    for words in dict.fromkeys((folded, without)):
        entry, rest = split_document(words, catalogue)
        for named, phrase in ((None, words), (entry, rest.strip(" ,;:."))):
            found = _whole(text, phrase, catalogue)
            if found is not None:
                return replace(found, entry=named) if named is not None and found.entry is None else found
    return None


def begins(before: str) -> Relative | None:
    """What the end of `before`, the normalised text in front of a reference, makes of that reference.

    >>> begins("what does the recital before "), begins("what does ")
    (Relative(way='before', count=1, noun='recital', words='the recital before'), None)
    """
    text = before.rstrip(" ,(")
    text = re.sub(r" the$", "", text)
    for pattern, tail in ((_BESIDE, ""), (_WHAT, ""), (_REST, ""), (_PLACE, r" (?:of|in|under|within)")):
        match = re.search(rf"(?<![\w])(?:{pattern.pattern}){tail}$", text)
        if match is not None:
            return _relative(match)
    return None


def _whole(text: str, phrase: str, catalogue: Catalogue) -> Reference | None:
    for pattern, link in ((_BESIDE, " "), (_WHAT, " "), (_REST, " "), (_PLACE, " (?:of|in|under|within) ")):
        match = re.match(rf"(?:{pattern.pattern}){link}(?P<anchor>.+)", phrase)
        relative = _relative(match) if match is not None else None
        if match is None or relative is None:
            continue
        relative = replace(relative, words=phrase[: match.start("anchor")].strip())
        anchor = match["anchor"].strip(" ,")
        if re.fullmatch(_PRONOUN, anchor):
            return Reference(text, None, relative=relative)
        try:
            start = read_reference(anchor, catalogue)
        except AddressError:
            return None
        if "noun" in match.groupdict() or start.paths or start.term:
            return replace(start, text=text, relative=relative)  # else: "what comes after the project?"
    for pattern in (_BESIDE, _STEP, _PLACE):
        match = pattern.fullmatch(phrase)
        if match is not None and (relative := _relative(match)) is not None:
            return Reference(text, None, relative=relative)
    return None


def _relative(match: re.Match[str]) -> Relative | None:
    """The step a phrase describes; None where it contradicts itself ("the next point before")."""
    parts = match.groupdict()
    word = parts.get("noun") or "one"
    noun = None if word in _ANY else _NOUN_OF[word]
    words = match[0].strip()
    if place := parts.get("place"):
        if noun is None or _plural(word):
            return None
        number = ORDINALS.index(place) + 1 if place in ORDINALS else int(place[:-2]) if place[0].isdigit() else -1
        return Relative("of", number, noun, words)
    ways: set[Way] = {
        "after" if said in {"after", "following", "follows", "next", "subsequent"} else "before"
        for said in (parts.get("adjective"), parts.get("way"))
        if said
    }
    if len(ways) != 1:
        return None
    count = parts.get("count")
    number = int(count) if count and count.isdigit() else COUNTS.index(count) + 1 if count else 1
    if (_plural(word) and not count) or words.startswith(("everything", "all", "the rest", "the other")):
        number = 0
    return Relative(ways.pop(), number, noun, words)


def _plural(word: str) -> bool:
    return word.endswith("s") and word not in {"whereas"}

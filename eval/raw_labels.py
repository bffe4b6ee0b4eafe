"""What an address says, held against the raw text: the place it names, and the label a citation must print for it."""

import re

from eval.raw_quotes import fold
from eval.raw_text import LOOSE, Place, RawText

_STEP = re.compile(r"([a-z]{3})_([0-9A-Za-z]+(?:\.[0-9A-Za-z]+)*)")
_UNDER = re.compile(r"“(?P<heading>.+)”, (?:paragraph (?P<number>\d+)|item \d+)(?:, item \d+)?")
_PARAGRAPH = re.compile(r"paragraph (?P<number>\d+)(?:, item \d+)?")
_PARTS = {"preamble": "THE EUROPEAN ", "enacting formula": "HAS ADOPTED ", "signature": "Done at "}
_FURNITURE = 3  # paragraphs at the head of a page that are none of its text: its title again, who wrote it
_INTRODUCTION = re.compile(r"section (?P<number>[\d.]+), introductory words")
_FRAGMENT = re.compile(r"text after point (?P<after>[\d.]+(?:\(\w+\))*), label missing in the source")
_LISTED = re.compile(r" *(?:•|\d+\.) ")


def steps(uid: str) -> list[tuple[str, str]] | None:
    """The steps of a uid behind its document, or None when it is not written as one."""
    matches = [_STEP.fullmatch(step) for step in uid.partition("#")[2].split("/")]
    return [(match[1], match[2]) for match in matches if match is not None] if all(matches) else None


def place_of(path: list[tuple[str, str]]) -> Place:
    """Where an address says that its clause stands.

    >>> place_of([("pnt", "3.1.1"), ("pnt", "f")]), place_of([("rct", "4")]), place_of([("unp", "2")])
    (('3.1.1', 'f'), ('recital', '4'), ('loose',))
    """
    first, last = path[0], path[-1]
    if last[0] in {"unp", "frg"} or (last[0] == "sct" and last[1].startswith("x")):
        return LOOSE
    if last[1].startswith("x"):
        return ("bullet", last[1][1:])
    if first[0] == "rct":
        return ("recital", first[1])
    if first[0] == "ftn":
        return ("footnote", first[1])
    return tuple(number for _, number in path)


def wrong_label(label: str, path: list[tuple[str, str]], raw: RawText, start: int) -> str | None:
    """What is wrong with the label of a clause whose words start at `start`, or None.

    A numbered clause has exactly one label. What has no number is named by where it stands, which is looked for in the
    text: the heading above it and the paragraphs below that; the last label before it; how such a part begins.
    """
    place = place_of(path)
    if place != LOOSE and place[0] != "bullet":
        expected = _numbered(place, path, raw)
        return None if label == expected else f"the label is “{label}” and should be “{expected}”"
    if match := _UNDER.fullmatch(label):
        return _wrong_heading(match["heading"], int(match["number"] or 0), raw, start)
    if match := _PARAGRAPH.fullmatch(label):
        count = _paragraphs(raw, 0, start)
        near = count - 1 - _FURNITURE <= int(match["number"]) < count
        return None if near else f"it is in paragraph {count} of the page, at its head the title"
    if match := _FRAGMENT.fullmatch(label):
        last = raw.before(raw.line_of(start))
        found = raw.place(raw.text.index(raw.line(last))) if last is not None else LOOSE
        return None if _point(found) == match["after"] else f"it stands after point {_point(found)}"
    if match := _INTRODUCTION.fullmatch(label):
        last = raw.before(raw.line_of(start))
        above = raw.line(last) if last is not None else ""
        return None if above.startswith(f"{match['number']}. ") else "it does not stand right below that heading"
    if path[-1][0] == "sct":
        words = raw.line(raw.line_of(start)).strip().rstrip(":")
        return None if label == f"heading “{words}”" else f"the heading is “{words}”"
    return None if _part(label, raw, start) else f"nothing in the text bears out the label “{label}”"


def _numbered(place: Place, path: list[tuple[str, str]], raw: RawText) -> str:
    if place[0] in {"recital", "footnote"}:
        return " ".join(place)
    if path[-1][0] == "sct":
        return f"section {place[0]}"
    return f"{raw.noun} {_point(place)}"


def _point(place: Place) -> str:
    return place[0] + "".join(f"({label})" for label in place[1:])


def _wrong_heading(heading: str, number: int, raw: RawText, start: int) -> str | None:
    """Whether `start` is in paragraph `number` below the nearest line above it that is `heading` (0: in any)."""
    above = raw.line_of(start)
    while above >= 0 and raw.line(above).strip().rstrip(":") != heading.rstrip(":"):
        above -= 1
    if above < 0:
        return f"no heading “{heading}” stands above it"
    found = _paragraphs(raw, above + 1, start)
    return None if number in {0, found} else f"it is in paragraph {found} below the heading"


def _paragraphs(raw: RawText, first: int, start: int) -> int:
    """How many stretches of lines without a blank one, lists left out, there are from line `first` to `start`."""
    found, counted = 0, False
    for number in range(first, raw.line_of(start) + 1):
        line = raw.line(number)
        if not line.strip():
            counted = False
        elif not counted and not _LISTED.match(line):
            found, counted = found + 1, True
    return found


def _part(label: str, raw: RawText, start: int) -> bool:
    """Whether what begins at `start` begins as the part of a document that `label` names."""
    line = raw.line(raw.line_of(start)).strip()
    if label == "cover note":
        return not raw.text[:start].strip()
    if label == "title":
        return (
            line in raw.title or fold(raw.text[start : start + 2 * len(raw.title)]).lower().find(raw.title.lower()) >= 0
        )
    return line.startswith(_PARTS.get(label, "\0"))

"""The printed labels of a document that is no act: which count, and what each of them numbers.

An institution numbers as it likes: "2." heads a section here, opens a paragraph there, and is a list item elsewhere,
and lists restart at 1. Decided by evidence, the whole document in view:

1. a typed label counts when the number before or after it is printed as well;
2. a run of numbers heads sections when its texts are short and each is followed by text of its own;
3. a number stands for itself in the whole document only when no other list uses it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice

from ingest.list_places import Head, counts_on, place_lists, values_of
from ingest.outline import ends_sentence
from ingest.policy_labels import Numbering, understand
from ingest.readers import Line

_HEADING = 120  # characters; a longer text is no heading
_OPEN = 300  # lists that a number may carry on: an ended one stays open until what holds it goes on
_NO_WORDS = tuple("0123456789%€$£+=<>/*.,;:)")  # what follows a figure, not a label


def number(lines: Sequence[Line], headings: Sequence[bool]) -> list[Head | None]:
    """For each line what its label numbers, None where it has none; `headings` tells the headings without number."""
    labels = _counting(lines)
    found: list[Head | None] = [None] * len(lines)
    for run in _runs(lines, labels):
        _sort_run(run, lines, labels, found)
    _dotted(lines, labels, found)
    _absolute(lines, labels, found)
    _shared(found)
    place_lists(lines, headings, labels, found)
    return found


def short(text: str) -> bool:
    """Whether `text` can be a heading: a few words and no sentence."""
    return bool(text) and len(text) <= _HEADING and not ends_sentence(text) and not text[0].islower()


# --- which labels count -----------------------------------------------------------------------------------------------


def candidate(line: Line) -> Numbering | None:
    """The label a line begins with, as far as the line alone can tell; None for words of another text."""
    if not line.spans or line.carries_on or line.row or line.quoted:
        return None
    if line.label_length:
        printed = understand(line.text[: line.label_length], bare=True)
        style = f"{printed.style}@{line.level}" if printed is not None else ""
        return replace(printed, length=line.label_length, style=style) if printed is not None else None
    label = understand(line.text, bare=line.heading is not None)
    if label is None:
        return None
    rest = line.text[label.length :]
    if not rest:
        return label if label.word and line.text == line.text[: label.length] else None
    if rest.startswith(_NO_WORDS):
        return None
    if label.word:
        parted = line.text[: label.length].rstrip()[-1] in ".:–—-)" or label.word == "§"
        titled = line.heading is not None or short(rest)
        return label if (parted and not rest[0].islower()) or (titled and rest[0].isupper()) else None
    return label


def _counting(lines: Sequence[Line]) -> list[Numbering | None]:
    """The label of each line, without those that nothing confirms: a figure at the head of a line, an initial."""
    labels = [candidate(line) for line in lines]
    parents = {label.number.partition(".")[0] for label in labels if label is not None and label.dotted}
    printed = {label.number for label in labels if label is not None}
    values: dict[str, set[int]] = defaultdict(set)
    for label in labels:
        if label is not None and not label.dotted:
            values[label.style] |= set(values_of(label))
    kept: list[Numbering | None] = []
    before: list[int] = []
    for line, label in zip(lines, labels, strict=True):
        if label is not None and label.dotted and not label.word:
            parts = [int("".join(c for c in part if c.isdigit())) for part in label.number.split(".")]
            automatic = "@" in label.style
            figure = line.text[label.length :][:1].islower() and not _beside(parts) & printed  # "1.2 million"
            if not automatic and (figure or not _follows(before, parts)):
                label = None
            else:
                before = parts
        elif label is not None and not label.word and "@" not in label.style:
            known = values[label.style]
            opens = label.style[0] in "()" and 1 in values_of(label)
            opens = opens or line.heading is not None or (label.style == ".1" and label.number in parents)
            confirmed = any(value - 1 in known or value + 1 in known for value in values_of(label))
            label = label if opens or confirmed else None
            if label is not None and label.style == ".1":
                before = max(before, [int(label.number)]) if before else before
        kept.append(label)
    return kept


def _follows(before: Sequence[int], parts: Sequence[int]) -> bool:
    """Whether a dotted number can come after another: its first child, or a later one at any level not far off."""
    if not before or list(parts) == list(before):
        return True
    common = next((i for i, (a, b) in enumerate(zip(before, parts, strict=False)) if a != b), None)
    if common is None:
        return len(parts) > len(before) and all(part <= 2 for part in parts[len(before) :])
    return before[common] < parts[common] <= before[common] + 5 and all(part <= 2 for part in parts[common + 1 :])


def _beside(parts: Sequence[int]) -> set[str]:
    """The dotted numbers just before and behind one."""
    head = "".join(f"{part}." for part in parts[:-1])
    return {f"{head}{parts[-1] - 1}", f"{head}{parts[-1] + 1}"}


# --- sections and points ----------------------------------------------------------------------------------------------


def _runs(lines: Sequence[Line], labels: Sequence[Numbering | None]) -> list[list[int]]:
    """The places of plain numbers, run by run: each counts on from the one before it; runs may hold one another.

    Where a number can carry on several runs, it goes with the one printed most like it; among equals with the outer one
    where the numbers behind it go on from there without it being printed again, else with the nearest.
    """
    runs: list[list[int]] = []
    open_runs: list[list[int]] = []
    parents = _with_children(labels)
    following = _next_alike(labels)
    values = [frozenset(values_of(label)) if label is not None else frozenset() for label in labels]
    for at, label in enumerate(labels):
        if label is None or label.dotted or label.word or not label.style.startswith((".1", ".A")):
            continue
        likeness = -1
        found: list[int] | None = None
        inside = 0  # how many open runs stand inside the one found
        before = {value - 1 for value in values[at]}
        for deep, run in enumerate(islice(reversed(open_runs), _OPEN)):
            last = labels[run[-1]]
            if last is not None and last.style == label.style and not before.isdisjoint(values[run[-1]]):
                alike = _alike(lines[run[-1]], last, lines[at], label)
                alike += 2 * ((run[-1] in parents) == (at in parents))
                if alike > likeness or (alike == likeness and _goes_on_outside(at, labels, following[at])):
                    likeness, found, inside = alike, run, deep
        if found is None:
            found = []
            runs.append(found)
            open_runs.append(found)
        del open_runs[len(open_runs) - inside :]
        found.append(at)
    return runs


def _with_children(labels: Sequence[Numbering | None]) -> set[int]:
    """The places whose next dotted number is their child: "2.1" behind "2."."""
    found: set[int] = set()
    dotted: Numbering | None = None
    for at in range(len(labels) - 1, -1, -1):
        label = labels[at]
        if label is not None and dotted is not None and dotted.number.startswith(f"{label.number}."):
            found.add(at)
        if label is not None and label.dotted:
            dotted = label
    return found


def _next_alike(labels: Sequence[Numbering | None]) -> list[Numbering | None]:
    """For each place, the next number in the style of its own."""
    found: list[Numbering | None] = [None] * len(labels)
    nearest: dict[str, Numbering] = {}
    for at in range(len(labels) - 1, -1, -1):
        label = labels[at]
        if label is not None:
            found[at] = nearest.get(label.style)
            nearest[label.style] = label
    return found


def _goes_on_outside(at: int, labels: Sequence[Numbering | None], following: Numbering | None) -> bool:
    """Whether a text of its own stands behind a number, and the next number of its style is the one after it."""
    mine, behind = labels[at], labels[at + 1] if at + 1 < len(labels) else labels[at]
    return behind is None and mine is not None and following is not None and counts_on(mine, following)


def _alike(one: Line, first: Numbering, two: Line, second: Numbering) -> int:
    """In how many ways two numbered lines are printed alike."""
    return (
        2 * (short(_rest(one, first)) == short(_rest(two, second)))
        + 2 * ((one.heading, one.bold) == (two.heading, two.bold))
        + (one.indent == two.indent)
        + (one.blank_before == two.blank_before)
    )


def _rest(line: Line, label: Numbering) -> str:
    return line.text[label.length :]


def _heads(
    run: Sequence[int], lines: Sequence[Line], labels: Sequence[Numbering | None], own: Callable[[int], bool]
) -> bool:
    """Whether the numbers of `run` head sections; `own` tells whether text of its own follows a place."""
    told = sum(lines[at].heading is not None for at in run)
    if told:
        return 2 * told > len(run)
    brief = sum(short(_rest(lines[at], label)) for at in run if (label := labels[at]) is not None)
    inner = run[:-1] or run
    return brief >= 0.8 * len(run) and 2 * sum(own(at) for at in inner) > len(inner)


def _sort_run(
    run: Sequence[int], lines: Sequence[Line], labels: Sequence[Numbering | None], found: list[Head | None]
) -> None:
    members = set(run)
    heads = _heads(run, lines, labels, lambda at: at + 1 < len(lines) and at + 1 not in members)
    for at in run:
        label = labels[at]
        assert label is not None
        told = lines[at].heading is not None
        if told or (heads and short(_rest(lines[at], label))):
            found[at] = Head(label, "heading")
        elif heads and label.style.startswith(".1"):
            found[at] = Head(label, "point")


def _dotted(lines: Sequence[Line], labels: Sequence[Numbering | None], found: list[Head | None]) -> None:
    """Headings and points with numbers of several parts, and those that spell out what they number."""
    groups: dict[str, list[int]] = defaultdict(list)
    for at, label in enumerate(labels):
        if label is not None and (label.dotted or label.word):
            groups[label.word.lower() or label.number.rpartition(".")[0]].append(at)
    for members in groups.values():
        heads = _heads(members, lines, labels, lambda at: _has_own(at, lines, labels))
        for at in members:
            label = labels[at]
            assert label is not None
            rest = _rest(lines[at], label)
            told = lines[at].heading is not None
            brief = not rest or short(rest)
            is_heading = not label.tail and (told or (brief and (heads or bool(label.word))))
            found[at] = Head(label, "heading" if is_heading else "point")


def _has_own(at: int, lines: Sequence[Line], labels: Sequence[Numbering | None]) -> bool:
    """Whether what follows a dotted number is its own text or its own child, not the next number of the document."""
    if at + 1 == len(lines):
        return False
    mine, following = labels[at], labels[at + 1]
    if mine is None or following is None or following.word:
        return following is None
    return not following.dotted or following.number.startswith(f"{mine.number}.")


def _absolute(lines: Sequence[Line], labels: Sequence[Numbering | None], found: list[Head | None]) -> None:
    """Make the one run of numbered paragraphs of a document points of their own: "point 5", not item 5 of a list."""
    loose: dict[str, list[list[int]]] = defaultdict(list)
    for run in _runs(lines, labels):
        label = labels[run[0]]
        if label is not None and label.style.startswith(".1") and all(found[at] is None for at in run):
            loose[label.style].append(run)
    if not loose or any(head is not None and head.role == "point" for head in found):
        return
    runs = loose[min(loose, key=lambda style: int(style.partition("@")[2] or 0))]  # the outermost
    if len(runs) != 1 or len(runs[0]) < 2:
        return
    over = {_above(found, at) for at in runs[0]}
    if over == {None} or len(over) > 1:
        for at in runs[0]:
            label = labels[at]
            assert label is not None
            found[at] = Head(label, "point")


def _above(found: Sequence[Head | None], at: int) -> int | None:
    """The last numbered heading before a place."""
    return next((i for i in range(at, -1, -1) if (head := found[i]) is not None and head.role == "heading"), None)


def _shared(found: list[Head | None]) -> None:
    """Mark the headings and points whose number another one prints too; the parts of each annex are counted apart."""
    annex = 0
    keys: list[tuple[int, str, str, tuple[str, ...]] | None] = []
    for head in found:
        if head is None or head.code == "":
            keys.append(None)
            continue
        if head.code == "anx":
            annex += 1
        keys.append((0 if head.code == "anx" else annex, head.code, head.label.number, head.label.tail))
    times = Counter(key for key in keys if key is not None)
    for at, (head, key) in enumerate(zip(found, keys, strict=True)):
        if head is not None and key is not None and times[key] > 1:
            found[at] = replace(head, shared=True)

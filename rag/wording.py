"""What a sentence says that its clause does not, told by rule: numbers, force, negation, names, actors, quotations.

Each rule is one-sided: it finds faults and never vouches. `rag.grounding` adds how much of the sentence is there.
"""

import re
from collections.abc import Callable, Sequence

from ingest.corpus import Corpus
from ingest.lookup import resolve
from ingest.mentions import find_mentions
from rag.modality import forces, polarity
from rag.prompting import Source
from rag.roles import dropped_condition, wrong_role
from rag.vocabulary import ACTORS, NUMBERS, STRONG, content, stem, words

_DOUBLE = re.compile(r"“([^“”]*)”|„([^„“”]*)[“”]|\"([^\"]*)\"|«([^«»]*)»|‹([^‹›]*)›")
_SINGLE = re.compile(r"(?<!\w)[‘']([^‘’']+(?:['’]\w[^‘’']*)*)[’'](?!\w)")
_MARK = re.compile(r"[“”„\"«»‹›]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)(?<![\w“‘\"'])[A-Z][\w’'-]*")
_SEGMENT = re.compile(r";|(?<=[.!?])\s+(?=[A-Z‘“])")
_SHARE = 0.6  # of the best segment's overlap, from which another one counts as meant too


def quoted(text: str) -> list[str]:
    """The words between quotation marks, as they stand."""
    double = [next(group for group in match.groups() if group is not None) for match in _DOUBLE.finditer(text)]
    return double + [match[1] for match in _SINGLE.finditer(_DOUBLE.sub(" ", text))]


def wrong_quotation(part: str, source: Source) -> str:
    """Words in quotation marks must stand in the clause or its stem, white space folded and nothing else."""
    if _MARK.search(_DOUBLE.sub("", part)):
        return "it leaves a quotation open"
    texts = [" ".join(text.split()) for text in (source.clause.text, *(one.text for one in source.stems))]
    for quotation in quoted(part):
        sought = " ".join(quotation.split())
        if not sought or not any(_stands(sought, text) for text in texts):
            return f"“{_short(quotation)}” does not stand in the clause"
    return ""


def _stands(sought: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(sought)}(?!\w)", text) is not None


def wrong_label(part: str, source: Source, corpus: Corpus) -> str:
    """A clause or document that is named must be the one cited, or be named by it."""
    mentions = find_mentions(part, corpus.catalogue)
    document = source.clause.address.document
    for reference in mentions.references:
        found = resolve(reference, corpus)
        uids = {target.uid for target in found.targets}
        if found.status != "found" or not uids <= {source.clause.uid, *(one.uid for one in source.stems)}:
            return f"it names “{_short(reference.words or reference.text)}”, which is not the clause it cites"
    for entry in mentions.entries:
        named = find_mentions(source.text, corpus.catalogue).entries
        if entry.key != document and entry not in named:
            return f"it names {entry.short}, which is not the document it cites"
    for act in mentions.foreign:
        if " ".join(act.split()).lower() not in " ".join(source.text.split()).lower():
            return f"it names “{_short(act)}”, which the clause does not"
    return ""


def wrong_number(part: str, source: Source, corpus: Corpus) -> str:
    """Every number must stand in the clause, in figures or in words; those of its own label aside."""
    entry = corpus.entry_of(source.clause.address)
    plain = part.replace(entry.short, " ")
    for label in (source.clause.label, *(one.label for one in source.stems)):
        plain = re.sub(re.escape(label), " ", plain, flags=re.IGNORECASE)
    there = _numbers(source.text)
    for number, written in _numbers(plain).items():
        if number not in there:
            return f"it gives the number {written}, which the clause does not"
    return ""


def _numbers(text: str) -> dict[str, str]:
    found = {re.sub(r"[,.](?=\d{3}\b)", "", match[0]): match[0] for match in _NUMBER.finditer(text)}
    return found | {NUMBERS[word]: word for word in words(text) if word in NUMBERS}


def wrong_name(part: str, source: Source, corpus: Corpus) -> str:
    """A name (a word with a capital inside the sentence) must be one that the clause or its document uses."""
    entry = corpus.entry_of(source.clause.address)
    known = {stem(word) for word in words(f"{source.text} {entry.short} {entry.title} EU European Union")}
    capitals = {word.lower() for word in re.findall(r"\b[A-Z][\w’'-]*", source.text)}
    for match in _NAME.finditer(part):
        parts = words(match[0])
        if match[0].lower() not in capitals and any(stem(word) not in known for word in parts):
            return f"it names “{match[0]}”, which the clause does not"
    return ""


def wrong_actor(part: str, source: Source) -> str:
    """Who is to act, or is acted on, must be somebody the clause speaks of."""
    there = {ACTORS[word] for word in words(source.text) if word in ACTORS}
    for word in words(part):
        group = ACTORS.get(word)
        if group is not None and group not in there:
            return f"it speaks of “{word}”, of whom the clause does not"
    return ""


def wrong_force(part: str, source: Source) -> str:
    """What is recommended must not become a duty or a permission, nor the other way round."""
    meant = _meant(part, source)
    there: set[str] = set()
    for segment in meant:
        there |= set(forces(segment)) or set(forces(source.above))
    for force, written in forces(part).items():
        if force not in there:
            said = ", ".join(sorted(there)) or "a statement"
            return f"“{written}” makes {_FORCE[force]} of it; in the clause it is {_FORCE.get(said, said)}"
    return ""


_FORCE = {
    "duty": "a duty",
    "advice": "a recommendation",
    "leave": "a possibility",
    "no duty": "no duty",
    "ban": "a ban",
    "promise": "a promise",
}


def wrong_polarity(part: str, source: Source) -> str:
    """A denial must be one in the clause, and a denial in the clause must not be lost."""
    meant = _meant(part, source)
    there = {group for segment in (*meant, source.above) for group, _, _ in polarity(segment)}
    mine = polarity(part)
    for group, written, _ in mine:
        if group not in there:
            return f"“{written}” is not what the clause says"
    said = {stem(word) for word in content(part)}
    for segment in meant:
        for _, written, objects in polarity(segment):
            if not mine and said & {stem(word) for word in objects}:
                return f"it leaves out “{written}”"
    return ""


def too_strong(part: str, source: Source) -> str:
    """“All”, “only”, “immediately” and the like must be the clause's own."""
    there = {stem(word) for word in words(source.text)}
    for word in words(part):
        if word in STRONG and not (STRONG[word] & there or stem(word) in there):
            return f"the clause does not say “{word}”"
    return ""


def fault(part: str, source: Source, corpus: Corpus) -> str:
    """The first thing that is wrong with `part` of a sentence as a rendering of `source`; "" when no rule objects."""
    rules: Sequence[Callable[[], str]] = (
        lambda: wrong_quotation(part, source),
        lambda: wrong_label(part, source, corpus),
        lambda: wrong_number(part, source, corpus),
        lambda: wrong_force(part, source),
        lambda: wrong_polarity(part, source),
        lambda: too_strong(part, source),
        lambda: wrong_actor(part, source),
        lambda: wrong_name(part, source, corpus),
        lambda: wrong_role(part, source),
        lambda: dropped_condition(part, source),
    )
    return next((found for rule in rules if (found := rule())), "")


def _meant(part: str, source: Source) -> list[str]:
    """The pieces of the clause that a part of a sentence renders: those that share most of its words."""
    segments = [piece for piece in _SEGMENT.split(source.clause.text) if piece.strip()] or [source.clause.text]
    said = {stem(word) for word in content(part)}
    shared = [len(said & {stem(word) for word in content(segment)}) for segment in segments]
    best = max(shared)
    if best == 0:
        return segments
    return [segment for segment, common in zip(segments, shared, strict=True) if common >= _SHARE * best]


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()} …"

"""Follow-up questions, by rule: how one reads by itself (`standalone`), and what it is searched behind (`before`)."""

import re
from collections.abc import Iterable, Mapping, Sequence

from ingest.citation import normalise
from ingest.errors import HistoryError
from ingest.relative import ORDINALS, begins

ROLES = ("user", "assistant")
# What opens a follow-up, and what points back. "there", "that" and "one" do so too seldom to be believed.
_OPENING = re.compile(r"(and|but|what about|how about|why|same for|in what way)\b", re.IGNORECASE)
_POINTING = re.compile(r"\b(it|its|this|these|those|they|them|their|the former|the latter)\b|\bthat\W*$", re.IGNORECASE)
_LONG = 12  # words; a longer question carries its own subject
_MOST = 2_000  # characters of a context; more than a model reads
_RECENT = 3  # earlier questions that a new one may go on from
_SHORT = r"(?:and|what about|how about|or)?,? ?(?:point|letter|number|no\.?|nr\.?|the)? ?"
_SUBLABEL = re.compile(_SHORT + r"\((?P<label>[a-z]{1,4}|\d{1,2})\) ?\W*", re.IGNORECASE)
_NUMBER = re.compile(
    _SHORT + rf"(?P<label>\d{{1,2}}|(?:\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(ORDINALS)})(?: one)?) ?\W*", re.IGNORECASE
)
# The last sublabel of a reference, and the number behind a noun.
_WITH_SUBLABEL = re.compile(
    r"(?P<head>\d+(?:\.\d+)*(?: ?\(\w{1,4}\))*? ?\()(?P<label>\w{1,4})(?=\))(?!\) ?\(\w{1,4}\))"
)
_WITH_NUMBER = re.compile(r"(?P<head>\b(?:recital|footnote|recommendation|definition)s? \(?)(?P<label>\d{1,2})\b", re.I)


def read_history(turns: Iterable[object]) -> tuple[Mapping[str, str], ...]:
    """Check a history: ``{"role": "user"|"assistant", "content": text}``, oldest first (HistoryError)."""
    checked = []
    for number, turn in enumerate(turns, 1):
        if not isinstance(turn, Mapping) or turn.get("role") not in ROLES or not isinstance(turn.get("content"), str):
            raise HistoryError(
                f"Turn {number} of the history is not a role and a content.",
                hint='Write [{"role": "user", "content": "…"}, {"role": "assistant", "content": "…"}], oldest first.',
            )
        checked.append({"role": str(turn["role"]), "content": str(turn["content"])})
    return tuple(checked)


def standalone(question: str, history: Sequence[Mapping[str, str]]) -> str:
    """`question` as it can be searched by itself.

    >>> history = [{"role": "user", "content": "How do we reward staff?"}, {"role": "assistant", "content": "…"}]
    >>> standalone("And for companies?", history)
    'How do we reward staff? And for companies?'
    >>> standalone("and (g)?", [{"role": "user", "content": "What does 3.1.1(f) say?"}])
    'What does 3.1.1(g) say?'
    """
    asked: list[str] = []
    for turn in history:
        if turn["role"] == "user" and (words := turn["content"].strip()):
            asked.append(_relabelled(words, asked) or words)
    if relabelled := _relabelled(question, asked):
        return relabelled
    if not asked or not leans_on_history(question):
        return question
    # A chain of follow-ups leans on the last question that stood by itself.
    subject = next((earlier for earlier in reversed(asked) if not leans_on_history(earlier)), asked[0])
    return f"{subject} {question.strip()}"


def itself(question: str, standalone: str) -> str:
    """What a turn is searched by alone: its words, or the reference that a mere label stands for in `standalone`.

    So a turn names what it names itself: a clause of an earlier question is not asked for again.
    """
    return question if standalone.endswith(question) else standalone


def before(question: str, history: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """The questions asked shortly before `question`, oldest first, that it may go on from.

    Empty without a history, and for a question long enough to carry its own subject. A short one may stand by itself
    all the same; who searches weighs it alone and behind these.
    """
    asked = [words for turn in history if turn["role"] == "user" and (words := turn["content"].strip())]
    return tuple(asked[-_RECENT:]) if len(question.split()) <= _LONG else ()


def behind(earlier: str, question: str) -> str:
    """`question` behind an earlier one, as it is searched by rule."""
    return f"{earlier} {question}"[-_MOST:]


def contexts(question: str, before: Sequence[str]) -> tuple[str, ...]:
    """`question` behind the earliest of the questions `before` it, and behind the last; empty where there are none."""
    return tuple(dict.fromkeys(behind(earlier, question) for earlier in (before[0], before[-1]))) if before else ()


def leans_on_history(question: str) -> bool:
    """Whether a question says, by a word such as "and" or "them", that it goes on from the last."""
    if len(question.split()) > _LONG:
        return False
    return _OPENING.match(question.strip()) is not None or _POINTING.search(question) is not None


def _relabelled(question: str, asked: Sequence[str]) -> str | None:
    """The last question with its label replaced, when `question` is nothing but another label: "and (g)?"."""
    for short, full in ((_SUBLABEL, _WITH_SUBLABEL), (_NUMBER, _WITH_NUMBER)):
        label = short.fullmatch(question.strip())
        places = list(full.finditer(asked[-1])) if label and asked else []
        if label and places:  # with several references, or a step from one, nothing says which clause is meant
            alone = len(places) == 1 and begins(normalise(asked[-1][: places[0].start()])) is None
            return full.sub(rf"\g<head>{digits(label['label'])}", asked[-1]) if alone else question
    return None


def digits(label: str) -> str:
    """A label as a reference has it: "second" and "2nd one" are 2."""
    word = label.lower().removesuffix(" one")
    if word in ORDINALS:
        return str(ORDINALS.index(word) + 1)
    return re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", word) if word[0].isdigit() else label

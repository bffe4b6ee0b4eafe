"""Follow-up questions made standalone, by rule: what the last question was about is put before the new one."""

import re
from collections.abc import Iterable, Mapping, Sequence

from ingest.errors import HistoryError

ROLES = ("user", "assistant")
# What opens a follow-up, and what points back. "there", "that" and "one" do so too seldom to be believed.
_OPENING = re.compile(r"(and|but|what about|how about|why|same for|in what way)\b", re.IGNORECASE)
_POINTING = re.compile(r"\b(it|its|this|these|those|they|them|their|the former|the latter)\b|\bthat\W*$", re.IGNORECASE)
_LONG = 12  # words; a longer question carries its own subject
_LETTER = re.compile(
    r"(?:and|what about|how about)? ?(?:point|letter)? ?\((?P<letter>[a-z]{1,4})\) ?\W*", re.IGNORECASE
)
_LAST_LETTER = re.compile(r"(?P<stem>\d+(?:\.\d+)+)(?: ?\([a-z]{1,4}\)|\.[a-z]\b)", re.IGNORECASE)


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
    '3.1.1(g)'
    """
    asked = [turn["content"].strip() for turn in history if turn["role"] == "user" and turn["content"].strip()]
    if not asked:
        return question
    if (letter := _LETTER.fullmatch(question.strip())) and (before := _LAST_LETTER.search(asked[-1])):
        return f"{before['stem']}({letter['letter']})"
    if not _leans_on_history(question):
        return question
    # A chain of follow-ups leans on the last question that stood by itself.
    subject = next((earlier for earlier in reversed(asked) if not _leans_on_history(earlier)), asked[0])
    return f"{subject} {question.strip()}"


def _leans_on_history(question: str) -> bool:
    if len(question.split()) > _LONG:
        return False
    return _OPENING.match(question.strip()) is not None or _POINTING.search(question) is not None

"""The force and the sign of a text: what it makes a duty, advises or allows, and what it denies."""

import re

from rag.vocabulary import content, stem, words

# In this order: what an earlier pattern has taken, a later one does not see.
_FORCES = (
    (
        "no duty",
        r"need not|needn[’']t|(?:do|does|did)(?:n[’']t| not) (?:have|need) to|(?:is|are|be)(?:n[’']t| not) "
        r"(?:required|necessary|obliged|mandatory|obligatory|compulsory|binding)|not binding|non-binding|voluntary|"
        r"optional(?:ly)?|free to|if (?:you|they) (?:wish|like)",
    ),
    (
        "ban",
        r"(?:must|shall|can|could)(?: not\b|n[’']t)|cannot|may not|forbidden|prohibit\w*|not (?:be )?(?:allowed|"
        r"permitted)|banned|unlawful|illegal",
    ),
    (
        "duty",
        r"must|shall|ha(?:ve|s|d) to|having to|(?:is|are|be|been) (?:\w+ly )?(?:required|obliged|bound)(?: to)?|"
        r"requires?|obligation\w*|obligatory|mandatory|compulsory|needs? to|(?:is|are) necessary|essential|imperative|"
        r"legally binding|enforceable|dut(?:y|ies) to|demands?|orders?\b(?! to)",
    ),
    (
        "advice",
        r"should(?:n[’']t)?|ought to|recommend\w*|advis(?:e|es|ed|able)|(?:is|are|be|been) encouraged|suggests?|"
        r"suggested|is best|urged?s?",
    ),
    ("promise", r"will|won[’']t|(?:is|are) going to|guarantees?"),
    ("leave", r"may|might|can|could|possibly|it is possible to|(?:is|are|be) allowed|permitted|perhaps|able to"),
)
_PATTERNS = [(name, re.compile(rf"\b(?:{pattern})(?!\w)", re.IGNORECASE)) for name, pattern in _FORCES]
_DENIALS = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|nobody|nothing|nowhere|hardly|rarely|seldom|barely|isn|aren|doesn"
    r"|don|won|shouldn|mustn|wouldn|couldn|can(?=[’']t))(?:[’']t)?\b",
    re.IGNORECASE,
)
# Verbs and adjectives that turn round what stands behind them; each must be the clause's own.
_TURNING = frozenset(
    stem(word)
    for word in """
    avoid prevent discourage refrain reject oppose forbid prohibit ban ignore refuse stop restrict reduce weaken exclude
    fail lack unless except false wrong incorrect untrue myth unlikely unnecessary deny withhold cease abandon delay
    neglect decrease lower worsen hinder hamper undermine disallow unable impossible irrelevant less fewer worse abolish
    cancel terminate halt suspend postpone isolate conceal hide punish penalise minimise forgo dispense skip omit
    disregard eliminate remove diminish cut dissolve contrary instead merely useless unwanted inadvisable harmful
    """.split()  # noqa: SIM905 - a paragraph reads better than a list
)
_REACH = 3  # content words behind a denial that it is about


def forces(text: str) -> dict[str, str]:
    """The forces in a text ("duty", "advice", "leave", "no duty", "ban"), each with the words that give it.

    >>> forces("Partners should agree; these teams may be supported.")
    {'advice': 'should', 'leave': 'may'}
    """
    found: dict[str, str] = {}
    for name, pattern in _PATTERNS:
        match = pattern.search(text)
        if match is not None:
            found[name] = match[0]
            text = pattern.sub(" ", text)
    return found


def polarity(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """The denials in a text: what they are ("not", or the stem of a verb), as written, and what they are about."""
    found = []
    for match in _DENIALS.finditer(text):
        found.append(("not", match[0], tuple(content(text[match.end() :])[:_REACH])))
    spoken = words(text)
    for place, word in enumerate(spoken):
        if stem(word) in _TURNING:
            behind = content(" ".join(spoken[place + 1 :]))[:_REACH]
            found.append((stem(word), word, tuple(behind)))
    return found

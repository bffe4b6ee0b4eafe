"""Who does what to whom, and on what condition: what a sentence can turn round with nothing but words of the clause.

Rules without a grammar: they look at the word before an actor and at the words around a condition, and object where
these cannot be the clause's. Like those of `rag.wording` they find faults and never vouch.
"""

import re
from collections.abc import Iterator

from rag.prompting import Source
from rag.vocabulary import ACTORS, content, stem

_VERB = re.compile(
    r"\b(?:should|may|must|can|could|shall|will|might|ought|needs?|ha(?:s|ve) to|are|is|was|were|been)\b"
    r"(?P<passive> be\b)?",
    re.IGNORECASE,
)
_GOVERNED = frozenset({"by", "of", "for", "from", "with", "to", "between", "among"})
_BEFORE = 3  # words between a preposition and the actor it governs
_WORD = re.compile(r"[A-Za-z’'-]+|[,;:().]")
_CONDITION = re.compile(
    r"\b(?P<how>(?:if|where|when|wherever|whenever|as) (?:possible|relevant|appropriate|necessary|applicable|needed|"
    r"feasible)(?: and (?:possible|relevant|appropriate|necessary))?|unless\b[^,;.)]*|provided that\b[^,;.)]*|"
    r"except\b[^,;.)]*)",
    re.IGNORECASE,
)
_CONDITIONAL = re.compile(
    r"\b(?:if|where|when|wherever|whenever|unless|provided|except\w*|possible|relevant|appropriate|necessary|applicable"
    r"|needed|feasible|not always|in some cases)\b",
    re.IGNORECASE,
)
_EDGE = re.compile(r"[,;:.()]| and ")
_NEAR = 4  # content words beside a condition that it is about


def wrong_role(part: str, source: Source) -> str:
    """Who acts must not be somebody that the clause only acts on, helps, or is helped by; nor the other way round."""
    verb = _VERB.search(part)
    if verb is None:
        return ""
    there = [(group, governor, acts) for group, governor, _, acts in _actors(source.text)]
    if not verb["passive"]:
        for group, governor, word, _ in _actors(part[: verb.start()]):
            roles = [acts or by in {"", "by"} for other, by, acts in there if other == group]
            if not governor and roles and not any(roles):
                return f"it has “{word}” act, which the clause does not"
    agents = {group for group, governor, _ in there if governor == "by"}
    for group, governor, word, _ in _actors(part[verb.start() :]):
        if governor == "by" and agents and group not in agents:
            return f"it has something done by “{word}”, which the clause does not"
    return ""


def _actors(text: str) -> Iterator[tuple[str, str, str, bool]]:
    """Each actor of a text: its group, the preposition that governs it or "", its word, and whether a "to do" follows.

    Compounds such as "industry-academia" name no actor.
    """
    tokens = _WORD.findall(text)
    for place, token in enumerate(tokens):
        group = ACTORS.get(token.lower().removesuffix("'s").removesuffix("’s"))
        if group is None:
            continue
        governor = ""
        for before in reversed(tokens[max(0, place - _BEFORE) : place]):
            if before in ",;:().":
                break
            if before.lower() in _GOVERNED:
                governor = before.lower()
                break
        yield group, governor, token, "to" in tokens[place + 1 : place + 3]


def dropped_condition(part: str, source: Source) -> str:
    """What the clause says only under a condition ("if relevant", "unless …") must not be said without any."""
    if _CONDITIONAL.search(part):
        return ""
    said = {stem(word) for word in content(part)}
    text = source.clause.text
    for match in _CONDITION.finditer(text):
        before = _EDGE.split(text[: match.start()].rstrip(" ,("))[-1]
        behind = _EDGE.split(text[match.end() :].lstrip(" ,"))[0]
        leads = (
            text[: match.start()].rstrip().endswith((",", ";", "and", "("))
            and text[match.end() : match.end() + 1] == ","
        )
        about = content(behind)[:_NEAR] if leads else content(before)[-_NEAR:]
        meant = {stem(word) for word in about}
        if meant and meant <= said:
            return f"it leaves out “{match['how'].strip()}”"
    return ""

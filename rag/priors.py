"""What the kind of a text says about its chance to answer, before any question is read.

The numbers were chosen on the development questions of ``eval/datasets/kv-guidance``.
"""

import re

from ingest.model import OPERATIVE, Clause, Document, Kind
from ingest.parse import ACTS

OPERATIVE_PRIOR = 0.03  # people ask "how should we…": what recommends comes before what reports
BARE_PRIOR = -0.10  # titles, link lists and the formal parts of an act name a subject and say nothing about it

_SENTENCE = re.compile(r"[.!?;][”’\")]*$")


def prior(clause: Clause, document: Document, *, asked: bool) -> float:
    """What the kind of a text says about its chance to answer, before any question is read.

    With `asked`, curated questions say what it answers, and nothing is held against it.
    """
    if clause.kind in OPERATIVE:
        return OPERATIVE_PRIOR
    if asked:
        return 0.0
    if clause.kind is Kind.TITLE:
        return BARE_PRIOR
    if clause.kind is not Kind.PASSAGE:
        return 0.0
    formal = document.kind in ACTS and clause.parent is None  # cover note, preamble, enacting formula, signature
    says_something = _SENTENCE.search(clause.text) or any(character.isdigit() for character in clause.text)
    return BARE_PRIOR if formal or not says_something else 0.0

"""Who does what, and on what condition: sentences that turn a clause round with its own words."""

import pytest

from ingest.corpus import Corpus
from rag.prompting import Source, stems
from rag.roles import dropped_condition, wrong_role

ACT = "c/2024/601#"
LEGAL, TEAMS, PLAN, ADVICE = (
    f"{ACT}pnt_{place}" for place in ("3.1.1/pnt_c", "3.1.1/pnt_h", "3.3.1/pnt_a", "3.2.1/pnt_d")
)


def _source(uid: str, corpus: Corpus) -> Source:
    clause = corpus.clause(uid)
    assert clause is not None
    return Source("c1", clause, stems(clause, corpus.document_of(clause)))


@pytest.mark.parametrize(
    ("uid", "sentence"),
    [
        (LEGAL, "Legal experts should set out a contractual framework with the support of partners"),
        (TEAMS, "KT/TTOs may be supported by these teams"),
        (TEAMS, "Academic partners may be supported by staff"),
    ],
)
def test_who_acts_must_act_in_the_clause(uid: str, sentence: str, corpus: Corpus) -> None:
    assert wrong_role(sentence, _source(uid, corpus))


@pytest.mark.parametrize(
    ("uid", "sentence"),
    [
        (LEGAL, "Partners should set out a contractual framework with the support of legal experts"),
        (TEAMS, "These teams may be supported by KT/TTOs"),
        (TEAMS, "Relevant associations may support the teams of industry partners"),
        (ADVICE, "Intermediaries should give insights on responsible innovation"),
        (TEAMS, "Setting up a clear structure for cooperation"),
    ],
)
def test_who_acts_in_the_clause_may_act(uid: str, sentence: str, corpus: Corpus) -> None:
    assert not wrong_role(sentence, _source(uid, corpus))


@pytest.mark.parametrize(
    ("uid", "sentence", "left_out"),
    [
        (TEAMS, "Partners should set up a dedicated team in partner organisations", "if relevant"),
        (TEAMS, "Partners should set up a dedicated team in partner organisations if relevant", ""),
        (TEAMS, "Partners should set up a clear structure for cooperation", ""),
        (PLAN, "The plan should set out steps for joint exploitation", "where relevant"),
        (PLAN, "The plan should set out steps for joint exploitation where relevant", ""),
        (PLAN, "The plan should set out the role of each party", ""),
    ],
)
def test_a_condition_is_not_dropped(uid: str, sentence: str, left_out: str, corpus: Corpus) -> None:
    found = dropped_condition(sentence, _source(uid, corpus))
    assert (left_out in found) if left_out else not found

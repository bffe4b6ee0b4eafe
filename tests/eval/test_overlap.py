"""The words a question shares with the clauses that answer it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.overlap import overlap

CLAUSE = "setting out a clear contractual framework and a procedure for resolving conflict with the support of experts"


@pytest.mark.parametrize(
    ("question", "words", "triples", "copied"),
    [
        ("What about a procedure for resolving conflict?", 1.0, 3 / 5, True),
        ("How do we resolve conflicts?", 1.0, 0.0, False),  # stems count, not forms
        ("What if the partners fall out?", 0.0, 0.0, False),
        ("Conflict?", 1.0, None, False),
        ("", None, None, False),
        ("???", None, None, False),
    ],
)
def test_shared_words(question: str, words: float | None, triples: float | None, copied: bool) -> None:
    found = overlap(question, [CLAUSE])
    assert (found.words, found.triples, found.copied) == (words, triples, copied)


def test_an_ngram_does_not_span_two_clauses() -> None:
    assert overlap("resolving conflict quickly", ["resolving", "conflict quickly"]).pairs == 0.5


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=3))
def test_any_text_gives_shares(question: str, clauses: list[str]) -> None:
    found = overlap(question, clauses)
    assert all(share is None or 0 <= share <= 1 for share in (found.words, found.pairs, found.triples))


def test_a_question_copied_from_its_clause_is_all_overlap() -> None:
    found = overlap(CLAUSE, [CLAUSE])
    assert (found.words, found.pairs, found.triples, found.copied) == (1.0, 1.0, 1.0, True)

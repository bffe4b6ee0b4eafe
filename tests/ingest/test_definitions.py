"""The defined terms that a clause uses."""

from dataclasses import replace

import pytest

from ingest.corpus import Corpus
from ingest.definitions import definitions_used
from ingest.model import Clause, Document


def _act(corpus: Corpus) -> Document:
    act = corpus.document("c/2024/601")
    assert act is not None
    return act


def _reading(act: Document, words: str) -> tuple[Document, Clause]:
    """The act with recital 2 in other words, and that recital."""
    recital = replace(act.clause_at("rct_2"), text=words)
    clauses = tuple(recital if clause.path == recital.path else clause for clause in act.clauses)
    return replace(act, clauses=clauses), recital


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        ("Academia matters.", ["academia"]),
        ("Intellectual assets and an INTELLECTUAL ASSET", ["intellectual asset"]),
        ("industry-academia co-creation", ["industry-academia co-creation"]),
        ("industry-academia co-creation, and academia alone", ["industry-academia co-creation", "academia"]),
        ("academics openly do science; accessible", []),
        ("open access, open innovation and open science", ["open science", "open innovation", "open access"]),
        ("", []),
    ],
)
def test_a_defined_term_is_found_as_a_whole_and_in_the_plural(corpus: Corpus, words: str, terms: list[str]) -> None:
    assert [one.term for one in definitions_used(*_reading(_act(corpus), words))] == terms


def test_the_stem_belongs_to_the_sentence_and_a_definition_does_not_use_itself(corpus: Corpus) -> None:
    act = _act(corpus)
    assert "industry-academia co-creation" in {
        one.term for one in definitions_used(act, act.clause_at("pnt_2.1.1/pnt_e"))
    }
    academia = act.clause_at("sct_1/pnt_3")
    assert academia.term == "academia"
    assert academia not in definitions_used(act, academia)

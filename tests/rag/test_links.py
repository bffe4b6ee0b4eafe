"""References as results show them: both directions, whole documents, and what leads nowhere."""

from dataclasses import replace

import pytest

from ingest.corpus import Corpus
from ingest.lookup import look_up
from rag.results import LookupResult, target_to_dict

CODE = "c/2024/601#"


@pytest.fixture
def linked(corpus: Corpus) -> Corpus:
    """The corpus with references between its points."""
    words = {
        "pnt_3.2.1/pnt_a": "See points 3.1.1(a) and (b), point 3.2.1 and Article 9 of Directive 2014/65/EU.",
        "pnt_3.1.1/pnt_b": "See point (a), and point 9.9.9.",
    }
    code = corpus.documents[0]
    clauses = tuple(replace(c, text=words.get(str(c.path), c.text)) for c in code.clauses)
    return replace(corpus, shipped=(replace(code, clauses=clauses), *corpus.shipped[1:]))


def test_a_clause_tells_what_it_and_its_footnotes_refer_to(corpus: Corpus) -> None:
    found = LookupResult(look_up("3.1.1(f)", corpus), corpus).to_dict()["clauses"][0]
    assert found["references"] == [
        {
            "status": "document",
            "text": "Code of practice on the management of intellectual assets for knowledge valorisation in the ERA",
            "source": CODE + "ftn_38",
            "document": "reco/2023/499",
            "name": "Code of Practice on the management of intellectual assets",
            "citation": "(EU) 2023/499",
        }
    ]
    assert found["referred_by"] == []


def test_each_end_is_a_link_and_what_stands_above_is_none(linked: Corpus) -> None:
    clause = linked.clause(CODE + "pnt_3.2.1/pnt_a")
    assert clause is not None
    links = target_to_dict(clause, linked)["references"]
    assert [(link["status"], link.get("uid")) for link in links] == [
        ("clause", CODE + "pnt_3.1.1/pnt_a"),
        ("clause", CODE + "pnt_3.1.1/pnt_b"),
        ("foreign", None),
    ]
    assert links[0]["citation"] == "C(2024) 601, point 3.1.1(a)"
    assert links[2]["text"] == "Article 9 of Directive 2014/65/EU"


def test_what_could_not_be_resolved_says_why(linked: Corpus) -> None:
    clause = linked.clause(CODE + "pnt_3.1.1/pnt_b")
    assert clause is not None
    assert target_to_dict(clause, linked)["references"][1] == {
        "status": "unresolved",
        "text": "point 9.9.9",
        "source": CODE + "pnt_3.1.1/pnt_b",
        "reason": "there is no such place in the text",
    }


def test_a_clause_tells_what_refers_to_it(linked: Corpus) -> None:
    clause = linked.clause(CODE + "pnt_3.1.1/pnt_a")
    stem = linked.clause(CODE + "pnt_3.2.1")
    assert clause is not None
    assert stem is not None
    by = target_to_dict(clause, linked)["referred_by"]
    assert [(link["uid"], link["text"]) for link in by] == [
        (CODE + "pnt_3.1.1/pnt_b", "point (a)"),
        (CODE + "pnt_3.2.1/pnt_a", "points 3.1.1(a) and (b)"),
    ]
    assert by[1]["citation"] == "C(2024) 601, point 3.2.1(a)"
    assert target_to_dict(stem, linked)["referred_by"] == []  # its own item only


def test_every_clause_and_footnote_of_the_corpus_has_its_links(corpus: Corpus) -> None:
    for document in corpus.documents:
        for part in (*document.clauses, *document.footnotes):
            result = target_to_dict(part, corpus)
            assert all(link["status"] != "clause" or corpus.clause(link["uid"]) for link in result["references"])

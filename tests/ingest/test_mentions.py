"""What a question names: clauses of ours, documents, and what is neither."""

import pytest

from ingest.corpus import Corpus
from ingest.mentions import find_mentions


@pytest.mark.parametrize(
    ("question", "paths"),
    [
        ("what does point 3.1.1(f) say about patents?", ["pnt_3.1.1/pnt_f"]),
        ("compare 3.1.1(c) and 3.2.1(b)", ["pnt_3.1.1/pnt_c", "pnt_3.2.1/pnt_b"]),
        ("What do points 3.1.1(a)-(e) recommend?", [f"pnt_3.1.1/pnt_{letter}" for letter in "abcde"]),
        ("points (a) to (c) of 3.1.1", [f"pnt_3.1.1/pnt_{letter}" for letter in "abc"]),
        ("What does letter (f) of point 3.1.1 say about data?", ["pnt_3.1.1/pnt_f"]),
        ("Is point 3.1.1 f about IP?", ["pnt_3.1.1/pnt_f"]),
        ("see 3.1.1f", ["pnt_3.1.1/pnt_f"]),
        ("What does recital (6), (7) say?", ["rct_6", "rct_7"]),
        ("what do recommendations 1-3 say?", ["pnt_1", "pnt_2", "pnt_3"]),
        ("What does footnote #38 say?", ["ftn_38"]),
        ("recital 6 of the Recommendation", ["rct_6"]),
        ("Is 3.1.1 a framework?", ["pnt_3.1.1"]),
    ],
)
def test_references_in_a_sentence_are_found_whole(corpus: Corpus, question: str, paths: list[str]) -> None:
    mentions = find_mentions(question, corpus.catalogue)
    assert [str(reference.paths[0]) for reference in mentions.references] == paths
    assert mentions.foreign == ()


@pytest.mark.parametrize(
    "question",
    [
        "How do 3 partners share 2.5 million euros by 1.3.2024?",
        "How do we use version 2.1.1 of the template?",
        "How do we staff task 2.1.1 of our work plan?",
        "On 5.3.24 we signed",
        "192.168.1.1",
        "the project, whereas 3 partners agreed, failed",
        "Academic year 2024/2025: how to plan student exchanges?",
        "How Should Universities Act On Conflicts?",
        "note 5 people",
        "100 % of 3.5 years",
    ],
)
def test_ordinary_numbers_are_no_references(corpus: Corpus, question: str) -> None:
    mentions = find_mentions(question, corpus.catalogue)
    assert (mentions.references, mentions.foreign) == ((), ())


@pytest.mark.parametrize(
    "question",
    [
        "What does recital 6 of the GDPR say?",
        "Does section 2 of the grant agreement allow subcontracting?",
        "What does point 2.1.1 of ISO 56005 say?",
        "What does Article 5 of our contract say about IP?",
        "What does the AI Act say about intermediaries?",
        "Summarise Regulation (EU) 2021/695",
    ],
)
def test_what_belongs_to_another_text_is_foreign(corpus: Corpus, question: str) -> None:
    mentions = find_mentions(question, corpus.catalogue)
    assert mentions.references == ()
    assert len(mentions.foreign) == 1


def test_one_document_under_two_names_is_one(corpus: Corpus) -> None:
    question = "What does point 3.1.1(f) of C(2024) 601, i.e. Recommendation (EU) 2024/774, say?"
    mentions = find_mentions(question, corpus.catalogue)
    assert [entry.key for entry in mentions.entries] == ["c/2024/601"]
    assert mentions.foreign == ()


def test_a_reference_belongs_to_the_document_named_with_it(corpus: Corpus) -> None:
    question = "point 3.1.1(c) of C(2024) 601 and recommendation 3 of the MLE page"
    found = [(r.entry.key if r.entry else None, r.words) for r in find_mentions(question, corpus.catalogue).references]
    assert found == [("c/2024/601", "point 3.1.1(c)"), ("web/mle-final-report", "recommendation 3")]


@pytest.mark.parametrize(
    "question",
    [
        "Does Article 5(1) of Regulation (EU) 2016/679 apply?",
        "Does Article 5(1) of Council Directive 2014/24 apply?",
        "What does Regulation (EU) 2016/679, Article 5(1), say?",
    ],
)
def test_a_provision_of_another_act_is_none_of_ours(corpus: Corpus, question: str) -> None:
    mentions = find_mentions(question, corpus.catalogue)
    assert mentions.references == ()
    assert len(mentions.foreign) == 1


def test_a_clause_beside_another_act_is_still_looked_up(corpus: Corpus) -> None:
    mentions = find_mentions("Does 3.1.1(f) go beyond Regulation (EU) 2016/679?", corpus.catalogue)
    assert [str(reference.paths[0]) for reference in mentions.references] == ["pnt_3.1.1/pnt_f"]

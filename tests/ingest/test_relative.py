"""References that start from another clause: where they lead, and what they never jump over."""

import pytest

from ingest.corpus import Corpus
from ingest.lookup import look_up, resolve
from ingest.mentions import find_mentions
from ingest.model import Clause
from ingest.siblings import Hole, beside


@pytest.mark.parametrize(
    ("reference", "labels"),
    [
        ("the point after 3.1.1(f)", ["point 3.1.1(g)"]),
        ("The point immediately following C(2024) 601, point 3.1.1(f)", ["point 3.1.1(g)"]),
        ("C(2024) 601, the point after 3.1.1(f)", ["point 3.1.1(g)"]),
        ("the point after c/2024/601#pnt_3.1.1/pnt_f", ["point 3.1.1(g)"]),
        ("next point after 3.1.1 f", ["point 3.1.1(g)"]),
        ("what comes after 3.1.1(f)?", ["point 3.1.1(g)"]),
        ("And what does the point before 3.1.1(f) say about indicators?", ["point 3.1.1(e)"]),
        ("the recital before recital 6", ["recital 5"]),
        ("What is the first recital about?", ["recital 1"]),
        ("Which section comes after 3.1?", ["section 3.2"]),
        ("the recital after 6", ["recital 7"]),
        ("the one after 2.3.1(g)", ["point 2.3.1(h)"]),
        ("the point before 2.3.1(g)(ii)", ["point 2.3.1(g)(i)"]),
        ("the section after 2.2", ["section 2.3"]),
        ("the footnote after 24", ["footnote 25"]),
        ("the recommendation after MLE 3", ["recommendation 4"]),
        ("the definition after the definition of academia", ["point 1(4)"]),
        ("the two points after 2.3.1(b)", ["point 2.3.1(c)", "point 2.3.1(d)"]),
        ("the two recitals before recital 3", ["recital 1", "recital 2"]),
        ("the last point of 3.1.1", ["point 3.1.1(j)"]),
        ("third point of 3.1.1", ["point 3.1.1(c)"]),
        ("second point of 2.2.1", ["point 2.2.1(b)"]),
        ("the last point of 2.3.1(g)", ["point 2.3.1(g)(iii)"]),
        ("the first point of section 3.1", ["point 3.1.1"]),
        ("the first recital", ["recital 1"]),
        ("last recital of C(2024) 601", ["recital 10"]),
        ("the last definition", ["point 1(7)"]),
        ("the last recommendation", ["recommendation 9"]),
        ("the first section", ["section 1"]),
    ],
)
def test_a_step_from_a_clause_leads_to_its_neighbour(corpus: Corpus, reference: str, labels: list[str]) -> None:
    found = look_up(reference, corpus)
    assert (found.status, [target.label for target in found.targets]) == ("found", labels)


@pytest.mark.parametrize(
    "reference",
    [
        "the point after 2.2.1(b)",
        "the two points after 2.2.1(a)",
        "the point after 2.2.1",  # the lost page may have held 2.2.2
        "the last point of 2.2.1",
        "the last point of section 2.2",
        "third point of 2.2.1",
        "the footnote after footnote 25",
        "the footnote before footnote 28",
        "the point after 2.2.1(c)",
    ],
)
def test_a_step_into_a_hole_tells_of_the_hole(corpus: Corpus, reference: str) -> None:
    found = look_up(reference, corpus)
    assert (found.status, found.targets) == ("gap", ())
    assert "footnotes 26 and 27 have neither mark nor text" in found.message
    assert found.nearest[0].label == "point 2.2.1(b)"


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("the point after 3.1.1(j)", "C(2024) 601, point 3.1.1(j) is the last of its list in point 3.1.1."),
        ("the point before 3.1.1(a)", "C(2024) 601, point 3.1.1(a) is the first of its list in point 3.1.1."),
        ("the point after 2.3.1(g)(iii)", "is the last of its list in point 2.3.1(g)."),
        ("the point after 3.1.1", "C(2024) 601, point 3.1.1 is the last of its list in section 3.1."),
        ("the recital after recital 10", "C(2024) 601, recital 10 is the last of its list in the document."),
        ("the recital before recital 1", "is the first of its list in the document."),
        ("the three points after 3.1.1(h)", "there are not 3: C(2024) 601, point 3.1.1(j) is the last"),
        ("the footnote after footnote 43", "footnote 43 is the last"),
    ],
)
def test_the_end_of_a_list_is_told_and_not_jumped_over(corpus: Corpus, reference: str, told: str) -> None:
    found = look_up(reference, corpus)
    assert (found.status, found.targets) == ("missing", ())
    assert told in found.message


@pytest.mark.parametrize(
    "reference",
    [
        "the point after it",
        "the next point",
        "the previous one",
        "the following paragraph",
        "and the point after that?",
    ],
)
def test_a_step_from_nowhere_says_what_it_needs(corpus: Corpus, reference: str) -> None:
    found = look_up(reference, corpus)
    assert (found.status, found.targets, found.nearest) == ("missing", (), ())
    assert found.message.startswith(f"“{reference}” needs one clause to start from, for example “the point ")


@pytest.mark.parametrize(
    "reference",
    [
        "the points after 3.1.1(f)",
        "the rest after 3.1.1(f)",
        "the rest of that list",
        "the following points",
        "the next point before 3.1.1(f)",  # which of the two?
        "the point after recital 6",  # recitals follow it
        "the point after 3.2",  # the section, or the point under it?
        "the point after recommendation 3",
        "the point after 6",
        "the point after 3.1.1(f) and (g)",
        "the last point of section 3",  # it has sections, and those have points
        "the last section",  # section 3, or section 3.4?
        "the last paragraph of 3.1.1",  # (j), or its only own one?
        "the last point",
        "the first point of recital 6",
        "the last point of contact",
        "the first point of the grant agreement",
        "the recital after recital 6 of the GDPR",
        "the point after 3.1.1(f) of C(2024) 600",
        "first recital of C(2024) 600",
        "the point after 3.9.9",
        "the point after lunch",
        "what comes after the project?",
    ],
)
def test_what_is_not_clear_leads_nowhere(corpus: Corpus, reference: str) -> None:
    found = look_up(reference, corpus)
    assert (found.status, found.targets) == ("missing", ())


def test_a_step_and_a_step_back_meet_again(corpus: Corpus) -> None:
    for document in corpus.documents:
        for piece in (*document.clauses, *document.footnotes):
            for way, back in ((1, -1), (-1, 1)):
                other = beside(document, piece, way)
                assert isinstance(other, Hole) or other is None or beside(document, other, back) == piece


def test_no_step_leads_out_of_its_list(corpus: Corpus) -> None:
    for document in corpus.documents:
        for clause in document.clauses:
            other = beside(document, clause, 1)
            assert not isinstance(other, Clause) or other.parent == clause.parent


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("Does the point after 3.1.1(f) concern data?", "point 3.1.1(g)"),
        ("Which point comes after 3.1.1(f)?", "point 3.1.1(g)"),
        ("What does the last point of 3.1.1 recommend?", "point 3.1.1(j)"),
        ("Is the recital preceding recital 6 about skills?", "recital 5"),
        ("What is behind recital 6?", "recital 6"),
        ("What should we do after 3.1.1(f)?", "point 3.1.1(f)"),
    ],
)
def test_a_step_inside_a_question_is_not_mistaken_for_the_clause_it_starts_from(
    corpus: Corpus, question: str, label: str
) -> None:
    [reference] = find_mentions(question, corpus.catalogue).references
    assert [target.label for target in resolve(reference, corpus).targets] == [label]


def test_a_step_from_several_clauses_inside_a_question_is_not_taken(corpus: Corpus) -> None:
    [reference] = find_mentions("Is the point after 3.1.1(f) and (g) about data?", corpus.catalogue).references
    assert resolve(reference, corpus).status == "missing"

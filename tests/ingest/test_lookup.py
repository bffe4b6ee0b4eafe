import pytest

from ingest.corpus import Corpus
from ingest.errors import AddressError
from ingest.lookup import look_up

ACT = "c/2024/601#"


@pytest.mark.parametrize(
    ("reference", "path"),
    [
        ("3.1.1(f)", "pnt_3.1.1/pnt_f"),
        ("C(2024)601 3.1.1.f", "pnt_3.1.1/pnt_f"),
        ("3.1.1 f", "pnt_3.1.1/pnt_f"),
        ("§3.1.1(f)", "pnt_3.1.1/pnt_f"),
        ("3 . 1 . 1 (F)", "pnt_3.1.1/pnt_f"),
        ("point 3.1.1, letter f", "pnt_3.1.1/pnt_f"),
        ("3.1.1 lit. f", "pnt_3.1.1/pnt_f"),
        ("Recommendation (EU) 2024/774, point 3.1.1(f)", "pnt_3.1.1/pnt_f"),
        ("point 3.1.1(f) of Commission Recommendation C(2024) 601 final", "pnt_3.1.1/pnt_f"),
        ("7263/24 3.1.1(f)", "pnt_3.1.1/pnt_f"),
        ("ELI reco/2024/774 3.1.1(f)", "pnt_3.1.1/pnt_f"),
        ("c/2024/601#pnt_3.1.1/pnt_f", "pnt_3.1.1/pnt_f"),
        ("pnt_3.1.1/pnt_f", "pnt_3.1.1/pnt_f"),
        ("letter (h) of paragraph 2.3.1", "pnt_2.3.1/pnt_h"),
        ("32024H0774 2.3.1 g ii", "pnt_2.3.1/pnt_g/pnt_ii"),
        ("2.3.1 g ii", "pnt_2.3.1/pnt_g/pnt_ii"),
        ("2.3.1(g)(ii)", "pnt_2.3.1/pnt_g/pnt_ii"),
        ("recital 6", "rct_6"),
        ("whereas (6)", "rct_6"),
        ("recital 6 of C(2024) 601", "rct_6"),
        ("footnote 38", "ftn_38"),
        ("fn. 38", "ftn_38"),
        ("definition of academia", "sct_1/pnt_3"),
        ("definition of ‘open science’", "sct_1/pnt_5"),
        ("intellectual assets", "sct_1/pnt_4"),
        ("1(5)", "sct_1/pnt_5"),
        ("section 3.2", "sct_3.2"),
        ("3.2", "sct_3.2"),
        ("2.2.1", "pnt_2.2.1"),
        ("cover note", "unp_1"),
        ("３.１.１（f）", "pnt_3.1.1/pnt_f"),
        ("3.1.1\u200b(f)", "pnt_3.1.1/pnt_f"),
        ("Punkt 3.1.1 Buchstabe f", "pnt_3.1.1/pnt_f"),
        ("considérant 6", "rct_6"),
        ("Conditions for successful partnerships", "sct_3.1"),
        ("definition of academia in C(2024) 601", "sct_1/pnt_3"),
        ("Code of Practice on industry-academia co-creation, recital 6", "rct_6"),
    ],
)
def test_a_reference_leads_to_its_clause(corpus: Corpus, reference: str, path: str) -> None:
    found = look_up(reference, corpus)
    assert (found.status, [target.uid for target in found.targets]) == ("found", [ACT + path])


@pytest.mark.parametrize(
    "reference", ["recommendation 9", "MLE 9", "mle recommendation 9", "web/mle-final-report#pnt_9"]
)
def test_the_mle_recommendations_have_a_name_of_their_own(corpus: Corpus, reference: str) -> None:
    [target] = look_up(reference, corpus).targets
    assert target.uid == "web/mle-final-report#pnt_9"


@pytest.mark.parametrize(
    "reference", ["2.2.1(c)", "2.2.1 d", "2.2.2", "2.2.2(a)", "footnote 26", "footnote 27", "C(2024) 601, fn 27"]
)
def test_what_the_source_lacks_is_a_gap(corpus: Corpus, reference: str) -> None:
    found = look_up(reference, corpus)
    assert (found.status, found.targets) == ("gap", ())
    assert "lacks" in found.message or "hole" in found.message
    assert "C(2024) 601" in found.message
    assert found.nearest[0].label == "point 2.2.1(b)"


@pytest.mark.parametrize(
    ("reference", "nearest"),
    [
        ("3.9.9(z)", "point 3.4.1(a)"),
        ("recital 12", "recital 10"),
        ("3.1.1(k)", "point 3.1.1(j)"),
        ("3.1.1(f)(i)", "point 3.1.1(f)"),
        ("footnote 50", "footnote 43"),
        ("3.5", "section 3.4"),
    ],
)
def test_a_missing_clause_names_near_ones(corpus: Corpus, reference: str, nearest: str) -> None:
    found = look_up(reference, corpus)
    assert (found.status, found.targets) == ("missing", ())
    assert found.nearest[0].label == nearest


@pytest.mark.parametrize(
    "reference",
    [
        "risotto",
        "Article 5(1)(a)",
        "Annex I, point 2",
        "Article 2, point (5)",
        "point (f)",
        "()",
        "§",
        "#",
        "1.2.3.4.5.6",
        "nowhere/1#pnt_1",
        "c/2024/601#nonsense",
        "٣.١.١",
        "2021/695, point 3.1.1",
        "Regulation (EU) 2021/695, Article 2 point 5",
        "how_to share results?",
    ],
)
def test_what_names_nothing_is_missing(corpus: Corpus, reference: str) -> None:
    assert look_up(reference, corpus).status == "missing"


@pytest.mark.parametrize(
    "reference",
    [
        # a word before the number says what it is: nothing else may be found under it
        *("section 38", "point 38", "paragraph 40", "clause 40", "§38", "heading 40", "recommendation 38"),
        *(
            "Recommendation 12",
            "C(2024) 601, point 38",
            "section 6",
            "recommendation 10",
            "C(2024) 601 recommendation 9",
        ),
        # a range or a list is no sub-point
        *("1-5", "1/5", "1,3", "2.1-3", "3 of 1", "points 1-5"),
        # the source has no 1.1
        *("1.1", "point 1.1", "point 1.3", "section 1.3"),
    ],
)
def test_no_other_clause_is_found_in_place_of_the_one_asked_for(corpus: Corpus, reference: str) -> None:
    found = look_up(reference, corpus)
    assert (found.status, found.targets) == ("missing", ())


@pytest.mark.parametrize(
    ("reference", "labels"),
    [
        ("3.1.1(c) and 3.2.1(b)", ["point 3.1.1(c)", "point 3.2.1(b)"]),
        ("points 3.1.1(f), (g) and (h)", ["point 3.1.1(f)", "point 3.1.1(g)", "point 3.1.1(h)"]),
        ("recommendations 1-3", ["recommendation 1", "recommendation 2", "recommendation 3"]),
        ("recitals 2, 4 and 6", ["recital 2", "recital 4", "recital 6"]),
    ],
)
def test_a_list_of_references_is_found_whole(corpus: Corpus, reference: str, labels: list[str]) -> None:
    found = look_up(reference, corpus)
    assert (found.status, [target.label for target in found.targets]) == ("found", labels)


def test_a_list_with_a_lost_member_is_not_found(corpus: Corpus) -> None:
    assert look_up("2.2.1(a) and 2.2.1(c)", corpus).status == "gap"
    assert look_up("3.1.1(c) and 3.9.9(b)", corpus).status == "missing"


def test_footnote_marks_are_no_digits(corpus: Corpus) -> None:
    assert look_up("recital 3¹", corpus).targets[0].label == "recital 3"


def test_an_abbreviation_of_two_words_keeps_both(corpus: Corpus) -> None:
    assert {target.label for target in look_up("rec. 9", corpus).targets} == {"recital 9", "recommendation 9"}
    assert look_up("MLE rec. 9", corpus).targets[0].label == "recommendation 9"


def test_a_document_alone_asks_for_a_clause(corpus: Corpus) -> None:
    assert "names a document" in look_up("C(2024) 601", corpus).message


@pytest.mark.parametrize(
    "reference", ["3" + ("(" * 78 + "a") * 4 + "(" * 78 + "!", "art 1" + "(a" * 190, "3." * 200, "a " * 199]
)
def test_a_hostile_text_takes_no_longer_than_a_kind_one(corpus: Corpus, reference: str) -> None:
    assert look_up(reference, corpus).status == "missing"


def test_several_meanings_are_reported_and_not_chosen_between(corpus: Corpus) -> None:
    found = look_up("6", corpus)
    assert found.status == "ambiguous"
    assert {target.label for target in found.targets} == {"recital 6", "footnote 6", "recommendation 6"}


@pytest.mark.parametrize("reference", ["C(2024) 600 point 3", "(EU) 2024/736, 3.1", "2023/499 recital 1"])
def test_a_known_document_without_text_is_never_mistaken_for_another(corpus: Corpus, reference: str) -> None:
    found = look_up(reference, corpus)
    assert (found.status, found.targets, found.nearest) == ("missing", (), ())
    assert "not in the index" in found.message


def test_every_citation_the_program_prints_leads_back(corpus: Corpus) -> None:
    for document in corpus.documents:
        for piece in (*document.clauses, *document.footnotes):
            for reference in (piece.uid, corpus.cite(piece)):
                assert [target.uid for target in look_up(reference, corpus).targets] == [piece.uid], reference


@pytest.mark.parametrize("reference", ["", "   ", "x" * 500])
def test_what_cannot_be_a_reference_is_an_error_with_a_way_out(corpus: Corpus, reference: str) -> None:
    with pytest.raises(AddressError) as error:
        look_up(reference, corpus)
    assert error.value.hint


@pytest.mark.parametrize(
    "reference",
    [
        "3.1.1-f",
        "3.1.1 bis",
        "point 3.1.1 first indent",
        "last indent of 3.1.1",
        "3.1.1(f) second sentence",
        "recital 6 of the GDPR",
    ],
)
def test_a_reference_understood_by_half_is_not_found(corpus: Corpus, reference: str) -> None:
    assert look_up(reference, corpus).status == "missing"


@pytest.mark.parametrize(
    ("reference", "label"),
    [("recital 06", "recital 6"), ("definition 5", "point 1(5)"), ("section 1 point 5", "point 1(5)")],
)
def test_other_ways_to_number_are_understood(corpus: Corpus, reference: str, label: str) -> None:
    assert [target.label for target in look_up(reference, corpus).targets] == [label]

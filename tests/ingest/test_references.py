"""What sentences of our own refer to: the right place, or none."""

import pytest
from referring import act, items, references, sample, told

from ingest.corpus import Corpus

# In Article 3(1) of an act with Articles 1 to 6 and an annex.
HERE = [
    ("See Article 5.", [("Article 5", "art_5")]),
    ("See Article 5(1), point (a).", [("Article 5(1), point (a)", "art_5/par_1/pnt_a")]),
    ("See point (a) of paragraph 1 of Article 5.", [("point (a) of paragraph 1 of Article 5", "art_5/par_1/pnt_a")]),
    ("See Article 5(1)(a) and (c).", [("Article 5(1)(a) and (c)", "art_5/par_1/pnt_a art_5/par_1/pnt_c")]),
    ("See Article 5 (1) (b).", [("Article 5 (1) (b)", "art_5/par_1/pnt_b")]),
    ("See Article 2, point (5).", [("Article 2, point (5)", "art_2/pnt_5")]),
    ("See Articles 3 to 6.", [("Articles 3 to 6", "unresolved")]),  # Article 3 itself would be "this Article"
    ("See Articles 4 to 6.", [("Articles 4 to 6", "art_4 art_5 art_6")]),
    ("See Articles 1, 4, 5 and Article 6.", [("Articles 1, 4, 5", "art_1 art_4 art_5"), ("Article 6", "art_6")]),
    ("See Article 4, 5 or 6.", [("Article 4, 5 or 6", "art_4 art_5 art_6")]),
    ("Article 4 and 27 Member States agree.", [("Article 4", "art_4")]),
    ("See Article 5(1) and (2).", [("Article 5(1) and (2)", "art_5/par_1 art_5/par_2")]),
    ("See Article 5(1)–(3).", [("Article 5(1)–(3)", "art_5/par_1 art_5/par_2 art_5/par_3")]),
    (
        "points (a) to (c) of Article 5(1)",
        [("points (a) to (c) of Article 5(1)", "art_5/par_1/pnt_a art_5/par_1/pnt_b art_5/par_1/pnt_c")],
    ),
    ("See paragraph 2.", [("paragraph 2", "art_3/par_2")]),
    ("See paragraph 2 of this Article.", [("paragraph 2 of this Article", "art_3/par_2")]),
    ("This Article applies.", [("This Article", "art_3")]),
    ("See Article 5, second sentence.", [("Article 5, second sentence", "art_5")]),
    ("See the Annex.", [("the Annex", "anx_x1")]),
    ("See point 2 of the Annex to this Regulation.", [("point 2 of the Annex to this Regulation", "anx_x1/pnt_2")]),
    ("See Annex, point 1.", [("Annex, point 1", "anx_x1/pnt_1")]),
    ("See recital 1.", [("recital 1", "rct_1")]),
    ("See Article 5 of this Regulation.", [("Article 5 of this Regulation", "art_5")]),
]


@pytest.mark.parametrize(("sentence", "expected"), HERE)
def test_a_place_of_the_act_at_hand_is_found(corpus: Corpus, sentence: str, expected: list[tuple[str, str]]) -> None:
    assert told(references(sample(sentence), "art_3/par_1", corpus)) == expected


# Nothing of these is in the act at hand, though it has articles of these numbers.
NOT_HERE = [
    ("Article 5 of Regulation (EU) 2016/679 applies.", ["foreign"]),
    ("Article 5(1), point (a), of Council Directive 2008/114/EC applies.", ["foreign"]),
    ("point (1) of Article 4(1) of Directive 2014/65/EU", ["foreign"]),
    ("Article 5 TFEU and Article 4 of the Charter apply.", ["foreign", "foreign"]),
    ("Article 5 GDPR applies.", ["foreign"]),
    ("Article 5 UN Charter applies.", ["unresolved"]),
    ("Regulation (EU) 2016/679, Article 5, applies.", ["foreign"]),
    ("Regulation (EU) 2016/679 (Article 5) applies.", ["foreign"]),
    ("Regulation (EU) 2016/679 and in particular its Articles 5 and 6 apply.", ["foreign", "unresolved"]),
    ("Article 5 and Article 6 of Directive 2014/65/EU", ["unresolved", "foreign"]),
    ("Article 5, in conjunction with Article 6, of the Rules of Procedure", ["unresolved", "foreign"]),
    ("Article 5 of, and the Annex to, Regulation (EU) 2016/679", ["unresolved", "unresolved", "foreign"]),
    ("Articles 5 and 6 respectively of Directive 2014/65/EU", ["foreign"]),
    ("Article 5 (transparency) of Directive 2014/65/EU", ["foreign"]),
    ("Article 5 as amended by Directive 2014/65/EU", ["unresolved", "foreign"]),
    ("Directive 2014/65/EU says so. Article 5 of that Directive agrees.", ["foreign", "foreign"]),
    ("Article 5 of that Regulation applies.", ["unresolved"]),
    ("Having regard to the Treaty, and in particular Article 5 thereof", ["foreign"]),
    ("This Decision and Article 5 thereof", ["unresolved"]),
    ("Article 5 of the proposal and Article 5 of their statutes", ["unresolved", "unresolved"]),
    ("the former Article 5 and the Treaty (Article 6)", ["unresolved", "unresolved"]),
    ("It says: ‘A decision under Article 5 is valid.’", ["unresolved"]),
    ("Article 5 of this Directive applies.", ["unresolved"]),  # the act is a regulation
    ("Article 5 bis, Articles 5 et seq.", ["unresolved", "unresolved"]),
    ("the Annex to the Agreement", ["foreign"]),
]


@pytest.mark.parametrize(("sentence", "expected"), NOT_HERE)
def test_a_place_of_another_text_is_never_looked_up_here(corpus: Corpus, sentence: str, expected: list[str]) -> None:
    assert [r.status for r in references(sample(sentence), "art_3/par_1", corpus)] == expected


# One reading must be left.
DOUBTFUL = [
    ("Without prejudice to Article 5, paragraph 2 shall apply.", ["art_5", "unresolved"]),
    ("Article 5(1), point (a), and paragraph 2", ["art_5/par_1/pnt_a", "unresolved"]),
    ("Directive 2014/65/EU aside, paragraph 2 applies.", ["foreign", "unresolved"]),
    ("points (c) to (a) of Article 5(1)", ["unresolved"]),
    ("points (a) of Articles 5 and 6", ["unresolved"]),
    ("Articles 1(2) and 5(1), points (a) and (b)", ["unresolved"]),
    ("the second subparagraph of paragraph 2", ["unresolved"]),
    ("the first subparagraph of Article 5(1)", ["unresolved"]),
    ("that Article", ["unresolved"]),
    ("Article 9, Article 5(7) and point (z) of Article 5(1)", ["unresolved", "unresolved", "unresolved"]),
    ("Article 3(2) applies.", ["unresolved"]),  # drafters write "paragraph 2" there
    ("paragraph 1 applies.", ["unresolved"]),  # it is paragraph 1 itself
    ("section 3 and footnote 4", ["unresolved", "unresolved"]),
]


@pytest.mark.parametrize(("sentence", "expected"), DOUBTFUL)
def test_a_doubtful_place_is_left_open_with_its_reason(corpus: Corpus, sentence: str, expected: list[str]) -> None:
    found = references(sample(sentence), "art_3/par_1", corpus)
    assert [end for _, end in told(found)] == expected
    assert all(bool(reference.reason) == (reference.status == "unresolved") for reference in found)


@pytest.mark.parametrize(
    "sentence", ["Articles 5 % rose", "a point of contact", "See Article 5/6.", "ISO 15408, part 2", "10 points"]
)
def test_what_names_no_place_is_no_reference(corpus: Corpus, sentence: str) -> None:
    assert not any(r.targets for r in references(sample(sentence), "art_4/unp_1", corpus) if r.text != "Articles 5")


@pytest.mark.parametrize(
    ("path", "words", "end"),
    [
        ("art_5/par_1/pnt_b", "as in point (a)", "art_5/par_1/pnt_a"),
        ("art_5/par_1", "as in points (a) and (b)", "art_5/par_1/pnt_a art_5/par_1/pnt_b"),
        ("art_5/par_2", "as in point (a)", "unresolved"),  # of which list?
        ("art_5/par_2", "as in point (a) of paragraph 1", "art_5/par_1/pnt_a"),
        ("art_2/pnt_1", "as in point (2)", "art_2/pnt_2"),
        ("anx_x1/pnt_1", "as in point 2", "anx_x1/pnt_2"),
        ("anx_x1/pnt_1", "as in Article 4", "art_4"),
        ("rct_1", "as in Article 4", "art_4"),
        ("rct_1", "as in paragraph 2", "unresolved"),
        (
            "art_5/par_1",
            "points (a) and (b) of the first subparagraph of this paragraph",
            "art_5/par_1/pnt_a art_5/par_1/pnt_b",
        ),
    ],
)
def test_a_relative_place_is_that_of_the_nearest_list(corpus: Corpus, path: str, words: str, end: str) -> None:
    assert [found for _, found in told(references(sample(), path, corpus, words))] == [end]


def test_a_recital_that_names_another_text_keeps_its_articles_open(corpus: Corpus) -> None:
    for other in ("Regulation (EU) 2016/679", "the Treaty"):
        found = references(sample(), "rct_1", corpus, f"Under {other}, it is so. Article 4 and recital 1 agree.")
        assert [r.status for r in found if "Article" in r.text] == ["unresolved"]
    explicit = references(sample(), "rct_1", corpus, "Unlike Directive 2014/65/EU, Article 4 of this Regulation helps.")
    assert [end for _, end in told(explicit)] == ["foreign", "art_4"]


AMENDING = [
    "in Article 5, paragraph 2 is replaced by the following:",
    "Regulation (EU) 2016/679 is amended as follows:",
    "the following Article is inserted:",
]


@pytest.mark.parametrize("formula", AMENDING)
def test_words_for_an_amended_act_lead_nowhere(corpus: Corpus, formula: str) -> None:
    document = act(
        ("1", ["Scope. See Article 3."]),
        ("2", [formula, "‘2. New words, see Article 1.’", "More of them, see Article 1 of this Regulation."]),
        ("3", ["It enters into force. See Article 1."]),
    )
    ends = {str(c.path): told(references(document, str(c.path), corpus)) for c in document.clauses}
    inside = [end for path, found in ends.items() if path.startswith("art_2") for words, end in found]
    assert inside
    assert set(inside) <= {"unresolved", "foreign"}
    assert ends["art_1/unp_1"] == [("Article 3", "art_3")]
    assert ends["art_3/unp_1"] == [("Article 1", "art_1")]


def test_behind_an_amendment_that_breaks_the_numbering_nothing_is_sure(corpus: Corpus) -> None:
    document = act(
        ("1", ["the following Article is inserted:"]), ("5a", ["New. See Article 1."]), ("2", ["See Article 1."])
    )
    for path in ("art_5a/unp_1", "art_2/unp_1"):
        assert [end for _, end in told(references(document, path, corpus))] == ["unresolved"]


def test_a_number_printed_twice_is_no_target(corpus: Corpus) -> None:
    document = act(("1", ["One."]), ("2", ["Two."]), ("2", ["Two again."]), ("3", ["See Articles 1 and 2."]))
    assert [end for _, end in told(references(document, "art_3/unp_1", corpus))] == ["unresolved"]


def test_a_list_and_its_inner_list_are_told_apart(corpus: Corpus) -> None:
    document = act(("1", ["1. It is:", items("h", "i", "j")]), ("2", ["See points (h) and (i) of Article 1(1)."]))
    assert [end for _, end in told(references(document, "art_2/unp_1", corpus))] == [
        "art_1/par_1/pnt_h art_1/par_1/pnt_i"
    ]

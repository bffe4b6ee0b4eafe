"""The four web pages: recommendations, paragraphs, and furniture that is no clause."""

import pytest

from ingest.corpus import Corpus
from ingest.draft import Outline
from ingest.model import Document, Kind
from ingest.passages import outline_page
from ingest.readers import read_text
from ingest.spans import read


def document(corpus: Corpus, key: str) -> Document:
    found = corpus.document(key)
    assert found is not None
    return found


def test_the_nine_recommendations_are_clauses_under_their_sentence(corpus: Corpus) -> None:
    page = document(corpus, "web/mle-final-report")
    points = [clause for clause in page.clauses if clause.kind is Kind.POINT]
    assert [clause.label for clause in points] == [f"recommendation {n}" for n in range(1, 10)]
    assert [str(clause.path) for clause in points] == [f"pnt_{n}" for n in range(1, 10)]
    stem = page.stem(points[0])
    assert stem is not None
    assert stem.text.endswith("can be summarised in the following way:")
    assert points[8].text == "Monitor and evaluate, with a quantitative, qualitative and process-driven perspective."


@pytest.mark.parametrize(
    "furniture",
    [
        "Skip to main content",
        "Skip navigation",
        "Search for available translations",
        "linkEN",
        "More Like This",
        "Event Type:",
        "Author image",
        "Geographical focus",
        "Entry created by",
        "Publication cover",
        "Event Visibility",
    ],
)
def test_web_furniture_is_no_clause(corpus: Corpus, furniture: str) -> None:
    assert not [c.uid for d in corpus.documents for c in d.clauses if furniture in c.text]


def test_furniture_inside_a_sentence_is_cut_out_and_named(corpus: Corpus) -> None:
    page = document(corpus, "web/ip-code-community-call")
    [clause] = [c for c in page.clauses if "A new ERA for Research and Innovation" in c.text]
    assert "Research and Innovation calls to “Update" in clause.text.replace("\u00a0", " ")
    assert [f.name for f in page.audit.furniture].count("translation link") == 3


def test_a_heading_and_place_label_a_paragraph(corpus: Corpus) -> None:
    page = document(corpus, "web/mle-final-report")
    assert page.clause_at("unp_3").label == "“Key take aways”, paragraph 1"
    assert str(page.clause_at("unp_3").parent) == "sct_x1"
    assert page.clause_at("sct_x1").kind is Kind.SECTION


def test_list_items_hang_under_the_paragraph_that_opens_the_list(corpus: Corpus) -> None:
    page = document(corpus, "web/ip-code-community-call")
    items = page.children(page.clause_at("unp_8").path)
    assert [item.text for item in items][-2:] == ["IP valuation", "Joint industry-academia IP"]
    assert len(items) == 9
    assert items[0].label == "“Community of practice”, paragraph 4, item 1"


def test_a_form_field_keeps_its_value(corpus: Corpus) -> None:
    page = document(corpus, "web/oecd-co-creation-workshop")
    assert page.clause_at("sct_x2/pnt_x1").text == "Start Time: Mar 5, 2020 9:30 AM CEST (Europe/Paris)"


def test_letters_inside_a_sentence_are_no_points(corpus: Corpus) -> None:
    page = document(corpus, "web/mle-final-report")
    [clause] = [c for c in page.clauses if "focused on five topics" in c.text]
    assert "(e) intellectual assets management" in clause.text


def outline(text: str) -> Outline:
    return outline_page(text, read_text(text).lines, numbered_as="point")


def test_a_second_list_that_restarts_at_1_takes_no_number() -> None:
    text = "Title\n\nFirst steps are:\n\n  1. Begin.\n  2. End.\n\nThen these follow:\n\n  1. Rest.\n  2. Sleep.\n"
    assert [draft.label for draft in outline(text).drafts] == [
        *("title", "paragraph 1", "list 1, point 1", "list 1, point 2"),
        *("paragraph 2", "list 2, point 1", "list 2, point 2"),
    ]
    assert not [draft.path for draft in outline(text).drafts if str(draft.path) == "pnt_1"]


def test_a_page_without_a_single_sentence_still_has_its_title() -> None:
    [draft] = outline("Only a title").drafts
    assert read("Only a title", draft.spans) == "Only a title"

"""An institution's own policy: what its numbers number, and that none is invented, lost or given to two clauses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.audit import note
from ingest.model import Document, Kind
from ingest.parse import parse_reading
from ingest.policy_labels import understand
from ingest.readers import read
from tests.ingest.proof import prove


def parsed(text: str | bytes) -> Document:
    data = text.encode() if isinstance(text, str) else text
    document = parse_reading(read(data), key="test/policy", kind=None, title="a policy", sha256="")
    prove(document)
    assert len({clause.label for clause in document.clauses}) == len(document.clauses)
    return document


def tree(text: str | bytes) -> list[str]:
    return [f"{clause.path} {clause.label}" for clause in parsed(text).clauses]


SECTIONS = """Policy

1. Purpose

This policy is about results.

2. Rules

2.1 Scope

It applies to:
(a) staff;
(b) students who:
(i) are paid, or
(ii) use the workshops;
(c) guests.

2.2 Ownership

2.2.1 The university owns the results of its staff.

2.2.2 Others own theirs, but for:
(a) works made on commission;
(b) works under 2.2.1.
"""


def test_sections_points_and_letters_have_the_addresses_they_print() -> None:
    assert tree(SECTIONS)[1:] == [
        "sct_1 section 1",
        "unp_2 section 1, paragraph 1",
        "sct_2 section 2",
        "sct_2.1 section 2.1",
        "unp_3 section 2.1, paragraph 1",
        "sct_2.1/pnt_a point 2.1(a)",
        "sct_2.1/pnt_b point 2.1(b)",
        "sct_2.1/pnt_b/pnt_i point 2.1(b)(i)",
        "sct_2.1/pnt_b/pnt_ii point 2.1(b)(ii)",
        "sct_2.1/pnt_c point 2.1(c)",
        "sct_2.2 section 2.2",
        "pnt_2.2.1 point 2.2.1",
        "pnt_2.2.2 point 2.2.2",
        "pnt_2.2.2/pnt_a point 2.2.2(a)",
        "pnt_2.2.2/pnt_b point 2.2.2(b)",
    ]
    document = parsed(SECTIONS)
    assert document.kind == "policy"
    assert document.gaps == ()
    assert document.clause_at("pnt_2.2.2").kind is Kind.STEM
    assert str(document.clause_at("pnt_2.2.2").parent) == "sct_2.2"


def test_paragraphs_sign_and_articles_are_cited_as_printed() -> None:
    text = (
        "Satzung\n\n§ 1 Geltung\n\n(1) Sie gilt für alle.\n(2) Sie gilt nicht für:\na) Gäste,\nb) Besucher.\n\n"
        "Article 3 – Licences\n\n1. The office grants them.\n2. It may refuse.\n\n"
        "Appendix A – Forms\n\n1. One form\n2. Two\n"
    )
    assert tree(text)[1:] == [
        *("pnt_1 § 1", "pnt_1/pnt_1 § 1(1)", "pnt_1/pnt_2 § 1(2)", "pnt_1/pnt_2/pnt_a § 1(2)(a)"),
        *("pnt_1/pnt_2/pnt_b § 1(2)(b)", "art_3 Article 3", "art_3/par_1 Article 3(1)", "art_3/par_2 Article 3(2)"),
        *("anx_A Appendix A", "anx_A/pnt_1 Appendix A, point 1", "anx_A/pnt_2 Appendix A, point 2"),
    ]


def test_a_letter_behind_a_number_is_part_of_the_label() -> None:
    text = "Terms\n\n2.3 (a) A letter is needed.\n2.3 (b) A form is needed.\n"
    assert tree(text)[1:] == ["pnt_2.3/pnt_a point 2.3(a)", "pnt_2.3/pnt_b point 2.3(b)"]


def test_of_two_lists_under_one_heading_neither_owns_the_letters() -> None:
    text = "P\n\n1. Money\n\nIt goes:\n(a) here;\n(b) there.\n\nThen:\n(a) up;\n(b) down.\n\n2. End\n\nThat is all.\n"
    labels = [clause.label for clause in parsed(text).clauses]
    assert [label for label in labels if "list" in label] == [
        *("section 1, list 1, point (a)", "section 1, list 1, point (b)"),
        *("section 1, list 2, point (a)", "section 1, list 2, point (b)"),
    ]
    assert not [clause for clause in parsed(text).clauses if str(clause.path) == "sct_1/pnt_a"]


def test_a_number_that_an_own_document_skips_is_told_as_skipped_and_not_as_lost() -> None:
    document = parsed(
        "P\n\n1. Money\n\nIt goes:\n(a) here;\n(b) there;\n(d) nowhere;\n(e) all over.\n\n2. End\n\nThat is all.\n"
    )
    [gap] = document.gaps
    assert gap.skipped
    assert gap.reason == (
        "Point 1(d) follows point 1(b); whether text is missing between them or the number was never given, the "
        "document does not tell."
    )
    assert "places where it skips numbers: 1" in note(document)
    assert "gaps in the source" not in note(document)


def test_footnotes_without_mark_and_text_still_prove_a_gap() -> None:
    text = "P\n\n1. Money\n\nIt goes:\n(a) here¹;\n(c) there³.\n\n2. End\n\nThat is all.\n\n¹ One.\n³ Three.\n"
    [gap] = parsed(text).gaps
    assert (gap.footnotes, gap.skipped) == ((2,), False)


def test_a_letter_printed_twice_in_a_row_nests_in_nothing() -> None:
    labels = [clause.label for clause in parsed("P\n\n# Money\n\n(a) here;\n(a) there.\n").clauses]
    assert labels[2:] == ["“Money”, list 1, point (a)", "“Money”, list 2, point (a)"]


def test_numbers_that_restart_under_each_heading_count_within_it() -> None:
    text = "P\n\n# Staff\n\n1. They may do so.\n2. They must tell.\n\n# Guests\n\n1. They may not.\n2. They may ask.\n"
    assert tree(text)[2:] == [
        *("sct_x1/pnt_1 “Staff”, point 1", "sct_x1/pnt_2 “Staff”, point 2", "sct_x2 heading “Guests”"),
        *("sct_x2/pnt_1 “Guests”, point 1", "sct_x2/pnt_2 “Guests”, point 2"),
    ]


@pytest.mark.parametrize("rest", ["4. Last\n\nThe end.", "3.1 Shares are paid at once."])
def test_a_section_behind_a_list_that_it_would_carry_on_is_a_section(rest: str) -> None:
    text = f"P\n\n1. Aims\n\nNone.\n\n2. Rules\n\nThey are:\n\n1. one\n\n2. two\n\n3. Money\n\nSome.\n\n{rest}\n"
    document = parsed(text)
    assert document.clause_at("sct_3").text == "Money"
    assert document.clause_at("sct_2/pnt_2").text == "two"


def test_the_last_item_of_a_list_is_no_section() -> None:
    text = "P\n\n1. Aims\n\nNone.\n\n2. Rules\n\nThey are:\n\n1. one\n\n2. two\n\n3. three\n\n3. Money\n\nSome.\n"
    document = parsed(text)
    assert document.clause_at("sct_2/pnt_3").text == "three"
    assert document.clause_at("sct_3").text == "Money"


def test_paragraphs_numbered_through_the_document_stand_for_themselves() -> None:
    text = (
        "P\n\n# Staff\n\n1. They may do so.\n2. They must tell:\n(a) whom;\n(b) when.\n\n# Guests\n\n3. They may not.\n"
    )
    paths = [str(clause.path) for clause in parsed(text).clauses]
    assert paths == ["unp_1", "sct_x1", "pnt_1", "pnt_2", "pnt_2/pnt_a", "pnt_2/pnt_b", "sct_x2", "pnt_3"]


def test_two_headings_with_the_same_words_are_told_apart() -> None:
    text = "P\n\n# Findings\n\nOf one year.\n\n# Findings\n\nOf another year.\n"
    assert [clause.label for clause in parsed(text).clauses][1:] == [
        *("heading “Findings”", "“Findings”, paragraph 1", "2nd heading “Findings”", "2nd “Findings”, paragraph 1"),
    ]


def test_a_section_number_printed_in_two_parts_counts_within_each() -> None:
    text = "P\n\n# Part I\n\n## 1. Scope\n\nAll.\n\n# Part II\n\n## 1. Scope\n\nNone.\n"
    document = parsed(text)
    assert [clause.label for clause in document.clauses if clause.kind is Kind.SECTION] == [
        *("Part I", "Part I, section 1", "Part II", "Part II, section 1"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "3.5% of the income goes to the fund.",
        "2023. That was the year in which it began.",
        "15 (5.7 %) of them were there.",
        "I. Newton was one of them.",
        "Section 2 of this policy applies to them.",
        "1.2 million people use it.",
        "34.7 36.2 44.5",
    ],
)
def test_a_figure_at_the_head_of_a_line_is_no_number_of_the_document(line: str) -> None:
    document = parsed(f"Report\n\nSomething was counted.\n\n{line}\n")
    assert not [c for c in document.clauses if c.label_span is not None]
    assert line in [clause.text for clause in document.clauses][-1]


def test_a_definition_is_found_by_its_term() -> None:
    document = parsed("P\n\n1. Terms\n\n“Inventor” means whoever had the idea.\n\n2. Rest\n\nNothing else.\n")
    assert [clause.term for clause in document.clauses if clause.term] == ["Inventor"]


def test_articles_alone_do_not_make_an_act_where_headings_are_told() -> None:
    html = "<h1>Statute</h1><h2>Article 1</h2><p>All may come.</p><h2>Article 2</h2><p>None may go.</p>"
    document = parsed(html)
    assert document.kind != "act"
    assert document.clause_at("art_2").label == "Article 2"


pieces = st.sampled_from(
    [
        "1. Purpose",
        "2. Scope",
        "1.1 Scope",
        "1.2 The office decides.",
        "2.3 (a) Do it.",
        "(a) one;",
        "(b) two;",
        "(i) in",
        "(ii) out",
        "a) x",
        "b) y",
        "A. Part",
        "§ 3 Rule",
        "Article 4",
        "Article 4 – Name",
        "Section 2: Rest",
        "Appendix B",
        "Chapter I",
        "Annex 2 – List",
        "1) one",
        "2) two",
        "Some text.",
        "It is:",
        "# Head",
        "## Head",
        "- bullet",
        "  - inner",
        "“Term” means this.",
        "1.",
        "(z) last",
        "2.10 Far",
        "2.2 Near",
        "3.5% more",
    ]
)


@given(st.lists(pieces | st.text(max_size=8), min_size=1, max_size=25), st.sampled_from(["\n", "\n\n"]))
@settings(max_examples=300, deadline=None)
def test_soups_of_numbered_lines_lose_nothing_and_name_each_clause_once(soup: list[str], gap: str) -> None:
    text = gap.join(soup)
    if not text.strip() or "\x00" in text:
        return
    document = parse_reading(read(text.encode("utf-8", "replace")), key="t/x", kind="policy", title="", sha256="")
    prove(document)
    assert len({clause.label for clause in document.clauses}) == len(document.clauses)
    for clause in document.clauses:
        number = clause.path.last.number
        if clause.path.last.code != "unp" and number[0] != "x":  # a number stands in the source, it is not made up
            assert clause.label_span is not None or not clause.text or clause.text.endswith(number)


@given(st.text(max_size=30))
def test_a_label_is_never_longer_than_its_line(text: str) -> None:
    label = understand(text)
    assert label is None or 0 < label.length <= len(text)

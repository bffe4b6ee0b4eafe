"""What real documents do to a parser: a table of every behaviour with the tests that prove it is survived.

The table is itself tested: each test it names exists. Behaviours without a test elsewhere have theirs in
`test_ambushes_text.py` and `test_ambushes_markup.py`.
"""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent

SURVIVED: dict[str, tuple[str, ...]] = {
    "“(i)” is a letter after “(h)” and a numeral after a colon, footnote marks stripped first": (
        "ingest/test_labels.py::test_letters_and_numerals_are_told_apart",
        "ingest/test_recommendation.py::test_a_letter_i_follows_the_letter_h",
        "ingest/test_formats.py::test_a_nested_list_hangs_under_its_item",
        "ingest/test_label_truth.py::test_labels_agree_with_the_published_list_types",
        "ingest/test_ambushes_text.py::test_a_colon_under_a_footnote_mark_opens_a_list",
    ),
    "a page is missing between two points": (
        "ingest/test_recommendation.py::test_the_missing_page_is_a_recorded_gap",
        "ingest/test_lookup.py::test_what_the_source_lacks_is_a_gap",
        "ingest/test_audit.py::test_footnotes_count_on_and_each_mark_has_a_text",
        "ingest/test_ambushes_text.py::test_the_tail_of_a_sentence_is_a_fragment_and_takes_no_number",
    ),
    "footnotes split a sentence": (
        "ingest/test_recommendation.py::test_sentences_split_by_a_page_are_whole",
        "ingest/test_pdf_layout.py::test_a_mark_at_the_end_of_a_page_stays_out_of_the_joined_sentence",
    ),
    "blocks of footnotes stand between the items of a list, and between a list and the next heading": (
        "ingest/test_ambushes_text.py::test_footnotes_between_items_and_headings_are_in_neither",
    ),
    "marks stand in headings, in stems, before a semicolon and after a sign": (
        "ingest/test_recommendation.py::test_a_footnote_stands_where_its_mark_was",
        "ingest/test_ambushes_text.py::test_marks_leave_no_trace_in_headings_stems_and_items",
    ),
    "“(1)” is a recital, a definition, a footnote mark or part of a reference": (
        "ingest/test_ambushes_markup.py::test_the_same_number_in_brackets_is_four_things",
        "ingest/test_recommendation.py::test_cross_references_in_a_sentence_are_not_points",
    ),
    "a reference inside a sentence looks like a label": (
        "ingest/test_labels.py::test_look_alikes_are_no_labels",
        "ingest/test_recommendation.py::test_cross_references_in_a_sentence_are_not_points",
        "ingest/test_ambushes_text.py::test_a_sentence_that_goes_on_with_a_reference_is_not_cut",
    ),
    "a point has several sentences and semicolons of its own": (
        "ingest/test_ambushes_text.py::test_points_of_several_sentences_are_whole",
    ),
    "a title is printed twice, under a cover note with a table and a date of its own": (
        "ingest/test_recommendation.py::test_the_cover_note_and_the_signature_are_passages",
        "ingest/test_ambushes_text.py::test_a_cover_note_is_apart_and_the_second_title_is_furniture",
    ),
    "some stems are bold, some are plain, and all read like headings": (
        "ingest/test_ambushes_text.py::test_a_stem_is_a_point_in_bold_and_in_plain",
    ),
    "nothing follows the signature, and definitions hang directly under a section": (
        "ingest/test_recommendation.py::test_definitions_hang_under_section_1",
        "ingest/test_lookup.py::test_no_other_clause_is_found_in_place_of_the_one_asked_for",
        "ingest/test_ambushes_text.py::test_a_signature_without_a_line_end_is_whole",
    ),
    "straight and curly quotation marks, no-break spaces, soft hyphens and odd apostrophes": (
        "ingest/test_spans.py::test_no_break_spaces_are_text",
        "ingest/test_ambushes_text.py::test_a_definition_is_known_in_any_quotation_marks",
        "ingest/test_ambushes_text.py::test_odd_characters_are_quoted_as_printed",
        "ingest/test_pdf_layout.py::test_a_hyphen_at_a_line_end_goes_only_when_the_document_says_so",
    ),
    "a footnote mark of a PDF is a digit like any other": (
        "ingest/test_pdf_layout.py::test_small_raised_digits_are_a_mark",
        "ingest/test_pdf_layout.py::test_other_digits_stay_in_the_text",
        "ingest/test_pdf.py::test_raised_marks_of_real_files_lead_to_their_notes",
    ),
    "page numbers, running titles and language codes stand among the text": (
        "ingest/test_pdf_layout.py::test_furniture_is_named_by_place_and_repetition",
        "ingest/test_pdf_layout.py::test_what_is_repeated_in_the_text_stays",
        "ingest/test_pdf.py::test_the_typeset_act_is_as_hard_as_a_printed_one",
    ),
    "numbers stand in classes or in the first column of tables, in several vocabularies": (
        "ingest/test_ambushes_markup.py::test_numbers_in_classes_and_in_tables_are_the_same",
        "ingest/test_formats.py::test_journal_pages_of_each_vocabulary_are_read",
        "ingest/test_formats.py::test_commission_documents_give_recitals_and_articles",
        "ingest/test_samples.py::test_a_published_document_loses_nothing",
    ),
    "annexes are files of their own, and an answer comes in parts": (
        "ingest/test_ambushes_markup.py::test_annexes_in_files_of_their_own_are_one_document",
        "ingest/test_fetch.py::test_several_parts_are_stored_in_the_order_of_their_numbers",
    ),
    "an act is read and nothing operative comes of it": (
        "ingest/test_robustness.py::test_an_act_without_operative_part_is_an_error",
    ),
    "lists restart at 1, and whole documents have no numbers to cite": (
        "ingest/test_policy.py::test_numbers_that_restart_under_each_heading_count_within_it",
        "ingest/test_pages.py::test_a_heading_and_place_label_a_paragraph",
        "ingest/test_ambushes_text.py::test_a_text_without_numbers_is_cited_by_heading_and_place",
    ),
    "web pages print links, forms and banners among the text": (
        "ingest/test_pages.py::test_web_furniture_is_no_clause",
        "ingest/test_pages.py::test_furniture_inside_a_sentence_is_cut_out_and_named",
        "ingest/test_pages.py::test_a_form_field_keeps_its_value",
    ),
    "addresses of links lie": (
        "ingest/test_ambushes_text.py::test_no_link_of_a_text_reaches_a_citation",
    ),
    "two acts of one day are easily swapped": (
        "ingest/test_lookup.py::test_a_known_document_without_text_is_never_mistaken_for_another",
        "ingest/test_ambushes_text.py::test_no_name_belongs_to_both_of_two_like_acts",
    ),
}  # fmt: skip


def test_the_table_is_whole() -> None:
    assert len(SURVIVED) == 21
    assert all(SURVIVED.values())


@pytest.mark.parametrize("behaviour", SURVIVED)
def test_each_behaviour_has_its_tests(behaviour: str) -> None:
    for test in SURVIVED[behaviour]:
        file, _, name = test.partition("::")
        defined = ast.parse((TESTS / file).read_text(encoding="utf-8")).body
        assert any(isinstance(node, ast.FunctionDef) and node.name == name for node in defined), test

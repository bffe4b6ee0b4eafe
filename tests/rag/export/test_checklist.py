"""Points as lists to tick: whole, in order, with their labels, and with the holes of the source where they are."""

import datetime
import io

import pytest
from docx import Document
from exporting import answer_to

from ingest.corpus import Corpus
from ingest.errors import ExportError
from ingest.lookup import look_up
from rag.export import render
from rag.export.checklist import Checklist, of_answers, of_lookup, page
from rag.results import LookupResult

DAY = datetime.date(2026, 11, 20)


def _lists(reference: str, corpus: Corpus) -> tuple[Checklist, ...]:
    return of_lookup(LookupResult(look_up(reference, corpus), corpus))


def test_every_point_of_a_paragraph_is_a_line_with_its_citation(corpus: Corpus) -> None:
    [one] = _lists("2.3.1", corpus)
    assert [item.printed for item in one.items] == [f"({label})" for label in (*"abcdefg", "i", "ii", "iii", *"hi")]
    assert [item.level for item in one.items] == [1] * 7 + [2] * 3 + [1] * 2
    written = render(page([one], DAY), "md").decode()
    assert written.count("- [ ] ") == 12
    assert "\n  - [ ] (ii) explore co-creation opportunities; — **C(2024) 601, point 2.3.1(g)(ii)**\n" in written
    for item in one.items:
        assert item.clause is not None
        assert item.clause.text == item.text


def test_a_gap_is_told_where_it_stands_and_what_lost_its_label_is_not_ticked(corpus: Corpus) -> None:
    [one] = _lists("2.2.1", corpus)
    assert [item.printed for item in one.items] == ["(a)", "(b)", "", ""]
    assert one.items[2].text.startswith("Gap in the source: After point 2.2.1(b)")
    assert "label missing in the source, no point to tick: schemes, such as" in one.items[3].text
    assert render(page([one], DAY), "md").decode().count("[ ]") == 2


def test_a_word_checklist_has_boxes(corpus: Corpus) -> None:
    document = Document(io.BytesIO(render(page(_lists("3.1.1", corpus), DAY), "docx")))
    ticks = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Checklist"]
    assert len(ticks) == 10
    assert all(tick.startswith("☐ (") for tick in ticks)
    assert ticks[5].endswith("— C(2024) 601, point 3.1.1(f)")


def test_a_section_gives_a_list_of_each_paragraph_in_it(corpus: Corpus) -> None:
    assert [one.citation for one in _lists("section 3.3", corpus)] == [
        "C(2024) 601, point 3.3.1",
        "C(2024) 601, point 3.3.2",
    ]
    assert len(_lists("section 2", corpus)) == 5
    assert len(_lists("3.1.1 and 3.2.1", corpus)) == 2


@pytest.mark.parametrize(
    ("reference", "told", "way_out"),
    [
        ("3.9.9", "No clause", "Nearest: "),
        ("6", "can mean 3 clauses", "Choose one: "),
        ("2.2.1(c)", "has a hole here", "Nearest: "),
        ("3.1.1(f)", "has no points to tick", "Name its paragraph: C(2024) 601, point 3.1.1."),
        ("recital 4", "has no points to tick", "Name a paragraph"),
        ("footnote 38", "has no points to tick", "Name a paragraph"),
        ("section 1", "has no points to tick", "Name a paragraph"),
        ("C(2024) 600, point 1", "not in the index", "Check the reference."),
    ],
)
def test_a_reference_without_points_gets_a_way_out(reference: str, told: str, way_out: str, corpus: Corpus) -> None:
    with pytest.raises(ExportError, match=told) as refused:
        _lists(reference, corpus)
    assert refused.value.hint.startswith(way_out)


def test_an_answer_gives_the_points_it_cites_and_names_what_else_it_cites(corpus: Corpus) -> None:
    lists, others = of_answers([answer_to("3.1.1(c)", corpus), answer_to("recital 4", corpus)], corpus)
    assert [[item.printed for item in one.items] for one in lists] == [["(c)"]]
    assert others == ("C(2024) 601, recital 4",)
    written = render(page(lists, DAY, "Q?", others), "md").decode()
    assert written.startswith("# Checklist: Q?\n")
    assert "*Cited as well, and no points to tick: C(2024) 601, recital 4.*" in written


def test_a_point_under_a_point_brings_the_one_it_carries_on(corpus: Corpus) -> None:
    [one] = of_answers([answer_to("2.3.1(g)(ii)", corpus)], corpus)[0]
    assert [(item.printed, item.level) for item in one.items] == [("(g)", 1), ("(ii)", 2)]


def test_some_points_beside_a_gap_still_tell_of_it(corpus: Corpus) -> None:
    [one] = of_answers([answer_to("2.2.1(a)", corpus)], corpus)[0]
    assert one.items[-1].clause is None
    assert one.items[-1].text.startswith("Gap in the source")


def test_an_answer_without_points_has_no_checklist(corpus: Corpus) -> None:
    with pytest.raises(ExportError, match="nothing to tick"):
        of_answers([answer_to("recital 4", corpus)], corpus)

"""Every place a clause can be shown at: what stands around it, and which words are marked."""

from dataclasses import replace

import pytest

from ingest.address import Path as ClausePath
from ingest.corpus import Corpus
from ingest.model import Clause, Footnote
from ingest.spans import Span, cut
from ui.services import naming
from ui.services.source import NoSource, Segment, Shown, SourceView, segments, source_view

CODE = "c/2024/601#"


def _view(corpus: Corpus, path: str, quoted: tuple[Span, ...] = ()) -> SourceView:
    view = source_view(corpus, CODE + path, quoted)
    assert isinstance(view, SourceView)
    return view


def _paths(shown: tuple[Shown, ...]) -> list[str]:
    return [str(part.clause.path) for part in shown]


def _clause(corpus: Corpus, path: str) -> Clause:
    clause = corpus.clause(CODE + path)
    assert clause is not None
    return clause


@pytest.mark.parametrize(
    ("path", "headings", "stems", "before", "after", "children"),
    [
        (
            "pnt_3.1.1/pnt_f",
            ["sct_3", "sct_3.1"],
            ["pnt_3.1.1"],
            ["pnt_3.1.1/pnt_e"],
            ["pnt_3.1.1/pnt_g"],
            [],
        ),
        (
            "pnt_2.3.1/pnt_g/pnt_i",
            ["sct_2", "sct_2.3"],
            ["pnt_2.3.1", "pnt_2.3.1/pnt_g"],
            [],
            ["pnt_2.3.1/pnt_g/pnt_ii"],
            [],
        ),
        (
            "pnt_2.3.1/pnt_g",
            ["sct_2", "sct_2.3"],
            ["pnt_2.3.1"],
            ["pnt_2.3.1/pnt_f"],
            ["pnt_2.3.1/pnt_h"],
            [f"pnt_2.3.1/pnt_g/pnt_{number}" for number in ("i", "ii", "iii")],
        ),
        ("sct_3.2", ["sct_3"], [], ["sct_3.1"], ["sct_3.3"], ["pnt_3.2.1"]),
        ("sct_1/pnt_3", ["sct_1"], [], ["sct_1/pnt_2"], ["sct_1/pnt_4"], []),
        ("rct_6", [], [], ["rct_5"], ["rct_7"], []),
        ("unp_1", [], [], [], ["unp_2"], []),
    ],
)
def test_a_clause_is_shown_between_what_stands_around_it(
    corpus: Corpus,
    path: str,
    headings: list[str],
    stems: list[str],
    before: list[str],
    after: list[str],
    children: list[str],
) -> None:
    view = _view(corpus, path)
    assert (_paths(view.headings), _paths(view.stems)) == (headings, stems)
    assert (_paths(view.before), _paths(view.after), _paths(view.children)) == (before, after, children)


def test_the_printed_labels_are_those_of_the_source(corpus: Corpus) -> None:
    view = _view(corpus, "pnt_3.1.1/pnt_f")
    assert (view.clause.printed, view.stems[0].printed, view.headings[1].printed) == ("(f)", "3.1.1.", "3.1.")
    assert _view(corpus, "unp_4").clause.printed == ""


def test_only_the_quoted_words_are_marked_and_they_are_marked_in_full(corpus: Corpus) -> None:
    clause = _clause(corpus, "pnt_3.1.1/pnt_f")
    start, end = clause.text.index("background"), clause.text.index(", open science")  # across the page break
    document = corpus.document_of(clause)
    spans = cut(document.source, clause.spans, start, end)
    view = _view(corpus, "pnt_3.1.1/pnt_f", spans)
    marked = "".join(part.text for part in view.clause.segments if part.marked)
    assert marked == clause.text[start:end]
    assert view.quote == f"[…] {marked} […]"  # what is copied says that the clause goes on
    assert len(spans) > 1
    assert not any(part.marked for part in (*view.before[0].segments, *view.stems[0].segments))


def test_without_a_quotation_nothing_is_marked_and_the_whole_text_can_be_copied(corpus: Corpus) -> None:
    view = _view(corpus, "pnt_3.1.1/pnt_f")
    assert not any(part.marked for part in view.clause.segments)
    assert view.quote == _clause(corpus, "pnt_3.1.1/pnt_f").text
    assert view.citation == "C(2024) 601, point 3.1.1(f)"


def test_words_of_another_clause_are_never_offered_as_this_ones_quotation(corpus: Corpus) -> None:
    view = _view(corpus, "pnt_3.1.1/pnt_f", _clause(corpus, "pnt_3.1.1/pnt_g").spans)
    assert view.quote == _clause(corpus, "pnt_3.1.1/pnt_f").text
    assert not any(part.marked for part in view.clause.segments)


def test_footnote_marks_stand_at_their_offsets(corpus: Corpus) -> None:
    view = _view(corpus, "pnt_3.1.1/pnt_f")
    assert view.clause.segments[0].text.endswith("management strategy")
    assert view.clause.segments[1] == Segment("", note=38)
    assert view.clause.segments[2].text.startswith(", including considerations")


def test_every_text_of_the_corpus_survives_being_cut_into_segments(corpus: Corpus) -> None:
    for document in corpus.documents:
        parts: list[Clause | Footnote] = [*document.clauses, *document.footnotes]
        for part in parts:
            half = cut(document.source, part.spans, len(part.text) // 3, len(part.text) // 2)
            shown = segments(document, part, half)
            assert "".join(segment.text for segment in shown) == part.text
            marked = "".join(segment.text for segment in shown if segment.marked)
            assert marked.strip() == document.quote(half)
            if isinstance(part, Clause):
                assert [s.note for s in shown if s.note is not None] == [mark.number for mark in part.marks]


@pytest.mark.parametrize(
    ("path", "numbers", "carriers"),
    [
        ("pnt_3.1.1/pnt_f", [38], ["point 3.1.1(f)"]),
        ("sct_3.2", [39], ["section 3.2"]),
        ("pnt_3.2.1/pnt_b", [39], ["section 3.2"]),
        ("pnt_2.1.3/pnt_a", [19, 20], ["point 2.1.3", "point 2.1.3(a)"]),
        ("pnt_3.1.1/pnt_g", [], []),
    ],
)
def test_footnotes_come_from_the_clause_its_stem_and_its_headings(
    corpus: Corpus, path: str, numbers: list[int], carriers: list[str]
) -> None:
    notes = _view(corpus, path).notes
    assert [note.footnote.number for note in notes] == numbers
    assert [note.carrier.label for note in notes] == carriers


def test_a_footnote_is_shown_in_the_clause_its_mark_stands_in(corpus: Corpus) -> None:
    document = corpus.document("c/2024/601")
    assert document is not None
    footnote = document.footnote(ClausePath.parse("ftn_38"))
    assert footnote is not None
    view = _view(corpus, "ftn_38", footnote.spans)
    assert str(view.clause.clause.path) == "pnt_3.1.1/pnt_f"
    assert view.asked == footnote
    assert (view.citation, view.quote) == ("C(2024) 601, footnote 38", footnote.text)
    assert [part.marked for part in view.notes[0].segments] == [True]


@pytest.mark.parametrize(
    ("path", "gaps"),
    [
        ("pnt_2.2.1/frg_1", 1),
        ("pnt_2.2.1/pnt_b", 1),
        ("pnt_2.2.1/pnt_a", 1),
        ("pnt_2.2.1", 1),
        ("sct_2.2", 1),
        ("sct_2", 1),
        ("sct_2.3", 1),
        ("pnt_2.3.1/pnt_a", 0),
        ("pnt_3.1.1/pnt_f", 0),
    ],
)
def test_a_hole_in_the_source_is_told_wherever_a_clause_beside_it_is_shown(
    corpus: Corpus, path: str, gaps: int
) -> None:
    found = _view(corpus, path).gaps
    assert len(found) == gaps
    assert all("footnotes 26 and 27" in gap.reason for gap in found)


@pytest.mark.parametrize("key", ["reco/2024/774", "C/2024/601", "32024H0774"])
def test_an_act_may_be_named_by_any_of_its_names_in_a_link(corpus: Corpus, key: str) -> None:
    view = source_view(corpus, f"{key}#pnt_3.1.1/pnt_f")
    assert isinstance(view, SourceView)
    assert view.citation == "C(2024) 601, point 3.1.1(f)"


def test_a_label_that_leads_nowhere_is_not_repeated_at_length(corpus: Corpus) -> None:
    view = source_view(corpus, "c/2024/601#pnt_1" + "/pnt_1" * 500)
    assert isinstance(view, NoSource)
    assert len(view.message) < 120


def test_a_passage_of_a_web_page_is_shown_under_its_heading(corpus: Corpus) -> None:
    view = source_view(corpus, "web/mle-final-report#unp_4")
    assert isinstance(view, SourceView)
    assert [part.clause.text for part in view.headings] == ["Key take aways"]
    assert view.citation == "MLE final report (web page), “Key take aways”, paragraph 2"
    assert (view.entry.kind, view.entry.witness, view.clause.printed) == ("news item", None, "")


@pytest.mark.parametrize(
    ("uid", "message"),
    [
        ("", "is not a clause address"),
        ("nonsense", "is not a clause address"),
        ("c/2024/601#pnt_", "is not a clause path"),
        ("<script>#pnt_1", "is not a document key"),
        ("c/1999/1#pnt_1", "No document here is called “c/1999/1”"),
        ("c/2024/601#pnt_9.9", "C(2024) 601 has no point 9.9."),
        ("c/2024/601#ftn_99", "C(2024) 601 has no footnote 99."),
        ("c/2024/601#pnt_2.2.1/pnt_c", "has a hole where point 2.2.1(c) would stand"),
        ("c/2024/601#ftn_26", "has a hole where footnote 26 would stand"),
        ("reco/2022/2415#pnt_1", "its text is not in the index"),
    ],
)
def test_an_address_that_shows_nothing_gets_a_sentence(corpus: Corpus, uid: str, message: str) -> None:
    view = source_view(corpus, uid)
    assert isinstance(view, NoSource)
    assert message in view.message
    assert view.hint


def test_names_of_clauses_come_from_the_corpus(corpus: Corpus) -> None:
    assert naming.citation(corpus, CODE + "pnt_3.1.1/pnt_f") == "C(2024) 601, point 3.1.1(f)"
    assert naming.citation(corpus, CODE + "ftn_38") == "C(2024) 601, footnote 38"
    assert naming.citation(corpus, "gone#pnt_1") == "gone#pnt_1"
    assert naming.wording(corpus, CODE + "sct_3.2") == "Involving intermediaries"
    assert naming.is_under(corpus, CODE + "pnt_3.1.1/pnt_f", CODE + "pnt_3.1.1")
    assert not naming.is_under(corpus, CODE + "pnt_3.1.1/pnt_f", CODE + "pnt_3.2.1")


def test_the_source_shows_each_reference_once_and_what_refers_to_it(corpus: Corpus) -> None:
    view = _view(corpus, "rct_1")  # its words and its footnote name the same act
    assert [link.entry.key for link in view.refers_to if link.entry is not None] == ["reco/2022/2415"]
    code = corpus.documents[0]
    clauses = tuple(
        replace(c, text="See points 3.1.1(a) and (b), and point 9.9.") if str(c.path) == "rct_2" else c
        for c in code.clauses
    )
    linked = replace(corpus, shipped=(replace(code, clauses=clauses), *corpus.shipped[1:]))
    assert [link.target.uid for link in _view(linked, "rct_2").refers_to if link.target is not None] == [
        CODE + "pnt_3.1.1/pnt_a",
        CODE + "pnt_3.1.1/pnt_b",
    ]
    assert [link.source for link in _view(linked, "pnt_3.1.1/pnt_b").referred_by] == [CODE + "rct_2"]

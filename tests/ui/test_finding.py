"""What the box of the Clauses page finds, the contents of a document, and what the page of a clause tells."""

from dataclasses import replace
from pathlib import Path

import pytest

from ingest.address import Path as ClausePath
from ingest.corpus import Corpus
from ingest.model import Document
from ingest.own import own_record
from rag import Assistant, Settings
from rag.words import WordIndex
from ui.services import leaf
from ui.services.asking import current
from ui.services.contents import Node, contents
from ui.services.finding import Finding, find, nearest
from ui.services.source import SourceView, source_view

CODE = "c/2024/601#"


class Texts:
    """Nothing but a corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.ask = None


def _find(corpus: Corpus, typed: str) -> Finding:
    found = find(Texts(corpus), typed)  # type: ignore[arg-type]  # the box asks nothing
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("typed", "status", "first"),
    [
        ("3.1.1(f)", "found", "pnt_3.1.1/pnt_f"),
        ("3.1.1 f", "found", "pnt_3.1.1/pnt_f"),
        ("3.1.1(", "found", "pnt_3.1.1"),
        ("3.1.1(f", "found", "pnt_3.1.1/pnt_f"),
        ("whereas (6)", "found", "rct_6"),
        ("the last point of 3.1.1", "found", "pnt_3.1.1/pnt_j"),
        ("fn 38", "found", "ftn_38"),
        (CODE + "pnt_3.1.1/pnt_f", "found", "pnt_3.1.1/pnt_f"),
        ("6", "ambiguous", "rct_6"),
        ("2.2.1(c)", "gap", "pnt_2.2.1/pnt_b"),
        ("3.1.1(z)", "missing", "pnt_3.1.1/pnt_j"),
        ("open science", "found", "sct_1/pnt_5"),
    ],
)
def test_a_reference_is_found_while_it_is_typed(corpus: Corpus, typed: str, status: str, first: str) -> None:
    found = _find(corpus, typed)
    assert (found.status, found.rows[0].uid) == (status, CODE + first)
    assert bool(found.message) == (status != "found")  # a wrong, missing or lost one is told in the look-up's sentence


def test_words_follow_the_clause_a_term_names_and_are_not_listed_twice(corpus: Corpus) -> None:
    found = _find(corpus, "open science")
    assert found.words
    assert not {row.uid for row in found.rows} & {row.uid for row in found.words}
    assert _find(corpus, "3.1.1(f)").words == ()  # a number is no word


def test_words_are_found_and_those_that_stand_nowhere_told(corpus: Corpus) -> None:
    found = _find(corpus, "  bananas \n conflict ")
    assert (found.typed, found.status, found.message) == ("bananas conflict", "words", "")
    assert (found.words[0].uid, found.words[0].document) == (CODE + "pnt_3.1.1/pnt_c", "C(2024) 601")
    assert found.unknown == ("bananas",)
    assert _find(corpus, "bananas").nothing


def test_a_document_that_joins_while_somebody_types_is_found_under_its_name(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = own_record(Path("bees.md"), "House rules of Linden", "2026-11-20", corpus.catalogue)
    joined = corpus.with_document(record, corpus.parse(record, [b"# House rules\n\n1. Staff may keep bees.\n"]))
    asked = Assistant(corpus, Settings(home=tmp_path, corpus=tmp_path))
    monkeypatch.setattr(asked, "find", lambda words, k: WordIndex(joined).search(words, k))
    found = find(asked, "bees")
    assert found is not None
    assert [row.document for row in found.words] == ["House rules of Linden"] * len(found.words)
    assert found.words


def test_a_document_alone_leads_to_its_contents_or_its_official_page(corpus: Corpus) -> None:
    assert _find(corpus, "C(2024) 601").document == "c/2024/601"
    away = _find(corpus, "2022/2415")
    assert (away.document, away.url.startswith("https://")) == ("", True)
    assert "its text is not in the index" in away.message


def test_words_beside_a_document_are_looked_for_in_it(corpus: Corpus) -> None:
    for typed in ("web/mle-final-report intellectual assets", "web/mle-final-report open innovation"):
        assert {row.uid.partition("#")[0] for row in _find(corpus, typed).words} == {"web/mle-final-report"}
    term = _find(corpus, "C(2024) 601 open science")
    assert term.rows[0].uid == CODE + "sct_1/pnt_5"
    assert {row.uid.partition("#")[0] for row in term.words} == {"c/2024/601"}
    assert _find(corpus, "C(2024) 601 bananas").message.startswith("No clause")


@pytest.mark.parametrize("typed", ["", "   ", "\n"])
def test_nothing_typed_finds_nothing(corpus: Corpus, typed: str) -> None:
    assert find(Texts(corpus), typed) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", "x" * 5000, "((((", "\u202e", "§" * 400, "#", "c/#pnt_1"]
)
def test_whatever_is_typed_is_an_answer(corpus: Corpus, typed: str) -> None:
    assert len(_find(corpus, typed).typed) <= 400


def test_an_address_in_a_hole_names_what_stands_around_it(corpus: Corpus) -> None:
    assert nearest(corpus, CODE + "pnt_2.2.1/pnt_c")[0].uid == CODE + "pnt_2.2.1/pnt_b"
    assert nearest(corpus, "") == ()


def test_an_assistant_is_asked_for_the_documents_of_now(assistant: Assistant) -> None:
    assert current(assistant) is assistant.current()
    found = find(assistant, "conflict")
    assert found is not None
    assert found.words[0].uid == CODE + "pnt_3.1.1/pnt_c"


def _act(corpus: Corpus) -> Document:
    act = corpus.document("c/2024/601")
    assert act is not None
    return act


def _flat(nodes: tuple[Node, ...]) -> list[Node]:
    return [one for node in nodes for one in (node, *_flat(node.children))]


def test_the_contents_have_every_clause_once_and_mark_the_one_at_hand(corpus: Corpus) -> None:
    act = _act(corpus)
    nodes = _flat(contents(act, ClausePath.parse("pnt_2.2.1/pnt_b")))
    assert sorted(node.uid for node in nodes if node.uid) == sorted(clause.uid for clause in act.clauses)
    assert [node.uid for node in nodes if node.current] == [CODE + "pnt_2.2.1/pnt_b"]
    opened = [node.uid for node in nodes if node.open]
    assert opened == [CODE + path for path in ("sct_2", "sct_2.2", "pnt_2.2.1", "pnt_2.2.1/pnt_b")]
    assert [node.uid for node in nodes if node.gap] == [CODE + "pnt_2.2.1/pnt_b"]
    recitals = next(node for node in nodes if node.label == "Recitals")
    assert (recitals.words, len(recitals.children)) == ("(1) to (10)", 10)


def test_of_a_long_document_points_are_listed_along_the_way_alone(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.services.contents.WHOLE", 10)
    uids = {node.uid for node in _flat(contents(_act(corpus), ClausePath.parse("pnt_3.1.1/pnt_f")))}
    assert {CODE + path for path in ("pnt_2.1.1", "pnt_3.1.1/pnt_a")} <= uids
    assert CODE + "pnt_2.1.1/pnt_a" not in uids


def _view(corpus: Corpus, path: str) -> SourceView:
    view = source_view(corpus, CODE + path)
    assert isinstance(view, SourceView)
    return view


def test_what_is_printed_is_the_clause_with_stem_points_footnotes_holes_and_citation(corpus: Corpus) -> None:
    sheet = leaf.sheet(corpus, _view(corpus, "pnt_2.2.1"))
    assert [line.printed for line in sheet.headings] == ["2.", "2.2."]
    assert [line.printed for line in sheet.lines if not line.remark][:3] == ["2.2.1.", "(a)", "(b)"]
    assert sheet.lines[-1].printed == "[label missing in the source]"
    assert [line.remark.partition(":")[0] for line in sheet.lines if line.remark] == ["Gap in the source"]
    assert sheet.citation.startswith("Commission Recommendation of 1.3.2024")
    point = leaf.sheet(corpus, _view(corpus, "pnt_3.1.1/pnt_f"))
    assert "".join(s.text for s in point.stems[0].segments).startswith("It is recommended to develop a joint")
    assert [note.printed for note in point.notes] == ["38"]
    assert len(point.lines) == 1
    assert leaf.sheet(corpus, _view(corpus, "ftn_38")).title == "C(2024) 601, footnote 38"


@pytest.mark.parametrize(
    ("path", "citations"),
    [
        ("pnt_3.1.1", ["C(2024) 601, point 3.1.1"]),
        ("pnt_3.1.1/pnt_f", ["C(2024) 601, point 3.1.1"]),
        ("rct_1", []),
    ],
)
def test_a_checklist_is_offered_of_the_points_under_or_beside_a_clause(
    corpus: Corpus, path: str, citations: list[str]
) -> None:
    clause = corpus.clause(CODE + path)
    assert clause is not None
    assert [one.citation for one in leaf.checklists(corpus, clause)] == citations


def test_a_clause_names_the_same_one_in_the_other_texts_of_its_act(corpus: Corpus) -> None:
    act = _act(corpus)
    twins = tuple(replace(c, address=replace(c.address, document="reco/2024/774")) for c in act.clauses)
    twin = replace(act, key="reco/2024/774", clauses=twins, footnotes=())
    entry = corpus.entry_of(act.clauses[0].address)
    journal = replace(entry, key=twin.key, short="(EU) 2024/774", witness_of=entry.key, aliases=(), identifiers=None)
    known = (*(replace(e, aliases=(), ceded=frozenset()) for e in corpus.published.entries), journal)
    both = replace(corpus, published=replace(corpus.published, entries=known), shipped=(*corpus.shipped, twin))
    here = both.clause(CODE + "pnt_3.1.1/pnt_f")
    assert here is not None
    assert [row.document for row in leaf.witnesses(both, here)] == ["(EU) 2024/774"]
    there = both.clause("reco/2024/774#pnt_3.1.1/pnt_f")
    assert there is not None
    assert [row.uid for row in leaf.witnesses(both, there)] == [here.uid]
